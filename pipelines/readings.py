"""Readings of hanzi: is `guó` a reading of 國, and which characters are read so?

The table is compiled from pypinyin's data (see tables/readings.md) and loaded when it is first asked for.
"""

from __future__ import annotations

import lzma
import unicodedata
from functools import cache, lru_cache

from pipelines.tables import read_bytes

FIRST = 0x4E00
"""The table begins here and ends with U+9FFF."""

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
"""Letters that carry a tone mark, in the order of the tones."""

_TONES = {letter: number % 4 + 1 for number, letter in enumerate(TONED)}
_PLAIN = str.maketrans(TONED, "".join(letter * 4 for letter in "aeiouü"))


def readings(character: str) -> tuple[str, ...]:
    """The toned readings of one character, the usual one first; empty for what is no hanzi of the table.

    >>> readings("長")
    ('zhǎng', 'cháng', 'zhàng')
    """
    place = ord(character) - FIRST if len(character) == 1 else -1
    lines = _lines()
    if not 0 <= place < len(lines) or not lines[place]:
        return ()
    return tuple(lines[place].split(","))


@lru_cache(maxsize=65536)
def valid(character: str, written: str) -> bool:
    """Whether `written` is a reading of `character`: toned, numbered or without its tone.

    >>> [valid("國", written) for written in ("guó", "guo2", "guo", "guǒ", "wang")]
    [True, True, True, False, False]
    """
    written = normal(written)
    return any(written in (each, plain(each), numbered(each)) for each in readings(character))


def characters_of(written: str) -> str:
    """Every character that is read so, in the order of code points.

    >>> "國" in characters_of("guó"), "國" in characters_of("guo2"), characters_of("xyz")
    (True, True, '')
    """
    return _characters().get(normal(written), "")


def normal(written: str) -> str:
    """One spelling for each reading: small letters, tones as letters of one code point, `ü` for `v`.

    >>> normal("Lv4"), normal("\N{LATIN SMALL LETTER SCRIPT G}ua\N{COMBINING CARON}")
    ('lü4', 'guǎ')
    """
    written = unicodedata.normalize("NFC", written.lower())
    return written.replace("\N{LATIN SMALL LETTER SCRIPT G}", "g").replace("u:", "ü").replace("v", "ü")


def toned(written: str) -> bool:
    """Whether a reading carries a tone mark.

    >>> toned("guó"), toned("guo2"), toned("lü")
    (True, False, False)
    """
    return any(letter in _TONES for letter in normal(written))


def plain(reading: str) -> str:
    """A toned reading without its tone.

    >>> plain("lǜ")
    'lü'
    """
    return reading.translate(_PLAIN)


def numbered(reading: str) -> str:
    """A toned reading with its tone as a number, 5 for none.

    >>> numbered("guó"), numbered("men")
    ('guo2', 'men5')
    """
    tone = next((_TONES[letter] for letter in reading if letter in _TONES), 5)
    return f"{plain(reading)}{tone}"


@cache
def _lines() -> list[str]:
    return lzma.decompress(read_bytes("readings.txt.xz")).decode().split("\n")


@cache
def _characters() -> dict[str, str]:
    """Reading, in each of its spellings, to the characters that have it."""
    by_reading: dict[str, list[str]] = {}
    for place, line in enumerate(_lines()):
        for reading in line.split(",") if line else ():
            by_reading.setdefault(reading, []).append(chr(FIRST + place))
    found: dict[str, set[str]] = {}
    for reading, characters in by_reading.items():
        for spelling in {reading, plain(reading), numbered(reading)}:
            found.setdefault(spelling, set()).update(characters)
    return {spelling: "".join(sorted(characters)) for spelling, characters in found.items()}
