"""Pages of two encodings: a UTF-8 comment block in a GBK page, a Big5 include in a UTF-8 page.

Programs put a page together from parts, so its encoding changes at markup or other ASCII. What lies between ASCII, a
cell, is read both ways; which way is Chinese, by the hanzi model, and that neighbours mostly go together, makes the
segments: the best path through two states, where a change of state has its price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import code_points
from pipelines.decode.codecs import decode_replacing, decode_strictly
from pipelines.decode.damage import LOST, read
from pipelines.hanzi import model
from pipelines.options import Flag

# Natural logarithms, set by `make bench-decode` (mixed pages, and pure pages, which must not be touched).
_CHANGE = 9.0
_INSIDE = 6.0  # more, where no markup and no new line stands between two cells
_GAIN = 18.0  # what a segment must be better by than in the other encoding
_CHINESE = -10.0  # and its mean, over two characters or more
_INVALID = -17.0
_INVALID_TOO = -6.0  # a byte beside an invalid one: a broken character leaves several

_PART = 1 << 18
_MANY = 10_000  # segments: no page is made like that
_CELL = re.compile(rb"[\x80-\xff](?:[\x40-\xff]|(?<=[\x81-\xfe])[0-9])*")
_HIGH = re.compile(rb"[\x80-\xff]+")
_NOT_ASCII = bytes(range(0x80, 0x100))
_BORDER = re.compile(rb"[\x00-\x2f\x3a-\x3f]")


class Segment(NamedTuple):
    """A part of a body in one encoding: bytes from `start` to `end`."""

    start: int
    end: int
    label: str


class Mixed(NamedTuple):
    """A body of two encodings.

    Attributes:
        text: each segment read by its own encoding.
        label: the encoding of most of the text.
        segments: in order, without gaps.
        flags: `mixed-encodings`, and what `damage.read` says of damaged segments.
    """

    text: str
    label: str
    segments: list[Segment]
    flags: frozenset[Flag]


class _Run(NamedTuple):
    """Neighbouring cells of one state: 0 for UTF-8, 1 for the other encoding."""

    state: int
    start: int
    end: int
    gain: float  # over the other state
    total: float
    characters: int

    @property
    def sure(self) -> bool:
        return self.gain >= _GAIN and self.characters > 1 and self.total >= _CHINESE * self.characters


def read_mixed(body: bytes, *others: str) -> Mixed | None:
    """Read a body that is UTF-8 in some places and of another encoding in others; `None` when it is not.

    Args:
        body: any bytes, without a byte order mark.
        others: what the other encoding may be: gbk, gb18030, big5.

    >>> page = "<p>天气很好，我们出去走走。</p>".encode("gbk") + "<p>评论：说得好</p>".encode()
    >>> read_mixed(page, "gbk").text, [each.start for each in read_mixed(page, "gbk").segments]
    ('<p>天气很好，我们出去走走。</p><p>评论：说得好</p>', [0, 34])
    >>> read_mixed("天气很好，我们出去走走。".encode("gbk"), "gbk")
    """
    if _HIGH.search(body) is None:
        return None
    runs, other = max(((_all_runs(body, other), other) for other in others), key=lambda each: _gained(each[0]))
    sizes = [sum(run.characters for run in runs if run.state == state and run.sure) for state in (0, 1)]
    if not all(sizes):
        return None
    labels = ("utf-8", other)
    main = labels[sizes[1] > sizes[0]]
    texts: list[str] = []
    flags = {Flag.MIXED_ENCODINGS}
    found = _segments(runs, labels, main, len(body))
    for start, end, label in found:
        part = read(body[start:end], label)
        texts.append(part.text)
        flags |= part.flags
    return Mixed("".join(texts), main, found, frozenset(flags))


def holds_utf8(body: bytes, *, damaged: bool = False) -> bool:
    """Whether a body of another encoding holds UTF-8: whole characters between ASCII, two of hanzi's size.

    It costs a valid body one pass in numpy; what it finds is still to be confirmed by `read_mixed`.
    In a damaged body two whole characters of UTF-8 beside each other are enough.

    >>> holds_utf8("中文<p>".encode("gbk") + "评论".encode()), holds_utf8("中文<p>评论".encode("gbk"))
    (True, False)
    """
    for start in range(0, len(body), _PART):
        part = body[start : start + _PART]
        array = np.frombuffer(part, np.uint8)
        follows = (array & 0xC0) == 0x80
        threes = ((array[:-2] - np.uint8(0xE2)) < 0x0E) & follows[1:-1] & follows[2:]
        found = np.flatnonzero(threes[:-3] & threes[3:])
        if damaged and found.size:
            return True
        done = 0
        for at in found.tolist():
            if at >= done:
                run = _HIGH.match(part, len(part[:at].rstrip(_NOT_ASCII)))
                if run and decode_strictly(run[0], "utf-8") is not None:
                    return True
                done = run.end() if run else done
    return False


def _all_runs(body: bytes, other: str) -> list[_Run]:
    """The runs of a body; none for a body that is no page: of too many, or without ASCII for too long."""
    runs: list[_Run] = []
    at = 0
    while at < len(body):
        border = _BORDER.search(body, at + _PART, at + 2 * _PART)
        if not border and at + 2 * _PART < len(body):
            return []
        end = border.end() if border else len(body)
        runs += _runs(body, at, end, ("utf-8", other), runs[-1].state if runs else None)
        at = end
        if len(runs) > _MANY:
            return []
    return runs


def _gained(runs: list[_Run]) -> float:
    return sum(run.gain for run in runs if run.state and run.sure)


def _segments(runs: list[_Run], labels: tuple[str, str], main: str, size: int) -> list[Segment]:
    """The segments that runs make; what is not sure goes with the main part."""
    found: list[Segment] = []
    for run in runs:
        label = labels[run.state] if run.sure else main
        if not found:
            found.append(Segment(0, size, label))
        elif found[-1].label != label:
            found[-1] = found[-1]._replace(end=run.start)
            found.append(Segment(run.start, size, label))
    return found


def _runs(body: bytes, at: int, end: int, labels: tuple[str, str], before: int | None) -> Iterator[_Run]:
    """The runs of a part of the body; one that is UTF-8 throughout needs no likelihoods."""
    text = decode_strictly(body[at:end], "utf-8")
    if text is not None:
        characters = len(text) - len(text.encode("ascii", "ignore"))
        if characters:
            yield _Run(0, at, end, _GAIN, 0.0, characters)
        return
    spans = [match.span() for match in _CELL.finditer(body, at, end)]
    if not spans:
        return
    joined = b"\n".join(body[start:stop] for start, stop in spans)
    totals, counts = zip(*(_likelihood(joined, label) for label in labels), strict=True)
    gaps = [
        body[last:start] for last, start in zip([at, *(stop for _, stop in spans)], (s for s, _ in spans), strict=False)
    ]
    prices = [_CHANGE if b"<" in gap or b"\n" in gap or b">" in gap else _CHANGE + _INSIDE for gap in gaps]
    states = _path((totals[1] - totals[0]).tolist(), prices, before)
    borders = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
    for first, last in pairwise(borders):
        state = states[first]
        mine, other = (float(totals[each][first:last].sum()) for each in (state, 1 - state))
        yield _Run(state, spans[first][0], spans[last - 1][1], mine - other, mine, int(counts[state][first:last].sum()))


def _likelihood(joined: bytes, label: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Natural logarithm of the likelihood of each line, and how many valid characters outside ASCII it has."""
    array = code_points(decode_replacing(joined, label))
    values = model().logp(array).astype(np.float64)
    lost = array == ord(LOST)
    values[lost] = _INVALID
    values[1:][lost[1:] & lost[:-1]] = _INVALID_TOO
    neutral = np.isnan(values)
    begins = np.concatenate(([0], np.flatnonzero(array == ord("\n")) + 1))
    totals = np.add.reduceat(np.where(neutral, 0.0, values), begins)
    return totals, np.add.reduceat((~neutral & ~lost).astype(np.int64), begins)


def _path(gains: list[float], prices: list[float], before: int | None) -> list[int]:
    """The likeliest states, where each cell speaks for state 1 by its gain, and a change before it has its price."""
    first = 0.0 if before in (None, 0) else -_CHANGE
    second = 0.0 if before in (None, 1) else -_CHANGE
    changed: list[tuple[bool, bool]] = []
    for gain, price in zip(gains, prices, strict=True):
        changed.append((second - price > first, first - price > second))
        first, second = max(first, second - price), max(second, first - price) + gain
    state = int(second > first)
    states = []
    for change in reversed(changed):
        states.append(state)
        state ^= change[state]
    return states[::-1]
