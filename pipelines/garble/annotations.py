"""Readings in brackets behind single hanzi, found in one pass over the code points."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints
from pipelines.readings import TONED

LETTERS = "abcdefghijklmnopqrstuvwxyzü" + TONED + "\N{LATIN SMALL LETTER SCRIPT G}12345"
"""What a reading is written with; capitals begin names, which are left alone."""
LONGEST = 7
"""`zhuang1`"""

_SPACE = 0x20
_BITS = 6  # enough for one letter
_NUMBERS = np.zeros(0x300, np.int64)  # letter to its place in LETTERS, from 1
_NUMBERS[[ord(letter) for letter in LETTERS]] = np.arange(1, len(LETTERS) + 1)


class Annotations(NamedTuple):
    """Every `X(reading)` of a text, in order; arrays of one length.

    Attributes:
        starts, ends: the annotation without its hanzi, with the space before it.
        kinds: place in `table` of each.
        table: the different (character, reading as written).
        counts: how often each of the table occurs.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    kinds: NDArray[np.int64]
    table: list[tuple[str, str]]
    counts: list[int]


def find(array: CodePoints) -> Annotations:
    """Hanzi followed by a bracket that holds one word of pinyin letters, whether it is a reading or not.

    >>> from pipelines.codepoints import code_points
    >>> find(code_points("中國(guó)網 (wang3)（wǎng）(WTO)")).table
    [('國', 'guó'), ('網', 'wang3')]
    """
    opens = np.flatnonzero((array == ord("(")) | (array == ord("（")))
    closes = np.flatnonzero((array == ord(")")) | (array == ord("）")))
    if not opens.size or not closes.size:
        return Annotations(opens, opens, opens, [], [])
    nexts = np.searchsorted(closes, opens)
    closing = closes[np.minimum(nexts, closes.size - 1)]
    length = closing - opens - 1
    good = (nexts < closes.size) & (length >= 1) & (length <= LONGEST) & (opens >= 1)
    opens, closing, length = opens[good], closing[good], length[good]
    spaced = (array[opens - 1] == _SPACE) & (opens >= 2)
    owners = opens - 1 - spaced
    codes = array[owners].astype(np.int64)
    keys = codes.copy()
    good = (codes >= 0x3400) & (codes <= 0x9FFF)
    for place in range(LONGEST):
        inside = place < length
        letters = array[np.where(inside, opens + 1 + place, opens)]
        numbers = _NUMBERS[np.minimum(letters, 0x2FF)]
        good &= ~inside | (numbers > 0)
        keys = (keys << _BITS) | np.where(inside, numbers, 0)
    kinds, table, counts = _table(codes[good], keys[good])
    return Annotations((owners + 1)[good], (closing + 1)[good], kinds, [_kind(key) for key in table], counts)


def _table(codes: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[int], list[int]]:
    """The place of each key among the different ones, these, and how often they occur; `codes` are their hanzi."""
    if codes.size > 1000:  # most hanzi have one key: a table saves the sorting
        first = np.zeros(0x10000, np.int64)
        first[codes] = keys
        if (first[codes] == keys).all():
            counts = np.bincount(codes, minlength=0x10000)
            different = np.flatnonzero(counts)
            number = np.zeros(0x10000, np.int64)
            number[different] = np.arange(different.size)
            return number[codes], first[different].tolist(), counts[different].tolist()
    table, kinds, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return kinds, table.tolist(), counts.tolist()


@lru_cache(maxsize=65536)
def _kind(key: int) -> tuple[str, str]:
    numbers = [key >> _BITS * place & (1 << _BITS) - 1 for place in reversed(range(LONGEST))]
    return chr(key >> _BITS * LONGEST), "".join(LETTERS[number - 1] for number in numbers if number)
