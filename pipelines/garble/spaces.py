"""Spaces: those that the encoding of the machine does not have, for which lost signs stand, and those it put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from pipelines.codepoints import Seen
from pipelines.garble.edits import Spans

INDENTS = re.compile(r"^(?:(?:\?\?){2,4}|(?:\ufffd\ufffd){2,4}|\?(?:[ \xa0]\?)+[ \xa0]?)(?=[^?\s\ufffd])", re.MULTILINE)
"""Ideographic spaces, each byte of which became a sign, or spaces that GBK does not have among others."""
GAPS = re.compile(r"(?<=[^\s?嗎呢麼吗么])\?(?:[ \xa0]\?)+[ \xa0]?")
"""The same inside a line; one space is left."""

MARKS = "，。、；：！？,;"
"""Behind these, machines that put in spaces do."""
_ENOUGH = 4000  # characters that tell
_UNSPACED = re.compile(rf"(?<=[{MARKS}])(?![\s{MARKS}]|$)")


def lost_spaces(text: str, seen: Seen) -> tuple[Spans, Spans]:
    """Where lost indents begin and end, and lost spaces inside lines, of a text that was looked at.

    >>> from pipelines.codepoints import look
    >>> text = "????2月2日,R473? ? ? [A]"
    >>> [spans[0].tolist() for spans in lost_spaces(text, look(text))]
    [[0], [13]]
    """
    lost = seen.places("?\ufffd")
    begins = lost[:-1][np.diff(lost) <= 2].tolist()
    return _spans(_matches(INDENTS, text, begins)), _spans(_matches(GAPS, text, begins))


def _matches(pattern: re.Pattern[str], text: str, places: list[int]) -> Iterator[re.Match[str]]:
    """What `finditer` gives of a pattern that can match at these places only."""
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            end = match.end()
            yield match


def is_indent(text: str, place: int) -> bool:
    """Whether a lost indent begins at `text[place]`."""
    return (place == 0 or text[place - 1] == "\n") and INDENTS.match(text, place) is not None


def spaced(page: str) -> bool:
    """Whether a space stands behind the marks of a page, whatever they are.

    >>> spaced("會議分析、 解決, 討論。 "), spaced("會議分析、解決, 討論。")
    (True, False)
    """
    return _spaced(page[:_ENOUGH])


@lru_cache(maxsize=8)
def _spaced(page: str) -> bool:
    marks = sum(map(page.count, MARKS))
    return marks >= 3 and 10 * len(_UNSPACED.findall(page)) < marks


def with_spaces(text: str, follower: str) -> str:
    """A text with such spaces, before what follows it.

    >>> with_spaces("作戰。隨後，", "唐")
    '作戰。 隨後， '
    """
    return _UNSPACED.sub(" ", text + follower)[: -len(follower) or None]


def _spans(matches: Iterator[re.Match[str]]) -> Spans:
    spans = np.array([match.span() for match in matches], np.int64).reshape(-1, 2)
    return spans[:, 0], spans[:, 1]
