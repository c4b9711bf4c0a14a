"""Where to look: the pieces of a text that hold what mojibake is made of. Clean text costs little more than this.

The signs are single characters (rare hanzi, Latin letters, kana, private use); one in a line proves nothing, so the
hanzi model is asked about their neighbourhoods, all in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, Seen, Sign, among
from pipelines.explain import Span
from pipelines.hanzi import model
from pipelines.mojibake.natural import with_marks
from pipelines.mojibake.nearby import around
from pipelines.mojibake.promising import promising
from pipelines.mojibake.score import UNLIKELY

STRANGE = Sign.RARE | Sign.LATIN | Sign.FOREIGN | Sign.LOST | Sign.PRIVATE
REACH = 3
"""Neighbours on either side of a strange character that are looked at with it."""
WINDOW = 4
CHUNK = 0x80000
"""Characters from which a part of a text ends with the next line."""
SHORT = 300
"""In a text up to this length every place that is at all unlikely is looked into: a filter would cost as much."""
UNLIKELY_IN_SHORT = -9.0
ODD = -8.0
"""Log-probability of a character before U+FFFD below which the two may be the end of a run that is one byte off."""
BLANK = 4
LONGEST = 4000
"""Longer lines are cut into pieces, after a full stop where there is one."""


def suspects(seen: Seen) -> list[Span]:
    """Pieces (lines, or parts of very long ones) that may be damaged, in order."""
    array = seen.array
    strange = np.flatnonzero(among(seen.kinds, STRANGE))
    places = _unlikely(array, strange) if strange.size else strange
    if array.size > SHORT and places.size:
        places = promising(array, places)
    spans: list[Span] = []
    if not places.size:
        return spans
    breaks = np.flatnonzero(array == 0x0A)
    for place in places.tolist():
        if spans and place < spans[-1][1]:
            continue
        number = int(np.searchsorted(breaks, place))
        start = int(breaks[number - 1]) + 1 if number else 0
        end = int(breaks[number]) if number < breaks.size else array.size
        spans.append(_piece(array, start, end, place))
    return spans


def _unlikely(array: CodePoints, strange: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places in windows that the model finds unlikely.

    In a longer text a lost character alone is no reason to search: what stands beside it has to be unlikely, too.
    """
    places = around(strange, REACH, array.size)
    found = array.take(places)
    kept = np.flatnonzero(found != 0x0A)
    places, found = places.take(kept), found.take(kept)
    logs = with_marks(found, model().logp(found))
    counted = ~np.isnan(logs)
    odd = places[:0]
    if array.size > SHORT:
        lost = found == 0xFFFD
        odd = places[:-1][lost[1:] & ~lost[:-1] & (logs[:-1] < ODD)]
        counted &= ~lost
    kept = np.flatnonzero(counted)
    logs, places = logs.take(kept), places.take(kept)
    if not places.size:
        return np.asarray(places)
    joined = np.flatnonzero(np.diff(places, prepend=-9) > REACH)  # first place of each stretch
    sums = np.concatenate(([0.0], np.cumsum(logs, dtype=np.float64)))
    ends = np.append(joined[1:], places.size)
    stops = np.minimum(np.arange(places.size) + WINDOW, np.repeat(ends, ends - joined))
    starts = np.maximum(stops - WINDOW, np.repeat(joined, ends - joined))
    means = (sums.take(stops) - sums.take(starts)) / (stops - starts)
    places = places[means < (UNLIKELY if array.size > SHORT else UNLIKELY_IN_SHORT)]
    return np.asarray(np.union1d(places, odd)) if odd.size else places


def _piece(array: CodePoints, start: int, end: int, place: int) -> Span:
    """The line, or the part of it around `place`."""
    if end - start <= LONGEST:
        return start, end
    start += (place - start) // LONGEST * LONGEST
    return start, min(start + LONGEST, end)


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Parts of a text that end with a line, each with its place: small enough for the cache of a processor."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + CHUNK) + 1 or len(text)
        yield start, text[start:end]
        start = end


def blocks(spans: list[Span]) -> list[Span]:
    """Lines that follow each other, joined to pieces of up to `LONGEST` characters: damage seldom comes alone.

    An empty line or two may lie between them.

    >>> blocks([(0, 10), (11, 20), (30, 40)])
    [(0, 20), (30, 40)]
    """
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1] + BLANK and end - found[-1][0] <= LONGEST:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def lines(array: CodePoints, start: int, end: int) -> list[Span]:
    """The lines between two places, empty ones left out."""
    breaks = (np.flatnonzero(array[start:end] == 0x0A) + start).tolist()
    spans = zip([start, *(place + 1 for place in breaks)], [*breaks, end], strict=True)
    return [(first, last) for first, last in spans if first < last]
