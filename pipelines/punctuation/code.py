"""Where a text is program code or data: no mark is changed there."""

from __future__ import annotations

import re
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

REACH = 200
"""Code makes its line code, up to so many characters on both sides: a whole page may be one line."""
_SIGN = re.compile(r"=>|==|!=|&&|\|\||\(\)|\);|\{\s*$|(?<=[{};])\s?//|</|/>|::|->|`| = |(?<=\w)\(\"", re.MULTILINE)
_LINE = re.compile(r"[\[{<].*[\]}>],?[^\S\n]*$|(?:def|import|SELECT|#include) ", re.MULTILINE)


class Code:
    r"""The pieces of a text that are code.

    Args:
        text: the text.
        places: where a sign of code may begin, in order.
        lines: where a bracket or a keyword may begin a line of code, in order.

    >>> code = Code("中文,\nx == 1,\n中文", [6], lines=[])
    >>> 2 in code, 9 in code
    (False, True)
    """

    def __init__(self, text: str, places: list[int], *, lines: list[int]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        found = [match.span() for place in places if (match := _SIGN.match(text, place))]
        for place in lines:
            if not text[text.rfind("\n", 0, place) + 1 : place].strip() and (match := _LINE.match(text, place)):
                found.append(match.span())
        last = 0
        for begin, finish in sorted(found):
            start = text.rfind("\n", max(last, begin - REACH), begin) + 1 or max(last, begin - REACH)
            end = text.find("\n", finish, finish + REACH)
            last = end if end >= 0 else finish + REACH
            self._starts.append(start)
            self._ends.append(last)

    def __contains__(self, place: int) -> bool:
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]

    def mask(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `places` are in code."""
        if not self._starts:
            return np.zeros(places.size, np.bool_)
        numbers = np.searchsorted(self._starts, places, side="right") - 1
        inside: NDArray[np.bool_] = (numbers >= 0) & (places < np.array(self._ends)[np.maximum(numbers, 0)])
        return inside
