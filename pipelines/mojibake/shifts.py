"""GBK read one byte off: after a lost or an added byte every pair is cut wrongly, up to the next byte that is no pair.

中国人民 is D6D0 B9FA C8CB C3F1; without its second byte it is read as D6B9 FAC8 CBC3 F1. The byte at the head of such a
run has lost its other half or was added; the one at its end has its other half in a U+FFFD or question mark behind it,
or in a hanzi that swallowed an ASCII letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, to_text
from pipelines.explain import Span
from pipelines.hanzi import model
from pipelines.mojibake.candidates import is_simplified, traditional
from pipelines.mojibake.neighbours import END, likeliest
from pipelines.mojibake.promising import is_good, shifted
from pipelines.mojibake.runs import Run
from pipelines.mojibake.score import LOST, Repair, likelihood, logs

CHAIN = ("gb18030", "gb18030 one byte off")
PRICES = {LOST: 4.0, "?": 12.0, "letter": 12.0, "": 40.0}
"""Gain in natural logarithms that a run has to bring, by what its end shows of a byte that was left over: U+FFFD, a
question mark, a letter that was swallowed, nothing."""
MOST_LOST = 0.125
"""Share of U+FFFD above which more than single bytes are lost."""
NEAR = 2
"""Places on either side of the likeliest beginning that are tried."""
ADDED = -6.0
"""Log-probability that a byte was added rather than another one lost."""
RAREST = -12.5
"""Characters rarer than this are not guessed."""


class _Off(NamedTuple):
    """Characters `start` to `end` (the gap behind them included) read one byte on."""

    start: int
    end: int
    text: str
    gain: float
    halves: tuple[int, ...]


def shift_runs(array: CodePoints) -> list[Run]:
    r"""Runs that were read one byte off, in order, not overlapping.

    A character of which one byte is left is filled where the model is confident, else it is U+FFFD. Left alone: what
    does not read far better one byte on, and what does but does not end as such a run ends.

    >>> from pipelines.codepoints import code_points
    >>> [run.repair.text for run in shift_runs(code_points("我们在河边种了柳树，春天吹氖焙蚝芎每础\ufffd"))]
    ['�的时候很好看。']
    """
    if int((array == 0xFFFD).sum()) > MOST_LOST * array.size:
        return []
    pairs = gbk.pairs().take(array, mode="clip") * (array < 0x10000)
    edges = np.flatnonzero(np.diff(pairs != 0, prepend=False, append=False)).tolist()
    between = shifted(array)
    simplified = is_simplified(array)
    if simplified:  # what would bring another script in is no reading
        between[traditional(between)] = 0
    gain = np.where(between != 0, logs(np.where(between != 0, between, 0x0A).astype(np.uint32)) - logs(array), 0.0)
    found: list[Run] = []
    free = 0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        off = _off(array, between, gain, (max(begin, free), end - 1), simplified)
        if off is not None:
            text, body = off.text, off.text.replace(LOST, "")
            if is_good(body):
                spans = tuple((place, place + 1) for place in off.halves if text[place] != LOST)
                found.append(Run(off.start, off.end, Repair(text, (CHAIN,), off.gain, model().mean(body)[0], spans)))
                free = off.end
    return found


def _off(
    array: CodePoints, between: NDArray[np.uint32], gain: NDArray[np.float64], stretch: Span, simplified: bool
) -> _Off | None:
    """The likeliest run that ends where a stretch of pairs does, whose first and last places are given."""
    begin, stop = stretch
    begin = int(np.flatnonzero(between[begin:stop] == 0)[-1]) + begin + 1 if (between[begin:stop] == 0).any() else begin
    behind = to_text(array[stop + 1 : stop + 2])
    trail = gbk.pair(to_text(array[stop : stop + 1])) & 0xFF
    sign = behind if behind in (LOST, "?") else "letter" if trail < 0x80 else ""
    sums = np.concatenate(([0.0], np.cumsum(gain[begin:stop])))
    rises = sums[-1] - sums
    if not rises.size or (sign != LOST and float(rises.max()) < PRICES[sign]):
        return None
    first = begin + int(rises.size - 1 - rises[::-1].argmax())
    end = stop + 1 + (sign in (LOST, "?") and sign != "")
    following = to_text(array[end : end + 1]) or END
    last = [chr(trail)] if sign == "letter" else [_with_lead(trail, following, simplified)]
    best: _Off | None = None
    for start in range(max(begin, first - NEAR), min(first + NEAR, stop) + 1):
        body = list(to_text(between[start:stop]))
        before = to_text(array[start - 1 : start]) if start else END
        plain = likelihood(array[max(start - 1, 0) : stop + 1]) - likelihood(array[max(start - 1, 0) : start])
        plain += model().unigram(following)
        byte = gbk.pair(to_text(array[start : start + 1])) >> 8
        for head, price, known in ([_with_half(byte, simplified)], 0.0, 0), ([], ADDED, 0), *_split(before, byte):
            choices = [choice for choice in (*head, *body, *last) if choice]
            left = (to_text(array[start - 2 : start - 1]) if start > 1 else END) if known else before
            given = float(logs(array[max(start - 2, 0) : start])[-1]) if known else 0.0
            cost = plain + given + PRICES[sign] - price
            least = cost + (best.gain if best else 0.0)
            total, text = likeliest(choices, left, following, least)
            if total > least:
                halves = (*range(len(head) - known), *([len(choices) - 1] if sign != "letter" and last[0] else []))
                best = _Off(start - known, end, text, total - cost, halves)
    return best


def _split(before: str, byte: int) -> Iterator[tuple[list[str], float, int]]:
    """The character into which a byte was put: its first byte stands in the character before, its second is `byte`."""
    character = gbk.character(gbk.pair(before) >> 8, byte) if gbk.pair(before) else ""
    if character:
        yield [character], ADDED, 1


@lru_cache(maxsize=256)
def _with_half(byte: int, simplified: bool) -> str:
    """Characters of which this is either byte."""
    table = gbk.characters().reshape(256, 256)
    return _known(np.concatenate((table[byte], table[:, byte])), simplified)


@lru_cache(maxsize=4096)
def _with_lead(lead: int, following: str, simplified: bool) -> str:
    """Characters with this first byte whose second one makes no pair with the next byte: it was lost with that."""
    number = gbk.pair(following) >> 8 or min(ord(following), 0xFF)
    row = gbk.characters().reshape(256, 256)[lead]
    lost = ~gbk.assigned().reshape(256, 256)[:, number]
    return _known(row[lost], simplified) or _known(row, simplified)


def _known(characters: NDArray[np.uint16], simplified: bool) -> str:
    array: CodePoints = characters[characters != 0].astype(np.uint32)
    if simplified:
        array = array[~traditional(array)]
    return "".join(each for each in to_text(array) if model().unigram(each) > RAREST)
