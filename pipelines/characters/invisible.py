"""Characters that nobody sees: controls, zero-width and bidirectional marks, soft hyphens, byte order marks."""

from __future__ import annotations

import re

from pipelines.characters.common import IS_END, IS_INVISIBLE, LINE_ENDS, Characters
from pipelines.explain import Result
from pipelines.rules import edited

_LINE_END = re.compile(f"\r\n|[{LINE_ENDS}]")


def line_ends(seen: Characters) -> Result | None:
    r"""Every line ends with a line feed.

    >>> line_ends(Characters("一\r\n二\u2028三")).text
    '一\n二\n三'
    """
    return edited(seen.text, _LINE_END, seen.where(IS_END), lambda match: "\n", "line end")


# A C1 control or a soft hyphen after a Latin-1 character may be the rest of mojibake: it is the only trace of a byte.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f]|(?<![\x80-\xff])[\x80-\x9f\xad]+|[\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"
    "|[\u200c\u200d](?:(?<![^\x00-\x7f\u3000-\u9fff\uff00-\uff60].)|(?![^\x00-\x7f\u3000-\u9fff\uff00-\uff60]))"
    "|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]"
)
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def removed(seen: Characters) -> Result | None:
    """Take out invisible characters; joiners in emoji and other scripts, and bidi marks of Arabic and Hebrew, stay.

    >>> removed(Characters("中\N{ZERO WIDTH SPACE}国\N{SOFT HYPHEN}人")).text
    '中国人'
    >>> removed(Characters("👨\N{ZERO WIDTH JOINER}👩")) is None
    True
    """
    places = seen.where(IS_INVISIBLE)
    if not places:
        return None
    needed = _RIGHT_TO_LEFT.search(seen.text) is not None
    return edited(
        seen.text,
        _REMOVED,
        places,
        lambda match: None if needed and match.group() in _BIDI else "",
        "invisible character",
    )
