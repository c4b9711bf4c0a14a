"""A damaged run that lost bytes: where it begins and ends, and what it was."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.codepoints import CodePoints
from pipelines.explain import Span
from pipelines.mojibake.chains import possible_decoders
from pipelines.mojibake.gaps import Filled, fill
from pipelines.mojibake.runs import Run
from pipelines.mojibake.score import LOST, Repair, judge, logs, unlikely

BRIDGE = 4
"""Likely characters between two unlikely stretches that belong to the same damage."""
EDGE = 2
"""How far the borders of a stretch are moved in search of its true ones."""
MIN_ALIVE = 2
"""Characters that must have kept all their bytes; half of them, in longer runs."""
QUESTION_MARK = 0x3F


def lossy_runs(array: CodePoints, *, guess: bool = True) -> list[Run]:
    r"""Runs of a piece that are UTF-8 read wrongly, bytes of which were lost; in order, not overlapping.

    Left alone: runs without a sign of loss (U+FFFD, a question mark), and what reads no better afterwards.

    >>> from pipelines.codepoints import code_points
    >>> damaged = "\u93b4\u621c\u6ed1\u7455\u4f78\u59eb\u9354\u6d98\ufffd\ufe3f\u7bc4\u9286\ufffd"
    >>> [run.repair.text for run in lossy_runs(code_points(damaged))]
    ['我们要努力学习。']
    """
    if not ((array == 0xFFFD) | (array == QUESTION_MARK)).any():
        return []
    found: list[Run] = []
    for start, end in _stretches(array):
        run = _best(array, start, end, guess)
        if run is not None and (not found or run.start >= found[-1].end):
            found.append(run)
    return found


def _stretches(array: CodePoints) -> Iterator[Span]:
    """Unlikely stretches, those joined that only a few characters part."""
    marks = np.flatnonzero(unlikely(array, logs(array)) | (array == 0xFFFD))
    if not marks.size:
        return
    breaks = np.flatnonzero(np.diff(marks) > BRIDGE) + 1
    for part in np.split(marks, breaks):
        yield int(part[0]), int(part[-1]) + 1


def _best(array: CodePoints, start: int, end: int, guess: bool) -> Run | None:
    """The borders near `start` and `end` and the decoder that gain most."""
    best = _read(array, start, end, guess)
    for first in range(max(0, start - EDGE), min(start + EDGE + 1, end)):
        best = _better(best, _read(array, first, end, guess) if first != start else None)
    start = best.start if best else start
    for last in range(max(start + 1, end - EDGE), min(end + EDGE, array.size) + 1):
        best = _better(best, _read(array, start, last, guess) if last != end else None)
    return best


def _alive(filled: Filled) -> bool:
    """Whether enough characters kept all their bytes to tell that this was UTF-8."""
    whole = sum(character > "\x7f" for character in filled.text) - filled.text.count(LOST)
    return whole - len(filled.spans) >= max(MIN_ALIVE, len(filled.spans))


def _better(one: Run | None, other: Run | None) -> Run | None:
    if one is None or other is None:
        return one or other
    return other if other.repair.gain > one.repair.gain else one


def _read(array: CodePoints, start: int, end: int, guess: bool) -> Run | None:
    piece = array[start:end]
    before = float(logs(piece).sum())
    best: Repair | None = None
    for wrong in possible_decoders(piece):
        filled = fill(piece, wrong, guess=guess)
        repair = judge(before, filled.text, (("utf-8", wrong),)) if filled else None
        if filled and repair and _alive(filled) and (best is None or repair.gain > best.gain):
            best = repair._replace(guessed=filled.spans)
    return Run(start, end, best) if best else None
