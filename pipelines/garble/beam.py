"""Hypotheses side by side: for each place that was read up to, states with the best path to each."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias

from pipelines.garble.around import PAIRS
from pipelines.garble.candidates import Scored

WIDTH = 40
"""How many states of one place are followed up, and as many in which a lead byte waits."""
HOPELESS, WAITING = 12.0, 8.0
"""Hypotheses less probable than the best by this factor (as a natural logarithm) are dropped; the second is for those
in which a lead byte waits, for their next character is still to be paid."""
NONE, UNKNOWN, TORN = -1, -2, -3
"""No lead byte waits; one that is not known; one that is not, and makes no pair with the byte before it."""
RIVALS, NEAR = 40, 10.0
"""How many other ways to a state are remembered, and how much less probable they may be."""

_OPENING = dict(PAIRS)
_CLOSING = {closing: opening for opening, closing in PAIRS}
_PAIRED = _OPENING.keys() | _CLOSING.keys()
_MET_BEFORE = 3.0  # two characters that stand side by side elsewhere on the page
_UNPAIRED = -3.0  # a quote that opens what is open, or closes what is not
_NEVER = -1e9

NOTHING: Mapping[str, str] = {}

Key = tuple[str, int, str, int]  # a `State`, which costs more to make
Rivals: TypeAlias = "tuple[float, Path, int, Rivals] | None"
"""Another path to a state, and the next one: by how much it was less probable, itself, and how many characters of the
better one were written by then."""


class State(NamedTuple):
    """What decides how a hypothesis can go on.

    Attributes:
        before: the last character.
        lead: the lead byte that waits for its trail, or `NONE`, `UNKNOWN`, `TORN`.
        owed: a reading that must come next.
        mark: 2 where the next two bytes must be a mark, plus 1 where the next byte must end one.
    """

    before: str
    lead: int
    owed: str
    mark: int


class Path(NamedTuple):
    """The best way to a state: logarithm of its probability, characters, something given up; and the next best ways."""

    score: float
    out: str
    lost: bool
    rivals: Rivals = None

    def ways(self) -> list[tuple[float, str]]:
        """The path and those that came near it, the most probable first: by how much less probable, characters."""
        found: dict[str, float] = {}
        waiting: list[tuple[float, int, str, Path]] = [(0.0, 0, "", self)]
        number = count(1)  # so that no paths are compared
        while waiting and len(found) <= RIVALS:
            behind, _, rest, path = heappop(waiting)
            found.setdefault(path.out + rest, behind)
            rivals = path.rivals
            while rivals:
                further, other, size, rivals = rivals
                if behind + further < NEAR:
                    heappush(waiting, (behind + further, next(number), path.out[size:] + rest, other))
        return [(behind, out) for out, behind in found.items()]


_path = partial(tuple.__new__, Path)  # as `Path`, in half the time
_state = partial(tuple.__new__, State)


class Beams:
    """The hypotheses of one tear.

    Args:
        last: the character before it.
        opened: the quotes and brackets that are open there.
        neighbours: to a hanzi, those that stand behind it elsewhere on the page.
        waiting: how far hypotheses in which a lead byte waits are followed; the others to `HOPELESS`.
    """

    def __init__(self, last: str, opened: str, neighbours: Mapping[str, Set[str]], waiting: float = WAITING) -> None:
        self._last, self._opened, self._neighbours, self._waiting = last, opened, neighbours, waiting
        self._beams: dict[int, dict[Key, Path]] = {}
        self._best: dict[int, float] = {}

    def __bool__(self) -> bool:
        return bool(self._beams)

    def pop(self) -> tuple[int, list[tuple[State, Path]]]:
        """The first place that has hypotheses, with the best of them, the most probable first."""
        place = min(self._beams)
        least, waiting = self._best[place] - HOPELESS, self._best[place] - self._waiting
        found = self._beams.pop(place).items()
        near = [each for each in found if each[1].score >= (least if each[0][1] == NONE else waiting)]
        near.sort(key=_by_score)
        if len(near) > WIDTH:
            settled = [each for each in near if each[0][1] == NONE][:WIDTH]
            near = sorted(settled + [each for each in near if each[0][1] != NONE][:WIDTH], key=_by_score)
        return place, [(_state(key), path) for key, path in near]

    def put(
        self, place: int, state: Key, path: Path, gain: float = 0.0, character: str = "", lost: bool = False
    ) -> None:
        """Add a hypothesis; of two that are in one state the better one stays, and remembers the other."""
        best = self._best.get(place, _NEVER)
        total = path.score + gain
        least = best - self._reach(state[1])
        if total < least - _MET_BEFORE:
            return
        if character:
            if character[0] in self._met(path):
                total += _MET_BEFORE
            elif character[0] in _PAIRED:
                total += self._pairing(path.out, character[0])
        if total > best:
            self._best[place] = total
        elif total < least:
            return
        _keep(self._beams.setdefault(place, {}), state, total, path, character, lost)

    def spread(
        self,
        place: int,
        path: Path,
        found: Scored,
        lead: int = NONE,
        mark: int = 0,
        owed: str = "",
        cost: float = 0.0,
        owes: Mapping[str, str] = NOTHING,
    ) -> None:
        """Add a hypothesis for each character, the most probable first, as long as they can compete.

        What is `owed` behind it, `owes` may tell for each.
        """
        beam, best, met = self._beams.get(place, {}), self._best.get(place, _NEVER), self._met(path)
        score = path.score + cost
        reach = self._reach(lead)
        least = best - reach
        for whole, gain in found:
            total = score + gain
            if total < least:
                break
            if whole in met:
                total += _MET_BEFORE
            elif whole in _PAIRED:
                total += self._pairing(path.out, whole)
            if total > best:
                self._best[place] = best = total
                least = best - reach
            elif total < least:
                continue
            _keep(beam, (whole, lead, owes.get(whole, owed), mark), total, path, whole)
        if beam:
            self._beams[place] = beam

    def _reach(self, lead: int) -> float:
        return HOPELESS if lead == NONE else self._waiting

    def _met(self, path: Path) -> Set[str]:
        """What stands behind the last character elsewhere on the page."""
        return self._neighbours[path.out[-1:] or self._last]

    def _pairing(self, out: str, character: str) -> float:
        """What it costs to open a quotation that is open, or to close one that is not."""
        line = self._opened + out
        opening = _CLOSING.get(character)
        if opening:
            return 0.0 if line.rfind(opening) > line.rfind(character) else _UNPAIRED
        return 0.0 if line.rfind(character) <= line.rfind(_OPENING[character]) else _UNPAIRED


def _by_score(hypothesis: tuple[Key, Path]) -> float:
    return -hypothesis[1].score


def _keep(beam: dict[Key, Path], key: Key, score: float, path: Path, character: str, lost: bool = False) -> None:
    """Go on with `path` by a character; of what leads to the same state the best stays, and remembers its rivals."""
    kept = beam.get(key)
    if kept is None:
        beam[key] = _path((score, path.out + character, path.lost or lost, path.rivals))
        return
    behind = kept.score - score
    if behind < 0:
        out = path.out + character
        rivals = (-behind, kept, len(out), path.rivals) if behind > -NEAR else path.rivals
        beam[key] = _path((score, out, path.lost or lost, rivals))
    elif behind < NEAR:
        other = _path((score, path.out + character, path.lost or lost, path.rivals))
        beam[key] = _path((kept.score, kept.out, kept.lost, (behind, other, len(kept.out), kept.rivals)))
