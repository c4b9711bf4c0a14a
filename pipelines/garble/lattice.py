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
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.garble.candidates import (
    MARK_LEADS,
    MARKS,
    Scored,
    between,
    by_reading,
    folded,
    folded_heads,
    with_lead,
    with_trail,
)
from pipelines.garble.evidence import is_traditional
from pipelines.garble.scoring import score
from pipelines.readings import characters_of, valid

READING = r"[a-zü\u00e0-\u01dc\u0261]{1,6}[1-5]?"
INSERTED = re.compile(rf" ?([(（])?({READING})([)）])")
"""What was put in behind a character; its bracket may have been swallowed."""
QUOTES = ("“", "”")
FOLLOWERS = ",;:!?，。、；：！？"
"""Marks as they may stand behind a stray comma."""

BEAM = 40
HOPELESS = 20.0
"""Hypotheses that are less probable than the best by this factor (as a natural logarithm) are dropped."""
STRANGE = -10.0
"""An answer with a character less probable than this is sought again with pairs that left no sign."""
TOKENS = 300
"""A search that has not come to a single answer within so many characters takes the best."""

_NEW_KIND = -4.0  # a reading behind a character that is annotated nowhere else
_BARE = -8.0  # a character of the table without its reading
_SWALLOWED = -8.0  # an ASCII byte that nothing tells us of
_COMMA = -4.0  # the same, where marks were folded before the bytes were torn
_NEWLINE = -3.0
_UNPAIRED = -4.0  # a quote that opens what is open, or closes what is not
_HIDDEN = -3.0  # a pair of which no sign was left
_NEVER = -1e9
_UNKNOWN = -2
_NONE = -1

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
        traditional: whether it made the text traditional.
        on_bytes: whether commas were put in on bytes, where marks are no ASCII yet.
        signs: the characters that stand for what could not be decoded.
        swallows: whether what follows a torn lead byte was lost with it.
        hides: whether pairs that GBK does not have may have left no sign.
    """

    kinds: Mapping[str, str]
    present: NDArray[np.bool_]
    folded: bool
    stray: bool
    traditional: bool
    on_bytes: bool
    signs: str
    swallows: bool
    hides: bool


class _State(NamedTuple):
    """What decides how a hypothesis can go on.

    Attributes:
        before: the last character.
        lead: the lead byte that waits for its trail, or none, or one that is unknown.
        torn: for an unknown lead, the lost byte with which it made a pair that GBK does not have, else 0.
        owed: a reading that must come next.
        mark: 2 where the next two bytes must be a mark, plus 1 where the next byte must end one.
    """

    before: str
    lead: int
    torn: int
    owed: str
    mark: int


class _Path(NamedTuple):
    """The best way to a state: logarithm of its probability, margin (see `Answer`), characters, something given up."""

    score: float
    margin: float
    out: str
    lost: bool


def solve(text: str, start: int, machine: Machine) -> Answer | None:
    """The answer for the tear that begins at `text[start]`, or `None` when no original explains the text."""
    if machine.stray and text.startswith(",", start - 1):
        start -= 1
    answer = _Search(text, start, machine).run()
    if not machine.hides or (answer and answer.worst > STRANGE):
        return answer
    other = _Search(text, start, machine, hidden=True).run()
    return other if other and (not answer or other.score > answer.score) else answer


class _Search:
    """The hypotheses of one tear: for each place that was read up to, states with their best paths."""

    def __init__(self, text: str, start: int, machine: Machine, *, hidden: bool = False) -> None:
        self._text, self._start, self._machine, self._hides = text, start, machine, hidden
        self._beams: dict[int, dict[_State, _Path]] = {}
        self._best: dict[int, float] = {}
        self._line = text[text.rfind("\n", 0, start) + 1 : start]
        head = re.sub(rf" ?[(（]{READING}[)）]$", "", text[max(0, start - 24) : start])
        self._put(start, _State(head[-1:], _NONE, 0, "", 0), _Path(0.0, 99.0, "", False))

    def run(self) -> Answer | None:
        while self._beams:
            place = min(self._beams)
            beam = _pruned(self._beams.pop(place))
            if place >= len(self._text) or place > self._start + TOKENS or self._settled(place, beam):
                return self._answer(beam, place)
            for state, path in beam:
                self._read(place, state, path)
        return None

    def _settled(self, place: int, beam: list[tuple[_State, _Path]]) -> bool:
        """Whether a single hypothesis is left, in step and with nothing due."""
        state = beam[0][0]
        if len(beam) > 1 or self._beams or state.lead != _NONE or state.owed or state.mark or place < self._start + 2:
            return False
        inserted = INSERTED.match(self._text, place)
        return not (inserted and inserted[1])

    def _answer(self, beam: list[tuple[_State, _Path]], end: int) -> Answer | None:
        whole = [path for state, path in beam if state.lead == _NONE and not state.owed and not state.mark]
        if not whole:
            return None
        best = whole[0]
        margin = min([best.margin, *(best.score - other.score for other in whole[1:2])])
        traditional = self._machine.traditional
        worst = min((score(*pair, traditional) for pair in zip(best.out, best.out[1:], strict=False)), default=0.0)
        return Answer(self._start, end, best.out, margin, best.lost, best.score, worst)

    def _put(
        self, place: int, state: _State, path: _Path, gain: float = 0.0, character: str = "", lost: bool = False
    ) -> None:
        """Add a hypothesis; of two that are in one state the better one stays, and remembers by how much."""
        if character in QUOTES:
            gain += self._quote(path.out, character)
        total = path.score + gain
        best = self._best.get(place, _NEVER)
        if total > best:
            self._best[place] = total
        elif total < best - HOPELESS:
            return
        beam = self._beams.setdefault(place, {})
        kept = beam.get(state)
        if kept is None:
            beam[state] = _Path(total, path.margin, path.out + character, path.lost or lost)
            return
        out = path.out + character
        if total > kept.score:
            margin = path.margin if out == kept.out else min(path.margin, total - kept.score)
            beam[state] = _Path(total, margin, out, path.lost or lost)
        elif out != kept.out and kept.score - total < kept.margin:
            beam[state] = kept._replace(margin=kept.score - total)

    def _spread(
        self,
        place: int,
        path: _Path,
        found: Scored,
        lead: int = _NONE,
        mark: int = 0,
        owed: str = "",
        cost: float = 0.0,
    ) -> None:
        """Add a hypothesis for each character, the most probable first, as long as they can compete.

        An unknown `lead` behind them was lost together with their trail: the two make no pair.
        """
        least = self._best.get(place, _NEVER) - HOPELESS - path.score - cost
        for whole, gain in found:
            if gain < least:
                return
            torn = _trail(whole) if lead == _UNKNOWN else 0
            self._put(place, _State(whole, lead, torn, owed, mark), path, gain + cost, whole)

    def _quote(self, out: str, character: str) -> float:
        """What it costs to open a quotation that is open, or to close one that is not."""
        line = self._line + out
        return 0.0 if (line.rfind("“") > line.rfind("”")) == (character == "”") else _UNPAIRED

    def _read(self, place: int, state: _State, path: _Path) -> None:
        """Each way to read on from here."""
        character = self._text[place]
        if character in "(（ " and self._inserted(place, state, path):
            return
        if state.owed:
            state, path = state._replace(owed=""), path._replace(score=path.score + _BARE)
        if character in self._machine.signs and self._lost(place, state, path):
            return
        if character == "," and self._machine.stray and not state.mark & 2 and self._mark_follows(place + 1):
            self._put(place + 1, state._replace(mark=state.mark | 2), path)
            if state.lead == _NONE and not (self._machine.folded and self._text[place + 1] in self._machine.signs):
                return
        self._plain(place, state, path)
        if self._hides:
            self._hidden(place, state, path)

    # What stands there as it was.

    def _plain(self, place: int, state: _State, path: _Path) -> None:
        """The character at `place`, by its bytes."""
        character = self._text[place]
        pair = gbk.pair(character)
        if pair:
            self._pair(place + 1, state, path, pair, character)
        elif character < "\x80":
            self._ascii(place, state, path)
        elif state.lead == _NONE and not state.mark:
            self._put(place + 1, _State(character, _NONE, 0, "", 0), path, self._score(state, character), character)
        if self._machine.folded and (state.lead != _NONE or state.mark) and character in folded_heads():
            for length in (1, 2, 3, 4):
                for each in folded().get(self._text[place : place + length], ()):
                    self._pair(place + length, state, path, each, "")

    def _ascii(self, place: int, state: _State, path: _Path) -> None:
        character = self._text[place]
        if state.lead == _NONE:
            if state.mark == 0 or (state.mark == 2 and character in FOLLOWERS):
                self._put(place + 1, _State(character, _NONE, 0, "", 0), path, self._score(state, character), character)
        elif not state.mark:
            for whole, gain in self._ended(state, ord(character)):
                owed = self._machine.kinds.get(whole, "")
                self._put(place + 1, _State(whole, _NONE, 0, owed, 0), path, gain, whole)

    def _pair(self, place: int, state: _State, path: _Path, pair: int, seen: str) -> None:
        """Two known bytes; `seen` is their character where it stands in the text."""
        first, second = pair >> 8, pair & 0xFF
        mark = state.mark
        if mark:
            mark = _marked(_marked(mark, _last(state), first), first, second)
            if mark < 0:
                return
        owed = self._machine.kinds.get(seen, "") if seen else ""
        if state.lead == _NONE:
            whole = seen or chr(gbk.characters()[pair])
            self._put(place, _State(whole, _NONE, 0, owed, mark), path, self._score(state, whole), whole)
            return
        if second >= 0x80:
            self._spread(place, path, self._ended(state, first), second, mark, owed)
        elif not mark:  # the second byte was no part of a pair
            letter = chr(second)
            for whole, gain in self._ended(state, first):
                gain += score(whole, letter, False)
                self._put(place, _State(letter, _NONE, 0, "", 0), path, gain, whole + letter)

    def _ended(self, state: _State, trail: int) -> Scored:
        """The characters that the waiting lead makes with this trail."""
        if state.lead == _UNKNOWN:
            return with_trail(state.before, trail, self._machine.traditional, state.torn)
        whole = gbk.character(state.lead, trail)
        return ((whole, self._score(state, whole)),) if whole else ()

    def _score(self, state: _State, character: str) -> float:
        return score(state.before, character, self._machine.traditional)

    # What was put in.

    def _inserted(self, place: int, state: _State, path: _Path) -> bool:
        """A reading in both its brackets, behind the last two bytes; whether it can be one."""
        found = INSERTED.match(self._text, place)
        if not found or not found[1]:
            return False
        if state.lead == _NONE:
            owner = state.before
        else:
            owner = gbk.character(_trail(state.before), state.lead) if state.lead >= 0 else ""
        if not owner or (state.owed or found[2]) != found[2] or not valid(owner, found[2]):
            return False
        self._put(found.end(), state._replace(owed=""), path, 0.0 if state.owed else self._kind(owner, found[2]))
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

    def _lost(self, place: int, state: _State, path: _Path) -> bool:
        """What a lost sign can stand for; whether it is sure to be no question mark."""
        found = INSERTED.match(self._text, place + 1)
        if found and self._read_so(found.end(), found[2], state, path):
            return True
        follower = place + 1
        if self._text.startswith(",", follower) and self._mark_follows(follower + 1):
            follower += 1
        if self._mark_follows(follower):
            self._byte(follower, state, path, 2)
        if state.lead != _NONE and not state.mark:
            self._two_bytes(place, state, path)
        return False

    def _read_so(self, place: int, reading: str, state: _State, path: _Path) -> bool:
        """A lost byte that, with the one before it, is a character of this reading."""
        told = False
        for last in self._lasts(state):
            for owner, byte in by_reading(reading).get(last, ()):
                mark = _marked(state.mark, last, byte) if state.mark else 0
                if byte < 0x80 or mark < 0:
                    continue
                told = True
                cost = self._kind(owner, reading)
                if state.lead >= 0:
                    gain = cost + self._score(state, owner)
                    self._put(place, _State(owner, _NONE, 0, "", mark), path, gain, owner)
                else:
                    self._put(place, _State(state.before, byte, 0, "", mark), path, cost)
        if state.lead == _UNKNOWN and not state.mark:
            for owner in characters_of(reading):
                if (gbk.pair(owner) & 0xFF) >= 0x80:
                    told = True
                    gain = self._kind(owner, reading) + self._score(state, owner)
                    self._put(place, _State(owner, _NONE, 0, "", 0), path, gain, owner)
        return told

    def _lasts(self, state: _State) -> list[int]:
        """What the last byte before here can be."""
        if state.lead != _NONE:
            return [state.lead]
        if gbk.pair(state.before or " "):
            return [_trail(state.before)]
        return [pair & 0xFF for pair in folded().get(state.before, ())] if self._machine.folded else []

    def _byte(self, place: int, state: _State, path: _Path, put_in: int) -> None:
        """A lost byte that nothing but its neighbours tells of; `put_in` is what a comma behind it demands."""
        mark = state.mark >> 1 | put_in
        if not state.mark:
            if state.lead == _NONE:
                self._put(place, _State(state.before, _UNKNOWN, 0, "", mark), path)
                return
            self._spread(place, path, self._completed(state), mark=mark)
            return
        for byte in sorted({pair & 0xFF for pair in MARKS}) if state.mark & 1 else MARK_LEADS:
            if _marked(state.mark, _last(state), byte) < 0:
                continue
            if state.lead == _NONE:
                self._put(place, _State(state.before, byte, 0, "", mark), path)
                continue
            self._spread(place, path, self._ended(state, byte), mark=mark)

    def _two_bytes(self, place: int, state: _State, path: _Path) -> None:
        """The trail of the lead that waits, and what was lost with it: a lead, an ASCII byte, or nothing."""
        machine, text, after = self._machine, self._text, place + 1
        follower = text[after : after + 1]
        self._spread(after, path, self._completed(state, torn=True), _UNKNOWN)
        if whole := gbk.character(max(state.lead, 0), 0x80):
            self._put(after, _State(whole, _NONE, 0, "", 0), path, self._score(state, whole), whole)
        if not machine.swallows or not follower:
            self._spread(after, path, self._completed(state, torn=follower >= "\x80"))
            return
        if tag := _TAG.match(text, after):
            line = "\n" if tag[1] and text[tag.end() : tag.end() + 1] != "\n" else ""
            for whole, gain in self._completed(state):
                self._put(tag.end(), _State(line or whole, _NONE, 0, "", 0), path, gain, whole + line)
            return
        signs = {text[place]: _SWALLOWED / 2 if follower in ")]>" else _SWALLOWED}
        if _BEGINNING.match(follower):
            signs["\n"] = _NEWLINE
        if machine.folded and not machine.on_bytes:
            signs[","] = _COMMA
        for whole, gain in self._completed(state)[:4]:  # all meet in the state behind the sign
            for sign, cost in signs.items():
                cost += score(whole, sign, False) if sign in ",\n" else 0.0
                self._put(after, _State(sign, _NONE, 0, "", 0), path, gain + cost, whole + sign, lost=True)

    def _hidden(self, place: int, state: _State, path: _Path) -> None:
        """A pair which GBK does not have, of which no sign was left (a private-use character that somebody removed)."""
        if state.lead != _NONE and not state.torn and not state.mark:
            self._spread(place, path, self._completed(state, torn=True)[:12], _UNKNOWN, cost=_HIDDEN)

    def _completed(self, state: _State, torn: bool = False) -> Scored:
        """The characters that the waiting lead can make with a lost trail; `torn` as in `candidates`."""
        if state.lead == _UNKNOWN:
            return between(state.before, state.torn, self._machine.traditional, torn)
        return with_lead(state.before, state.lead, self._machine.traditional, torn)


def _pruned(beam: dict[_State, _Path]) -> list[tuple[_State, _Path]]:
    """The best states with their paths, the most probable first."""
    ranked = sorted(beam.items(), key=lambda each: -each[1].score)[:BEAM]
    least = ranked[0][1].score - HOPELESS
    return [each for each in ranked if each[1].score > least]


def _marked(mark: int, last: int, byte: int) -> int:
    """What is left of the demands of `_State.mark` after one byte; -1 when the byte does not meet them."""
    if mark < 0 or (mark & 1 and last << 8 | byte not in MARKS) or (mark & 2 and byte not in MARK_LEADS):
        return -1
    return mark >> 1


def _last(state: _State) -> int:
    return state.lead if state.lead >= 0 else _trail(state.before)


@lru_cache(maxsize=65536)
def _trail(character: str) -> int:
    return gbk.pair(character) & 0xFF if character else 0
