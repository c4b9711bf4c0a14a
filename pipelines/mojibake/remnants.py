"""What is left of text that is gone for good: U+FFFD that was itself read wrongly, memory that was never written.

Such remnants are told, never repaired: the bytes that they stand for are lost.
"""

from __future__ import annotations

import re

import numpy as np

from pipelines.codepoints import CodePoints, Seen, Sign, among, carry, to_text
from pipelines.mojibake.nearby import nearby

HOPELESS = 0.45
"""Share of U+FFFD in a line, ASCII left out, above which it is let be. UTF-8 read as cp949 has a third."""
MOSTLY = 0.4
"""Share of question marks above which they stand for lost text."""
ENOUGH = 4
"""Pairs of question marks that such a text has at least."""
_DECODERS = {"gb18030": 2, "big5": 2, "cp949": 2, "cp1252": 3, "cp1251": 3, "latin-1": 3}
"""Wrong decoders, and how many of the characters that they make of U+FFFD in UTF-8 are a sign."""
_MEMORY = (0xCC, 0xCD, 0xDD)
"""What debuggers fill memory with: 烫烫烫, 屯屯屯, 葺葺葺 in GBK."""


def _remnants() -> list[str]:
    lost = ("\N{REPLACEMENT CHARACTER}" * 4).encode()
    found = {bytes((byte,) * 6).decode("gbk") for byte in _MEMORY}
    for decoder, length in _DECODERS.items():
        text = lost.decode(decoder)
        found |= {text[place : place + length] for place in range(len(text) - length)}
    twice = "\N{REPLACEMENT CHARACTER}".encode().decode("latin-1").encode().decode("latin-1")
    return sorted(found | {twice})


_REMNANT = re.compile("|".join(map(re.escape, _remnants())))


def is_lost(seen: Seen) -> bool:
    """Whether a text holds U+FFFD or what else is left of lost text.

    >>> from pipelines.codepoints import look
    >>> [is_lost(look(text)) for text in ("锟斤拷锟斤拷", "烫烫烫", "拷贝一份", "??????，????")]
    [True, True, False, True]
    """
    if Sign.LOST in seen.signs:
        return True
    if Sign.REMNANT in seen.signs:
        places = np.flatnonzero(among(seen.kinds, Sign.REMNANT))
        if _REMNANT.search(to_text(nearby(seen.array, places, 2).array)):
            return True
    return Sign.ASCII_MARK in seen.signs and _is_asked_away(seen)


def is_hopeless(array: CodePoints) -> bool:
    """Whether so much of a line is gone that no search in it makes sense.

    >>> from pipelines.codepoints import code_points
    >>> is_hopeless(code_points("锟斤拷锟斤拷")), is_hopeless(code_points("中文"))
    (True, False)
    """
    lost = int((array == 0xFFFD).sum())
    if lost > HOPELESS * int((array > 0x7F).sum()):
        return True
    found = sum(len(match[0]) for match in _REMNANT.finditer(to_text(array))) if carry(array, Sign.REMNANT).any() else 0
    return found * 4 > array.size


def _is_asked_away(seen: Seen) -> bool:
    """Whether most of a text was replaced by question marks."""
    asked = seen.places("?")
    rows = int(np.count_nonzero(np.diff(asked) == 1))
    return rows >= ENOUGH and asked.size > MOSTLY * int(np.count_nonzero(seen.array > 0x20))
