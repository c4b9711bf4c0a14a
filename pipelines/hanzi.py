r"""How Chinese is this text? A character model that the stages share.

An interpolated bigram model of simplified and traditional Chinese: the probability of a character given the one before,
backing off to how words begin. Characters that Chinese text does not hold get graded floors, so that mojibake, which
is made of rare hanzi, private-use characters, kana or Latin letters, scores far below any Chinese.

Real text has a mean near -6 a character, mojibake -11 and worse:

>>> real, garbage = model().mean("我们要努力学习。"), model().mean("鎴戜滑瑕佸姫鍔涘涔�")
>>> round(real[0]) > -8, round(garbage[0]) < -11
(True, True)

The table is made by scripts/build_hanzi.py; sources and licences stand in tables/hanzi.md.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points
from pipelines.tables import read_bytes

TABLE = "hanzi.bin"
FLOOR = -15.0
"""No character of the model is rarer than this, as a natural logarithm."""
NEUTRAL = -4.0
"""What `pair` and `unigram` give for ASCII: searches need a number where the mean leaves a character out."""

_HEADER = struct.Struct("<3I")
_STEP = 15.0  # a pair's logarithm is kept in fifteenths, in a byte
_UNSEEN_FOREIGN = -0.35  # back-off after a character that the model does not know

# First and last code point, logarithm of the probability of one character; later ranges win over earlier ones.
_FLOORS: tuple[tuple[int, int, float], ...] = (
    (0x00, 0x10FFFF, -13.5),  # other scripts, symbols, box drawing
    (0x00, 0x1F, -20.0),  # controls
    (0x7F, 0x9F, -20.0),
    (0xA0, 0x24F, -13.0),  # Latin letters
    (0x2000, 0x206F, -11.0),  # general punctuation
    (0x3000, 0x3000, -6.0),  # the indent of a paragraph
    (0x3001, 0x303F, -11.0),
    (0x3040, 0x30FF, -7.5),  # kana: a Japanese text has nothing else between its kanji
    (0x3400, 0x4DBF, -16.0),
    (0x4E00, 0x9FFF, -15.5),
    (0xAC00, 0xD7A3, -10.5),  # hangul
    (0xD800, 0xDFFF, -19.0),
    (0xE000, 0xF8FF, -20.0),  # private use
    (0xF900, 0xFAFF, -16.0),
    (0xFE30, 0xFE6F, -13.0),
    (0xFF01, 0xFF60, -11.0),  # fullwidth letters
    (0xFF61, 0xFF9F, -15.0),  # half-width kana
    (0xFFF0, 0xFFFF, -19.0),  # U+FFFD
    (0x20000, 0x3FFFD, -16.0),
    (0xF0000, 0x10FFFF, -20.0),
)
_COMMON_HANGUL = (  # the syllables that Korean text is mostly made of
    "이다의는에가을고은로한를하지도사인기대리자그시어서아나해일있들부보국정수전적여상만원으게면과안성장주라었비제구공스니지오조동년미유연소경중와"
)
_NEUTRAL_RANGES = ((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x7E))


class Following(NamedTuple):
    """What `Model.behind` needs of characters: their columns in the table, and their logarithms in pairs not there."""

    columns: NDArray[np.int32]
    starts: NDArray[np.float32]


class Model:
    """The model; get the one there is from `model()`. It is never changed after it was loaded: threads share it."""

    def __init__(self, table: bytes) -> None:
        known, rows, pairs = _HEADER.unpack_from(table)
        view = memoryview(table)[_HEADER.size :]
        codes = np.frombuffer(view[: 4 * known], np.uint32)
        logs = np.frombuffer(view[4 * known : 10 * known], np.float16).astype(np.float32).reshape(3, known)
        counts = np.frombuffer(view[10 * known : 10 * known + 2 * rows], np.uint16)
        rest = view[10 * known + 2 * rows :]
        columns = np.frombuffer(rest[: 2 * pairs], np.uint16)
        values = np.frombuffer(rest[2 * pairs :], np.uint8)

        self.characters = bytes(view[: 4 * known]).decode("utf-32-le")
        """All characters of the model, the most frequent first."""
        self._rows = rows
        self._index = np.zeros(0x110000, np.uint16)
        self._unigram = np.concatenate([logs[0], [floor for _, _, floor in _FLOORS], [-6.5, np.nan]]).astype(np.float32)
        self._start = np.concatenate([logs[1], self._unigram[known:]])
        self._backoff = np.concatenate([logs[2], np.full(len(_FLOORS) + 1, _UNSEEN_FOREIGN), [0.0]]).astype(np.float32)
        for number, (first, last, _) in enumerate(_FLOORS, known):
            self._index[first : last + 1] = number
        self._index[code_points(_COMMON_HANGUL)] = known + len(_FLOORS)
        self._index[codes] = np.arange(known)
        for first, last in _NEUTRAL_RANGES:
            self._index[first : last + 1] = known + len(_FLOORS) + 1
        # One row and column more than are known, of zeros, for every character without pairs.
        self._pairs = np.zeros((rows + 1) * (rows + 1), np.uint8)
        self._pairs[np.repeat(np.arange(rows, dtype=np.int64) * (rows + 1), counts) + columns] = values
        self._values = (-(np.arange(256) - 1) / _STEP).astype(np.float32)

    def logp(self, array: CodePoints) -> NDArray[np.float32]:
        """Natural logarithm of the probability of each character, given the one before.

        Args:
            array: code points, as of `code_points`.

        Returns:
            One value for each position; NaN for neutral ones (ASCII, line feeds). The first has none before it.
        """
        numbers = self._index.take(array)
        result = np.empty(array.size, np.float32)
        if not array.size:
            return result
        result[0] = self._unigram[numbers[0]]
        before, after = numbers[:-1], numbers[1:]
        small = np.minimum(numbers, self._rows).astype(np.int32)
        found = self._pairs.take(small[:-1] * np.int32(self._rows + 1) + small[1:])
        unseen = self._backoff.take(before) + self._start.take(after)
        result[1:] = np.where(found, self._values.take(found), unseen)
        return result

    def unigrams(self, array: CodePoints) -> NDArray[np.float32]:
        """As `unigram` for each code point, with NaN for neutral ones."""
        return self._unigram.take(self._index.take(array))

    def pairs(self, before: CodePoints, after: CodePoints) -> NDArray[np.float32]:
        """Natural logarithm of the probability of each of `after` behind the one of `before` that it is broadcast with.

        NaN where `after` is neutral.
        """
        first, second = self._index.take(before), self._index.take(after)
        rows, columns = np.minimum(first, self._rows).astype(np.int32), np.minimum(second, self._rows).astype(np.int32)
        found = self._pairs.take(rows * np.int32(self._rows + 1) + columns)
        unseen = self._backoff.take(first) + self._start.take(second)
        return np.asarray(np.where(found, self._values.take(found), unseen))

    def following(self, array: CodePoints) -> Following:
        """Characters, made ready to be scored behind one after the other."""
        numbers = self._index.take(array)
        columns = np.minimum(numbers, self._rows).astype(np.int32)
        return Following(columns, self._start.take(numbers))

    def behind(self, before: int, following: Following) -> NDArray[np.float32]:
        """As `pairs`, of one character (its code point) with those that were made ready."""
        first = self._index.item(before)
        found = self._pairs.take(following.columns + min(first, self._rows) * (self._rows + 1))
        unseen = following.starts + self._backoff.item(first)
        return np.where(found, self._values.take(found), unseen)

    def seen(self, array: CodePoints) -> NDArray[np.bool_]:
        """Whether each character and the one behind it are a pair that the model's texts hold; shape (size - 1,)."""
        small = np.minimum(self._index.take(array), self._rows).astype(np.int32)
        return np.asarray(self._pairs.take(small[:-1] * np.int32(self._rows + 1) + small[1:]) != 0)

    def mean(self, text: str) -> tuple[float, int]:
        """Mean of `logp` over the characters that are not neutral, and how many they are; (0.0, 0) when there are none.

        >>> model().mean("abc")
        (0.0, 0)
        """
        values = self.logp(code_points(text))
        values = values[~np.isnan(values)]
        return (float(values.mean(dtype=np.float64)), values.size) if values.size else (0.0, 0)

    def pair(self, before: str, character: str) -> float:
        """`logp` of one character after one other (an empty `before`: at the beginning); `NEUTRAL` for ASCII.

        >>> model().pair("我", "们") > model().pair("我", "鎴")
        True
        """
        if not before:
            return self.unigram(character)
        return self._pair(ord(before), ord(character))

    def _pair(self, before: int, character: int) -> float:
        first, second = self._index.item(before), self._index.item(character)
        if first < self._rows and second < self._rows:
            found: int = self._pairs.item(first * (self._rows + 1) + second)
            if found:
                return (1 - found) / _STEP
        value: float = self._backoff.item(first) + self._start.item(second)
        return value if value == value else NEUTRAL

    def unigram(self, character: str) -> float:
        r"""Natural logarithm of the probability of a character by itself; `NEUTRAL` for ASCII.

        >>> model().unigram("的") > model().unigram("鎴") > model().unigram("\ue000")
        True
        """
        value: float = self._unigram.item(self._index.item(ord(character)))
        return value if value == value else NEUTRAL


@cache
def model() -> Model:
    """The model, loaded when first asked for."""
    return Model(read_bytes(TABLE))


def pack(
    characters: str,
    logs: NDArray[np.float64],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
) -> bytes:
    """A table as `Model` reads it.

    Args:
        characters: the most frequent first.
        logs: shape (3, characters): logarithms of the probability of each character, of its probability at the
            beginning of a word, and of what is left for pairs that are not kept.
        rows: for each pair, the place of its first character in `characters`, not falling.
        columns: for each pair, the place of its second character, rising within a row.
        values: for each pair, the logarithm of the second character's probability after the first.
    """
    size = int(max(rows.max(), columns.max())) + 1
    return b"".join(
        (
            _HEADER.pack(len(characters), size, rows.size),
            characters.encode("utf-32-le"),
            logs.astype("<f2").tobytes(),
            np.bincount(rows, minlength=size).astype("<u2").tobytes(),
            columns.astype("<u2").tobytes(),
            (np.clip(np.round(-values * _STEP), 0, 254) + 1).astype(np.uint8).tobytes(),
        )
    )
