"""What a character of UTF-8 can have been that lost some of its bytes.

What helps most is the decoder itself: it loses a byte only where that byte and the next one are no character, so that a
lost byte of UTF-8 read as GBK has some eight possible values, not sixty-four.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, Sign, carry, code_points, to_text
from pipelines.hanzi import model
from pipelines.mojibake.codecs import wrong_decoder
from pipelines.mojibake.patterns import HEAD, TAIL, Slot
from pipelines.mojibake.score import LOST

MOST = 48
ENOUGH = 8
"""Hanzi from which a script can be told."""


@lru_cache(maxsize=8192)
def candidates(slot: Slot, wrong: str, simplified: bool = False) -> str:
    """Characters of the model that a slot can be, the likeliest first; empty where all three bytes are lost.

    In simplified text traditional characters are no candidates.

    >>> candidates(((0xE4, 0xB8, None), (None, None, 0xE5)), "gb18030")[:3]
    '一中个'
    """
    values, following = slot
    if values == (None, None, None):
        return ""
    characters, raws = _table()
    fits = np.ones(characters.size, np.bool_)
    for raw, value, after in zip(raws, values, following, strict=True):
        fits &= raw == value if value is not None else _losable(wrong, after).take(raw)
    for number in (0, 1):
        if following[number] == HEAD and following[number + 1] == TAIL:
            fits &= ~_known(wrong).take(raws[number] << 8 | raws[number + 1])
    if simplified:
        fits &= ~traditional(characters)
    return to_text(characters[np.flatnonzero(fits)[:MOST]])


def traditional(array: CodePoints) -> NDArray[np.bool_]:
    """Which characters are traditional, and not also in use in simplified text (GB2312 has those).

    >>> traditional(code_points("國字")).tolist()
    [True, False]
    """
    pairs = gbk.pairs().take(array, mode="clip")
    in_gb2312 = (pairs >= 0xB000) & (pairs < 0xF800) & (pairs & 0xFF > 0xA0)
    return np.asarray(carry(array, Sign.TRADITIONAL) & ~in_gb2312)


def is_simplified(array: CodePoints) -> bool:
    """Whether a piece of text is long enough to tell, and holds no traditional character.

    >>> is_simplified(code_points("这是一段简体中文的文字"))
    True
    """
    return int(carry(array, Sign.HAN).sum()) >= ENOUGH and not traditional(array).any()


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The model's characters of three bytes, the likeliest first, and their bytes, shape (3, characters)."""
    characters = np.array([c for c in code_points(model().characters).tolist() if 0x7FF < c < 0x10000], np.uint32)
    raws = np.frombuffer(to_text(characters).encode(), np.uint8).reshape(-1, 3).T
    return characters, raws.astype(np.uint16)


@cache
def _known(wrong: str) -> NDArray[np.bool_]:
    """Which pairs of bytes the decoder reads as a character, shape (65536,)."""
    return gbk.assigned() if wrong == "gb18030" else np.asarray(wrong_decoder(wrong).characters != 0)


@cache
def _losable(wrong: str, after: int | None) -> NDArray[np.bool_]:
    """Which bytes the decoder loses before the byte `after` (`None`: any), shape (256,); all where it loses none."""
    found = np.ones(256, np.bool_)
    if wrong_decoder(wrong).single:
        found[wrong_decoder(wrong).values(np.arange(0x100, 0x2200, dtype=np.uint32)) & 0xFF] = False
        found[[byte for byte in range(0xA0, 0x100) if _decodes(wrong, byte)]] = False
    elif after is not None and not 0 <= after < 0x40:
        lost = ~_known(wrong).reshape(256, 256)
        inner = lost[0x81:0xFF, 0x80:0xFF]  # pairs that are lost as a whole
        if after == HEAD:
            found[0x81:0xFF] = inner.any(axis=1)
        elif after == TAIL:
            found[0x80:0xFF] = inner.any(axis=0)
        else:
            found = lost[:, after]
    return found if found[0x80:0xC0].any() else np.ones(256, np.bool_)


def _decodes(wrong: str, byte: int) -> bool:
    return bytes((byte,)).decode(wrong, "replace") != LOST
