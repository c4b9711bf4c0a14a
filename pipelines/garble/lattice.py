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

from typing import NamedTuple

from pipelines.garble.around import Before, behind
from pipelines.garble.beam import HOPELESS, IN_STEP, WAITING, Beams, Due, Group, Path
from pipelines.garble.choosing import choose
from pipelines.garble.machine import Machine
from pipelines.garble.put_in import INSERTED
from pipelines.garble.reading import Reader
from pipelines.garble.scoring import score

STRANGE = -10.0
"""An answer with a character less probable than this is sought again with pairs that left no sign."""
ASTRAY, DEBT = -9.0, 36.0
"""A hypothesis has lost its way when it is less probable than this for each character, and a debt."""
TOKENS = 300
"""A search that has not come to a single answer within so many characters takes the best."""


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


def solve(text: str, start: int, machine: Machine, head: Before) -> Answer | None:
    """The answer for the tear at `text[start]`, `head` before it; `None` when no original explains the text."""
    answer = _search(text, start, machine, head)
    if not machine.hides or (answer and answer.worst > STRANGE):
        return answer
    other = _search(text, start, machine, head, hidden=True)
    return other if other and (not answer or other.score > answer.score) else answer


def _search(text: str, start: int, machine: Machine, head: Before, *, hidden: bool = False) -> Answer | None:
    """As `solve`; `hidden` when pairs are looked for that left no sign."""
    waiting = HOPELESS if hidden else WAITING  # behind what left no sign, they are a character ahead
    beams = Beams(head, machine.neighbours, machine.traditional, waiting)
    beams.move(start, IN_STEP, [Path(0.0, head.last, "")])
    reader = Reader(text, machine, beams, hidden=hidden)
    furthest = min(len(text), start + TOKENS + 1)
    while beams.places:
        place, beam = beams.pop()
        whole = beam.get(IN_STEP, [])
        if place >= furthest or (
            _alone(beam, whole) and not beams.places and place >= start + 2 and not _read(text, place)
        ):
            return _answer(text, start, place, whole, machine, head)
        for due, group in beam.items():
            if group[0].score > ASTRAY * len(group[0].out) - DEBT:
                reader.read(place, due, group)
    return None


def _alone(beam: dict[Due, Group], whole: Group) -> bool:
    """Whether a single hypothesis is left, one of the whole ones."""
    return len(beam) == len(whole) == 1


def _read(text: str, place: int) -> bool:
    """Whether a reading in both its brackets stands at a place."""
    inserted = INSERTED.match(text, place)
    return bool(inserted and inserted[1])


def _answer(text: str, start: int, end: int, paths: Group, machine: Machine, head: Before) -> Answer | None:
    if not paths:
        return None
    best, margin = choose(paths, head.words, behind(text, end))
    pairs = zip(best.out, best.out[1:], strict=False) if machine.hides else ()  # nothing else asks for it
    worst = min((score(*pair, machine.traditional) for pair in pairs), default=0.0)
    return Answer(start, end, best.out, margin, best.lost, best.score, worst)
