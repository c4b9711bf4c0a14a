"""Torn characters: the search for the text that, garbled again, gives what stands here.

A reading or comma that was put in between the two bytes of a character tears it: its lead byte, before an ASCII byte,
became one `?`, mostly with the bracket or comma swallowed, and what follows is read one byte off until something brings
it back into step. The search reads the garbled text from left to right as GBK bytes, with unknown bytes for each `?`,
takes out what was put in, and pairs up what is left. A hypothesis lives only while the machine could have made the text
from it: each reading stands behind a pair of bytes that is read so, each comma before a mark, each character of the
table has its reading, each `?` is a pair that GBK does not have. The hanzi model ranks those that live.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.garble.evidence import is_traditional
from pipelines.hanzi import model
from pipelines.readings import characters_of, valid

READING = r"[a-zü\u00e0-\u01dc\u0261]{1,6}[1-5]?"
LOST = "[?\N{REPLACEMENT CHARACTER}]"
START = re.compile(rf"(?<!\?){LOST}(?=([(（]?{READING}[)）])|,?[,;:!?，。、；：！？])")
"""Where a tear can begin: what was put in begins with an ASCII byte, right behind a lead byte."""

BEAM = 40
WIDE = 16
"""How many values of an unknown byte are followed up."""
HOPELESS = 25.0
"""Hypotheses that are less probable than the best by this factor (as a natural logarithm) are dropped."""
TOKENS = 400
"""A search that has not come to a single answer within so many characters takes the best."""

_NEW_KIND = -4.0  # a reading behind a character that is annotated nowhere else
_BARE = -8.0  # a character of the table without its reading
_SIMPLIFIED = -5.0  # a character that text of this script does not have
_SWALLOWED = -8.0  # an ASCII byte that nothing tells us of
_COMMA = -4.0  # the same, where marks were folded before the bytes were torn
_NEWLINE = -8.0

_INSERTED = re.compile(rf" ?([(（])?({READING})([)）])")
_MARKS = frozenset(gbk.pair(mark) for mark in "，。、；：！？")
_UNKNOWN = -2
_NONE = -1


class Answer(NamedTuple):
    """The most probable text of a torn place.

    Attributes:
        start, end: its place in the garbled text, from the first lost sign or a comma before it.
        text: what stood there.
        margin: by how much the next answer is less probable, as a natural logarithm.
        lost: whether bytes remain that nothing tells us of.
    """

    start: int
    end: int
    text: str
    margin: float
    lost: bool


class Hypothesis(NamedTuple):
    """One way to read the garbled text up to here.

    Attributes:
        score: logarithm of its probability.
        before: the last character.
        last: the last byte of the original, -1 when unknown.
        lead: the lead byte that waits for its trail, -1 for none, -2 for one that is unknown.
        trails: for an unknown lead, the lost lead byte with which it made a pair that GBK does not have, else 0.
        owed: a reading that must come next.
        mark: bytes that must still be those of a mark: 2 at its beginning, 1 in its middle, 0 elsewhere.
        margin: see `Answer`.
        out: the characters so far, as a linked list.
        lost: whether something was given up.
    """

    score: float
    before: str
    last: int
    lead: int
    trails: int
    owed: str
    mark: int
    margin: float
    out: tuple[object, str] | None
    lost: bool


class Machine(NamedTuple):
    """What is known of the machine that garbled the text.

    Attributes:
        kinds: its table, hanzi to reading.
        present: hanzi that stand in the text without a reading, and so are in no table.
        folded: whether the text was folded by NFKC.
        stray: whether it puts commas before marks.
        traditional: whether it made the text traditional.
        on_bytes: whether commas were put in on bytes, where marks are no ASCII yet.
    """

    kinds: Mapping[str, str]
    present: frozenset[str]
    folded: bool
    stray: bool
    traditional: bool
    on_bytes: bool


def solve(text: str, start: int, machine: Machine) -> Answer | None:
    """The answer for the tear that begins at `text[start]`, or `None` when no original explains the text."""
    before, lasts = _context(text, start, machine)
    if machine.stray and text.startswith(",", start - 1):
        start -= 1
        before, lasts = _context(text, start, machine)
    first = start
    beams = {start: [Hypothesis(0.0, before, last, _NONE, 0, "", 0, 99.0, None, False) for last in lasts]}
    place = start
    while beams:
        place = min(beams)
        beam = _pruned(beams.pop(place))
        if not beam:
            continue
        settled = len(beam) == 1 and not beams and beam[0].lead == _NONE and not beam[0].owed and not beam[0].mark
        if place > first + 1 and (settled or place >= len(text) or place - start > TOKENS):
            return _answer(beam, first, place)
        for hypothesis in beam:
            for after, next_one in _read(text, place, hypothesis, machine):
                beams.setdefault(after, []).append(next_one)
    return None


def _context(text: str, start: int, machine: Machine) -> tuple[str, list[int]]:
    """The character before a place, annotations left out, and what its last byte can be."""
    head = re.sub(rf" ?[(（]{READING}[)）]$", "", text[max(0, start - 24) : start])
    if not head:
        return "", [_NONE]
    pair = gbk.pair(head[-1])
    if pair:
        return head[-1], [pair & 0xFF]
    folded = _folded().get(head[-1], []) if machine.folded else []
    return head[-1], [*dict.fromkeys(pair & 0xFF for pair in folded), _NONE]


def _pruned(beam: list[Hypothesis]) -> list[Hypothesis]:
    """The best hypothesis of each state, the best states."""
    best: dict[tuple[object, ...], Hypothesis] = {}
    for one in sorted(beam, key=lambda each: -each.score):
        key = one[1:7]
        kept = best.get(key)
        if kept is None:
            best[key] = one
        elif one.out != kept.out and kept.score - one.score < kept.margin:
            best[key] = kept._replace(margin=kept.score - one.score)
    ranked = [*best.values()][:BEAM]
    return [one for one in ranked if one.score > ranked[0].score - HOPELESS]


def _answer(beam: list[Hypothesis], start: int, end: int) -> Answer | None:
    whole = [one for one in beam if one.lead == _NONE and not one.owed]
    if not whole:
        return None
    best = whole[0]
    margin = min(best.margin, best.score - whole[1].score) if len(whole) > 1 else best.margin
    parts: list[str] = []
    node = best.out
    while node is not None:
        parts.append(node[1])
        node = node[0]  # type: ignore[assignment]  # a linked list's type cannot name itself
    return Answer(start, end, "".join(reversed(parts)), margin, best.lost)


def _read(text: str, place: int, one: Hypothesis, machine: Machine) -> Iterator[tuple[int, Hypothesis]]:
    """Each way to read on from here: where it ends, and the hypothesis after it."""
    character = text[place]
    if character in "?\N{REPLACEMENT CHARACTER}":
        yield from _lost(text, place, one, machine)
    inserted = _INSERTED.match(text, place)
    if inserted and inserted[1]:
        paid = _paid(one, inserted[2], machine)
        if paid:
            yield inserted.end(), paid
            return
    if one.owed:
        one = one._replace(owed="", score=one.score + _BARE)
    if character == "," and machine.stray and one.mark == 0 and _mark_follows(text, place + 1):
        if one.lead in (_NONE, _UNKNOWN):
            yield place + 1, one._replace(mark=2)
        if one.lead == _NONE and not (machine.folded and text[place + 1] in "?\N{REPLACEMENT CHARACTER}"):
            return
    yield from _plain(text, place, one, machine)


def _plain(text: str, place: int, one: Hypothesis, machine: Machine) -> Iterator[tuple[int, Hypothesis]]:
    """The character at `place` as it stands, by its bytes."""
    character = text[place]
    pair = gbk.pair(character)
    if pair:
        for after in _feed(one, (pair >> 8, pair & 0xFF), machine):
            yield place + 1, after
    elif ord(character) < 0x80:
        if one.lead == _NONE:
            if one.mark != 1:
                after = _emit(one, character, ord(character))._replace(mark=0)
                marks = _folded().get(character, []) if machine.folded else []
                for last in {after.last, *(mark & 0xFF for mark in marks)}:
                    yield place + 1, after._replace(last=last)
        else:
            for after in _feed(one, (ord(character),), machine):
                yield place + 1, after
    elif one.lead == _NONE and not one.mark:
        yield place + 1, _emit(one, character, _NONE)
    if machine.folded and (one.lead != _NONE or one.mark):
        for length in (1, 2, 3, 4):
            for folded in _folded().get(text[place : place + length], ()):
                for after in _feed(one, (folded >> 8, folded & 0xFF), machine):
                    yield place + length, after


def _lost(text: str, place: int, one: Hypothesis, machine: Machine) -> Iterator[tuple[int, Hypothesis]]:
    """What a lost sign can stand for, but for a question mark."""
    if one.owed:
        return
    inserted = _INSERTED.match(text, place + 1)
    if inserted:
        told = [*_read_so(one, inserted[2], machine)]
        yield from ((inserted.end(), after) for after in told)
        if told:
            return
    follower = place + 2 if text.startswith(",", place + 1) and _mark_follows(text, place + 2) else place + 1
    if _mark_follows(text, follower):
        for after in _any_byte(one, machine):
            yield follower, after._replace(mark=2)
    if one.lead >= 0:
        for after in _completed(one, _torn_leads(), machine):
            yield place + 1, after._replace(lead=_UNKNOWN, trails=after.last)
        for after in _completed(one, np.arange(0x80, 0xFF), machine):
            if after.last == 0x80:
                yield place + 1, after
            for sign, cost in ((",", _COMMA), ("\n", _NEWLINE), (text[place], _SWALLOWED)):
                if sign != "," or (machine.folded and not machine.on_bytes):
                    yield place + 1, _emit(after._replace(score=after.score + cost, lost=True), sign, _NONE)


def _mark_follows(text: str, place: int) -> bool:
    return place < len(text) and text[place] in ",;:!?，。、；：！？\N{REPLACEMENT CHARACTER}"


def _read_so(one: Hypothesis, reading: str, machine: Machine) -> Iterator[Hypothesis]:
    """A lost byte that, with the one before it, is a character of this reading."""
    if one.lead == _UNKNOWN or one.last < 0:
        return
    for character, trail in _by_reading(reading).get(one.last, ()):
        cost = _kind_cost(character, reading, machine)
        if one.lead >= 0:
            after = _emit(one, character, trail)
            yield after._replace(lead=_NONE, score=after.score + cost)
        elif trail > 0x80 and (one.mark != 2 or trail in (0xA1, 0xA3)):
            yield one._replace(lead=trail, last=trail, score=one.score + cost)


def _kind_cost(character: str, reading: str, machine: Machine) -> float:
    """What it costs to believe that the table has this character with this reading."""
    if machine.kinds.get(character) == reading:
        return 0.0
    if character in machine.kinds:
        return 3 * _NEW_KIND
    cost = _NEW_KIND if is_traditional(character) or not machine.traditional else 2 * _NEW_KIND
    return cost + (2 * _NEW_KIND if character in machine.present else 0.0) + 0.3 * _pair("", character)


def _any_byte(one: Hypothesis, machine: Machine) -> Iterator[Hypothesis]:
    """A lost byte that nothing but its neighbours tells of; after a comma it begins a mark."""
    if one.mark == 2:
        first = np.array(sorted({pair >> 8 for pair in _MARKS}))
        if one.lead == _NONE:
            yield from (one._replace(lead=lead, last=lead) for lead in first.tolist())
        elif one.lead == _UNKNOWN:
            for trail in first.tolist():
                yield from _with_leads(one, trail, machine)
        else:
            yield from _completed(one, first, machine)
    elif one.lead == _NONE:
        yield one._replace(lead=_UNKNOWN, last=_NONE)
    elif one.lead >= 0:
        yield from _completed(one, np.arange(0x80, 0xFF), machine)


def _completed(one: Hypothesis, trails: NDArray[np.int64], machine: Machine) -> Iterator[Hypothesis]:
    """The lead that waits, with each likely one of these trails."""
    codes = gbk.characters()[one.lead << 8 | trails]
    for place, score in _likely(one.before, codes, machine):
        after = _emit(one._replace(lead=_NONE), chr(codes[place]), int(trails[place]), score)
        yield after


def _likely(before: str, codes: NDArray[np.uint16], machine: Machine) -> list[tuple[int, float]]:
    """Places of the most probable characters after `before`, and their scores."""
    scores = np.where(codes > 0, _after(before, codes) + _script_cost(machine.traditional)[codes], -99.0)
    ranked = np.argsort(-scores)[:WIDE]
    return [(place, float(scores[place])) for place in ranked.tolist() if codes[place]]


def _after(before: str, codes: NDArray[np.uint16]) -> NDArray[np.float32]:
    both = np.empty(2 * codes.size, np.uint32)
    both[::2] = ord(before) if before else 0x0A
    both[1::2] = codes
    return np.nan_to_num(model().logp(both)[1::2], nan=-4.0)


def _paid(one: Hypothesis, reading: str, machine: Machine) -> Hypothesis | None:
    """The hypothesis after a reading that stands here in full, if it can."""
    if one.owed == reading:
        return one._replace(owed="")
    if one.owed or one.lead != _NONE or not one.before or not valid(one.before, reading):
        return None
    cost = _kind_cost(one.before, reading, machine)
    return one._replace(score=one.score + cost)


def _feed(one: Hypothesis, values: tuple[int, ...], machine: Machine) -> list[Hypothesis]:
    """The hypotheses after known bytes; none when they cannot stand here."""
    beam = [one]
    for number, value in enumerate(values):
        beam = [after for each in beam for after in _feed_one(each, value, values[number + 1 :], machine)]
    return beam


def _feed_one(one: Hypothesis, value: int, rest: tuple[int, ...], machine: Machine) -> list[Hypothesis]:
    if one.owed:
        one = one._replace(owed="", score=one.score + _BARE)
    if one.mark == 2:
        if not rest or value << 8 | rest[0] not in _MARKS:
            return []
        one = one._replace(mark=1)
        contiguous = False
    else:
        contiguous = True
        if one.mark:
            one = one._replace(mark=0)
    if one.lead == _NONE:
        if value < 0x80:
            return [_emit(one, chr(value), value)]
        if value == 0x80:
            return []
        return [_due(one._replace(lead=value, last=value), one.last if contiguous else _NONE, machine)]
    if one.lead == _UNKNOWN:
        return _with_leads(one, value, machine)
    character = gbk.character(one.lead, value)
    if not character:
        return []
    score = _pair(one.before, character) + float(_script_cost(machine.traditional).item(ord(character)))
    return [_due(_emit(one._replace(lead=_NONE), character, value, score), one.last if contiguous else _NONE, machine)]


def _due(one: Hypothesis, previous: int, machine: Machine) -> Hypothesis:
    """If the last two bytes are in the table, their reading must follow."""
    if previous < 0x81:
        return one
    reading = machine.kinds.get(gbk.character(previous, one.last), "")
    return one._replace(owed=reading) if reading else one


def _with_leads(one: Hypothesis, trail: int, machine: Machine) -> list[Hypothesis]:
    """An unknown lead, now that its trail is known."""
    leads = _unassigned_trails(one.trails) if one.trails else _leads()
    codes = gbk.characters()[leads << 8 | trail]
    found = []
    for place, score in _likely(one.before, codes, machine):
        found.append(_emit(one._replace(lead=_NONE, trails=0), chr(codes[place]), trail, score))
    return found


def _emit(one: Hypothesis, character: str, last: int, score: float | None = None) -> Hypothesis:
    if score is None:
        score = _pair(one.before, character)
    return one._replace(score=one.score + score, before=character, last=last, out=(one.out, character))


@lru_cache(maxsize=65536)
def _pair(before: str, character: str) -> float:
    return model().pair(before, character)


@cache
def _leads() -> NDArray[np.int64]:
    return np.arange(0x81, 0xFF)


@cache
def _torn_leads() -> NDArray[np.int64]:
    """Lead bytes that make, with some byte behind them, a pair which GBK does not have."""
    return np.array([lead for lead in range(0x81, 0xFF) if _unassigned_trails(lead).size])


@lru_cache(maxsize=256)
def _unassigned_trails(lead: int) -> NDArray[np.int64]:
    trails: NDArray[np.int64] = np.arange(0x81, 0xFF)
    missing: NDArray[np.int64] = trails[~gbk.assigned()[lead << 8 | trails]]
    return missing


@lru_cache(maxsize=1024)
def _by_reading(reading: str) -> dict[int, list[tuple[str, int]]]:
    """Lead byte to the characters of a reading that have it, with their trail bytes."""
    found: dict[int, list[tuple[str, int]]] = {}
    for character in characters_of(reading):
        pair = gbk.pair(character)
        if pair:
            found.setdefault(pair >> 8, []).append((character, pair & 0xFF))
    return found


@cache
def _folded() -> dict[str, list[int]]:
    """What NFKC makes of a pair's character, to the pairs."""
    found: dict[str, list[int]] = {}
    for pair in np.flatnonzero(gbk.assigned()).tolist():
        character = chr(gbk.characters()[pair])
        folded = unicodedata.normalize("NFKC", character)
        if folded != character and len(folded) <= 4:
            found.setdefault(folded, []).append(pair)
    return found


@cache
def simplified_only() -> frozenset[str]:
    """Characters that text turned into traditional by the dictionary does not hold (OpenCC's, Apache-2.0)."""
    lines = files("opencc").joinpath("dictionary/STCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return frozenset(simplified for simplified, many in rows if simplified not in many.split())


@cache
def _script_cost(traditional: bool) -> NDArray[np.float32]:
    cost = np.zeros(0x10000, np.float32)
    if traditional:
        cost[[ord(character) for character in simplified_only() if ord(character) < 0x10000]] = _SIMPLIFIED
        cost[[ord(quote) for quote in "「」『』"]] = _SIMPLIFIED  # simplified text, which this was, has “”
    return cost
