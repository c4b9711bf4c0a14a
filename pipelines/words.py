r"""How probable is a stretch of Chinese, by its words? A finer model than that of hanzi, for the last candidates.

A trigram model of words of simplified Chinese, which backs off to pairs and to single words; the probability of a
stretch is the sum over all ways to cut it into words.

>>> words().logp("狐狸因過度疼痛") > words().logp("湖年因過度疼痛")
True

The table is made by scripts/build_words.py; sources and licences stand in tables/words.md.
"""

from __future__ import annotations

import math
import struct
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.tables import read_bytes
from pipelines.variants import simplified_forms

TABLE = "words.bin"
LONGEST = 6
"""Longer words are not looked up."""
NEIGHBOURS = 65536
"""So many words, those met most often, stand in pairs and triples."""

_HEADER = struct.Struct("<4I")
_STEP = 15.0  # logarithms of pairs and triples are kept in fifteenths, in a byte
_UNKNOWN = math.exp(-13.0)  # a character that is no word
_AFTER_UNKNOWN, _END_OF_UNKNOWN = 0.5, 0.1
_UNIT = 6.0  # what a character costs on average: counted apart, so that long stretches do not come to nothing
_BEGINNING, _ANY = -2, -1  # in place of the word before: none, and one that the model does not know
_NO_PAIR = -1  # in place of a pair: none that tells of a third word
_KEPT = 4096  # so many beginnings of stretches are remembered: rivals share theirs

_Ways = dict[tuple[int, int], float]
"""How a stretch can end, by its last pair and word, and how probable that is."""


class Behind(NamedTuple):
    """What stands behind words, or behind pairs of words.

    Attributes:
        owners: shape (entries,): the number of the word or pair before, not falling.
        words: shape (entries,): the number of the word behind, rising within an owner.
        logs: shape (entries,): logarithms of its probability there.
    """

    owners: NDArray[np.int64]
    words: NDArray[np.int64]
    logs: NDArray[np.float64]


class Words:
    """The model; get the one there is from `words()`. What it tells never changes: threads share it."""

    def __init__(self, table: bytes) -> None:
        size, pairs, triples, length = _HEADER.unpack_from(table)
        view = memoryview(table)[_HEADER.size :]

        def take(number: int) -> bytes:
            nonlocal view
            taken, view = bytes(view[:number]), view[number:]
            return taken

        self._numbers = {word: number for number, word in enumerate(take(length).decode().split("\n"))}
        logs = np.frombuffer(take(8 * size), np.float16).astype(np.float64).reshape(4, size)
        self._met, self._alone, self._left, self._ends = (array("d", each.tobytes()) for each in np.exp(logs))
        self._rows = _bounds(np.frombuffer(take(2 * size), np.uint16))
        self._words, self._values = array("H", take(2 * pairs)), take(pairs)
        self._pair_left = take(pairs)
        self._pair_rows = _bounds(np.frombuffer(take(pairs), np.uint8))
        self._thirds, self._third_values = array("H", take(2 * triples)), take(triples)
        self._probability: list[float] = np.exp(-np.arange(256) / _STEP).tolist()
        self.logp = lru_cache(maxsize=4096)(self._logp)
        self._kept: dict[str, _Ways] = {}
        self._pair = lru_cache(maxsize=16384)(self._find_pair)

    def _logp(self, stretch: str, *, ends: bool = True) -> float:
        """Natural logarithm of the probability of a stretch of hanzi; 0.0 for none.

        Args:
            stretch: hanzi of either script.
            ends: whether a clause ends behind it.
        """
        text = stretch.translate(_simplified())
        ways = self._ways(text)
        whole = sum(share * (self._end(word) if ends else 1.0) for (_, word), share in ways.items())
        return math.log(max(whole, 1e-300)) - _UNIT * len(text) if text else 0.0

    def _ways(self, text: str) -> _Ways:
        """How a text can end, worked out from how its beginnings can."""
        ways: list[_Ways] = [{(_NO_PAIR, _BEGINNING): 1.0}]
        for end in range(1, len(text) + 1):
            beginning = text[:end]
            found = self._kept.get(beginning)
            if found is None:
                found = self._one_further(text, end, ways)
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[beginning] = found
            ways.append(found)
        return ways[-1]

    def _one_further(self, text: str, end: int, ways: list[_Ways]) -> _Ways:
        """How `text[:end]` can end, given the ways of each shorter beginning."""
        found: _Ways = {}
        for start in range(max(0, end - LONGEST), end):
            word = self._numbers.get(text[start:end], _ANY)
            if word == _ANY and start < end - 1:
                continue
            unit = _UNITS[end - start]
            for (pair, before), share in ways[start].items():
                probability, known = self._behind(pair, before, word)
                state = known, word
                found[state] = found.get(state, 0.0) + share * probability * unit
        return found

    def _behind(self, pair: int, before: int, word: int) -> tuple[float, int]:
        """Probability of a word behind another one, and behind a pair; and the pair that the next one will need."""
        if word < 0:
            return _UNKNOWN, _NO_PAIR
        if before < 0:
            return self._met[word] if before == _BEGINNING else _AFTER_UNKNOWN * self._alone[word], _NO_PAIR
        place = self._pair(before, word)
        known = place >= 0
        probability = self._probability[self._values[place]] if known else self._left[before] * self._alone[word]
        if pair >= 0:
            third = _find(self._thirds, word, self._pair_rows[pair], self._pair_rows[pair + 1])
            left = self._probability[self._pair_left[pair]]
            probability = left * probability if third < 0 else self._probability[self._third_values[third]]
        return probability, place if known and self._pair_rows[place] < self._pair_rows[place + 1] else _NO_PAIR

    def _find_pair(self, before: int, word: int) -> int:
        """Where the pair of two words stands, -1 for one that is not kept."""
        return _find(self._words, word, self._rows[before], self._rows[before + 1])

    def _end(self, word: int) -> float:
        return self._ends[word] if word >= 0 else _END_OF_UNKNOWN


_UNITS = [math.exp(_UNIT * length) for length in range(LONGEST + 1)]


def _find(numbers: array[int], number: int, first: int, last: int) -> int:
    """Where a number stands in a sorted part of an array, -1 when it does not."""
    place = bisect_left(numbers, number, first, last)
    return place if place < last and numbers[place] == number else -1


def _bounds(counts: NDArray[np.uint16] | NDArray[np.uint8]) -> array[int]:
    """Where each row begins, and the last one ends."""
    return array("I", np.concatenate([[0], np.cumsum(counts, dtype=np.uint32)]).astype(np.uint32).tobytes())


@cache
def words() -> Words:
    """The model, loaded when first asked for."""
    return Words(read_bytes(TABLE))


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters to their usual simplified one."""
    return {ord(traditional): many[0] for traditional, many in simplified_forms().items()}


def pack(
    words: list[str], logs: NDArray[np.float64], pairs: Behind, pair_left: NDArray[np.float64], triples: Behind
) -> bytes:
    """A table as `Words` reads it.

    Args:
        words: the vocabulary, the `NEIGHBOURS` first.
        logs: shape (4, words): logarithms of how often each word is met, of its probability where no pair tells, of
            what is left for such words behind it, and of the probability that a clause ends behind it.
        pairs: behind each word.
        pair_left: shape (pairs,): logarithms of what is left for words of which no triple tells.
        triples: behind each pair, 255 at most.
    """
    joined = "\n".join(words).encode()
    return b"".join(
        (
            _HEADER.pack(len(words), pairs.owners.size, triples.owners.size, len(joined)),
            joined,
            logs.astype("<f2").tobytes(),
            np.bincount(pairs.owners, minlength=len(words)).astype("<u2").tobytes(),
            pairs.words.astype("<u2").tobytes(),
            _steps(pairs.logs),
            _steps(pair_left),
            np.bincount(triples.owners, minlength=pairs.owners.size).astype(np.uint8).tobytes(),
            triples.words.astype("<u2").tobytes(),
            _steps(triples.logs),
        )
    )


def _steps(logs: NDArray[np.float64]) -> bytes:
    return np.clip(np.round(-logs * _STEP), 0, 255).astype(np.uint8).tobytes()
