"""Spaces that the machine's encoding does not have, and whose places lost signs have taken."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

INDENTS = re.compile(r"^(?:(?:\?\?){2,4}|(?:\ufffd\ufffd){2,4}|\?(?:[ \xa0]\?)+[ \xa0]?)(?=[^?\s\ufffd])", re.MULTILINE)
"""Ideographic spaces, each byte of which became a sign, or spaces that GBK does not have among others."""
GAPS = re.compile(r"(?<=[^\s?嗎呢麼吗么])\?(?:[ \xa0]\?)+[ \xa0]?")
"""The same inside a line; one space is left."""

_SIGNS = ("????", "\ufffd\ufffd\ufffd\ufffd", "? ?", "?\xa0?")

_Spans = tuple[NDArray[np.int64], NDArray[np.int64]]


def lost_spaces(text: str) -> tuple[_Spans, _Spans]:
    """Where lost indents begin and end, and lost spaces inside lines.

    >>> [spans[0].tolist() for spans in lost_spaces("????2月2日,R473? ? ? [A]")]
    [[0], [13]]
    """
    if not any(sign in text for sign in _SIGNS):
        return _spans([]), _spans([])
    return _spans([*INDENTS.finditer(text)]), _spans([*GAPS.finditer(text)])


def is_indent(text: str, place: int) -> bool:
    """Whether a lost indent begins at `text[place]`."""
    return (place == 0 or text[place - 1] == "\n") and INDENTS.match(text, place) is not None


def _spans(matches: list[re.Match[str]]) -> _Spans:
    starts = np.array([match.start() for match in matches], np.int64)
    return starts, np.array([match.end() for match in matches], np.int64)
