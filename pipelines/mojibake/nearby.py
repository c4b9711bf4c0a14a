"""What stands around some places of a text, taken out of it: a search there costs what the places do, not the text."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints

_NEWLINE = 0x0A


class Nearby(NamedTuple):
    """Pieces of a text.

    Attributes:
        array: the pieces, a line feed between each two.
        origin: where each character stood, -1 for those line feeds.
    """

    array: CodePoints
    origin: NDArray[np.int64]


def around(places: NDArray[np.int64], reach: int, size: int) -> NDArray[np.int64]:
    """Places up to `reach` away from others (rising), each once, within a text of that size.

    >>> around(np.array([0, 1, 9]), 1, 10).tolist()
    [0, 1, 2, 8, 9]
    """
    apart = np.diff(places) > 2 * reach + 1
    first, last = np.concatenate(([True], apart))[: places.size], np.concatenate((apart, [True]))[: places.size]
    starts = np.maximum(places[first] - reach, 0)
    lengths = np.minimum(places[last] + reach + 1, size) - starts
    offsets = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return np.asarray(offsets + np.arange(offsets.size))


def nearby(array: CodePoints, places: NDArray[np.int64], reach: int) -> Nearby:
    r"""The characters up to `reach` away from places (rising).

    >>> from pipelines.codepoints import code_points, to_text
    >>> found = nearby(code_points("abcdefghij"), np.array([1, 8]), 1)
    >>> to_text(found.array), found.origin.tolist()
    ('abc\nhij', [0, 1, 2, -1, 7, 8, 9])
    """
    origin = around(places, reach, array.size)
    gaps = np.flatnonzero(np.diff(origin) > 1) + 1
    return Nearby(np.insert(array[origin], gaps, _NEWLINE), np.insert(origin, gaps, -1))
