"""What a page tells of the machine that garbled it, and what that makes of a reading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, are_hanzi, code_points, to_text
from pipelines.garble import evidence
from pipelines.garble.known import is_traditional
from pipelines.garble.memory import remembered
from pipelines.garble.put_in import FOLLOWERS, IN_BRACKETS, READING
from pipelines.garble.scoring import score

SIGNS = "?\N{REPLACEMENT CHARACTER}"
START = re.compile(
    rf"(?<![{SIGNS}])([{SIGNS}])(?:( ?([(（])?{READING}[)）])|(,?)[{FOLLOWERS}\N{{REPLACEMENT CHARACTER}}])"
)
"""Where a tear can begin: what was put in begins with an ASCII byte, right behind a lead byte."""

_NEW_KIND = -4.0  # a reading behind a character that is annotated nowhere else
_ENOUGH = 20000  # characters of a page that tell which words it uses


class Neighbours(dict[str, str]):
    """To a hanzi, those that stand behind it on the page, once the readings are taken out; looked up when asked for."""

    def __init__(self, page: str) -> None:
        super().__init__({"": ""})
        codes = code_points(IN_BRACKETS.sub("", page[:_ENOUGH]))
        hanzi = are_hanzi(codes)
        places = np.flatnonzero(hanzi[:-1] & hanzi[1:])
        places = places[codes[places].astype(np.uint16).argsort(kind="stable")]
        self._before, self._behind = to_text(codes[places]), to_text(codes[places + 1])

    def __missing__(self, character: str) -> str:
        start = bisect_left(self._before, character)
        self[character] = found = self._behind[start : bisect_right(self._before, character, start)]
        return found


class Machine(NamedTuple):
    """What is known of the machine that garbled the text.

    Attributes:
        kinds: its table, hanzi to reading.
        present: for each code point whether it stands in the text as no part of the table.
        folded: whether the text was folded by NFKC.
        stray: whether it puts commas before marks.
        commas: whether any comma of the text itself is left without one before it.
        traditional: whether it made the text traditional.
        on_bytes: whether commas were put in on bytes, where marks are no ASCII yet.
        signs: the characters that stand for what could not be decoded.
        swallows: whether what follows a torn lead byte was lost with it.
        hides: whether pairs that GBK does not have may have left no sign.
        neighbours: to a hanzi, those that stand behind it elsewhere on the page.
    """

    kinds: Mapping[str, str]
    present: NDArray[np.bool_]
    folded: bool
    stray: bool
    commas: bool
    traditional: bool
    on_bytes: bool
    signs: str
    swallows: bool
    hides: bool
    neighbours: Neighbours

    def annotates(self, character: str, reading: str) -> float:
        """What it costs to believe that the table has this character with this reading, as a natural logarithm."""
        if character in self.kinds:
            return 0.0 if self.kinds[character] == reading else 3 * _NEW_KIND
        cost = _NEW_KIND if is_traditional(character) or not self.traditional else 2 * _NEW_KIND
        return cost + (2 * _NEW_KIND if self.present[ord(character)] else 0.0) + 0.3 * score("", character, False)


@remembered
def machine_of(page: str, seen: Seen) -> Machine:
    """What a whole page tells of the machine; remembered, for the pieces of a page ask for the same one."""
    found = evidence.verdict(page, seen)
    present = seen.counts > 0
    if found.kinds:
        present[[ord(kind) for kind in found.kinds]] = False
    starts = torn_signs(page, seen)
    told = [match for match in starts if match[2]] or [match for match in starts if match[1] != "?"] or starts
    tears = Counter(match[1] for match in told)
    signs = "".join(sign for sign in SIGNS if 4 * tears[sign] > len(told)) or SIGNS
    own = [match for match in starts if match[1] in signs]
    commas, lone = _own_commas(seen)
    kept = sum(bool(match[3] or match[4]) for match in own)
    return Machine(
        found.kinds,
        present=present,
        folded=commas >= seen.counts[ord("，")],
        stray=found.stray,
        commas=10 * lone > commas,
        traditional=2 * sum(map(is_traditional, found.kinds)) >= len(found.kinds),
        on_bytes=any(not match[2] and page[match.end() - 1] not in SIGNS for match in own),
        signs=signs,
        swallows=2 * kept <= len(own),
        neighbours=Neighbours(page),
        hides=not _between_hanzi(seen, signs),
    )


@remembered
def traceless(page: str, seen: Seen) -> bool:
    """Whether nothing on a page looks like a sign for what could not be decoded."""
    return not torn_signs(page, seen)


def torn_signs(text: str, seen: Seen) -> list[re.Match[str]]:
    """Lost signs with what was put in behind them."""
    found = (START.match(text, place) for place in seen.places(SIGNS).tolist())
    return [match for match in found if match]


def _own_commas(seen: Seen) -> tuple[int, int]:
    """How many ASCII commas are the text's own, for no mark is behind them, and how many of these have none before."""
    array, own = seen.array, seen.places(",")
    followed = _followers().take(array.take(own + 1, mode="clip"), mode="clip") & (own + 1 < array.size)
    own = own[~followed]
    return own.size, own.size - int(np.count_nonzero((array.take(own - 1, mode="clip") == ord(",")) & (own > 0)))


def _between_hanzi(seen: Seen, signs: str) -> bool:
    """Whether a sign stands between two hanzi."""
    places = seen.places(signs)
    places = places[(places > 0) & (places < seen.array.size - 1)]
    around = (are_hanzi(seen.array.take(places + step)) for step in (-1, 1))
    return bool(np.logical_and(*around).any())


@cache
def _followers() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(mark) for mark in FOLLOWERS + SIGNS]] = True
    return table
