"""One character further: how hypotheses read on over what stands there as it was, and over what was put in."""

from __future__ import annotations

from pipelines import gbk
from pipelines.garble.beam import IN_STEP, RIVALS, Beams, Due, Group
from pipelines.garble.candidates import NONE, TORN, folded, folded_heads, marked, trail_of
from pipelines.garble.lost import Lost, all_completed, all_ended, fitting, mark_follows
from pipelines.garble.machine import Machine
from pipelines.garble.put_in import FOLLOWERS, INSERTED, broken_bracket
from pipelines.garble.scoring import score
from pipelines.readings import valid

_BARE = -8.0  # a character of the table without its reading
_WIDE = -3.0  # a letter or digit that was fullwidth before it was folded
_HIDDEN = -3.0  # a pair of which no sign was left


class Reader:
    """Reads a garbled text for hypotheses.

    Args:
        text: the garbled text.
        machine: what is known of what garbled it.
        beams: where the hypotheses are put.
        hidden: whether pairs are looked for that left no sign.
    """

    def __init__(self, text: str, machine: Machine, beams: Beams, *, hidden: bool) -> None:
        self._text, self._machine, self._beams, self._hidden = text, machine, beams, hidden
        self._lost = Lost(text, machine, beams)
        self._heads = folded_heads() if machine.folded else frozenset()

    def read(self, place: int, due: Due, group: Group) -> None:
        """Each way to read on from a place, for all hypotheses of which the same is due."""
        machine, character = self._machine, self._text[place]
        if character in "(（ ":
            group = self._inserted(place, due, group)
        if due.owed:
            due, group = Due(due.lead, mark=due.mark), [path.costing(_BARE) for path in group]
        if torn := broken_bracket(self._text, place):
            group = self._lost.read_so(torn.end, torn.reading, due, group, torn.byte)
        if character in machine.signs:
            group = self._lost.sign(place, due, group)
        if not group:
            return
        if character == "," and machine.stray and not due.mark & 2 and mark_follows(self._text, place + 1, machine):
            self._beams.move(place + 1, Due(due.lead, due.owed, due.mark | 2), group)
            own = machine.folded and (machine.commas or self._text[place - 1 : place] == ",")
            if due.lead == NONE and not (own and self._text[place + 1] in machine.signs):
                return
        self._plain(place, due, group)
        if self._hidden and due.lead not in (NONE, TORN) and not due.mark:
            found = all_completed(due, group, machine, torn=True)
            self._beams.spread(place, Due(TORN), ((path, characters[:12]) for path, characters in found), _HIDDEN)

    def _plain(self, place: int, due: Due, group: Group) -> None:
        """The character at a place, by its bytes."""
        character = self._text[place]
        pair = gbk.pair(character)
        if pair:
            self._pair(place + 1, due, group, pair, character)
        elif due.lead == NONE:
            if not due.mark or (due.mark == 2 and character in FOLLOWERS):
                self._beams.meet(place + 1, IN_STEP, group, character)
        elif not due.mark and character < "\x80":
            self._ended(place + 1, due, group, ord(character))
        if (due.lead != NONE or due.mark) and character in self._heads:
            if character.isalnum():
                group = [path.costing(_WIDE) for path in group]
            for end in range(place + 1, place + 5):
                for pair in folded().get(self._text[place:end], ()):
                    self._pair(end, due, group, pair, "")

    def _pair(self, place: int, due: Due, group: Group, pair: int, seen: str) -> None:
        """Two known bytes; `seen` is their character where it stands in the text."""
        first, second = pair >> 8, pair & 0xFF
        if due.mark:
            group = fitting(due, group, first)
        mark = marked(due.mark >> 1, first, second)
        if mark < 0 or not group:
            return
        owed = self._machine.kinds.get(seen, "") if seen else ""
        if due.lead == NONE:
            self._beams.meet(place, Due(NONE, owed, mark), group, seen or gbk.character(first, second))
        elif due.lead >= 0:
            whole = gbk.character(due.lead, first)
            if not whole:
                return
            if second >= 0x80:
                self._beams.meet(place, Due(second, owed, mark), group, whole)
            elif not mark:  # the second byte was no part of a pair
                self._beams.meet(place, IN_STEP, group, whole, chr(second), score(whole, chr(second), False))
        else:
            found = all_ended(due, group, first, self._machine)
            if second >= 0x80:
                self._beams.spread(place, Due(second, owed, mark), found)
            elif not mark:
                for path, characters in found:
                    for whole, gain in characters[: RIVALS + 1]:  # all meet in the state behind it
                        gain += score(whole, chr(second), False)
                        self._beams.put(place, path, whole + chr(second), gain)

    def _ended(self, place: int, due: Due, group: Group, trail: int) -> None:
        """The trail is an ASCII character; the reading of what it ends, if the machine's table has that, comes next."""
        kinds, bare = self._machine.kinds, []
        for path, characters in all_ended(due, group, trail, self._machine):
            bare.append((path, tuple(each for each in characters if each[0] not in kinds)))
            for each in characters:
                if each[0] in kinds:
                    self._beams.spread(place, Due(NONE, kinds[each[0]]), [(path, (each,))])
        self._beams.spread(place, IN_STEP, bare)

    def _inserted(self, place: int, due: Due, group: Group) -> Group:
        """A reading in both its brackets, behind the last two bytes; the hypotheses for which it cannot be one."""
        found = INSERTED.match(self._text, place)
        if not found or not found[1] or (due.owed or found[2]) != found[2]:
            return group
        others = []
        for path in group:
            owner = path.before
            if due.lead != NONE:
                owner = gbk.character(trail_of(path.before), due.lead) if due.lead >= 0 else ""
            if owner and valid(owner, found[2]):
                price = 0.0 if due.owed else self._machine.annotates(owner, found[2])
                self._beams.move(found.end(), Due(due.lead, mark=due.mark), [path], price)
            else:
                others.append(path)
        return others
