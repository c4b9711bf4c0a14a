"""EUC-TW (CNS 11643), read roughly: well enough to be recognised, not to be used as text.

Planes 1 and 2 hold the characters of Big5, nearly in its order: a pair's number there gives the pair of Big5, but for a
few characters that Big5 put elsewhere, which leave the ranges below one step off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

_UNIT = re.compile(rb"\x8e([\xa1\xa2])([\xa1-\xfe]{2})|([\xa1-\xfe]{2})|[\x80-\xff]")
_FIRST_HANZI = 0xC4A1
# Plane 1: from this number on, so much is to be added for Big5's.
_STEPS = ((0, 0), (1412, 1), (1836, 0), (3714, -1), (4101, 0), (4627, -1), (4816, 0), (4901, -1), (5047, 0))
_LEVELS = {"signs": 0xA1, "plane 1": 0xA4, "plane 2": 0xC9}  # leads in Big5
_LOST = "\N{REPLACEMENT CHARACTER}"


def read_roughly(body: bytes) -> str:
    r"""The text, with a few characters wrong, and U+FFFD for what the planes 1 and 2 do not have.

    >>> read_roughly(b"\xc4\xe3\xd9\xcf\x8e\xa2\xa1\xa1\xa1\xa2a")
    '中國乂，a'
    """
    return _UNIT.sub(lambda match: _character(match).encode(), body).decode("utf-8", "replace")


def _character(match: re.Match[bytes]) -> str:
    if match[3]:
        return _of_plane_1(match[3])
    if match[2]:
        return _of_plane_1(match[2]) if match[1] == b"\xa1" else _big5("plane 2", _number(match[2], 0xA1A1))
    return _LOST


@cache
def _of_plane_1(pair: bytes) -> str:
    if int.from_bytes(pair, "big") < _FIRST_HANZI:
        return _big5("signs", _number(pair, 0xA1A1))
    number = _number(pair, _FIRST_HANZI)
    return _big5("plane 1", number + _STEPS[bisect_right(_STEPS, (number, 9)) - 1][1])


def _number(pair: bytes, first: int) -> int:
    return (pair[0] - (first >> 8)) * 94 + pair[1] - (first & 0xFF)


@cache
def _big5(level: str, number: int) -> str:
    lead, trail = divmod(number, 157)
    try:
        return bytes((_LEVELS[level] + lead, trail + (0x40 if trail < 63 else 0x62))).decode("cp950")
    except (UnicodeDecodeError, ValueError):
        return _LOST
