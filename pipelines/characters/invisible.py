"""Characters that nobody sees: controls, zero-width and bidirectional marks, soft hyphens, byte order marks."""

from __future__ import annotations

import re

from pipelines.characters.common import edited
from pipelines.codepoints import Sign, code_points, signs
from pipelines.explain import Result

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def line_ends(text: str) -> Result | None:
    r"""Every line ends with a line feed.

    >>> line_ends("一\r\n二\u2028三").text
    '一\n二\n三'
    """
    if not any(each in text for each in "\r\x0b\x0c\x85\u2028\u2029"):
        return None
    return edited(text, _LINE_END, lambda match: "\n", "line end")


# A C1 control or a soft hyphen after a Latin-1 character may be the rest of mojibake: it is the only trace of a byte.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f]|(?<![\x80-\xff])[\x80-\x9f\xad]|[\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"
)
_JOINER = re.compile(
    "[\u200c\u200d](?:(?<![^\x00-\x7f\u3000-\u9fff\uff00-\uff60].)|(?![^\x00-\x7f\u3000-\u9fff\uff00-\uff60]))"
)
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def removed(text: str) -> Result | None:
    """Take out invisible characters; joiners in emoji and other scripts, and bidi marks of Arabic and Hebrew, stay.

    >>> removed("中\N{ZERO WIDTH SPACE}国\N{SOFT HYPHEN}人").text
    '中国人'
    >>> removed("👨\N{ZERO WIDTH JOINER}👩") is None
    True
    """
    if Sign.INVISIBLE not in signs(code_points(text)):
        return None
    parts = [_REMOVED.pattern, _JOINER.pattern]
    if not _RIGHT_TO_LEFT.search(text):
        parts.append(_BIDI.pattern)
    return edited(text, re.compile("|".join(parts)), lambda match: "", "invisible character")
