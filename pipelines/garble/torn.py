"""Where characters were torn, what the page tells of the machine that did it, and the answer for each place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, code_points, to_text
from pipelines.garble import evidence
from pipelines.garble.around import before
from pipelines.garble.known import is_traditional
from pipelines.garble.lattice import Answer, solve
from pipelines.garble.machine import Machine
from pipelines.garble.memory import remembered
from pipelines.garble.met import Met
from pipelines.garble.put_in import BROKEN_BRACKETS, FOLLOWERS, READING, broken_bracket
from pipelines.garble.spaces import is_indent
from pipelines.options import Flag

SIGNS = "?\N{REPLACEMENT CHARACTER}"
START = re.compile(
    rf"(?<![{SIGNS}])([{SIGNS}])(?:( ?([(（])?{READING}[)）])|(,?)[{FOLLOWERS}\N{{REPLACEMENT CHARACTER}}])"
)
"""Where a tear can begin: what was put in begins with an ASCII byte, right behind a lead byte."""
SURE = 4.5
"""An answer counts as a guess when the next one is not less probable by this factor (a natural logarithm)."""

FREE, APART = 50, 40
"""Where more than so many places seem to be torn, and more than one in so many characters, no machine tore them."""

_IN_BRACKETS = re.compile(rf"[(（]{READING}[)）]")
_ENOUGH = 20000  # characters of a page that tell which words it uses


def mend(text: str, seen: Seen, page: str) -> tuple[list[Answer], frozenset[Flag]]:
    """The places where characters were torn, each with its answer, and what is to be said of them."""
    answers: list[Answer] = []
    flags: set[Flag] = set()
    starts = [place for place in _starts(text, seen) if not is_indent(text, place)]
    if len(starts) > FREE + len(text) // APART:
        return answers, frozenset({Flag.UNRESOLVED})
    if not starts:
        return answers, frozenset()
    machine = machine_of(page, seen if page is text else None)
    met = Met(text, machine)
    end = 0
    for start in starts:
        if start < end or (text[start] in SIGNS and text[start] not in machine.signs):
            continue
        if machine.stray and start > end and text[start - 1] == ",":
            start -= 1
        head = before(text, start)
        answer = met.again(start, head)
        if not answer:
            answer = solve(text, start, machine, head)
            if not answer:
                flags.add(Flag.UNRESOLVED)
                continue
            met.keep(answer, head)
        end = answer.end
        if answer.text == text[answer.start : end]:
            continue
        if answer.lost:
            flags.add(Flag.LOST)
        if answer.margin < SURE:
            flags.add(Flag.GUESSED)
        answers.append(answer)
    return answers, frozenset(flags)


@remembered
def traceless(page: str, seen: Seen) -> bool:
    """Whether nothing on a page looks like a sign for what could not be decoded."""
    return not _signs(page, seen)


def _starts(text: str, seen: Seen) -> list[int]:
    """Where characters may be torn, in order."""
    places = [match.start() for match in _signs(text, seen)]
    first, last = _boxes()
    boxes = seen.others[seen.codes - first <= last - first] - 1  # what is below is a large number then
    found = [place for place in boxes.tolist() if place >= 0 and broken_bracket(text, place)]
    return sorted(places + found) if found else places


def _signs(text: str, seen: Seen) -> list[re.Match[str]]:
    """Lost signs with what was put in behind them."""
    found = (START.match(text, place) for place in seen.places(SIGNS).tolist())
    return [match for match in found if match]


@cache
def _boxes() -> tuple[np.uint32, np.uint32]:
    """The first and the last code point of what a broken bracket begins with."""
    return np.uint32(ord(min(BROKEN_BRACKETS))), np.uint32(ord(max(BROKEN_BRACKETS)))


class _Neighbours(dict[str, str]):
    """To a hanzi, those that stand behind it on the page, once the readings are taken out; looked up when asked for."""

    def __init__(self, page: str) -> None:
        super().__init__({"": ""})
        codes = code_points(_IN_BRACKETS.sub("", page[:_ENOUGH]))
        hanzi = (codes >= 0x3400) & (codes <= 0x9FFF)
        places = np.flatnonzero(hanzi[:-1] & hanzi[1:])
        places = places[codes[places].astype(np.uint16).argsort(kind="stable")]
        self._before, self._behind = to_text(codes[places]), to_text(codes[places + 1])

    def __missing__(self, character: str) -> str:
        start = bisect_left(self._before, character)
        self[character] = found = self._behind[start : bisect_right(self._before, character, start)]
        return found


@remembered
def machine_of(page: str, seen: Seen) -> Machine:
    """What a whole page tells of the machine; remembered, for the pieces of a page ask for the same one."""
    found = evidence.verdict(page, seen)
    present = seen.counts > 0
    if found.kinds:
        present[[ord(kind) for kind in found.kinds]] = False
    starts = _signs(page, seen)
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
        neighbours=_Neighbours(page),
        hides=not _between_hanzi(seen, signs),
    )


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
    around = (seen.array.take(places + step) - np.uint32(0x3400) <= np.uint32(0x9FFF - 0x3400) for step in (-1, 1))
    return bool(np.logical_and(*around).any())


@cache
def _followers() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(mark) for mark in FOLLOWERS + SIGNS]] = True
    return table
