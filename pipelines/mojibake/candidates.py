"""What a character of UTF-8 can have been that lost some of its bytes.

What helps most is the decoder itself: it loses a byte only where that byte and the next one are no character, so that a
lost byte of UTF-8 read as GBK has some eight possible values, not sixty-four.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product

import numpy as np

from pipelines import gbk
from pipelines.hanzi import model
from pipelines.mojibake.codecs import wrong_decoder
from pipelines.mojibake.patterns import Slot
from pipelines.mojibake.score import LOST

MOST = 48


@lru_cache(maxsize=8192)
def candidates(slot: Slot, wrong: str) -> str:
    """Characters of the model that a slot can be, the likeliest first; empty where all three bytes are lost.

    >>> candidates(((0xE4, 0xB8, None), (None, None, 0xE5)), "gb18030")[:3]
    '一中个'
    """
    values, following = slot
    if values == (None, None, None):
        return ""
    options = [
        (value,)
        if value is not None
        else _lost_bytes(wrong, after)
        if number
        else (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)
        for number, (value, after) in enumerate(zip(values, following, strict=True))
    ]
    ranks = _ranks()
    found = []
    for raw in product(*options):
        character = bytes(raw).decode("utf-8", "replace")
        if character in ranks:
            found.append(character)
    return "".join(sorted(found, key=ranks.__getitem__)[:MOST])


@cache
def _ranks() -> dict[str, int]:
    return {character: rank for rank, character in enumerate(model().characters)}


@cache
def _lost_bytes(wrong: str, after: int | None) -> tuple[int, ...]:
    """Continuation bytes that the decoder loses before the byte `after` (`None`: any byte)."""
    every = range(0x80, 0xC0)
    if wrong_decoder(wrong).single:
        made = set(wrong_decoder(wrong).values(np.arange(0x100, 0x2200, dtype=np.uint32)).tolist())
        made |= {byte for byte in range(0xA0, 0x100) if _decodes(wrong, byte)}
        return tuple(byte for byte in every if byte not in made) or tuple(every)
    if after is None or after < 0x40:
        return tuple(every)
    known = gbk.assigned() if wrong == "gb18030" else wrong_decoder(wrong).characters != 0
    return tuple(byte for byte in every if not known[byte << 8 | after]) or tuple(every)


def _decodes(wrong: str, byte: int) -> bool:
    return bytes((byte,)).decode(wrong, "replace") != LOST
