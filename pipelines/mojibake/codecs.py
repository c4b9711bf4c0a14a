"""The decoders that text was wrongly read by, turned round: from characters back to the bytes they came from.

Python's codecs alone do not do: browsers read a byte that windows-1252 lacks as a C1 control, and big5 and shift_jis
each exist in two versions whose tables differ in a few characters.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, to_text

LOST = 0xFFFD
EURO = 0x20AC
WIDE = 0x30000  # the hanzi of plane 2 included
SINGLE_BYTE = ("cp1252", "cp1251", "cp1250")
MULTI_BYTE = {
    "big5": ("big5hkscs", "cp950"),
    "cp950": ("cp950",),
    "cp949": ("cp949",),
    "cp932": ("cp932", "shift_jis"),
}
"""Python codecs of each multi-byte decoder but gb18030, the first one winning."""

READERS = {"utf-8": ("utf-8",), "gb18030": ("gb18030",), "big5": ("big5hkscs", "cp950")}
"""What the bytes may have been in truth, and the Python codecs to read them by."""

_FAMILY = {"cp950": "big5"}


def differ(true: str, wrong: str) -> bool:
    """Whether reading `true` by `wrong` damages anything to speak of: two forms of Big5 differ in a few marks."""
    return _FAMILY.get(wrong, wrong) != true


class Encoded(NamedTuple):
    """Bytes of a text, and where each of its characters begins in them (one more entry for the end)."""

    raw: bytes
    places: NDArray[np.int64]


class WrongDecoder:
    """Characters to the bytes that a decoder made them from."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._bytes = np.zeros(WIDE, np.uint16)
        self._bytes[:0x80] = np.arange(0x80)
        self.single = name in SINGLE_BYTE
        if self.single:
            self._fill_single()
        elif name == "gb18030":
            self._bytes[0x80:0x10000] = gbk.pairs()[0x80:]
        else:
            for codec in reversed(MULTI_BYTE[name]):
                self._fill_multi(codec)
        if name != "gb18030":
            self._bytes[LOST] = 0xFF

    def _fill_single(self) -> None:
        for byte in range(0x80, 0x100):
            if byte < 0xA0:
                self._bytes[byte] = byte
            character = bytes((byte,)).decode(self.name, "replace")
            if character != "\N{REPLACEMENT CHARACTER}":
                self._bytes[ord(character)] = byte

    def _fill_multi(self, codec: str) -> None:
        for lead in range(0x80, 0x100):
            alone = _one(bytes((lead,)), codec)
            if alone is not None:
                self._bytes[alone] = lead
                continue
            for trail in range(0x40, 0x100):
                both = _one(bytes((lead, trail)), codec)
                if both is not None:
                    self._bytes[both] = lead << 8 | trail

    @cached_property
    def characters(self) -> NDArray[np.uint32]:
        """Code point of each pair of bytes (`lead << 8 | trail`), shape (65536,); 0 where there is none."""
        table = np.zeros(0x10000, np.uint32)
        known = np.flatnonzero(self._bytes > 0xFF)
        table[self._bytes[known]] = known
        return table

    def values(self, array: CodePoints) -> NDArray[np.uint16]:
        """The bytes of each character as a number, 0 where this decoder cannot have made it."""
        return np.asarray(self._bytes.take(array, mode="clip"))

    def makes(self, array: CodePoints) -> NDArray[np.bool_]:
        """Which of the characters this decoder can have made."""
        if self.name == "gb18030":  # every character, some from four bytes
            return np.asarray((array < 0xD800) | ((array > 0xDFFF) & (array != LOST)))
        return np.asarray((self._bytes.take(array, mode="clip") != 0) & (array < WIDE) & (array != LOST))

    def encode(self, array: CodePoints, true: str = "") -> Encoded:
        """The bytes of characters that `makes` answers for with true; U+FFFD is the byte 0xFF.

        Args:
            array: the characters.
            true: what the bytes are to be read as; it tells which of two bytes or pairs a character was.
        """
        if self.name == "gb18030":
            if true == "utf-8" and (array == EURO).any():
                return self._with_euros(array)
            parts = to_text(array).split("\N{REPLACEMENT CHARACTER}")
            raw = b"\xff".join(part.encode("gb18030", "replace") for part in parts)
            return Encoded(raw, _places(self.sizes(array)))
        values = self._bytes.take(array, mode="clip")
        pairs = np.empty((array.size, 2), np.uint8)
        pairs[:, 0] = values >> 8
        pairs[:, 1] = values & 0xFF
        wide = values > 0xFF
        used = np.ones((array.size, 2), np.bool_)
        used[:, 0] = wide
        return Encoded(pairs[used].tobytes(), _places(wide.astype(np.int64) + 1))

    def _with_euros(self, array: CodePoints) -> Encoded:
        """Windows and browsers read the byte 0x80 as the euro sign, which also has the pair A2E3 in gb18030.

        In UTF-8 both can end a character, but E3 begins one: what stands before and behind tells which it was.
        """
        edges = np.flatnonzero(array == EURO)
        parts = [self.encode(part).raw for part in np.split(array, edges)]  # each but the first begins with the sign
        sizes = self.sizes(array)
        raw = parts[0]
        for place, part in zip(edges.tolist(), parts[1:], strict=True):
            follows = part[2] if len(part) > 2 else 0
            again = place + 1 < array.size and int(array[place + 1]) == EURO
            pair = (0x80 <= follows < 0xC0 or again) and raw[-1:] < b"\xe0"
            raw += part if pair else b"\x80" + part[2:]
            sizes[place] = 2 if pair else 1
        return Encoded(raw, _places(sizes))

    def sizes(self, array: CodePoints) -> NDArray[np.int64]:
        """Number of bytes of each character in gb18030."""
        wide = array > 0x7F
        sizes = wide.astype(np.int64) + 1
        sizes[wide & ((self._bytes.take(array, mode="clip") == 0) | (array >= WIDE))] = 4
        sizes[array == LOST] = 1
        return sizes


@cache
def wrong_decoder(name: str) -> WrongDecoder:
    """The decoder of that name; its table is built when first asked for."""
    return WrongDecoder(name)


def read(raw: bytes, name: str) -> str | None:
    """The bytes in the encoding `name` of `READERS`, or `None` where they are not."""
    for codec in READERS[name]:
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def read_loose(raw: bytes, name: str) -> tuple[str, NDArray[np.int64]]:
    """As `read`, with each bad byte as a lone surrogate, and where each character begins in the bytes."""
    text = raw.decode(READERS[name][0], "surrogateescape")
    array = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    good = (array < 0xDC80) | (array > 0xDCFF)
    if name == "gb18030":
        sizes = np.where(good, wrong_decoder(name).sizes(array), 1)
    elif name == "utf-8":
        sizes = 1 + ((array > 0x7F) & good) + ((array > 0x7FF) & good) + (array > 0xFFFF).astype(np.int64)
    else:
        sizes = 1 + ((array > 0x7F) & good).astype(np.int64)
        sizes[(array == 0x304) | (array == 0x30C)] = (
            0  # the second half of the four characters that are two code points
        )
    return text, _places(sizes)


def read_pairs(array: CodePoints, wrong: str, true: str) -> CodePoints:
    """Each character of two bytes by itself in another table of pairs, U+DC80 where that has none.

    A stream of bytes would lose its step at the first pair that is unknown.
    """
    values = wrong_decoder(wrong).values(array)
    read = wrong_decoder(true).characters.take(values)
    return np.where(array < 0x80, array, np.where(read != 0, read, 0xDC80)).astype(np.uint32)


def _places(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=places[1:])
    return places


def _one(raw: bytes, codec: str) -> int | None:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return None
    return ord(text) if len(text) == 1 else None
