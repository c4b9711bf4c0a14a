r"""How probable is a stretch of Chinese, by its words? A finer model than that of hanzi, for the last candidates.

A bigram model of words of simplified Chinese; the probability of a stretch is the sum over all ways to cut it into
words. @

>>> words().logp("狐狸因過度疼痛") > words().logp("湖年因過度疼痛")
True

The table is made by scripts/build_words.py; source and licence stand in tables/words.md.
"""

from __future__ import annotations

import math
import struct
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipelines.tables import read_bytes

TABLE = "words.bin"
LONGEST = 6
"""Longer words are not looked up."""

_HEADER = struct.Struct("<3I")
_STEP = 15.0  # a pair's logarithm is kept in fifteenths, in a byte
_UNKNOWN = math.exp(-13.0)  # a character that is no word
_AFTER_UNKNOWN, _END_OF_UNKNOWN = 0.5, 0.1


class Words:
    """The model; get the one there is from `words()`. It is never changed after it was loaded: threads share it."""

    def __init__(self, table: bytes) -> None:
        size, pairs, length = _HEADER.unpack_from(table)
        view = memoryview(table)[_HEADER.size :]
        self._numbers = {word: number for number, word in enumerate(bytes(view[:length]).decode().split("\n"))}
        view = view[length:]
        logs = np.frombuffer(view[: 8 * size], np.float16).astype(np.float64).reshape(4, size)
        lists: list[list[float]] = np.exp(logs).tolist()
        self._met, self._alone, self._left, self._ends = lists
        counts = np.frombuffer(view[8 * size : 10 * size], np.uint16)
        self._rows = array("I", np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32).tobytes())
        self._columns = array("I", bytes(view[10 * size : 10 * size + 4 * pairs]))
        self._values = bytes(view[10 * size + 4 * pairs :])
        self._probability: list[float] = np.exp(-np.arange(256) / _STEP).tolist()
        self.logp = lru_cache(maxsize=4096)(self._logp)

    def _logp(self, stretch: str, *, ends: bool = True) -> float:
        """Natural logarithm of the probability of a stretch of hanzi; 0.0 for none.

        Args:
            stretch: hanzi of either script.
            ends: whether a clause ends behind it.
        """
        text = stretch.translate(_simplified())
        size = len(text)
        ways: list[dict[int, float]] = [{} for _ in range(size + 1)]
        ways[0][-2] = 1.0
        for start in range(size):
            for word, end in self._words_at(text, start):
                total = sum(share * self._behind(before, word) for before, share in ways[start].items())
                ways[end][word] = ways[end].get(word, 0.0) + total
        whole = sum(share * (self._end(word) if ends else 1.0) for word, share in ways[size].items())
        return math.log(max(whole, 1e-300)) if size else 0.0

    def _words_at(self, text: str, start: int) -> list[tuple[int, int]]:
        """The words that begin there, by number, with their ends; a character that is none counts as -1."""
        numbers = self._numbers
        found = [
            (number, end)
            for end in range(start + 1, min(start + LONGEST, len(text)) + 1)
            if (number := numbers.get(text[start:end])) is not None
        ]
        return found if found and found[0][1] == start + 1 else [(-1, start + 1), *found]

    def _behind(self, before: int, word: int) -> float:
        """Probability of a word behind another one; `before` is -1 for an unknown one, -2 for none."""
        if word < 0:
            return _UNKNOWN
        if before < 0:
            return self._met[word] if before == -2 else _AFTER_UNKNOWN * self._alone[word]
        last = self._rows[before + 1]
        place = bisect_left(self._columns, word, self._rows[before], last)
        if place < last and self._columns[place] == word:
            return self._probability[self._values[place]]
        return self._left[before] * self._alone[word]

    def _end(self, word: int) -> float:
        return self._ends[word] if word >= 0 else _END_OF_UNKNOWN


@cache
def words() -> Words:
    """The model, loaded when first asked for."""
    return Words(read_bytes(TABLE))


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters to their first simplified one (OpenCC's dictionary, Apache-2.0)."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    found = {ord(traditional): many.split(" ")[0] for traditional, many in (line.split("\t") for line in lines)}
    return found | {ord("著"): "着"}  # kept by the dictionary for 著名


def pack(
    words: list[str],
    logs: NDArray[np.float64],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
) -> bytes:
    """A table as `Words` reads it.

    Args:
        words: the vocabulary.
        logs: shape (4, words): logarithms of how often each word is met, of its probability where no pair tells, of
            what is left for such words behind it, and of the probability that a clause ends behind it.
        rows: for each pair, the number of its first word, not falling.
        columns: for each pair, the number of its second word, rising within a row.
        values: for each pair, the logarithm of the second word's probability behind the first.
    """
    joined = "\n".join(words).encode()
    return b"".join(
        (
            _HEADER.pack(len(words), rows.size, len(joined)),
            joined,
            logs.astype("<f2").tobytes(),
            np.bincount(rows, minlength=len(words)).astype("<u2").tobytes(),
            columns.astype("<u4").tobytes(),
            np.clip(np.round(-values * _STEP), 0, 255).astype(np.uint8).tobytes(),
        )
    )
