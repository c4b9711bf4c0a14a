"""Was this text garbled? The gate: evidence on the whole text, a score, and the machine's table.

A machine annotates a character always or never, with one valid reading, and hits traditional characters, common ones,
all over the text, whatever word they are in (see `weights`). Few of them in a short text may be a lesson.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from pipelines.codepoints import Seen
from pipelines.garble.annotations import Annotations, find
from pipelines.garble.commas import clusters
from pipelines.garble.kinds import annotated
from pipelines.garble.known import is_traditional, traditional_characters
from pipelines.garble.memory import remembered
from pipelines.garble.put_in import READING
from pipelines.garble.weights import strange, weigh
from pipelines.readings import characters_of, valid

THRESHOLD = 3.5
"""Score from which a text counts as garbled; set by tests/benchmarks/bench_garble.py."""
SHORT, LONG = 75, 150
"""Hanzi below which a text may well be one line of a lesson, and from which it is none."""
SEVERAL = 3
"""So many readings where hardly anybody writes one make a text suspect; of a traditional character one is enough."""
STRAY = 1.8
"""What a stray comma counts for."""
ALONE = 2
"""So many stray commas are evidence enough without any reading, in a traditional text."""
CROWDED = 0.6
"""Share of hanzi annotated from which a text is a lesson or a poem."""
WHOLE = 12
"""More hanzi than that in a row have their readings in lessons only."""

_BROKEN = re.compile(rf"[?\ufffd] ?[(（]?({READING})[)）]")  # its hanzi, and often its bracket, was lost


class Verdict(NamedTuple):
    """What the evidence says.

    Attributes:
        garbled: whether the text went through the machine.
        suspect: whether it may have, while the evidence does not suffice.
        score: the evidence in one number; `THRESHOLD` and more is enough.
        kinds: the machine's table as far as the text shows it: hanzi to reading, as written.
        stray: whether the machine put stray commas before marks.
        confidence: the score as a number from 0 to 1.
        annotations: all that was found in brackets behind hanzi.
    """

    garbled: bool
    suspect: bool
    score: float
    kinds: dict[str, str]
    stray: bool
    confidence: float
    annotations: Annotations


@remembered
def verdict(text: str, seen: Seen) -> Verdict:
    """The verdict on a whole text; remembered, for the pieces of a page ask for the same one.

    >>> verdict("本溪網(wǎng)2023年中國(guó)網(wǎng)絡(luò)文明大會(huì)").garbled
    True
    >>> verdict("陳(Chén)女士在廈門(Xiamen)說，饕(tāo)餮(tiè)是神獸。").garbled
    False
    """
    found = find(seen)
    broken = _broken(text, seen)
    strays = clusters(seen)
    clean = Verdict(False, False, 0.0, {}, False, 0.0, found)
    if not broken and strays.size < ALONE and not any(valid(*each) for each in found.table):
        return clean
    hanzi = seen.array.size - seen.others.size
    there = annotated(found, seen)
    touching = STRAY * min(strays.size, 10)
    score, kinds = weigh(there.kinds, there.style, touching, surely=strays.size >= 3 or broken >= 2)
    odd = strange(there.kinds)
    if not kinds and not odd and not _machine_made(strays.size, text):
        traditional = int(seen.counts[traditional_characters()].sum())
        if traditional < 0.05 * hanzi or not (broken or (strays.size >= ALONE and ",,," not in text)):
            return clean
    score *= 0.77 if hanzi < SHORT else 1.0 if hanzi < LONG else 1.75
    score += min(2.0 * broken, 6.0) + touching
    if there.hanzi > CROWDED * hanzi or there.run > WHOLE:
        score, odd = touching, []
    some = broken > 0 or any(is_traditional(kind.character) for kind in odd)
    suspect = score < THRESHOLD and (some or sum(kind.times for kind in odd) >= SEVERAL)
    confidence = float(1 / (1 + np.exp(THRESHOLD - score - 2)))
    return Verdict(score >= THRESHOLD, suspect, score, kinds, touching > 0, confidence, found)


def _broken(text: str, seen: Seen) -> int:
    """How many readings stand there whose hanzi was lost."""
    if ")" not in text and "）" not in text:
        return 0
    found = (_BROKEN.match(text, place) for place in seen.places("?\ufffd").tolist())
    return sum(bool(match and characters_of(match[1])) for match in found)


def _machine_made(strays: int, text: str) -> bool:
    """Whether stray commas alone are evidence: many, or some before 。 and 、 where nobody puts them."""
    return strays >= 6 or (strays >= 3 and text.count(",。") + text.count(",、") >= 2)
