"""Hypotheses side by side: for each place that was read up to, states with the best path to each."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.garble.candidates import Scored, trail_of

WIDTH = 40
"""How many states of one place are followed up."""
HOPELESS = 20.0
"""Hypotheses that are less probable than the best by this factor (as a natural logarithm) are dropped."""
UNKNOWN = -2
NONE = -1

_OPENING = dict(zip("“《（‘「『", "”》）’」』", strict=True))
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_PAIRED = _OPENING.keys() | _CLOSING.keys()
_MET_BEFORE = 3.0  # two characters that stand side by side elsewhere on the page
_UNPAIRED = -4.0  # a quote that opens what is open, or closes what is not
_NEVER = -1e9


class State(NamedTuple):
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


class Path(NamedTuple):
    """The best way to a state: logarithm of its probability, margin (see `Answer`), characters, something given up."""

    score: float
    margin: float
    out: str
    lost: bool


class Beams:
    """The hypotheses of one tear.

    Args:
        line: what stands before it in its line.
        neighbours: pairs of characters that stand side by side elsewhere on the page.
    """

    def __init__(self, line: str, neighbours: frozenset[str]) -> None:
        self._line, self._neighbours = line, neighbours
        self._beams: dict[int, dict[State, Path]] = {}
        self._best: dict[int, float] = {}

    def __bool__(self) -> bool:
        return bool(self._beams)

    def pop(self) -> tuple[int, list[tuple[State, Path]]]:
        """The first place that has hypotheses, with the best of them, the most probable first."""
        place = min(self._beams)
        ranked = sorted(self._beams.pop(place).items(), key=lambda each: -each[1].score)[:WIDTH]
        least = ranked[0][1].score - HOPELESS
        return place, [each for each in ranked if each[1].score > least]

    def put(
        self, place: int, state: State, path: Path, gain: float = 0.0, character: str = "", lost: bool = False
    ) -> None:
        """Add a hypothesis; of two that are in one state the better one stays, and remembers by how much."""
        if character[:1] in _PAIRED:
            gain += self._pairing(path.out, character[0])
        if (path.out or self._line)[-1:] + character[:1] in self._neighbours:
            gain += _MET_BEFORE
        total = path.score + gain
        best = self._best.get(place, _NEVER)
        if total > best:
            self._best[place] = total
        elif total < best - HOPELESS:
            return
        beam = self._beams.setdefault(place, {})
        kept = beam.get(state)
        if kept is None:
            beam[state] = Path(total, path.margin, path.out + character, path.lost or lost)
            return
        out = path.out + character
        if total > kept.score:
            margin = path.margin if out == kept.out else min(path.margin, total - kept.score)
            beam[state] = Path(total, margin, out, path.lost or lost)
        elif out != kept.out and kept.score - total < kept.margin:
            beam[state] = kept._replace(margin=kept.score - total)

    def spread(
        self,
        place: int,
        path: Path,
        found: Scored,
        lead: int = NONE,
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
            torn = trail_of(whole) if lead == UNKNOWN else 0
            self.put(place, State(whole, lead, torn, owed, mark), path, gain + cost, whole)

    def _pairing(self, out: str, character: str) -> float:
        """What it costs to open a quotation that is open, or to close one that is not."""
        line = self._line + out
        opening = _CLOSING.get(character)
        if opening:
            return 0.0 if line.rfind(opening) > line.rfind(character) else _UNPAIRED
        return 0.0 if line.rfind(character) <= line.rfind(_OPENING[character]) else _UNPAIRED
