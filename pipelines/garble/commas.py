"""Stray commas: the machine put one before marks, so that the last mark of a cluster is the author's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen
from pipelines.garble.put_in import FOLLOWERS

_SPACE = 0x20
_MARK = np.zeros(0x10000, np.bool_)
_MARK[[ord(mark) for mark in FOLLOWERS]] = True
_LETTER = np.zeros(0x10000, np.bool_)
_LETTER[[ord(c) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]] = True


def clusters(seen: Seen, *, code: bool = False) -> NDArray[np.int64]:
    """Where commas stand right before another mark.

    A space between is allowed, for some machines put one after each mark. An ASCII mark between two ASCII letters or
    digits may be code, and three marks in a row are a person's; both are left out but with `code`: where the machine is
    known to have been, it is neither.

    >>> from pipelines.codepoints import look
    >>> clusters(look("會議,,分析,。a,,b=1,,2、")).tolist()
    [2, 6]
    """
    array = seen.array
    commas = seen.places(",")
    if commas.size and commas[-1] == array.size - 1:
        commas = commas[:-1]
    if not commas.size:
        return commas
    follower = commas + 1 + (array[commas + 1] == _SPACE)
    found = np.flatnonzero(_MARK.take(array.take(follower, mode="clip"), mode="clip"))
    commas, follower = commas.take(found), follower.take(found)
    if code or not commas.size:
        return commas
    before, behind = array.take(commas - 1, mode="clip"), array.take(follower + 1, mode="clip")
    behind[follower + 1 == array.size] = 0
    letters = _LETTER.take(before, mode="clip") & _LETTER.take(behind, mode="clip") & (array.take(follower) < 0x80)
    marks = _MARK.take(before, mode="clip")
    alone: NDArray[np.int64] = commas[~((letters | marks) & (commas > 0)) & ~_MARK.take(behind, mode="clip")]
    return alone
