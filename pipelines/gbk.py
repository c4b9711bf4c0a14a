"""GBK as two tables: which character a pair of bytes is, and which pair a character is.

Repairs that work on bytes with unknowns among them (the garble, mojibake, damaged bodies) look characters up by the
pair, in arrays, and need what no codec gives: every character with this lead, or with that trail.

GBK here is the two-byte area of gb18030, so that user-defined pairs have their private-use characters; `assigned` tells
those that the codecs of GBK proper know.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))


@cache
def characters() -> NDArray[np.uint16]:
    """Code point of each pair (`lead << 8 | trail`), shape (65536,); 0 where a pair is no character."""
    table = np.zeros(0x10000, np.uint16)
    for lead in LEADS:
        row = b"".join(bytes((lead, trail)) for trail in TRAILS)
        table[[lead << 8 | trail for trail in TRAILS]] = [ord(c) for c in row.decode("gb18030")]
    return table


@cache
def assigned() -> NDArray[np.bool_]:
    """Whether a pair is a character in GBK proper (cp936), shape (65536,)."""
    table = characters()
    known: NDArray[np.bool_] = (table != 0) & ((table < 0xE000) | (table > 0xF8FF))
    for number in np.flatnonzero(known).tolist():
        try:
            bytes((number >> 8, number & 0xFF)).decode("gbk")
        except UnicodeDecodeError:
            known[number] = False
    return known


@cache
def pairs() -> NDArray[np.uint16]:
    """The pair of each code point of the basic plane, shape (65536,); 0 where it has none."""
    table = np.zeros(0x10000, np.uint16)
    found = np.flatnonzero(characters())
    table[characters()[found]] = found
    return table


def pair(character: str) -> int:
    """`lead << 8 | trail` of a character, 0 when GBK has no pair for it.

    >>> hex(pair("中")), pair("A"), pair("\N{GRINNING FACE}")
    ('0xd6d0', 0, 0)
    """
    number = ord(character)
    return int(pairs().item(number)) if 0x80 <= number < 0x10000 else 0


def character(lead: int, trail: int) -> str:
    """The character of a pair of bytes, empty when there is none.

    >>> character(0xD6, 0xD0), character(0xD6, 0x20)
    ('中', '')
    """
    number = int(characters().item(lead << 8 | trail))
    return chr(number) if number else ""
