"""What a search asks of the text around a tear, and no more, so that the same words torn again need no other search."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.garble.put_in import FOLLOWERS, INSERTED, READING

PAIRS = tuple(zip("“《（‘「『【［〈〔", "”》）’」』】］〉〕", strict=True))
"""Quotes and brackets that open and close."""
CONTEXT = 4
"""So many characters on either side of what differs are asked about by words."""

_NEAR = 40  # of the garbled text, which hold as many
_FAR = 2000  # as far back as what is open is looked for, since a line may be a whole text
_HEAD = re.compile(rf" ?[(（]{READING}[)）]$|(?<=[{FOLLOWERS}]) $")  # what was put in right before


class Before(NamedTuple):
    """What stands before a tear.

    Attributes:
        neighbour: the character right before it.
        last: the same without what the machine had put in.
        opened: the quotes and brackets that are open in its line.
        words: the last characters without readings.
    """

    neighbour: str
    last: str
    opened: str
    words: str


def before(text: str, start: int) -> Before:
    """What stands before `text[start]`.

    >>> before("他說：“本溪網(wǎng)?qǐng)?bào)", 13)
    Before(neighbour=')', last='網', opened='“', words='“本溪網')
    """
    far = max(0, start - _FAR)
    line = max(far, text.rfind("\n", far, start) + 1)
    opened = "".join(a for a, b in PAIRS if text.rfind(a, line, start) > text.rfind(b, line, start))
    near = text[max(0, start - _NEAR) : start]
    head = _HEAD.sub("", near) if near[-1:] in (")", "）", " ") else near
    return Before(near[-1:], head[-1:], opened, INSERTED.sub("", near)[-CONTEXT:])


def behind(text: str, end: int) -> str:
    """The first characters of `text[end:]` without readings.

    >>> behind("人民日?qǐng)?bào)客戶(hù)端上的", 12)
    '客戶端上'
    """
    return INSERTED.sub("", text[end : end + _NEAR])[:CONTEXT]
