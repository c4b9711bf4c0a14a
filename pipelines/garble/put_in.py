"""What the machine put in, as it stands in the garbled text: readings in brackets, whole or torn."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines import gbk

PINYIN = r"a-zü\u00e0-\u01dc\u0261"
"""The letters of readings, as written inside the brackets of a regular expression."""
READING = rf"[{PINYIN}]{{1,6}}[1-5]?"
IN_BRACKETS = re.compile(rf"[(（]({READING})[)）]")
"""A whole reading."""
INSERTED = re.compile(rf" ?([(（])?({READING})([)）])")
"""What was put in behind a character; its bracket may have been swallowed."""
FOLLOWERS = ",;:!?，。、；：！？"
"""The marks before which the machine puts a stray comma."""

BROKEN_BRACKETS = {gbk.character(0xA8, byte): chr(byte) for byte in range(ord("a"), ord("z") + 1)}
"""What the second byte of a fullwidth bracket (A3A8) makes with a letter, to the letter."""
_REST = re.compile(rf"[{PINYIN}]{{0,5}}[1-5]?[)）]")


class BrokenBracket(NamedTuple):
    """A reading in fullwidth brackets whose opening one was torn: its first byte went to the lead byte before it.

    Attributes:
        end: where the reading's closing bracket ends.
        byte: the lead byte.
        reading: as it was written.
    """

    end: int
    byte: int
    reading: str


def broken_bracket(text: str, place: int) -> BrokenBracket | None:
    r"""The torn reading that begins at `text[place]`, if one does.

    >>> found = broken_bracket((b"\x9e" + "（".encode("gbk") + b"wei)").decode("gbk"), 0)
    >>> hex(found.byte), found.reading
    ('0x9e', 'wei')
    """
    first = BROKEN_BRACKETS.get(text[place + 1 : place + 2])
    if not first:
        return None
    pair = gbk.pair(text[place])
    if pair & 0xFF != 0xA3:
        return None
    rest = _REST.match(text, place + 2)
    return BrokenBracket(rest.end(), pair >> 8, first + rest[0][:-1]) if rest else None
