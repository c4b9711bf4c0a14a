"""Losses so small that only their place tells what stood there: the 〇 of a year, the indent of a paragraph.

GB2312 has no 〇, and converters that know no other set put one or two signs in its place; an indent of two U+3000 is
lost as four bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from pipelines.codepoints import Seen, code_points
from pipelines.mojibake.runs import Run
from pipelines.mojibake.score import LOST, Repair

_DIGITS = "一二三四五六七八九〇"
_DIGITS_BEFORE = re.compile(f"[{_DIGITS}]+$")
_YEAR = re.compile(f"(?<![{_DIGITS}])([一二][{_DIGITS}]{{0,2}})([?{LOST}]{{1,6}})([{_DIGITS}]{{0,2}})(?=年)")
_INDENT = re.compile(r"^\?{4}(?=[0-9\u4e00-\u9fff“《「])(?!.*\?\?)", re.MULTILINE)
_GAIN = 20.0


def told_by_place(text: str, seen: Seen) -> Iterator[Run]:
    r"""Zeros of years that are written out, and indents, that were lost in a text that was looked at; in no order.

    Left alone: a number of signs that would give a year other than of four digits, and question marks that are not
    exactly the bytes of an indent.

    >>> from pipelines.codepoints import look
    >>> text = "二????八年八月\n????新华网北京电"
    >>> [run.repair.text for run in told_by_place(text, look(text))]
    ['〇〇', '\u3000\u3000']
    """
    if not seen.holds_lost:
        return
    for place in _sign_runs(seen):
        indent = _INDENT.match(text, place)
        if indent is not None:
            yield Run(place, indent.end(), Repair("\u3000\u3000", (("an indent", "GB2312"),), _GAIN, 0.0))
        digits = _DIGITS_BEFORE.search(text, max(0, place - 3), place)
        match = _YEAR.match(text, digits.start()) if digits is not None else None
        if match is None:
            continue
        signs = len(match[2])
        zeros = 4 - len(match[1]) - len(match[3])
        if zeros in (signs, signs / 2) and zeros > 0:
            repair = Repair("〇" * zeros, (("〇", "GB2312"),), _GAIN, 0.0, tuple((n, n + 1) for n in range(zeros)))
            yield Run(match.start(2), match.end(2), repair)


def _sign_runs(seen: Seen) -> list[int]:
    """Where question marks or U+FFFD begin, at the beginning of a line or behind a digit."""
    places = seen.places("?" + LOST)
    begins = (places == 0) | np.isin(seen.array[places - 1], code_points(_DIGITS + "\n"))
    found: list[int] = places[begins].tolist()
    return found
