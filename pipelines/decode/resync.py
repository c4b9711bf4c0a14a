"""Where bytes of a run of gb18030 or big5 are lost, read on the hanzi model."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.decode.codecs import decode_strictly
from pipelines.decode.labels import GB
from pipelines.decode.lattice import FOUR_BYTES, NEVER, Run, Span, search
from pipelines.hanzi import NEUTRAL

_FOUR = re.compile(rb"(?=([\x81-\xfe][0-9][\x81-\xfe][0-9]))")
_CUT = re.compile(rb"(?=[\x81-\xfe](?:[0-9][\x81-\xfe]?)?\Z)")
_NOISE = 0xFF  # no part of any character


def lost_bytes(run: bytes, label: str, *, last: bool = True, open_end: bool = False) -> tuple[list[Span], int]:
    """What has to be left out of a run of gb18030 or big5 for the rest to be the likeliest Chinese.

    Args:
        run: bytes that begin at a character, or at damage.
        label: a label of the two encodings.
        last: whether the body ends here, and may end inside a character.
        open_end: whether the last character may go on behind the run.

    Returns:
        As `lattice.search`.

    >>> lost_bytes("天气很好我们出去走走".encode("gbk")[:7] + "我们出去走走".encode("gbk"), "gbk")
    ([(6, 7)], 19)
    """
    high = np.frombuffer(run + b"\0", np.uint8).astype(np.uint32)
    gb = label in GB
    return search(
        Run(
            pairs=characters(label).take(high[:-1] << 8 | high[1:]),
            singles=[_single(byte, gb) for byte in run],
            lost=[byte >= 0x80 for byte in run],
            noise=[byte == _NOISE for byte in run],
            fours={m.start() for m in _FOUR.finditer(run) if decode_strictly(m[1], label)} if gb else (),
            cuts={m.start() for m in _CUT.finditer(run, max(len(run) - 3, 0))} if last else (),
            open_end=open_end,
        )
    )


def _single(byte: int, gb: bool) -> float:
    if byte == 0x80 and gb:  # the euro sign of the standard, and damage as likely
        return FOUR_BYTES
    return NEUTRAL if byte < 0x80 else NEVER


@cache
def characters(label: str) -> NDArray[np.uint32]:
    """Code point of each pair (`lead << 8 | trail`) of gb18030 or big5, shape (65536,); 0 where a pair is none."""
    if label in GB:
        return gbk.characters().astype(np.uint32)
    table = np.zeros(0x10000, np.uint32)
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if text := decode_strictly(bytes((lead, trail)), label):
                table[lead << 8 | trail] = ord(text[0])
    return table
