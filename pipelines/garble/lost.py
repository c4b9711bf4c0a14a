"""What a lost sign stands for: told by a reading behind it, by a mark, or by the bytes beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines import gbk
from pipelines.garble.beam import IN_STEP, Beams, Due, Group, Path
from pipelines.garble.candidates import (
    MARK_LEADS,
    MARKS,
    NONE,
    TORN,
    UNKNOWN,
    Scored,
    by_reading,
    completed,
    ended,
    folded,
    marked,
    trail_of,
)
from pipelines.garble.machine import Machine
from pipelines.garble.put_in import FOLLOWERS, INSERTED
from pipelines.garble.scoring import score
from pipelines.readings import characters_of

_SWALLOWED = -8.0  # an ASCII byte that nothing tells us of
_COMMA = -4.0  # the same, where marks were folded before the bytes were torn
_NEWLINE = -3.0

_TAG = re.compile(r"/?(?:(p|br|div|li|ul|td|tr|h[1-6])|[a-z]+[1-6]?)\b[^<>\n]{0,40}>")
"""A tag without its `<`."""
_BEGINNING = re.compile(r"[\u3400-\u9fff“《（(A-Z\s]")
"""What a paragraph may begin with."""
_MARK_TRAILS = tuple(sorted({pair & 0xFF for pair in MARKS}))


class Lost:
    """Finds what lost signs stand for; arguments as of `Reader`."""

    def __init__(self, text: str, machine: Machine, beams: Beams) -> None:
        self._text, self._machine, self._beams = text, machine, beams

    def sign(self, place: int, due: Due, group: Group) -> Group:
        """What a lost sign can stand for; the hypotheses for which it may be a question mark, too."""
        found = INSERTED.match(self._text, place + 1)
        if found:
            group = self.read_so(found.end(), found[2], due, group)
        follower = place + 1
        if self._text.startswith(",", follower) and mark_follows(self._text, follower + 1, self._machine):
            follower += 1
        if mark_follows(self._text, follower, self._machine):
            self._before_mark(follower, due, group)
        if due.lead != NONE and not due.mark and group:
            self._two_bytes(place, due, group)
        return group

    def read_so(self, place: int, reading: str, due: Due, group: Group, known: int = 0) -> Group:
        """A lost byte (or a `known` one) that, with the one before it, is a character of this reading.

        Returns:
            The hypotheses for which there is none.
        """
        if due.lead == NONE:
            return [path for path in group if not self._lead_read_so(place, reading, due, path, known)]
        if due.lead >= 0:
            owners = by_reading(reading).get(due.lead, ())
        else:
            owners = () if due.mark else tuple((owner, trail_of(owner)) for owner in characters_of(reading))
        told = False
        for owner, byte in owners:
            mark = marked(due.mark, due.lead, byte)
            if byte < 0x80 or mark < 0 or known not in (0, byte):
                continue
            told = True
            price = self._machine.annotates(owner, reading)
            self._beams.meet(place, Due(NONE, mark=mark), group, owner, price=price)
        return [] if told else group

    def _lead_read_so(self, place: int, reading: str, due: Due, path: Path, known: int) -> bool:
        """The same where no lead byte waits: the lost byte is one, and the byte before it ends a character."""
        lasts = [trail_of(path.before)]
        if not gbk.pair(path.before or " "):
            lasts = [pair & 0xFF for pair in folded().get(path.before, ())] if self._machine.folded else []
        told = False
        for last in lasts:
            for owner, byte in by_reading(reading).get(last, ()):
                mark = marked(due.mark, last, byte)
                if byte < 0x80 or mark < 0 or known not in (0, byte):
                    continue
                told = True
                self._beams.move(place, Due(byte, mark=mark), [path], self._machine.annotates(owner, reading))
        return told

    def _before_mark(self, place: int, due: Due, group: Group) -> None:
        """A lost byte of which only the mark behind it tells, before which the comma was put in."""
        mark = due.mark >> 1 | 2
        if not due.mark:
            if due.lead == NONE:
                self._beams.move(place, Due(UNKNOWN, mark=mark), group)
                return
            self._beams.spread(place, Due(NONE, mark=mark), all_completed(due, group, self._machine))
            return
        for byte in _MARK_TRAILS if due.mark & 1 else MARK_LEADS:
            fit = fitting(due, group, byte)
            if due.lead == NONE:
                self._beams.move(place, Due(byte, mark=mark), fit)
            else:
                self._beams.spread(place, Due(NONE, mark=mark), all_ended(due, fit, byte, self._machine))

    def _two_bytes(self, place: int, due: Due, group: Group) -> None:
        """The trail of the lead that waits, and what was lost with it: a lead, an ASCII byte, or nothing."""
        machine, after = self._machine, place + 1
        follower = self._text[after : after + 1]
        self._beams.spread(after, Due(TORN), all_completed(due, group, machine, torn=True))
        if whole := gbk.character(max(due.lead, 0), 0x80):
            self._beams.meet(after, IN_STEP, group, whole)
        if not follower:  # the text ends here
            for path, characters in all_completed(due, group, machine):
                for whole, gain in characters:
                    self._beams.put(after, path, whole, gain + score(whole, "\n", False))
        elif not machine.swallows:
            self._beams.spread(after, IN_STEP, all_completed(due, group, machine, torn=follower >= "\x80"))
        elif tag := _TAG.match(self._text, after):
            line = "\n" if tag[1] and self._text[tag.end() : tag.end() + 1] != "\n" else ""
            for path, characters in all_completed(due, group, machine):
                for whole, gain in characters:
                    self._beams.put(tag.end(), path, whole + line, gain)
        else:
            self._swallowed(place, due, group)

    def _swallowed(self, place: int, due: Due, group: Group) -> None:
        """The trail of the lead that waits, and an ASCII byte."""
        follower = self._text[place + 1]
        signs = {self._text[place]: _SWALLOWED / 2 if follower in ")]>" else _SWALLOWED}
        if _BEGINNING.match(follower):
            signs["\n"] = _NEWLINE
        if self._machine.folded and not self._machine.on_bytes:
            signs[","] = _COMMA
        for path, characters in all_completed(due, group, self._machine):
            for whole, gain in characters[:4]:  # all meet in the state behind the sign
                for sign, cost in signs.items():
                    cost += score(whole, sign, False) if sign in ",\n" else 0.0
                    self._beams.put(place + 1, path, whole + sign, gain + cost, lost=True)


def mark_follows(text: str, place: int, machine: Machine) -> bool:
    """Whether a mark stands at `text[place]`, or what was made of one."""
    return place < len(text) and (text[place] in FOLLOWERS or text[place] in machine.signs)


def fitting(due: Due, group: Group, byte: int) -> Group:
    """The hypotheses of which the byte meets what `Due.mark` demands."""
    if due.lead >= 0:
        return group if marked(due.mark, due.lead, byte) >= 0 else []
    return [path for path in group if marked(due.mark, trail_of(path.before), byte) >= 0]


def all_ended(due: Due, group: Group, trail: int, machine: Machine) -> Iterator[tuple[Path, Scored]]:
    """To each hypothesis the characters that its lead byte makes with this trail."""
    return ((path, ended(path.before, due.lead, trail, machine.traditional)) for path in group)


def all_completed(due: Due, group: Group, machine: Machine, torn: bool = False) -> Iterator[tuple[Path, Scored]]:
    """The same with a lost trail; `torn` as in `completed`."""
    return ((path, completed(path.before, due.lead, machine.traditional, torn)) for path in group)
