"""Where exactly a damaged run begins and ends, once it is found: its neighbours on either side tell.

A sum of gains does not see that the character at a border stands beside another one after the repair: whether 地 before
爾街 is 地 or 華.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints
from pipelines.mojibake.score import likelihood

REACH = 4
"""Places on either side of a border that are tried."""
CONTEXT = 2
"""Characters beyond those that are looked at."""


class Reading(NamedTuple):
    """A piece of text as it stands and as it reads otherwise.

    Attributes:
        array: its characters.
        other: the characters of the other reading, bytes that are none as lone surrogates.
        own_places, other_places: where a character of the one begins together with one of the other, in both.
    """

    array: CodePoints
    other: CodePoints
    own_places: NDArray[np.int64]
    other_places: NDArray[np.int64]

    def within(self, before: CodePoints, behind: CodePoints) -> Reading:
        """The same piece between characters that are the same in both readings."""
        array, other = (np.concatenate((before, each, behind)) for each in (self.array, self.other))
        return Reading(array, other, self.own_places + before.size, self.other_places + before.size)


def settle(reading: Reading, head: int, tail: int) -> tuple[int, int]:
    """Better borders near two given ones, all four as indices of the common places."""
    return _moved(reading, head, tail, at_head=True), _moved(reading, head, tail, at_head=False)


def _moved(reading: Reading, head: int, tail: int, *, at_head: bool) -> int:
    array, other, own_places, other_places = reading
    middle = (head + tail) // 2
    if at_head:
        first, last = max(0, head - REACH), min(head + REACH, middle)
    else:
        first, last = max(tail - REACH, middle + 1), min(tail + REACH, own_places.size - 1)
    left = max(0, int(own_places[first]) - CONTEXT), max(0, int(other_places[first]) - CONTEXT)
    right = int(own_places[last]) + CONTEXT, int(other_places[last]) + CONTEXT
    best, most = (head if at_head else tail), -np.inf
    for border in range(first, last + 1):
        own, its = int(own_places[border]), int(other_places[border])
        inside = other[its : int(other_places[head])] if at_head else other[int(other_places[tail]) : its]
        if ((inside >= 0xDC80) & (inside <= 0xDCFF)).any():
            continue
        if at_head:
            joined = np.concatenate((array[left[0] : own], other[its : right[1]]))
        else:
            joined = np.concatenate((other[left[1] : its], array[own : right[0]]))
        found = likelihood(joined)
        if found > most:
            best, most = border, found
    return best
