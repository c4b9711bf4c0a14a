"""What annotated hanzi count for, as evidence of a machine rather than a person.

People annotate what a reader may not know: rare characters, a word as a whole, a reading that is not the usual one; and
they do so once, or in a lesson everywhere. The constants were set by tests/benchmarks/bench_garble.py, its look-alikes
of whole documents among them.
"""

from __future__ import annotations

from math import log2

from pipelines.garble.kinds import Kind
from pipelines.garble.known import is_traditional, rank
from pipelines.readings import numbered, plain, readings

COMMON = 2500
VERY_COMMON = 1000
FAMILIAR = 500
"""Hanzi of these ranks or better are common, very common, and so in both scripts."""
RARE = 4000
"""From this rank on traditional characters are rare."""

_BARE = -1.5
_TONELESS = 0.7  # of what a reading with its tone counts for
_UNUSUAL = 0.6  # of what a kind counts for where none has its usual reading
_NOT_AMID = 0.3  # of what a kind counts for that is seen in whole words only, or spoken of
_DOUBT = -2.0  # of kinds that look the same in both scripts: every lesson has them


def weigh(kinds: list[Kind], style: str, others: float, *, surely: bool) -> tuple[float, dict[str, str]]:
    """What all kinds count for, and those that seem to be in the machine's table: hanzi to reading.

    Args:
        kinds: what is annotated.
        style: how most readings are written.
        others: what other evidence counts for.
        surely: whether it leaves no doubt that there was a machine, so that every kind is believed.

    >>> weigh([Kind("國", "guó", 2, True, True)], "tone", 0.0, surely=False)
    (2.3, {'國': 'guó'})
    """
    regular = [kind for kind in kinds if kind.regular]
    traditional = [kind for kind in regular if is_traditional(kind.character)]
    same = [kind for kind in regular if not is_traditional(kind.character)]
    usual = 1.0 if any(map(_usual, regular)) else _UNUSUAL
    score = (1.0 if style == "tone" else _TONELESS) * sum(_traditional(kind, usual) for kind in traditional)
    score += _BARE * (len(kinds) - len(regular))
    if same and not surely:
        evidence = _DOUBT + sum(_same(kind, usual) for kind in same)
        if score + evidence + others > 0 and len(regular) > 1:
            score += evidence
        else:
            score -= len(same)
            same = [kind for kind in same if kind.times > 1]
    return score, {kind.character: kind.reading for kind in traditional + same}


def strange(kinds: list[Kind]) -> list[Kind]:
    """Those that hardly anybody writes: not rare, always with their reading, in the middle of running text."""
    amid = [kind for kind in kinds if kind.regular and kind.amid]
    return [kind for kind in amid if rank(kind.character) < (RARE if is_traditional(kind.character) else COMMON)]


def _traditional(kind: Kind, usual: float) -> float:
    place = rank(kind.character)
    once, again = (1.5, 0.8) if place < VERY_COMMON else (1.2, 0.8) if place < COMMON else (0.25, 0.0)
    weight = once * usual + again * min(kind.times - 1, 3)
    return weight if kind.amid else _NOT_AMID * weight


def _same(kind: Kind, usual: float) -> float:
    place = rank(kind.character)
    once, again = (0.6, 1.0) if place < FAMILIAR else (0.2, 0.7) if place < COMMON else (-0.6, 0.2)
    again *= min(log2(kind.times), 4)
    return once * usual + again if kind.amid else _NOT_AMID * again - 0.2


def _usual(kind: Kind) -> bool:
    """Whether this is how the character is read at first sight."""
    usual = readings(kind.character)[0]
    return kind.reading in (usual, plain(usual), numbered(usual))
