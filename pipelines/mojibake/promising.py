"""Which unlikely places could become likely by a repair? The rest is rare names and terms, and is let go.

All places are asked about together, each with its neighbours: is there a stretch that is valid UTF-8, or that reads far
better when each character's bytes are read by another two-byte table, or one byte off?
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, Sign, carry
from pipelines.mojibake.codecs import WIDE, wrong_decoder
from pipelines.mojibake.score import logs

REACH = 6
"""Neighbours on either side that are looked at."""
GAIN = 9.5
SHIFT_GAIN = 9.5
"""Natural logarithms that a stretch has to gain, by another table or one byte off; the search itself asks for more."""
_TABLES = (("gb18030", "big5"), ("big5", "gb18030"), ("cp950", "gb18030"), ("cp949", "gb18030"))
_UNLIKELY, _PENALTY = -12.0, 4.0  # a result with unlikely characters needs likely ones beside them
_NEWLINE = 0x0A
_BREAK = -1e4  # a gain that no stretch crosses


def promising(array: CodePoints, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of `places` with something to gain within `REACH` characters."""
    origin = around(places, REACH, array.size)
    gaps = np.flatnonzero(np.diff(origin) > 1) + 1
    piece = np.insert(array[origin], gaps, _NEWLINE)
    origin = np.insert(origin, gaps, -1)
    found = _alien(piece) | _utf8(piece)
    before = logs(piece)
    for wrong, true in _TABLES:
        table = wrong_decoder(true).characters.take(wrong_decoder(wrong).values(piece))
        found |= _gains(piece, table, before, GAIN)
    between = shifted(piece)
    ends = np.append(between[1:] == 0, True)  # what is read one byte off goes on to the next ASCII
    found |= _gains(piece, between, before, SHIFT_GAIN) & ends
    hits = origin[found & (origin >= 0)]
    return np.asarray(places[np.searchsorted(hits, places + REACH, "right") > np.searchsorted(hits, places - REACH)])


def around(places: NDArray[np.int64], reach: int, size: int) -> NDArray[np.int64]:
    """Places up to `reach` away from others (rising), each once, within a text of that size.

    >>> around(np.array([0, 1, 9]), 1, 10).tolist()
    [0, 1, 2, 8, 9]
    """
    near = np.zeros(size + 2 * reach, np.bool_)
    for shift in range(2 * reach + 1):
        near[places + shift] = True
    return np.flatnonzero(near[reach : reach + size])


def shifted(array: CodePoints) -> NDArray[np.uint32]:
    """For each two characters of GBK on end, the one between them: trail byte of the first, lead byte of the second.

    Shape as `array`; 0 where there is none.
    """
    pairs = gbk.pairs().take(array, mode="clip").astype(np.uint32)
    between = np.zeros(array.size, np.uint32)
    both = (pairs[:-1] != 0) & (pairs[1:] != 0) & (array[:-1] < 0x10000) & (array[1:] < 0x10000)
    crossed = gbk.characters().take((pairs[:-1] & 0xFF) << 8 | pairs[1:] >> 8)
    between[:-1][both] = crossed[both]
    return between


def _alien(piece: CodePoints) -> NDArray[np.bool_]:
    """Characters of other scripts, lost ones, and two Latin letters within three."""
    latin = carry(piece, Sign.LATIN) & (piece != 0xB7) & (piece != 0xA0)
    pair = np.zeros(piece.size, np.bool_)
    pair[1:] = latin[1:] & latin[:-1]
    pair[2:] |= latin[2:] & latin[:-2]
    shape = (piece >= 0x2500) & (piece <= 0x25FF)  # boxes stand for dashes
    return np.asarray(pair | (carry(piece, Sign.FOREIGN | Sign.LOST | Sign.PRIVATE) & ~shape))


def _utf8(piece: CodePoints) -> NDArray[np.bool_]:
    found = np.zeros(piece.size, np.bool_)
    for name in ("gb18030", "big5"):
        decoder = wrong_decoder(name)
        known = np.where(decoder.makes(piece), piece, _NEWLINE).astype(np.uint32)
        encoded = decoder.encode(known)
        raw = np.frombuffer(encoded.raw, np.uint8)
        inner = (raw >= 0x80) & (raw <= 0xBF)
        lead = ((raw >= 0xE2) & (raw <= 0xE9)) | (raw == 0xEF)
        three = lead[:-2] & inner[1:-1] & inner[2:]
        starts = np.flatnonzero(three[:-3] & three[3:])
        if starts.size:
            found[np.searchsorted(encoded.places, starts, side="right") - 1] = True
    return found


def _gains(
    piece: CodePoints, other: NDArray[np.uint32], before: NDArray[np.float64], least: float
) -> NDArray[np.bool_]:
    """Ends of stretches that gain enough when they are read as `other`, where that is not 0."""
    known = (other != 0) & (other < WIDE) & (piece > 0x7F)
    if not known.any():
        return np.asarray(known)
    after = logs(np.where(known, other, _NEWLINE).astype(np.uint32))
    gain = np.where(known, after - before - _PENALTY * (after < _UNLIKELY), _BREAK)
    sums = np.cumsum(gain)
    # A stretch has three characters or more: two that could be others are a rare word.
    lowest = np.minimum.accumulate(np.concatenate(([np.inf, np.inf, 0.0], sums)))[: sums.size]
    return np.asarray(sums - lowest > least)
