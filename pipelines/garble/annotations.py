"""Readings in brackets behind single hanzi, found in one pass over the code points."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, are_hanzi
from pipelines.readings import TONED

LETTERS = "abcdefghijklmnopqrstuvwxyzü" + TONED + "\N{LATIN SMALL LETTER SCRIPT G}12345"
"""What a reading is written with; capitals begin names, which are left alone."""
LONGEST = 7
"""`zhuang1`"""

SOME = 3
"""So many toned words right behind hanzi make others without a tone credible."""

MANY = 1000
"""From so many annotations on they are counted by hanzi, for sorting them all takes longer then."""

_SPACE = 0x20
_BITS = 6  # enough for one letter
_NUMBERS = np.zeros(0x300, np.uint8)  # letter to its place in LETTERS, from 1
_NUMBERS[[ord(letter) for letter in LETTERS]] = np.arange(1, len(LETTERS) + 1)
_DIGIT = np.uint8(LETTERS.index("1") + 1)  # the first; those before are of a word run in
_LETTER = (_NUMBERS > 0) & (_NUMBERS < _DIGIT)
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
        apart: whether a space stands behind them, but at the ends of lines.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    kinds: NDArray[np.int64]
    table: list[tuple[str, str]]
    counts: list[int]
    apart: bool = False


def find(seen: Seen) -> Annotations:
    """Hanzi followed by one word of pinyin letters in brackets, whether it is a reading or not.

    A toned word right behind a hanzi counts too: it is ruby text that lost its markup.

    >>> from pipelines.codepoints import look
    >>> find(look("中國(guó)網 (wang3)（wǎng）(WTO)人rén民ok登錄lùhttp")).table
    [('人', 'rén'), ('國', 'guó'), ('網', 'wang3'), ('錄', 'lù')]
    """
    numbers = _NUMBERS.take(seen.codes, mode="clip")
    spans = [each for each in (_in_brackets(seen), _run_in(seen, numbers)) if each is not None]
    if not spans:
        nothing = np.zeros(0, np.int64)
        return Annotations(nothing, nothing, nothing, [], [])
    starts, ends, firsts, lengths = (np.concatenate(parts) for parts in zip(*spans, strict=True))
    order = np.argsort(starts, kind="stable") if len(spans) > 1 else np.arange(starts.size)
    starts, ends, firsts, lengths = (each.take(order) for each in (starts, ends, firsts, lengths))
    hanzi = seen.array.take(starts - 1)
    good = are_hanzi(hanzi)
    codes = hanzi.astype(np.int64)
    keys = codes.copy()
    longest = int(lengths.max(initial=0))
    for place in range(longest):
        letters = numbers.take(firsts + place, mode="clip")
        inside = place < lengths
        good &= (letters > 0) | ~inside
        keys <<= _BITS
        keys |= letters * inside
    keys <<= _BITS * (LONGEST - longest)
    chosen = np.flatnonzero(good)
    kinds, table, counts = _table(codes.take(chosen), keys.take(chosen))
    starts, ends = starts.take(chosen), ends.take(chosen)
    return Annotations(starts, ends, kinds, [_kind(key) for key in table], counts, _apart(ends, seen))


def _apart(ends: NDArray[np.int64], seen: Seen) -> bool:
    """Whether nine in ten of what ends there, the last in a line aside, have a space behind them."""
    behind = seen.array.take(ends[: np.searchsorted(ends, seen.array.size)])
    spaces, breaks = np.count_nonzero(behind == _SPACE), np.count_nonzero(behind == ord("\n"))
    return bool(spaces > 1 and 10 * spaces >= 9 * (behind.size - breaks))


_Found = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Of each annotation: what is to be cut out (start, end), where among the `others` its reading begins, its length."""


def _in_brackets(seen: Seen) -> _Found | None:
    either = seen.codes | 1  # a closing bracket is the code point behind its opening one
    brackets = np.flatnonzero((either == ord(")")) | (either == ord("）")))
    closing = (seen.codes.take(brackets) & 1) == 1
    pairs = np.flatnonzero(closing[1:] > closing[:-1])
    firsts = brackets.take(pairs) + 1
    lengths = brackets.take(pairs + 1) - firsts
    opens, closes = seen.others.take(firsts - 1), seen.others.take(firsts + lengths)
    good = (lengths >= 1) & (lengths <= LONGEST) & (opens >= 1)
    chosen = np.flatnonzero(good & (closes - opens - 1 == lengths))  # no hanzi among them
    if not chosen.size:
        return None
    opens, closes, firsts, lengths = (each.take(chosen) for each in (opens, closes, firsts, lengths))
    spaced = (seen.array.take(opens - 1) == _SPACE) & (opens >= 2)
    return opens - spaced, closes + 1, firsts, lengths


def _run_in(seen: Seen, numbers: NDArray[np.uint8]) -> _Found | None:
    letters = numbers - np.uint8(1) < _DIGIT - 1  # 0 is a large number then
    letters[1:] &= seen.others[1:] - seen.others[:-1] > 1  # behind a hanzi
    firsts = np.flatnonzero(letters)
    firsts = firsts[seen.others.take(firsts) > 0]
    if not firsts.size:
        return None
    starts = seen.others.take(firsts)
    reach = np.arange(LONGEST + 1)
    near = firsts[:, None] + reach
    on_end = seen.others.take(near, mode="clip") == starts[:, None] + reach
    low = np.where(on_end, np.minimum(seen.codes.take(near, mode="clip"), _NUMBERS.size - 1), _NUMBERS.size - 1)
    stops = ~_LETTER[low]
    stops[:, 1:] |= _INITIAL[low[:, 1:]] & _FINAL[low[:, :-1]]
    lengths = stops.argmax(axis=1)  # 0 of longer ones
    toned = (_TONED[low] & (np.arange(LONGEST + 1) < lengths[:, None])).any(axis=1)
    if np.count_nonzero(toned) >= SOME:  # where there are others, one without a mark is of the neutral tone
        toned = lengths > 0
    starts, firsts, lengths = starts[toned], firsts[toned], lengths[toned]
    return (starts, starts + lengths, firsts, lengths) if starts.size else None


def _table(codes: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[int], list[int]]:
    """The place of each key among the different ones, these, and how often they occur; `codes` are their hanzi."""
    if codes.size < MANY:
        table, kinds, counts = np.unique(keys, return_inverse=True, return_counts=True)
        return kinds, table.tolist(), counts.tolist()
    codes = codes - 0x3400  # most hanzi have one key: that saves the sorting
    one = np.zeros(0x9FFF - 0x3400 + 1, np.int64)
    one[codes] = keys
    further = np.flatnonzero(one.take(codes) != keys)
    hanzi = np.flatnonzero(one > 0)
    table = np.union1d(one.take(hanzi), keys.take(further))
    number = np.zeros(one.size, np.int64)
    number[hanzi] = np.searchsorted(table, one.take(hanzi))
    kinds = number.take(codes)
    kinds[further] = np.searchsorted(table, keys.take(further))
    return kinds, table.tolist(), np.bincount(kinds, minlength=table.size).tolist()


@lru_cache(maxsize=65536)
def _kind(key: int) -> tuple[str, str]:
    numbers = [key >> _BITS * place & (1 << _BITS) - 1 for place in reversed(range(LONGEST))]
    return chr(key >> _BITS * LONGEST), "".join(LETTERS[number - 1] for number in numbers if number)
