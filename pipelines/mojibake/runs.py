"""A damaged run inside a line: where does it begin and end, and which wrong decoder made it?

For each decoder the line is turned back to bytes and read in the true encoding. A run can only begin and end where a
character of the one reading begins together with a character of the other; among those places the two are taken
between which the gain in likelihood is greatest (the maximum-sum subarray).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.mojibake.chains import Chain, name, possible_decoders, whole
from pipelines.mojibake.codecs import READERS, read_loose, wrong_decoder
from pipelines.mojibake.score import Repair, judge, logs
from pipelines.mojibake.suspects import UNLIKELY

MIN_RUN = 2
EDGE = 3
"""How far the borders of an unlikely stretch are moved when its damage is a double one."""


class Run(NamedTuple):
    """A repaired run: characters `start` to `end` of the piece read as `repair`."""

    start: int
    end: int
    repair: Repair


def runs(array: CodePoints) -> list[Run]:
    """Damaged runs of a piece of text, in order, not overlapping.

    Left alone: everything that the hanzi model does not find much likelier after the repair.

    >>> [(run.start, run.repair.text) for run in runs(code_points("编码错误时会显示鏂囧瓧涔辩爜，请重试"))]
    [(8, '文字乱码')]
    """
    found: list[Run] = []
    waiting = [(0, array.size)]
    while waiting:
        start, end = waiting.pop()
        if end - start < MIN_RUN:
            continue
        run = _best(array[start:end]) or _double(array[start:end])
        if run is None:
            continue
        found.append(Run(start + run.start, start + run.end, run.repair))
        waiting += [(start, start + run.start), (start + run.end, end)]
    return sorted(found)


def _best(array: CodePoints) -> Run | None:
    before = logs(array)
    sums = np.concatenate(([0.0], np.cumsum(before)))
    best: Run | None = None
    for wrong in possible_decoders(array):
        for start, end in _stretches(wrong_decoder(wrong).makes(array)):
            for true in READERS:
                if true == wrong:
                    continue
                run = _read(array[start:end], sums[start : end + 1], (true, wrong))
                if run is not None and (best is None or run.repair.gain > best.repair.gain):
                    best = Run(start + run.start, start + run.end, run.repair)
    return best


def _stretches(makes: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(makes, prepend=False, append=False)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= MIN_RUN:
            yield start, end


def _read(array: CodePoints, sums: NDArray[np.float64], chain: Chain) -> Run | None:
    """The part of a stretch that gains most by being read in the other encoding."""
    true, wrong = chain
    encoded = wrong_decoder(wrong).encode(array)
    best: Run | None = None
    # Two-byte characters of a single-byte text can begin at either byte.
    for skip in (0, 1) if true != "utf-8" and wrong_decoder(wrong).single else (0,):
        text, places = read_loose(encoded.raw[skip:], true)
        after = np.concatenate(([0.0], np.cumsum(logs(code_points(text)))))
        common, own, other = np.intersect1d(encoded.places, places + skip, return_indices=True)
        if common.size < 2:
            continue
        gains = after[other] - sums[own]
        lowest = np.minimum.accumulate(gains)
        end = int(np.argmax(gains - lowest))
        start = end - int(np.argmin(gains[: end + 1][::-1]))
        if gains[end] - gains[start] <= 0:
            continue
        before = float(sums[own[end]] - sums[own[start]])
        repair = judge(before, text[other[start] : other[end]], name((chain,)), 1)
        if repair is not None and (best is None or repair.gain > best.repair.gain):
            best = Run(int(own[start]), int(own[end]), repair)
    return best


def _double(array: CodePoints) -> Run | None:
    """A run that was damaged twice: the unlikely stretch, its borders moved a little."""
    values = logs(array)
    if array.size < 4:
        return None
    means = np.convolve(values, np.full(3, 1 / 3), mode="same")
    unlikely = np.flatnonzero(means < UNLIKELY)
    if unlikely.size < 4:
        return None
    first, last = int(unlikely[0]), int(unlikely[-1]) + 1
    best: Run | None = None
    for start in range(max(0, first - EDGE), min(first + EDGE, last)):
        for end in range(max(start + 3, last - EDGE), min(array.size, last + EDGE) + 1):
            repair = whole(to_text(array[start:end]))
            if repair is not None and (best is None or repair.gain > best.repair.gain):
                best = Run(start, end, repair)
    return best
