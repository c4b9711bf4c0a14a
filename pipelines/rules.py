"""How the rules of a stage are applied: only where their characters stand together.

Most text needs no rule. One pass over its code points finds the places where a rule may begin at all; a regular
expression is tried there and nowhere else, so that good text costs little more than that pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, code_points
from pipelines.explain import Chained, Result, Splices

EDGE = 1 << 31
"""The class of what is before and after the text."""
_RANGE = re.compile("(.)-(.)|(.)", re.DOTALL)

Classes = NDArray[np.uint32]
After = Callable[[re.Match[str]], str | None]


def classes(members: Mapping[int, str]) -> Classes:
    """The classes (bits) of every code point.

    Args:
        members: for each bit the characters that carry it, written as inside the brackets of a regular expression
            (a hyphen between two characters makes a range; a hyphen itself comes first).
    """
    table = np.zeros(0x110000, np.uint32)
    for bit, written in members.items():
        for first, last, single in _RANGE.findall(written):
            table[ord(first or single) : ord(last or single) + 1] |= np.uint32(bit)
    return table


class Places:
    """A text and the places in it where a rule may begin.

    Args:
        text: the text.
        seen: the same, looked at.
        spots: where a rule may begin, in order.
        table: the classes of every code point.

    Attributes:
        text, spots: as given.
        whole: the text, looked at.
        array: the code points of the text.
        present: all classes of the characters at the spots.

    >>> from pipelines.codepoints import look
    >>> text = "a, b,c"
    >>> places = Places(text, look(text), look(text).places(","), classes({1: ",", 2: " "}))
    >>> places.where(1), places.where(1, after=2), places.where(2)
    ([1, 4], [1], [])
    """

    def __init__(self, text: str, seen: Seen, spots: NDArray[np.int64], table: Classes) -> None:
        self.text = text
        self.whole = seen
        self.array = seen.array
        self.spots = spots
        self._table = table
        self._here, self._before, self._after = (self.kinds(self.spots + step) for step in (0, -1, 1))
        self.present, self._preceded, self._followed = (
            int(np.bitwise_or.reduce(each)) for each in (self._here, self._before, self._after)
        )

    def kinds(self, places: NDArray[np.int64]) -> Classes:
        """The classes of the characters at some places, in order; `EDGE` before and after the text."""
        found = self._table.take(self.array.take(places, mode="clip"), mode="clip")
        if places.size and (places[0] < 0 or places[-1] >= self.array.size):
            found[(places < 0) | (places >= self.array.size)] = EDGE
        return found

    def spans(self, here: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where characters of the classes `here`, which rules begin with, stand on end: starts and ends.

        >>> from pipelines.codepoints import look
        >>> seen = look("a,,b ,c")
        >>> starts, ends = Places("a,,b ,c", seen, seen.places(" ,"), classes({1: ",", 2: " "})).spans(1)
        >>> starts.tolist(), ends.tolist()
        ([1, 5], [3, 6])
        """
        spots = self.spots[(self._here & np.uint32(here)) != 0]
        first = np.diff(spots, prepend=-2) > 1
        last = np.diff(spots, append=self.array.size + 1) > 1
        return spots[first], spots[last] + 1

    def where(self, here: int, *, before: int = 0, after: int = 0) -> list[int]:
        """Places of the classes `here`, behind one of the classes `before` and ahead of one of `after` (0: any)."""
        places: list[int] = self.at(here, before=before, after=after).tolist()
        return places

    def at(self, here: int, *, before: int = 0, after: int = 0) -> NDArray[np.int64]:
        """As `where`, in an array."""
        if not self.present & here:
            return self.spots[:0]
        if (before and not self._preceded & before) or (after and not self._followed & after):
            return self.spots[:0]
        asked = [(self._after, after), (self._here, here), (self._before, before)]  # what follows rules most out
        (first, sign), *others = [(kinds, sign) for kinds, sign in asked if sign]
        found = np.flatnonzero((first & np.uint32(sign)) != 0)
        for kinds, sign in others:
            found = found[(kinds.take(found) & np.uint32(sign)) != 0]
        return self.spots.take(found)


P = TypeVar("P", bound=Places)


def edited(text: str, pattern: re.Pattern[str], places: Sequence[int], after: After, reason: str) -> Result | None:
    """Replace what `pattern` matches at `places`, in order, by what `after` gives; `None` leaves a match alone."""
    if not places:
        return None
    edits = Splices()
    end = 0
    for place in places:
        if place < end:
            continue
        match = pattern.match(text, place)
        if match is None:
            continue
        end = match.end()
        value = after(match)
        if value is not None and value != match.group():
            edits.add(match.start(), end, value, reason)
    return Result(edits.apply(text), edits) if len(edits) else None


def in_turn(
    places: P, passes: Sequence[Callable[[P], Result | None]], look: Callable[[str, Seen], P], rounds: int = 12
) -> Result | None:
    """Make `passes` over a text, one after the other, until each has found nothing in the text as it then is.

    Args:
        places: the text.
        passes: each returns what it made of the text, or `None`.
        look: makes the places of a changed text.
        rounds: how often each pass is made at most.
    """
    made: list[tuple[str, Result]] = []
    idle = 0
    for each in islice(cycle(passes), rounds * len(passes)):
        result = each(places)
        if result is not None and result.text != places.text:
            made.append((places.text, result))
            text = result.text
            seen = result.seen or places.whole.changed(code_points(text))
            del places, result  # their memory is what the next ones are best written to
            places = look(text, seen)
            idle = 0
        elif (idle := idle + 1) == len(passes):
            break
    if not made:
        return None
    if len(made) == 1:
        return made[0][1]._replace(seen=places.whole)
    return Result(places.text, Chained([(text, result.edits) for text, result in made]), seen=places.whole)
