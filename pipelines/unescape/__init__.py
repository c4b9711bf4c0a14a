"""Stage unescape: text that still wears the escapes of a format it has left (HTML, JSON, URLs, mail).

Forms are tried in turn until nothing changes; code, JSON, URLs and regular expressions keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from pipelines.codepoints import Seen, Sign, among, look
from pipelines.explain import Context, Edit, Result, Splices, compose
from pipelines.unescape.byte_escapes import backslashed_bytes, percent_escapes
from pipelines.unescape.code_units import backslash_u, percent_u
from pipelines.unescape.entities import entities
from pipelines.unescape.transfer import hz, quoted_printable, utf7

SIGNS = Sign.ESCAPE

Form = Callable[[str], Iterator[Edit]]
FORMS: tuple[tuple[str, re.Pattern[str], Form], ...] = (
    ("&", re.compile(r"&[#A-Za-z]"), entities),
    ("\\", re.compile(r"\\[uU][0-9A-Fa-f]{4}"), backslash_u),
    ("%", re.compile(r"%u[0-9A-Fa-f]{4}"), percent_u),
    ("\\", re.compile(r"\\x[0-9A-Fa-f]{2}"), backslashed_bytes),
    ("%", re.compile(r"%(?:25)*[89A-Fa-f][0-9A-Fa-f]"), percent_escapes),
    ("=", re.compile(r"=[89A-F][0-9A-F]"), quoted_printable),
    ("~", re.compile(r"~\{"), hz),
    ("+", re.compile(r"\+[A-Za-z0-9+/]{3}"), utf7),
)
"""Each form with its first character and a cheap sign: without them, the form is not tried."""
_BY_FIRST = {first: [sign for each, sign, _ in FORMS if each == first] for first, _, _ in FORMS}

MAX_ROUNDS = 6


def apply(text: str, context: Context) -> Result | None:
    r"""Undo escapes, nested ones too; a text that does not come to rest within `MAX_ROUNDS` rounds is left alone.

    >>> apply("&amp;#20013;&#x6587; \\u4e2d\\u6587 %D6%D0%CE%C4", Context()).text
    '中文 中文 中文'
    >>> apply("https://example.com/?q=%D6%D0 [\\u4e00-\\u9fa5]", Context()) is None
    True
    """
    if not _signed(text, context.seen or look(text)):
        return None
    total: Splices | None = None
    current = text
    for _ in range(MAX_ROUNDS):
        before = current
        for first, sign, form in FORMS:
            if first not in current or not sign.search(current):
                continue
            edits = Splices()
            for edit in form(current):
                edits.add(*edit)
            if len(edits):
                total = compose(total, edits, current) if total is not None else edits
                current = edits.apply(current)
        if current == before:
            return None if total is None else Result(current, total)
    return None


def _signed(text: str, seen: Seen) -> bool:
    """Whether the sign of any form stands somewhere."""
    places = seen.others.take(np.flatnonzero(among(seen.other_kinds, Sign.ESCAPE))).tolist()
    return any(sign.match(text, place) for place in places for sign in _BY_FIRST[text[place]])
