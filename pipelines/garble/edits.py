"""The stage's edits: many cuts kept in arrays, and few places that were written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points
from pipelines.explain import Edit, Edits

Spans = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Where each begins, in order, and where it ends."""


class Cuts(Edits):
    """Spans that are deleted, or replaced.

    Args:
        starts, ends: sorted, not overlapping, none empty.
        reasons: for each, its place in `names`.
        names: the reasons in words.
        anew: place in `starts`, rising, to what is written there instead.
        confidence: of all.
    """

    def __init__(
        self,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        reasons: NDArray[np.int64],
        names: tuple[str, ...],
        anew: Mapping[int, str],
        confidence: float,
    ) -> None:
        self._starts, self._ends, self._reasons = starts, ends, reasons
        self._names, self._anew, self._confidence = names, anew, confidence

    def apply(self, array: CodePoints) -> CodePoints:
        """`array` with every edit done, in linear time."""
        lengths = np.append(self._starts, array.size) - np.append(0, self._ends)  # of what is kept
        shifts = np.append(0, np.cumsum(self._ends - self._starts))
        places = np.repeat(shifts, lengths)
        places += np.arange(places.size)
        kept = array.take(places)
        if not self._anew:
            return kept
        parts: list[CodePoints] = []
        last = 0
        for place, after in zip(self._moved, self._anew.values(), strict=True):
            parts += (kept[last:place], code_points(after))
            last = place
        return np.concatenate((*parts, kept[last:]))

    def written(self) -> list[tuple[int, int]]:
        """Where in the new text that stands which was written anew."""
        spans: list[tuple[int, int]] = []
        grown = 0
        for place, after in zip(self._moved, self._anew.values(), strict=True):
            spans.append((place + grown, place + grown + len(after)))
            grown += len(after)
        return spans

    @cached_property
    def _moved(self) -> list[int]:
        """Where the places that were written anew lie in what is left when everything is cut out."""
        lengths = self._ends - self._starts
        moved: list[int] = (self._starts - np.cumsum(lengths) + lengths)[[*self._anew]].tolist()
        return moved

    def __len__(self) -> int:
        return int(self._starts.size)

    def __iter__(self) -> Iterator[Edit]:
        spans = zip(self._starts.tolist(), self._ends.tolist(), self._reasons.tolist(), strict=True)
        for place, (start, end, reason) in enumerate(spans):
            yield Edit(start, end, self._anew.get(place, ""), self._names[reason], self._confidence)
