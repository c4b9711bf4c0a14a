"""Which unlikely places could become likely by a repair? The rest is rare names and terms, and is let go.

All places are asked about together, each with its neighbours: is there a stretch that is valid UTF-8, or that reads far
better when each character's bytes are read by another two-byte table, or one byte off?
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, Sign, among, kinds, to_text
from pipelines.explain import Span
from pipelines.hanzi import model
from pipelines.mojibake.codecs import WIDE, wrong_decoder
from pipelines.mojibake.nearby import nearby
from pipelines.mojibake.score import judge, logs

REACH = 6
"""Neighbours on either side that are looked at."""
GAIN = 9.5
"""Natural logarithms that a stretch has to gain, by another table or one byte off; the search itself asks for more."""
GOOD_MEAN = -9.5
"""Mean log-probability that hanzi have to have which were read one byte off."""
_TABLES = (("gb18030", "big5"), ("big5", "gb18030"))  # what was read as cp949 has hangul
_NEWLINE = 0x0A
_HANZI = re.compile("[\u4e00-\u9fff]")
_BREAK = -1e4  # a gain that no stretch crosses


def promising(array: CodePoints, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of `places` with something to gain within `REACH` characters."""
    piece, origin = nearby(array, places, REACH)
    found = _alien(piece) | _utf8(piece)
    before = logs(piece)
    for wrong, true in _TABLES:
        table = wrong_decoder(true).characters.take(wrong_decoder(wrong).values(piece))
        for start, end in _rises(piece, table, before):
            if judge(float(before[start:end].sum()), to_text(table[start:end]), ((true, wrong),)) is not None:
                found[start:end] = True
    between = shifted(piece)
    ends = np.append(between[1:] == 0, True)  # what is read one byte off goes on to the next ASCII
    for start, end in _rises(piece, between, before, ends):
        if is_good(to_text(between[start:end])):
            found[start:end] = True
    hits = origin[found & (origin >= 0)]
    return np.asarray(places[np.searchsorted(hits, places + REACH, "right") > np.searchsorted(hits, places - REACH)])


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


def is_good(text: str) -> bool:
    """Whether what was read one byte off is Chinese: marks in a row are marks one byte on."""
    return _HANZI.search(text) is not None and model().mean(text)[0] > GOOD_MEAN


def _alien(piece: CodePoints) -> NDArray[np.bool_]:
    """Characters of other scripts, lost ones, and two Latin letters within three (the same twice is a blank: ××)."""
    found = kinds(piece)
    latin = among(found, Sign.LATIN)
    pair = np.zeros(piece.size, np.bool_)
    for gap in (1, 2):
        pair[gap:] |= latin[gap:] & latin[:-gap] & (piece[gap:] != piece[:-gap])
    shape = (piece >= 0x2500) & (piece <= 0x25FF)  # boxes stand for dashes
    return np.asarray(pair | (among(found, Sign.FOREIGN | Sign.LOST | Sign.PRIVATE) & ~shape))


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


def _rises(
    array: CodePoints, other: NDArray[np.uint32], before: NDArray[np.float64], ends: NDArray[np.bool_] | None = None
) -> Iterator[Span]:
    """Stretches that gain enough when they are read as `other`, where that is not 0; with `ends`, they end there."""
    known = (other != 0) & (other < WIDE) & (array > 0x7F)
    if not known.any():
        return
    after = logs(np.where(known, other, _NEWLINE).astype(np.uint32))
    sums = np.cumsum(np.where(known, after - before, _BREAK))
    # A stretch has three characters or more: two that could be others are a rare word.
    base = np.concatenate(([np.inf, np.inf, 0.0], sums))[: sums.size]
    lowest = np.minimum.accumulate(base)
    rises = sums - lowest
    places = np.flatnonzero(rises > GAIN if ends is None else (rises > GAIN) & ends)
    if not places.size:
        return
    starts = np.maximum.accumulate(np.where(base == lowest, np.arange(base.size), 0)) - 2
    for group in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        end = int(group[rises[group].argmax()])
        yield int(starts[end]), end + 1
