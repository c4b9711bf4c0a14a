"""Hypotheses side by side: for each place that was read up to, the best ways to each state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from pipelines.garble.around import PAIRS, Before
from pipelines.garble.candidates import NONE, Scored
from pipelines.garble.machine import Neighbours
from pipelines.garble.scoring import score as score_of

WIDTH = 40
"""How many states of one place are followed up, and as many in which a lead byte waits."""
HOPELESS, WAITING = 12.0, 8.0
"""Hypotheses less probable than the best by this factor (as a natural logarithm) are dropped; the second is for those
in which a lead byte waits, for their next character is still to be paid."""
RIVALS, NEAR = 40, 10.0
"""How many other ways to an answer are told, and how much less probable they may be."""

_OPENING = dict(PAIRS)
_CLOSING = {closing: opening for opening, closing in PAIRS}
_PAIRED = _OPENING.keys() | _CLOSING.keys()
_MET_BEFORE = 3.0  # two characters that stand side by side elsewhere on the page
_UNPAIRED = -3.0  # a quote that opens what is open, or closes what is not
_NEVER = -1e9


class Due(NamedTuple):
    """What must come next: with the last character, it decides how a hypothesis can go on.

    Attributes:
        lead: the lead byte that waits for its trail, or `NONE`, `UNKNOWN`, `TORN`.
        owed: a reading that must come next.
        mark: 2 where the next two bytes must be a mark, plus 1 where the next byte must end one.
    """

    lead: int
    owed: str = ""
    mark: int = 0


IN_STEP = Due(NONE)
"""Nothing is due."""

Step: TypeAlias = "tuple[float, str, Path, str, bool]"
"""How a path goes on: logarithm of the probability of both, the last character then, the path, what is written, whether
something is given up."""


class Path(NamedTuple):
    """The best way to a state.

    Attributes:
        score: logarithm of its probability.
        before: its last character.
        out: what it has written.
        lost: whether something is given up.
        others: the other steps to that state, the most probable first.
        fork: the last path on the way that has others.
    """

    score: float
    before: str
    out: str
    lost: bool = False
    others: Sequence[Step] = ()
    fork: Path | None = None

    def costing(self, price: float) -> Path:
        """The same path at a price (a natural logarithm)."""
        return _path((self.score + price, self.before, self.out, self.lost, (), self if self.others else self.fork))

    def ways(self) -> list[tuple[float, str]]:
        """The path and those that came near it, the most probable first: by how much less probable, characters."""
        found: dict[str, float] = {}
        waiting: list[tuple[float, int, str, Path]] = [(0.0, 0, self.out, self)]
        number = count(1)  # so that no paths are compared
        while waiting and len(found) <= RIVALS:
            behind, _, out, path = heappop(waiting)
            found.setdefault(out, behind)
            node: Path | None = path if path.others else path.fork
            while node:
                rest = out[len(node.out) :]
                for score, _, other, written, _ in node.others:
                    further = behind + node.score - score
                    if further >= NEAR:
                        break
                    heappush(waiting, (further, next(number), other.out + written + rest, other))
                node = node.fork
        return [(behind, out) for out, behind in found.items()]


Group = list[Path]
"""Paths of which the same is due, the most probable first."""

_score = itemgetter(0)
_path = partial(tuple.__new__, Path)  # as `Path`, in half the time


class Beams:
    """The hypotheses of one tear.

    Args:
        head: what stands before it.
        neighbours: to a hanzi, those that stand behind it elsewhere on the page.
        traditional: whether the text is.
        waiting: how far hypotheses in which a lead byte waits are followed; the others to `HOPELESS`.

    Attributes:
        places: for each place that hypotheses have come to, what is due next, and the steps that led there.
    """

    def __init__(self, head: Before, neighbours: Neighbours, traditional: bool, waiting: float = WAITING) -> None:
        self._head, self._neighbours, self._traditional, self._waiting = head, neighbours, traditional, waiting
        self.places: defaultdict[int, defaultdict[Due, list[Step]]] = defaultdict(partial(defaultdict, list))
        self._best: dict[int, float] = {}

    def pop(self) -> tuple[int, dict[Due, Group]]:
        """The first place that has hypotheses, with the best of them.

        Of the ways to a state the best one stays, and remembers the others.
        """
        place = min(self.places)
        best = self._best[place]
        beam = self.places.pop(place)
        if len(beam) == 1:
            ((due, steps),) = beam.items()
            if len(steps) == 1:
                return place, {due: [_best_of(steps)]}
        found: dict[Due, list[list[Step]]] = {}
        number = 0
        for due, steps in beam.items():
            if len(steps) > 1:
                steps.sort(key=_score, reverse=True)
            least = best - (HOPELESS if due.lead == NONE else self._waiting)
            ways: dict[str, list[Step]] = {}
            for step in steps:
                if step[1] in ways:
                    ways[step[1]].append(step)
                elif step[0] >= least:
                    ways[step[1]] = [step]
            if ways:
                found[due] = list(ways.values())
                number += len(ways)
        if number > WIDTH:
            found = _narrowed(found, waiting=False) | _narrowed(found, waiting=True)
        return place, {due: [_best_of(steps) for steps in many] for due, many in found.items()}

    def move(self, place: int, due: Due, group: Group, price: float = 0.0) -> None:
        """All of a group go on and write nothing."""
        for path in group:
            self._add(place, due, (path.score + price, path.before, path, "", path.lost))

    def put(self, place: int, path: Path, written: str, gain: float, *, lost: bool = False) -> None:
        """A path goes on, in step again."""
        total = path.score + gain + self._beside(path, written[0])
        self._add(place, IN_STEP, (total, written[-1], path, written, path.lost or lost))

    def meet(self, place: int, due: Due, group: Group, character: str, behind: str = "", price: float = 0.0) -> None:
        """All of a group write the same character, and perhaps another `behind` it."""
        best, reach = self._best.get(place, _NEVER), self._reach(due)
        written = character + behind
        last = written[-1]
        steps = []
        for path in group:
            total = path.score + score_of(path.before, character, self._traditional) + price
            if total < best - reach - _MET_BEFORE:
                continue
            total += self._beside(path, character)
            if total > best:
                best = total
            elif total < best - reach:
                continue
            steps.append((total, last, path, written, path.lost))
        if steps:
            self._best[place] = best
            self.places[place][due] += steps

    def spread(self, place: int, due: Due, found: Iterable[tuple[Path, Scored]], price: float = 0.0) -> None:
        """Each path goes on with each of its characters, the most probable first, as long as they can compete."""
        best, reach = self._best.get(place, _NEVER), self._reach(due)
        least = best - reach
        steps = []
        for path, characters in found:
            met, score, lost = self._met(path), path.score + price, path.lost
            for character, gain in characters:
                total = score + gain
                if total < least:
                    break
                if character in met:
                    total += _MET_BEFORE
                elif character in _PAIRED:
                    total += self._pairing(path.out, character)
                if total > best:
                    best = total
                    least = best - reach
                elif total < least:
                    continue
                steps.append((total, character, path, character, lost))
        if steps:
            self._best[place] = best
            self.places[place][due] += steps

    def _add(self, place: int, due: Due, step: Step) -> None:
        """Add a hypothesis, if it can compete."""
        best = self._best.get(place, _NEVER)
        if step[0] > best:
            self._best[place] = step[0]
        elif step[0] < best - self._reach(due):
            return
        self.places[place][due].append(step)

    def _reach(self, due: Due) -> float:
        return HOPELESS if due.lead == NONE else self._waiting

    def _met(self, path: Path) -> str:
        """What stands behind the last character elsewhere on the page."""
        return self._neighbours[path.before if path.out else self._head.neighbour]

    def _beside(self, path: Path, character: str) -> float:
        """What it costs to write a character here, besides its probability."""
        if character in self._met(path):
            return _MET_BEFORE
        return self._pairing(path.out, character) if character in _PAIRED else 0.0

    def _pairing(self, out: str, character: str) -> float:
        """What it costs to open a quotation that is open, or to close one that is not."""
        line = self._head.opened + out
        opening = _CLOSING.get(character)
        if opening:
            return 0.0 if line.rfind(opening) > line.rfind(character) else _UNPAIRED
        return 0.0 if line.rfind(character) <= line.rfind(_OPENING[character]) else _UNPAIRED


def _narrowed(found: dict[Due, list[list[Step]]], *, waiting: bool) -> dict[Due, list[list[Step]]]:
    """The `WIDTH` most probable of the states in which a lead byte waits, or of the others."""
    found = {due: many for due, many in found.items() if (due.lead != NONE) == waiting}
    scores = sorted([steps[0][0] for many in found.values() for steps in many], reverse=True)
    if len(scores) <= WIDTH:
        return found
    least = scores[WIDTH - 1]
    narrow = {due: [steps for steps in many if steps[0][0] >= least] for due, many in found.items()}
    return {due: many for due, many in narrow.items() if many}


def _best_of(steps: list[Step]) -> Path:
    """What the best of the steps to a state leads to."""
    score, before, path, written, lost = steps[0]
    others = steps[1:] if len(steps) > 1 else ()
    return _path((score, before, path.out + written, lost, others, path if path.others else path.fork))
