"""A damaged run that lost bytes: where it begins and ends, and what it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.mojibake.chains import possible_decoders
from pipelines.mojibake.codecs import read_loose, wrong_decoder
from pipelines.mojibake.gaps import Filled, fill
from pipelines.mojibake.runs import Run, shared
from pipelines.mojibake.score import LOST, judge, likelihood, logs

DROP = 20.0
"""Natural logarithms that a run may lose again before what it gains next counts as another run."""
LEAST = 12.0
"""Natural logarithms that a run has to gain, before its gaps are looked at."""
BROKEN = -4.5
"""Log-probability of a byte that is part of no character."""
LIKELY = -9.5
"""Log-probability above which a character at the border of a run stays as it is, if it gives only broken bytes."""
GAP = -8.0
"""The same of U+FFFD, in a text where it stands for lost bytes."""
FOREIGN = 1e3
"""What a character takes from a run that its decoder cannot have made."""
MOST = 0.9
"""Share of a piece that a run has to be for no other decoder to be tried."""
MIN_ALIVE = 2
"""Characters that must have kept all their bytes; half of them, in longer runs."""
_NEWLINE = 0x0A


class _Reading(NamedTuple):
    start: int
    end: int
    text: str
    wrong: str
    gain: float


def lossy_runs(array: CodePoints, *, guess: bool = True) -> list[Run]:
    r"""Runs of a piece that are UTF-8 read wrongly, bytes of which were lost; in order, not overlapping.

    Left alone: what reads no better afterwards, and runs of which too little is alive to tell.

    >>> damaged = "\u93b4\u621c\u6ed1\u7455\u4f78\u59eb\u9354\u6d98\ufffd\ufe3f\u7bc4\u9286\ufffd"
    >>> [run.repair.text for run in lossy_runs(code_points(damaged))]
    ['我们要努力学习。']
    """
    values = np.where(array == 0xFFFD, GAP, logs(array))
    wide = int((array > 0x7F).sum())
    filled = cache(lambda reading: _filled(array, reading, guess))
    readings: list[_Reading] = []
    for wrong in possible_decoders(array):
        those = list(_readings(array, values, wrong))
        readings += those
        if any(each.end - each.start > MOST * wide and filled(each) for each in those):
            break  # nothing is left for another decoder
    found: list[Run] = []
    for reading in sorted(readings, key=lambda each: -each.gain):
        if all(reading.end <= run.start or run.end <= reading.start for run in found):
            run = filled(reading)
            if run is not None:
                found.append(run)
    return sorted(found)


def _readings(array: CodePoints, values: NDArray[np.float64], wrong: str) -> Iterator[_Reading]:
    """Runs that gain when they are read as UTF-8 with gaps."""
    decoder = wrong_decoder(wrong)
    made = decoder.makes(array) | (array == 0xFFFD)
    encoded = decoder.encode(np.where(made, array, _NEWLINE).astype(np.uint32), "utf-8")
    text, places = read_loose(encoded.raw, "utf-8")
    inner = code_points(text)
    broken = (inner >= 0xDC80) & (inner <= 0xDCFF)
    if int(((inner > 0x7FF) & ~broken).sum()) < MIN_ALIVE:
        return
    own, other = shared(encoded.places, places)
    before = np.where(made, values, FOREIGN)
    gains = np.concatenate(([0.0], np.cumsum(np.where(broken, BROKEN, logs(inner)))))[other]
    gains -= np.concatenate(([0.0], np.cumsum(before)))[own]
    stays = np.zeros(own.size, np.bool_)
    if decoder.single:  # quotation marks and dashes are single bytes
        stays = broken[np.minimum(other, inner.size - 1)] & (before[np.minimum(own, array.size - 1)] > LIKELY)
        stays &= array[np.minimum(own, array.size - 1)] != 0xFFFD
    for head, tail, gain in _rises(gains.tolist()):
        while head < tail and stays[head]:
            head += 1
        while head < tail and stays[tail - 1]:
            tail -= 1
        yield _Reading(int(own[head]), int(own[tail]), text[int(other[head]) : int(other[tail])], wrong, gain)


def _rises(gains: list[float]) -> Iterator[tuple[int, int, float]]:
    """Where a sum rises by more than `LEAST` without falling by more than `DROP` in between.

    >>> list(_rises([0.0, 9.0, 7.0, 20.0, 3.0, -9.0]))
    [(0, 3, 20.0)]
    """
    start = peak = 0
    for place, gain in enumerate((*gains, -np.inf)):
        if gain >= gains[peak]:
            peak = place
        elif gain < gains[peak] - DROP or gain < gains[start]:
            if gains[peak] - gains[start] > LEAST:
                yield start, peak, gains[peak] - gains[start]
            start = peak = min(place, len(gains) - 1)


def _filled(array: CodePoints, reading: _Reading, guess: bool) -> Run | None:
    start, end, text, wrong, _ = reading
    sides = to_text(array[max(0, start - 1) : start]), to_text(array[end : end + 1])
    filled = fill(text, wrong, sides, guess=guess)
    if not _alive(filled):
        return None
    repair = judge(likelihood(array[start:end]), filled.text, (("utf-8", wrong),))
    return Run(start, end, repair._replace(guessed=filled.spans)) if repair else None


def _alive(filled: Filled) -> bool:
    """Whether enough characters kept all their bytes to tell that this was UTF-8."""
    dead = len(filled.spans) + filled.text.count(LOST)
    return sum(character > "\x7f" for character in filled.text) - dead >= max(MIN_ALIVE, dead)
