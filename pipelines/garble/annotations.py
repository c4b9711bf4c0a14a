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

SOME = 3
"""So many toned words right behind hanzi make others without a tone credible."""

_SPACE = 0x20
_BITS = 6  # enough for one letter
_NUMBERS = np.zeros(0x300, np.int64)  # letter to its place in LETTERS, from 1
_NUMBERS[[ord(letter) for letter in LETTERS]] = np.arange(1, len(LETTERS) + 1)
_LETTER = _NUMBERS > 0  # those of a word run in
_LETTER[[ord(digit) for digit in "12345"]] = False
_TONED = np.zeros(0x300, np.bool_)
_TONED[[ord(letter) for letter in TONED]] = True
_FINAL = np.zeros(0x300, np.bool_)  # what a syllable may end with
_FINAL[[ord(letter) for letter in TONED + "aeioungrü"]] = True
_INITIAL = np.zeros(0x300, np.bool_)  # what begins another syllable, or a word of another language, behind one of these
_INITIAL[[ord(letter) for letter in "bcdfhjklmpqstvwxyz"]] = True


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
    """Hanzi followed by one word of pinyin letters in brackets, whether it is a reading or not.

    A toned word right behind a hanzi counts too: it is ruby text that lost its markup.

    >>> from pipelines.codepoints import code_points
    >>> find(code_points("中國(guó)網 (wang3)（wǎng）(WTO)人rén民ok登錄lùhttp")).table
    [('人', 'rén'), ('國', 'guó'), ('網', 'wang3'), ('錄', 'lù')]
    """
    spans = [each for each in (_in_brackets(array), _run_in(array)) if each is not None]
    if not spans:
        nothing = np.zeros(0, np.int64)
        return Annotations(nothing, nothing, nothing, [], [])
    starts, ends, firsts, lengths = (np.concatenate(parts) for parts in zip(*spans, strict=True))
    order = np.argsort(starts, kind="stable") if len(spans) > 1 else np.arange(starts.size)
    starts, ends, firsts, lengths = starts[order], ends[order], firsts[order], lengths[order]
    codes = array[starts - 1].astype(np.int64)
    keys = codes.copy()
    good = (codes >= 0x3400) & (codes <= 0x9FFF)
    for place in range(LONGEST):
        letters = _NUMBERS.take(array.take(firsts + place, mode="clip"), mode="clip")
        inside = place < lengths
        good &= (letters > 0) | ~inside
        keys <<= _BITS
        keys |= letters * inside
    kinds, table, counts = _table(codes[good], keys[good])
    return Annotations(starts[good], ends[good], kinds, [_kind(key) for key in table], counts)


_Spans = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Of each annotation: what is to be cut out (start, end), where its reading begins, and how long that is."""


def _in_brackets(array: CodePoints) -> _Spans | None:
    either = array | 1  # a closing bracket is the code point behind its opening one
    brackets = np.flatnonzero((either == ord(")")) | (either == ord("）")))
    closing = (array[brackets] & 1) == 1
    opens, closes = brackets[~closing], brackets[closing]
    if not opens.size or not closes.size:
        return None
    nexts = np.cumsum(closing)[~closing]
    closing = closes[np.minimum(nexts, closes.size - 1)]
    lengths = closing - opens - 1
    good = (nexts < closes.size) & (lengths >= 1) & (lengths <= LONGEST) & (opens >= 1)
    opens, closing, lengths = opens[good], closing[good], lengths[good]
    spaced = (array[opens - 1] == _SPACE) & (opens >= 2)
    return opens - spaced, closing + 1, opens + 1, lengths


def _run_in(array: CodePoints) -> _Spans | None:
    starts = np.flatnonzero((array[1:] < _NUMBERS.size) & (array[:-1] >= 0x3400)) + 1
    starts = starts[(array[starts - 1] <= 0x9FFF) & _LETTER[array[starts]]]
    low = np.append(array, 0).take(starts[:, None] + np.arange(LONGEST + 1), mode="clip")
    low = np.minimum(low, _NUMBERS.size - 1)
    stops = ~_LETTER[low]
    stops[:, 1:] |= _INITIAL[low[:, 1:]] & _FINAL[low[:, :-1]]
    lengths = stops.argmax(axis=1)  # 0 of longer ones
    toned = (_TONED[low] & (np.arange(LONGEST + 1) < lengths[:, None])).any(axis=1)
    if np.count_nonzero(toned) >= SOME:  # where there are others, one without a mark is of the neutral tone
        toned = lengths > 0
    starts, lengths = starts[toned], lengths[toned]
    return (starts, starts + lengths, starts, lengths) if starts.size else None


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
