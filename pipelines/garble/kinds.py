"""The kinds of a text: hanzi with a reading behind them, how often with it and without, and where."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, Seen, are_hanzi
from pipelines.garble.annotations import Annotations
from pipelines.readings import readings, toned, valid


class Kind(NamedTuple):
    """One hanzi that is annotated with one of its readings somewhere.

    Attributes:
        character: the hanzi.
        reading: the one that stands behind it most often, as written.
        times: how often that is.
        regular: whether the hanzi has this reading everywhere, written as those of most kinds are.
        amid: whether it is annotated by itself in running text somewhere: with a hanzi
            or a digit beside it, and no hanzi that is annotated, too.
    """

    character: str
    reading: str
    times: int
    regular: bool
    amid: bool


class Annotated(NamedTuple):
    """What is annotated in a text.

    Attributes:
        kinds: every kind.
        style: how most readings are written: `tone`, `plain` or `number`.
        hanzi: how many have one.
        run: how many at most in a row.
    """

    kinds: list[Kind]
    style: str
    hanzi: int
    run: int


def annotated(found: Annotations, seen: Seen) -> Annotated:
    """What is annotated in a text, `found` being its readings.

    >>> from pipelines.codepoints import look
    >>> from pipelines.garble.annotations import find
    >>> text = look("中國(guó)有漢(hàn)語(yǔ)，漢字")
    >>> seen = annotated(find(text), text)
    >>> [(kind.character, kind.regular, kind.amid) for kind in seen.kinds]
    [('國', True, True), ('漢', False, False), ('語', True, False)]
    >>> seen.style, seen.hanzi, seen.run
    ('tone', 3, 2)
    """
    by_character: dict[str, dict[str, int]] = defaultdict(dict)
    for (character, written), count in zip(found.table, found.counts, strict=True):
        if valid(character, written):
            by_character[character][written] = count
    style = _style(by_character)
    touching = found.ends[:-1] == found.starts[1:] - 1
    amid = found.kinds[_amid(found, touching, seen.array)]
    alone = {found.table[place][0] for place in np.flatnonzero(np.bincount(amid)).tolist()}
    kinds = []
    hanzi = 0
    for character, counts in by_character.items():
        reading, times = max(counts.items(), key=lambda each: each[1])
        with_one = sum(counts.values())
        bare = int(seen.counts[ord(character)]) - with_one
        regular = len(counts) == 1 and bare <= 0.02 * times and style in styles_of(character, reading)
        kinds.append(Kind(character, reading, times, regular, character in alone))
        hanzi += with_one
    apart = np.flatnonzero(np.concatenate([[True], ~touching, [True]]))
    return Annotated(kinds, style, hanzi, int(np.diff(apart).max()))


def _amid(found: Annotations, touching: NDArray[np.bool_], array: CodePoints) -> NDArray[np.bool_]:
    """Of each annotation, whether it is one of a single hanzi in running text."""
    beside = np.concatenate([[False], touching]) | np.concatenate([touching, [False]])
    before, after = found.starts - 2, found.ends
    amid = (before >= 0) & _running(array[np.maximum(before, 0)])
    amid |= (after < array.size) & _running(array[np.minimum(after, array.size - 1)])
    amid &= ~beside
    return amid


def _running(codes: CodePoints) -> NDArray[np.bool_]:
    """Which are hanzi or ASCII digits."""
    return are_hanzi(codes) | ((codes >= ord("0")) & (codes <= ord("9")))


@lru_cache(maxsize=65536)
def styles_of(character: str, written: str) -> tuple[str, ...]:
    """`tone`, `number` or `plain`; a neutral tone is written without a mark in `tone` and, at times, `number` too."""
    if written[-1].isdigit():
        return ("number",)
    if toned(written):
        return ("tone",)
    return ("tone", "plain", "number") if written in readings(character) else ("plain",)


def _style(by_character: dict[str, dict[str, int]]) -> str:
    counts = {"tone": 0, "number": 0, "plain": 0}
    for character, written in by_character.items():
        for reading, count in written.items():
            for style in styles_of(character, reading):
                counts[style] += count
    return max(counts, key=lambda each: counts[each])
