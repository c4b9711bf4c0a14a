"""Was this text garbled? The gate: evidence on the whole text, a score, and the machine's table.

A machine annotates a character always or never, with one valid reading, and hits traditional characters, common ones,
all over the text. People annotate rare characters, the first time, or all characters of a lesson.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points
from pipelines.garble.annotations import find
from pipelines.garble.commas import clusters
from pipelines.hanzi import model
from pipelines.readings import plain, readings, toned, valid
from pipelines.tables import read_lines

THRESHOLD = 3.5
"""Score from which a text counts as garbled; set by tests/benchmarks/bench_garble.py."""
COMMON = 2500
"""A hanzi of this rank or better is common: nobody annotates it in running text."""
LONG = 150
"""Hanzi from which a text is no single line of a lesson."""
ALONE = 3
"""So many stray commas are evidence enough without any reading; see `_machine_made`."""
CROWDED = 0.6
"""Share of hanzi annotated from which a text is a lesson or a poem."""

BROKEN = re.compile(r"[?\ufffd](?:[(（]?([a-zü\u00e0-\u01dc\u0261]{1,6}[1-5]?)[)）])")
"""A reading whose hanzi, and often bracket, was lost."""


class Verdict(NamedTuple):
    """What the evidence says.

    Attributes:
        garbled: whether the text went through the machine.
        score: the evidence in one number; `THRESHOLD` and more is enough.
        kinds: the machine's table as far as the text shows it: hanzi to reading, as written.
        stray: whether the machine put stray commas before marks.
        confidence: the score as a number from 0 to 1.
    """

    garbled: bool
    score: float
    kinds: dict[str, str]
    stray: bool
    confidence: float


CLEAN = Verdict(False, 0.0, {}, False, 0.0)


@lru_cache(maxsize=8)
def verdict(text: str) -> Verdict:
    """The verdict on a whole text; remembered, for the pieces of a page ask for the same one.

    >>> verdict("本溪網(wǎng)2023年中國(guó)網(wǎng)絡(luò)文明大會(huì)").garbled
    True
    >>> verdict("陳(Chén)女士在廈門(Xiamen)說，饕(tāo)餮(tiè)是神獸。").garbled
    False
    """
    return weigh(text, code_points(text))


def weigh(text: str, array: CodePoints) -> Verdict:
    """As `verdict`, for a text whose code points are at hand."""
    found = find(array)
    broken = [match[1] for match in BROKEN.finditer(text) if readable(match[1])] if ")" in text or "）" in text else []
    strays, _ = clusters(array)
    if not found.table and not broken and not _machine_made(strays.size, text):
        return CLEAN
    histogram = np.bincount(np.minimum(array, 0xFFFF), minlength=0x10000)
    hanzi = int(histogram[0x3400:0xA000].sum())
    kinds, score, annotated = _kinds(found.table, found.counts, histogram)
    if hanzi >= LONG:
        score *= 1.75
    touching = min(strays.size, 10)
    score += min(2.0 * len(broken), 6.0) + 1.2 * touching
    if annotated > CROWDED * hanzi:
        score = 1.2 * touching
    traditional = int(histogram[traditional_characters()].sum())
    if traditional < 0.05 * hanzi and not kinds and not _machine_made(strays.size, text):
        return CLEAN
    return Verdict(score >= THRESHOLD, score, kinds, touching > 0, float(1 / (1 + np.exp(THRESHOLD - score - 2))))


def _machine_made(strays: int, text: str) -> bool:
    """Whether stray commas alone are evidence: many, or some before 。 and 、 where nobody puts them."""
    return strays >= 2 * ALONE or (strays >= ALONE and text.count(",。") + text.count(",、") >= 2)


def _kinds(
    table: list[tuple[str, str]], counts: list[int], histogram: NDArray[np.int64]
) -> tuple[dict[str, str], float, int]:
    """The characters that seem to be in a machine's table, what they count for, and how many hanzi are annotated."""
    by_character: dict[str, dict[str, int]] = defaultdict(dict)
    for (character, written), count in zip(table, counts, strict=True):
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
        weight = (1.0 if rank(character) < COMMON else 0.4) + min(0.5 * (count - 1), 1.5)
        if is_traditional(character):
            traditional[character] = reading
            score += weight if style == "tone" else 0.7 * weight
        else:
            simplified[character] = (reading, count)
    annotated = sum(sum(each.values()) for each in by_character.values())
    score, accepted = _judge_simplified(simplified, score, len(traditional))
    return traditional | accepted, score, annotated


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
    if traditional >= 8 and len(simplified) >= 2:
        return score - 0.5 * len(simplified), whole
    return score - 1.0 * len(simplified), repeated


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
    return frozenset("".join(read_lines("traditional.txt")))


@cache
def _ranks() -> dict[str, int]:
    return {character: number for number, character in enumerate(model().characters)}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        spelling for code in range(0x4E00, 0xA000) for each in readings(chr(code)) for spelling in (each, plain(each))
    )
