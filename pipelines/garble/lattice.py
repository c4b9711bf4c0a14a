"""Torn characters: the search for the text that, garbled again, gives what stands here.

A reading or comma that was put in between the two bytes of a character tears it: its lead byte, before an ASCII byte,
became one lost sign, mostly with the bracket or comma swallowed, and what follows is read one byte off until something
brings it back into step. The search reads the garbled text from left to right as GBK bytes, with unknown bytes for each
lost sign, takes out what was put in, and pairs up what is left. A hypothesis lives only while the machine could have
made the text from it: each reading stands behind a pair of bytes that is read so, each comma before a mark, each
character of the table has its reading, each lost sign is a pair that GBK does not have. The hanzi model ranks those
that live.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.garble.around import Before, behind
from pipelines.garble.beam import HOPELESS, NONE, RIVALS, TORN, UNKNOWN, WAITING, Beams, Path, State
from pipelines.garble.candidates import (
    MARK_LEADS,
    MARKS,
    Scored,
    between,
    by_reading,
    folded,
    folded_heads,
    trail_of,
    with_lead,
    with_trail,
)
from pipelines.garble.choosing import choose
from pipelines.garble.known import is_traditional
from pipelines.garble.put_in import FOLLOWERS, INSERTED, BrokenBracket, broken_bracket
from pipelines.garble.scoring import score
from pipelines.readings import characters_of, valid

STRANGE = -10.0
"""An answer with a character less probable than this is sought again with pairs that left no sign."""
ASTRAY, DEBT = -9.0, 36.0
"""A search has lost its way when its best hypothesis is less probable than this for each character, and a debt."""
TOKENS = 300
"""A search that has not come to a single answer within so many characters takes the best."""

_NEW_KIND = -4.0  # a reading behind a character that is annotated nowhere else
_BARE = -8.0  # a character of the table without its reading
_SWALLOWED = -8.0  # an ASCII byte that nothing tells us of
_COMMA = -4.0  # the same, where marks were folded before the bytes were torn
_WIDE = -3.0  # a letter or digit that was fullwidth before it was folded
_NEWLINE = -3.0
_HIDDEN = -3.0  # a pair of which no sign was left

_TAG = re.compile(r"/?(?:(p|br|div|li|ul|td|tr|h[1-6])|[a-z]+[1-6]?)\b[^<>\n]{0,40}>")
"""A tag without its `<`."""
_BEGINNING = re.compile(r"[\u3400-\u9fff“《（(A-Z\s]")
"""What a paragraph may begin with."""


class Answer(NamedTuple):
    """The most probable text of a torn place.

    Attributes:
        start, end: its place in the garbled text, from the first lost sign or a comma before it.
        text: what stood there.
        margin: by how much the next answer is less probable, as a natural logarithm.
        lost: whether bytes remain that nothing tells us of.
        score: logarithm of its probability.
        worst: the same of its least probable character.
    """

    start: int
    end: int
    text: str
    margin: float
    lost: bool
    score: float
    worst: float


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
    neighbours: Mapping[str, Set[str]]


def solve(text: str, start: int, machine: Machine, head: Before) -> Answer | None:
    """The answer for the tear at `text[start]`, `head` before it; `None` when no original explains the text."""
    answer = _Search(text, start, machine, head).run()
    if not machine.hides or (answer and answer.worst > STRANGE):
        return answer
    other = _Search(text, start, machine, head, hidden=True).run()
    return other if other and (not answer or other.score > answer.score) else answer


class _Search:
    """The hypotheses of one tear: for each place that was read up to, states with their best paths."""

    def __init__(self, text: str, start: int, machine: Machine, head: Before, *, hidden: bool = False) -> None:
        self._text, self._start, self._machine, self._hides = text, start, machine, hidden
        self._folded: tuple[int, list[tuple[int, int]]] = -1, []
        self._before = head
        waiting = HOPELESS if hidden else WAITING  # behind what left no sign, they are a character ahead
        self._beams = Beams(head.neighbour, head.opened, machine.neighbours, waiting)
        self._beams.put(start, State(head.last, NONE, "", 0), Path(0.0, "", False))

    def run(self) -> Answer | None:
        while self._beams:
            place, beam = self._beams.pop()
            if place >= len(self._text) or place > self._start + TOKENS or self._settled(place, beam):
                return self._answer(beam, place)
            if beam[0][1].score < ASTRAY * len(beam[0][1].out) - DEBT:
                return None
            torn = broken_bracket(self._text, place)
            for state, path in beam:
                self._read(place, state, path, torn)
        return None

    def _settled(self, place: int, beam: list[tuple[State, Path]]) -> bool:
        """Whether a single hypothesis is left, in step and with nothing due."""
        state = beam[0][0]
        if len(beam) > 1 or self._beams or state.lead != NONE or state.owed or state.mark or place < self._start + 2:
            return False
        inserted = INSERTED.match(self._text, place)
        return not (inserted and inserted[1])

    def _answer(self, beam: list[tuple[State, Path]], end: int) -> Answer | None:
        whole = [path for state, path in beam if state.lead == NONE and not state.owed and not state.mark]
        if not whole:
            return None
        best, margin = choose(whole, self._before.words, behind(self._text, end))
        traditional = self._machine.traditional
        pairs = zip(best.out, best.out[1:], strict=False) if self._machine.hides else ()  # nothing else asks for it
        worst = min((score(*pair, traditional) for pair in pairs), default=0.0)
        return Answer(self._start, end, best.out, margin, best.lost, best.score, worst)

    def _read(self, place: int, state: State, path: Path, torn: BrokenBracket | None) -> None:
        """Each way to read on from here."""
        character = self._text[place]
        if character in "(（ " and self._inserted(place, state, path):
            return
        if state.owed:
            state, path = state._replace(owed=""), path._replace(score=path.score + _BARE)
        if torn and self._read_so(torn.end, torn.reading, state, path, torn.byte):
            return
        if character in self._machine.signs and self._lost(place, state, path):
            return
        if character == "," and self._machine.stray and not state.mark & 2 and self._mark_follows(place + 1):
            self._beams.put(place + 1, state._replace(mark=state.mark | 2), path)
            own = self._machine.folded and (self._machine.commas or self._text[place - 1 : place] == ",")
            if state.lead == NONE and not (own and self._text[place + 1] in self._machine.signs):
                return
        self._plain(place, state, path)
        if self._hides:
            self._hidden(place, state, path)

    # What stands there as it was.

    def _plain(self, place: int, state: State, path: Path) -> None:
        """The character at `place`, by its bytes."""
        character = self._text[place]
        pair = gbk.pair(character)
        if pair:
            self._pair(place + 1, state, path, pair, character)
        elif character < "\x80":
            self._ascii(place, state, path)
        elif state.lead == NONE and not state.mark:
            self._beams.put(place + 1, State(character, NONE, "", 0), path, self._score(state, character), character)
        if state.lead != NONE or state.mark:
            folds = self._folds(place)
            if folds and character.isalnum():
                path = path._replace(score=path.score + _WIDE)
            for end, each in folds:
                self._pair(end, state, path, each, "")

    def _folds(self, place: int) -> list[tuple[int, int]]:
        """The pairs of which NFKC can have made what stands at `place`, each with the end of that."""
        if self._folded[0] != place:
            found: list[tuple[int, int]] = []
            if self._machine.folded and self._text[place] in folded_heads():
                ends = range(place + 1, place + 5)
                found = [(end, each) for end in ends for each in folded().get(self._text[place:end], ())]
            self._folded = place, found
        return self._folded[1]

    def _ascii(self, place: int, state: State, path: Path) -> None:
        character = self._text[place]
        if state.lead == NONE:
            if state.mark == 0 or (state.mark == 2 and character in FOLLOWERS):
                self._beams.put(
                    place + 1, State(character, NONE, "", 0), path, self._score(state, character), character
                )
        elif not state.mark:
            self._beams.spread(place + 1, path, self._ended(state, ord(character)), owes=self._machine.kinds)

    def _pair(self, place: int, state: State, path: Path, pair: int, seen: str) -> None:
        """Two known bytes; `seen` is their character where it stands in the text."""
        first, second = pair >> 8, pair & 0xFF
        mark = state.mark
        if mark:
            mark = _marked(_marked(mark, _last(state), first), first, second)
            if mark < 0:
                return
        owed = self._machine.kinds.get(seen, "") if seen else ""
        if state.lead == NONE:
            whole = seen or chr(gbk.characters()[pair])
            self._beams.put(place, State(whole, NONE, owed, mark), path, self._score(state, whole), whole)
            return
        if second >= 0x80 and state.lead >= 0:
            if whole := gbk.character(state.lead, first):
                self._beams.put(place, (whole, second, owed, mark), path, self._score(state, whole), whole)
        elif second >= 0x80:
            self._beams.spread(place, path, self._ended(state, first), second, mark, owed)
        elif not mark:  # the second byte was no part of a pair
            letter = chr(second)
            for whole, gain in self._ended(state, first)[: RIVALS + 1]:  # all meet in the state behind it
                gain += score(whole, letter, False)
                self._beams.put(place, State(letter, NONE, "", 0), path, gain, whole + letter)

    def _ended(self, state: State, trail: int) -> Scored:
        """The characters that the waiting lead makes with this trail."""
        if state.lead < NONE:
            return with_trail(state.before, trail, self._machine.traditional, _forbidden(state))
        whole = gbk.character(state.lead, trail)
        return ((whole, self._score(state, whole)),) if whole else ()

    def _score(self, state: State, character: str) -> float:
        return score(state.before, character, self._machine.traditional)

    # What was put in.

    def _inserted(self, place: int, state: State, path: Path) -> bool:
        """A reading in both its brackets, behind the last two bytes; whether it can be one."""
        found = INSERTED.match(self._text, place)
        if not found or not found[1]:
            return False
        if state.lead == NONE:
            owner = state.before
        else:
            owner = gbk.character(trail_of(state.before), state.lead) if state.lead >= 0 else ""
        if not owner or (state.owed or found[2]) != found[2] or not valid(owner, found[2]):
            return False
        self._beams.put(found.end(), state._replace(owed=""), path, 0.0 if state.owed else self._kind(owner, found[2]))
        return True

    def _mark_follows(self, place: int) -> bool:
        return place < len(self._text) and (self._text[place] in FOLLOWERS or self._text[place] in self._machine.signs)

    def _kind(self, character: str, reading: str) -> float:
        """What it costs to believe that the table has this character with this reading."""
        machine = self._machine
        if character in machine.kinds:
            return 0.0 if machine.kinds[character] == reading else 3 * _NEW_KIND
        cost = _NEW_KIND if is_traditional(character) or not machine.traditional else 2 * _NEW_KIND
        return cost + (2 * _NEW_KIND if machine.present[ord(character)] else 0.0) + 0.3 * score("", character, False)

    # What was lost.

    def _lost(self, place: int, state: State, path: Path) -> bool:
        """What a lost sign can stand for; whether it is sure to be no question mark."""
        found = INSERTED.match(self._text, place + 1)
        if found and self._read_so(found.end(), found[2], state, path):
            return True
        follower = place + 1
        if self._text.startswith(",", follower) and self._mark_follows(follower + 1):
            follower += 1
        if self._mark_follows(follower):
            self._byte(follower, state, path, 2)
        if state.lead != NONE and not state.mark:
            self._two_bytes(place, state, path)
        return False

    def _read_so(self, place: int, reading: str, state: State, path: Path, known: int = 0) -> bool:
        """A lost byte (or a `known` one) that, with the one before it, is a character of this reading."""
        told = False
        for last in self._lasts(state):
            for owner, byte in by_reading(reading).get(last, ()):
                mark = _marked(state.mark, last, byte) if state.mark else 0
                if byte < 0x80 or mark < 0 or known not in (0, byte):
                    continue
                told = True
                cost = self._kind(owner, reading)
                if state.lead >= 0:
                    gain = cost + self._score(state, owner)
                    self._beams.put(place, State(owner, NONE, "", mark), path, gain, owner)
                else:
                    self._beams.put(place, State(state.before, byte, "", mark), path, cost)
        if state.lead < NONE and not state.mark:
            for owner in characters_of(reading):
                if trail_of(owner) >= 0x80 and known in (0, trail_of(owner)):
                    told = True
                    gain = self._kind(owner, reading) + self._score(state, owner)
                    self._beams.put(place, State(owner, NONE, "", 0), path, gain, owner)
        return told

    def _lasts(self, state: State) -> list[int]:
        """What the last byte before here can be."""
        if state.lead != NONE:
            return [state.lead]
        if gbk.pair(state.before or " "):
            return [trail_of(state.before)]
        return [pair & 0xFF for pair in folded().get(state.before, ())] if self._machine.folded else []

    def _byte(self, place: int, state: State, path: Path, put_in: int) -> None:
        """A lost byte that nothing but its neighbours tells of; `put_in` is what a comma behind it demands."""
        mark = state.mark >> 1 | put_in
        if not state.mark:
            if state.lead == NONE:
                self._beams.put(place, State(state.before, UNKNOWN, "", mark), path)
                return
            self._beams.spread(place, path, self._completed(state), mark=mark)
            return
        for byte in sorted({pair & 0xFF for pair in MARKS}) if state.mark & 1 else MARK_LEADS:
            if _marked(state.mark, _last(state), byte) < 0:
                continue
            if state.lead == NONE:
                self._beams.put(place, State(state.before, byte, "", mark), path)
                continue
            self._beams.spread(place, path, self._ended(state, byte), mark=mark)

    def _two_bytes(self, place: int, state: State, path: Path) -> None:
        """The trail of the lead that waits, and what was lost with it: a lead, an ASCII byte, or nothing."""
        machine, text, after = self._machine, self._text, place + 1
        follower = text[after : after + 1]
        self._beams.spread(after, path, self._completed(state, torn=True), TORN)
        if whole := gbk.character(max(state.lead, 0), 0x80):
            self._beams.put(after, State(whole, NONE, "", 0), path, self._score(state, whole), whole)
        if not follower:  # the text ends here
            for whole, gain in self._completed(state):
                gain += score(whole, "\n", False)
                self._beams.put(after, State(whole, NONE, "", 0), path, gain, whole)
            return
        if not machine.swallows:
            self._beams.spread(after, path, self._completed(state, torn=follower >= "\x80"))
            return
        if tag := _TAG.match(text, after):
            line = "\n" if tag[1] and text[tag.end() : tag.end() + 1] != "\n" else ""
            for whole, gain in self._completed(state):
                self._beams.put(tag.end(), State(line or whole, NONE, "", 0), path, gain, whole + line)
            return
        signs = {text[place]: _SWALLOWED / 2 if follower in ")]>" else _SWALLOWED}
        if _BEGINNING.match(follower):
            signs["\n"] = _NEWLINE
        if machine.folded and not machine.on_bytes:
            signs[","] = _COMMA
        for whole, gain in self._completed(state)[:4]:  # all meet in the state behind the sign
            for sign, cost in signs.items():
                cost += score(whole, sign, False) if sign in ",\n" else 0.0
                self._beams.put(after, State(sign, NONE, "", 0), path, gain + cost, whole + sign, lost=True)

    def _hidden(self, place: int, state: State, path: Path) -> None:
        """A pair which GBK does not have, of which no sign was left (a private-use character that somebody removed)."""
        if state.lead not in (NONE, TORN) and not state.mark:
            self._beams.spread(place, path, self._completed(state, torn=True)[:12], TORN, cost=_HIDDEN)

    def _completed(self, state: State, torn: bool = False) -> Scored:
        """The characters that the waiting lead can make with a lost trail; `torn` as in `candidates`."""
        if state.lead < NONE:
            return between(state.before, _forbidden(state), self._machine.traditional, torn)
        return with_lead(state.before, state.lead, self._machine.traditional, torn)


def _marked(mark: int, last: int, byte: int) -> int:
    """What is left of the demands of `State.mark` after one byte; -1 when the byte does not meet them."""
    if mark < 0 or (mark & 1 and last << 8 | byte not in MARKS) or (mark & 2 and byte not in MARK_LEADS):
        return -1
    return mark >> 1


def _forbidden(state: State) -> int:
    """The byte with which an unknown lead makes no pair, 0 for none."""
    return trail_of(state.before) if state.lead == TORN else 0


def _last(state: State) -> int:
    return state.lead if state.lead >= 0 else trail_of(state.before)
