"""Was this text garbled? The gate: evidence on the whole text, a score, and the machine's table.

A machine annotates a character always or never, with one valid reading, and hits traditional characters, common ones,
all over the text. People annotate rare characters, the first time, or all characters of a lesson.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points
from pipelines.garble.annotations import Annotations, find
from pipelines.garble.commas import clusters
from pipelines.hanzi import model
from pipelines.readings import plain, readings, toned, valid

THRESHOLD = 3.5
"""Score from which a text counts as garbled; set by tests/benchmarks/bench_garble.py."""
COMMON = 2500
VERY_COMMON = 500
"""Hanzi of these ranks or better are common, and very common."""
LONG = 150
"""Hanzi from which a text is no single line of a lesson."""
SUSPECT = 1.0
"""Score from which a text that does not count as garbled is said to be unresolved."""
ALONE = 2
"""So many stray commas are evidence enough without any reading, in a traditional text."""
CROWDED = 0.6
"""Share of hanzi annotated from which a text is a lesson or a poem."""

BROKEN = re.compile(r"[?\ufffd] ?[(（]?([a-zü\u00e0-\u01dc\u0261]{1,6}[1-5]?)[)）]")
"""A reading whose hanzi, and often bracket, was lost."""


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


@lru_cache(maxsize=8)
def verdict(text: str) -> Verdict:
    """The verdict on a whole text; remembered, for the pieces of a page ask for the same one.

    >>> verdict("本溪網(wǎng)2023年中國(guó)網(wǎng)絡(luò)文明大會(huì)").garbled
    True
    >>> verdict("陳(Chén)女士在廈門(Xiamen)說，饕(tāo)餮(tiè)是神獸。").garbled
    False
    """
    array = code_points(text)
    found = find(array)
    broken = _broken(text, array)
    strays, _ = clusters(array)
    clean = Verdict(False, False, 0.0, {}, False, 0.0, found)
    if not found.table and not broken and strays.size < ALONE:
        return clean
    histogram = np.bincount(np.minimum(array, 0xFFFF), minlength=0x10000)
    hanzi = int(histogram[0x3400:0xA000].sum())
    kinds, score, annotated = _kinds(found, histogram, surely=strays.size >= 3 or broken >= 2)
    if not kinds and not _machine_made(strays.size, text):
        traditional = int(histogram[traditional_characters()].sum())
        if traditional < 0.05 * hanzi or not (broken or (strays.size >= ALONE and ",,," not in text)):
            return clean
    score *= 1.75 if hanzi >= LONG else 0.8
    touching = 1.8 * min(strays.size, 10)
    score += min(2.0 * broken, 6.0) + touching
    if annotated > CROWDED * hanzi:
        score = touching
    suspect = SUSPECT <= score < THRESHOLD and any(map(is_traditional, kinds))
    confidence = float(1 / (1 + np.exp(THRESHOLD - score - 2)))
    return Verdict(score >= THRESHOLD, suspect, score, kinds, touching > 0, confidence, found)


def _broken(text: str, array: CodePoints) -> int:
    """How many readings stand there whose hanzi was lost."""
    if ")" not in text and "）" not in text:
        return 0
    places = np.flatnonzero((array == ord("?")) | (array == 0xFFFD)).tolist()
    found = (BROKEN.match(text, place) for place in places)
    return sum(match is not None and readable(match[1]) for match in found)


def _machine_made(strays: int, text: str) -> bool:
    """Whether stray commas alone are evidence: many, or some before 。 and 、 where nobody puts them."""
    return strays >= 6 or (strays >= 3 and text.count(",。") + text.count(",、") >= 2)


def _kinds(found: Annotations, histogram: NDArray[np.int64], *, surely: bool) -> tuple[dict[str, str], float, int]:
    """The characters that seem to be in a machine's table, what they count for, and how many hanzi are annotated.

    With `surely`, other evidence tells that there was a machine: rarer kinds are believed, too.
    """
    by_character: dict[str, dict[str, int]] = defaultdict(dict)
    for (character, written), count in zip(found.table, found.counts, strict=True):
        if valid(character, written):
            by_character[character][written] = count
    style = _style(by_character)
    traditional, simplified = {}, {}
    score = 0.0
    for character, readings_of in by_character.items():
        reading, count = max(readings_of.items(), key=lambda each: each[1])
        bare = int(histogram[ord(character)]) - sum(readings_of.values())
        if len(readings_of) > 1 or bare > 0.02 * count or style not in styles_of(character, reading):
            score -= 1.5
            continue
        weight = _weight(character) + min(0.8 * (count - 1), 2.4)
        if is_traditional(character):
            traditional[character] = reading
            score += weight if style == "tone" else 0.7 * weight
        else:
            simplified[character] = (reading, count)
    annotated = sum(sum(each.values()) for each in by_character.values())
    if surely:
        accepted = {character: reading for character, (reading, _) in simplified.items()}
    else:
        score, accepted = _judge_simplified(simplified, score, len(traditional))
    return traditional | accepted, score, annotated


def _weight(character: str) -> float:
    """What one annotated character counts for: nobody annotates common ones in running text."""
    place = rank(character)
    return 1.5 if place < VERY_COMMON else 1.0 if place < COMMON else 0.4


def _judge_simplified(
    simplified: dict[str, tuple[str, int]], score: float, traditional: int
) -> tuple[float, dict[str, str]]:
    """Kinds that look the same in both scripts: some machines have them, but so have all lessons."""
    repeated = {character: reading for character, (reading, count) in simplified.items() if count > 1}
    whole = {character: reading for character, (reading, _) in simplified.items()}
    common = sum(rank(character) < COMMON for character in simplified)
    again = sum(min(count - 1, 3) for _, count in simplified.values())
    evidence = 0.6 * again - 0.4 * (len(simplified) - len(repeated))
    if evidence > 0 and len(repeated) >= 2 and common >= 0.8 * len(simplified):
        return score + evidence, whole
    if traditional >= 8 and len(simplified) <= traditional:
        return score - 0.5 * len(simplified), whole
    return score - 1.0 * len(simplified), repeated


@lru_cache(maxsize=65536)
def styles_of(character: str, written: str) -> tuple[str, ...]:
    """`tone`, `number` or `plain`; a neutral tone is written without a mark in `tone` and, at times, `number` too."""
    if written[-1].isdigit():
        return ("number",)
    if toned(written):
        return ("tone",)
    return ("tone", "plain", "number") if written in readings(character) else ("plain",)


def _style(by_character: dict[str, dict[str, int]]) -> str:
    counts = {"tone": 0, "number": 0, "plain": 0}
    for character, written in by_character.items():
        for reading, count in written.items():
            for style in styles_of(character, reading):
                counts[style] += count
    return max(counts, key=lambda each: counts[each])


def readable(written: str) -> bool:
    """Whether this is a syllable at all."""
    return written in _syllables() or plain(written.rstrip("12345")) in _syllables()


def rank(character: str) -> int:
    """The character's place in the order of frequency, from 0."""
    return _ranks().get(character, 0xFFFF)


def is_traditional(character: str) -> bool:
    """Whether simplified text would have another character."""
    return character in _traditional()


@cache
def traditional_characters() -> NDArray[np.int64]:
    """Code points of the basic plane that simplified text would not have."""
    return np.array(sorted(ord(c) for c in _traditional() if ord(c) < 0x10000), dtype=np.int64)


@cache
def _traditional() -> frozenset[str]:
    """Characters that the dictionary always makes into another one (OpenCC's, Apache-2.0)."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    changed = frozenset(traditional for traditional, many in rows if traditional not in many.split())
    return changed | {"著"}  # kept by the dictionary for 著名; machines write it for 着


@cache
def _ranks() -> dict[str, int]:
    return {character: number for number, character in enumerate(model().characters)}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        spelling for code in range(0x4E00, 0xA000) for each in readings(chr(code)) for spelling in (each, plain(each))
    )
