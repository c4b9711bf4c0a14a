"""Stray commas: the machine put one before marks, so that the last mark of a cluster is the author's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints

MARKS = ",;:!?，。、；：！？"
"""What a stray comma stands before."""

_SPACE = 0x20
_MARK = np.zeros(0x10000, np.bool_)
_MARK[[ord(mark) for mark in MARKS]] = True
_LETTER = np.zeros(0x80, np.bool_)
_LETTER[[ord(c) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]] = True


def clusters(array: CodePoints, *, code: bool = False) -> tuple[NDArray[np.int64], int]:
    """Where commas stand right before another mark, and how many marks there are (a cluster counts once).

    A space between is allowed, for some machines put one after each mark. An ASCII mark between two ASCII letters or
    digits may be code, and three marks in a row are a person's; both are left out but with `code`: where the machine is
    known to have been, it is neither.

    >>> from pipelines.codepoints import code_points
    >>> places, marks = clusters(code_points("會議,,分析,。a,,b=1,,2、"))
    >>> places.tolist(), marks
    ([2, 6], 5)
    """
    low = np.minimum(array, 0xFFFF)
    mark = _MARK[low]
    marks = int(mark.sum())
    commas = np.flatnonzero(array[:-1] == ord(","))
    if not commas.size:
        return commas, marks
    padded = np.concatenate([low, np.zeros(3, low.dtype)])
    spaced = padded[commas + 1] == _SPACE
    follower = commas + 1 + spaced
    found = _MARK[padded[follower]]
    commas, follower = commas[found], follower[found]
    if code:
        return commas, marks - int(commas.size)
    letter = _LETTER[np.minimum(padded, 0x7F)] & (padded < 0x80)
    alone = ~(letter[commas - 1] & letter[follower + 1] & (commas > 0) & (padded[follower] < 0x80))
    alone &= ~_MARK[padded[follower + 1]] & ~(_MARK[low[commas - 1]] & (commas > 0))
    return commas[alone], marks - int(commas.size)
