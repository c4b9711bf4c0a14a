"""The likeliest way to cut bytes into characters when some of them are missing, added or wrong.

In an encoding of two-byte characters one lost byte shifts every pair after it, and the shifted pairs are mostly valid:
the first invalid byte stands far behind the damage, often at the end of the line. So every way to read the bytes as
characters and lost bytes is a path through a lattice, and the hanzi model says which path is Chinese.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

import numpy as np

from pipelines.codepoints import CodePoints
from pipelines.hanzi import NEUTRAL, model

Span = tuple[int, int]

NEVER = -1e9
FOUR_BYTES = -16.0
"""Score of a four-byte character: the model's floor for hanzi outside the basic plane."""

# Natural logarithms beside those of the model; set by `make bench-decode`, where they may be two lower or higher. Two
# bytes lost side by side are one character; giving it up has to cost more than the rarest hanzi, or good ones would be.
_LOST_BYTE = -17.0
_LOST_PAIR = -22.0
# The same for a byte that no character has, and a pair with one: the damage is here for certain.
_NOISE_BYTE = -4.0
_NOISE_PAIR = -10.0
_CUT_OFF = -8.0  # a body that ends inside a character is the usual kind of damage
_LEFT_OVER = -3.0  # what a byte of good text costs on average


class Run(NamedTuple):
    """Bytes to be read anew.

    Attributes:
        pairs: code point of the two bytes at each offset, 0 where they are no character.
        singles: score of the byte at each offset as a character of its own, `NEVER` where it is none.
        lost: whether the byte at each offset may be damage.
        noise: whether it can be nothing else.
        fours: offsets of four-byte characters.
        cuts: offsets from which the run may be one character that the end of the body cut off.
        open_end: whether the last character may go on behind the run.
    """

    pairs: CodePoints
    singles: list[float]
    lost: list[bool]
    noise: list[bool]
    fours: Container[int] = ()
    cuts: Container[int] = ()
    open_end: bool = False


def search(run: Run) -> tuple[list[Span], int]:
    """What has to be left out for the rest to be the likeliest Chinese; exact, linear in the length of the run.

    A state is an offset and whether a pair ends there: only a pair tells what may follow it. Each remembers its best
    score and how it was reached: bytes taken, whether they were lost, whether a pair was before them.

    Returns:
        Spans, each the place of one lost character; and where reading ended: at the end of the run, or one byte before
        an open end.
    """
    alone, after = _scores(run.pairs)
    size = len(alone)
    paired, other = [NEVER] * (size + 5), [NEVER] * (size + 5)
    by_pair = [(0, False, False)] * (size + 5)
    by_other = by_pair.copy()
    other[0] = 0.0
    for at, (single, lost) in enumerate(zip(run.singles, run.lost, strict=True)):
        best, was_pair = (paired[at], True) if paired[at] >= other[at] else (other[at], False)
        score, follows = paired[at] + after[at], True
        if other[at] + alone[at] > score:
            score, follows = other[at] + alone[at], False
        if score > paired[at + 2]:
            paired[at + 2], by_pair[at + 2] = score, (2, False, follows)
        steps = [(1, single, False)]
        if lost:
            steps.append((1, _NOISE_BYTE if run.noise[at] else _LOST_BYTE, True))
            if at + 1 < size and run.lost[at + 1]:
                noisy = run.noise[at] or run.noise[at + 1]
                steps.append((2, _NOISE_PAIR if noisy else _LOST_PAIR, True))
        if at in run.fours:
            steps.append((4, FOUR_BYTES, False))
        if at in run.cuts:
            steps.append((size - at, _CUT_OFF, True))
        for width, cost, is_lost in steps:
            if best + cost > other[at + width]:
                other[at + width], by_other[at + width] = best + cost, (width, is_lost, was_pair)
    at = size
    if run.open_end and max(paired[size - 1], other[size - 1]) + _LEFT_OVER > max(paired[size], other[size]):
        at = size - 1
    end, is_pair = at, paired[at] >= other[at]
    spans = []
    while at:
        width, is_lost, is_pair = (by_pair if is_pair else by_other)[at]
        at -= width
        if is_lost:
            spans.append((at, at + width))
    return spans[::-1], end


def _scores(pairs: CodePoints) -> tuple[list[float], list[float]]:
    """Score of the pair at each offset: by itself, and after the pair that ends there."""
    after = np.empty(pairs.size, np.float32)
    for phase in (0, 1):
        after[phase::2] = model().logp(pairs[phase::2])
    scores = []
    for values in (model().unigrams(pairs), after):
        values = np.where(np.isnan(values), np.float32(NEUTRAL), values)
        values[pairs == 0] = NEVER
        scores.append(values.tolist())
    return scores[0], scores[1]
