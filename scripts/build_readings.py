"""Build `pipelines/tables/readings.txt.xz`, the readings of each hanzi, from pypinyin's data.

Run it with pypinyin installed: `python scripts/build_readings.py`. pypinyin's table (MIT) is made from Unihan and
kept by hand; it takes long to import, so that only its readings travel with this project.

Format: xz of UTF-8 text; line n holds the readings of U+4E00 + n, separated by commas, the usual one first.
"""

from __future__ import annotations

import lzma
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TABLE = Path(__file__).parent.parent / "pipelines" / "tables" / "readings.txt.xz"
FIRST, LAST = 0x4E00, 0x9FFF
LETTERS = frozenset("abcdefghijklmnopqrstuwxyzüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")
VOWELS = LETTERS - frozenset("bcdfghjklmnpqrstwxyz")


def syllables(readings: str) -> list[str]:
    """What can stand as a reading: interjections without a vowel (ń, m̀) are left out."""
    return [each for each in readings.split(",") if set(each) <= LETTERS and set(each) & VOWELS]


def build() -> bytes:
    """The table's bytes; the same data give the same bytes."""
    lines = [",".join(syllables(PINYIN_DICT.get(number, ""))) for number in range(FIRST, LAST + 1)]
    return lzma.compress("\n".join(lines).encode(), format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    body = build()
    TABLE.write_bytes(body)
    print(f"{TABLE.name}: {len(body)} bytes")
