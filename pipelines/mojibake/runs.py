"""A damaged run inside a line: where does it begin and end, and which wrong decoder made it?

For each decoder the line is turned back to bytes and read in the true encoding. A run can only begin and end where a
character of the one reading begins together with a character of the other; among those places the two are taken
between which the gain in likelihood is greatest (the maximum-sum subarray).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.explain import Span
from pipelines.mojibake.borders import CONTEXT, Reading, settle
from pipelines.mojibake.chains import possible_decoders, whole
from pipelines.mojibake.codecs import READERS, Encoded, differ, read_loose, read_pairs, wrong_decoder
from pipelines.mojibake.score import Chain, Repair, judge, likelihood, logs, unlikely

PAIRS = frozenset({"gb18030", "big5", "cp950", "cp949"})
"""Encodings whose characters are two bytes, but for ASCII."""
MIN_RUN = 2
MIN_SWAPPED = 3
"""Characters of a run inside a line that was read by another table of pairs: rare words of two look like it."""
IMPOSSIBLE = -1e3
"""Log-probability of a byte that is part of no character, where none was lost."""
RARE, RARE_PRICE = -13.0, 25.0
MIN_STRUCTURE = 3
"""Characters of more than one byte on end that make a stretch of valid UTF-8 worth a search for double damage."""


_UTF8 = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2})[\x00-\x7f]*[\xe2-\xef][\x80-\xbf]{2}"
    rb"|(?:[\xc2-\xdf][\x80-\xbf]){3}"
)


class Run(NamedTuple):
    """A repaired run: characters `start` to `end` of the piece read as `repair`."""

    start: int
    end: int
    repair: Repair

    def meets(self, other: Run) -> bool:
        """Whether two runs share a character."""
        return self.start < other.end and other.start < self.end

    def moved(self, offset: int) -> Run:
        """The same run in a text that has `offset` characters more before it."""
        return self._replace(start=self.start + offset, end=self.end + offset)


def by_lines(array: CodePoints, found: list[Run]) -> Iterator[Run]:
    """Runs, each cut at its line feeds and freed from ASCII at its borders that stays as it is."""
    for run in found:
        before, after = to_text(array[run.start : run.end]).split("\n"), run.repair.text.split("\n")
        if len(before) != len(after):
            yield run
            continue
        start = place = 0
        waiting = deque(run.repair.guessed)
        for old, new in zip(before, after, strict=True):
            head, tail = _common(old, new)
            guessed = []
            while waiting and waiting[0][0] < place + len(new):
                first, last = waiting.popleft()
                guessed.append((first - place - head, last - place - head))
            if old != new:
                begin = run.start + start
                repair = run.repair._replace(text=new[head : len(new) - tail], guessed=tuple(guessed))
                yield Run(begin + head, begin + len(old) - tail, repair)
            start, place = start + len(old) + 1, place + len(new) + 1


def _common(old: str, new: str) -> Span:
    """Lengths of the ASCII that two texts share at their beginnings and at their ends."""
    head = tail = 0
    most = min(len(old), len(new))
    while head < most and old[head] == new[head] < "\x80":
        head += 1
    while tail < most - head and old[-1 - tail] == new[-1 - tail] < "\x80":
        tail += 1
    return head, tail


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
        piece = array[start:end]
        before = logs(piece)
        strange = unlikely(piece, before)
        if not strange.any():
            continue
        run = _best(piece, before, strange)
        if run is not None:
            found.append(Run(start + run.start, start + run.end, run.repair))
            waiting += [(start, start + run.start), (start + run.end, end)]
    return sorted(found)


class _Found(NamedTuple):
    """A run, and how its piece reads otherwise: common places `head` to `tail` of `reading`."""

    start: int
    end: int
    repair: Repair
    reading: Reading | None = None
    head: int = 0
    tail: int = 0


def _best(array: CodePoints, before: NDArray[np.float64], strange: NDArray[np.bool_]) -> Run | None:
    sums = np.concatenate(([0.0], np.cumsum(before)))
    best: _Found | None = None
    offset = last = 0
    for wrong in possible_decoders(array):
        for start, end in _stretches(wrong_decoder(wrong).makes(array)):
            if not strange[start:end].any():
                continue
            for true in READERS:
                if not differ(true, wrong):
                    continue
                found = _read(array[start:end], sums[start : end + 1], (true, wrong))
                if found is not None and (best is None or found.repair.gain > best.repair.gain):
                    best, offset, last = found, start, end
    if best is None:
        return None
    return _settled(best, array[max(0, offset - CONTEXT) : offset], array[last : last + CONTEXT]).moved(offset)


def _settled(found: _Found, before: CodePoints, behind: CodePoints) -> Run:
    """The run with its borders where `settle` puts them, by what stands before and behind its stretch, too."""
    if found.reading is not None:
        head, tail = settle(found.reading.within(before, behind), found.head, found.tail)
        array, other, own_places, other_places = found.reading
        start, end = int(own_places[head]), int(own_places[tail])
        after = to_text(other[int(other_places[head]) : int(other_places[tail])])
        repair = judge(likelihood(array[start:end]), after, found.repair.chain) if start < end else None
        if repair is not None:
            return Run(start, end, repair)
    return Run(found.start, found.end, found.repair)


def _stretches(makes: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(makes, prepend=False, append=False)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= MIN_RUN:
            yield start, end


def _read(array: CodePoints, sums: NDArray[np.float64], chain: Chain) -> _Found | None:
    """The part of a stretch that gains most by being read in the other encoding."""
    true, wrong = chain
    encoded = wrong_decoder(wrong).encode(array, true)
    if true == "utf-8" and not _UTF8.search(encoded.raw):
        return None
    best: _Found | None = None
    for inner, own, other in _readings(array, encoded, chain):
        if own.size < 2:
            continue
        values = np.where((inner < 0xDC80) | (inner > 0xDCFF), logs(inner), IMPOSSIBLE)
        if true != "utf-8":  # a rare character is no good border, however strange it was before
            values = np.where(values < RARE, values - RARE_PRICE, values)
        after = np.concatenate(([0.0], np.cumsum(values)))
        gains = after[other] - sums[own]
        lowest = np.minimum.accumulate(gains)
        end = int(np.argmax(gains - lowest))
        start = end - int(np.argmin(gains[: end + 1][::-1]))
        if gains[end] - gains[start] <= 0:
            continue
        length = int(own[end] - own[start])
        if length < MIN_SWAPPED and length < array.size and true in PAIRS and wrong in PAIRS:
            continue
        before = float(sums[own[end]] - sums[own[start]])
        repair = judge(before, to_text(inner[other[start] : other[end]]), (chain,))
        if repair is not None and (best is None or repair.gain > best.repair.gain):
            best = _Found(int(own[start]), int(own[end]), repair, Reading(array, inner, own, other), start, end)
    if best is None and true == "utf-8":
        return _double(array, encoded, wrong)
    return best


def _readings(
    array: CodePoints, encoded: Encoded, chain: Chain
) -> Iterator[tuple[CodePoints, NDArray[np.int64], NDArray[np.int64]]]:
    """Other readings of a stretch, and the places that it shares with each."""
    true, wrong = chain
    if true in PAIRS and wrong in PAIRS:
        every = np.arange(array.size + 1)
        yield read_pairs(array, wrong, true), every, every
        return
    # Two-byte characters of a single-byte text can begin at either byte.
    for skip in (0, 1) if true != "utf-8" and wrong_decoder(wrong).single else (0,):
        text, places = read_loose(encoded.raw[skip:], true)
        yield code_points(text), *shared(encoded.places, places + skip)


def shared(places: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the values that two rising arrays share, in the one and in the other."""
    index = np.full(int(max(places[-1], others[-1])) + 1, -1, np.int64)
    index[places] = np.arange(places.size)
    own = index[others]
    other = np.flatnonzero(own >= 0)
    return own[other], other


def _double(array: CodePoints, encoded: Encoded, wrong: str) -> _Found | None:
    """A run that was damaged twice: its bytes are valid UTF-8, but still read as nothing likely."""
    text, places = read_loose(encoded.raw, "utf-8")
    inner = code_points(text)
    valid = (inner < 0xDC80) | (inner > 0xDCFF)
    if not wrong_decoder(wrong).single:  # two-byte sequences stand in clean text of a multi-byte encoding as well
        valid &= (inner < 0x80) | (inner > 0x7FF)
    best: _Found | None = None
    edges = np.flatnonzero(np.diff(valid, prepend=False, append=False)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if int((inner[first:last] > 0x7F).sum()) < MIN_STRUCTURE:
            continue
        own, _ = shared(encoded.places, places[first : last + 1])
        start, end = (int(own[0]), int(own[-1])) if own.size else (0, 0)
        repair = whole(to_text(array[start:end])) if end - start >= MIN_RUN else None
        if repair is not None and (best is None or repair.gain > best.repair.gain):
            best = _Found(start, end, repair)
    return best
