"""What a lost byte can have been: told by a reading, by the byte beside it, or by what NFKC makes of a character."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.garble.scoring import Choices, score
from pipelines.readings import characters_of

NONE, UNKNOWN, TORN = -1, -2, -3
"""No lead byte waits; one that is not known; one that is not, and makes no pair with the byte before it."""
WIDE = 64
"""How many values of unknown bytes are followed up."""
FAR = 7.0
"""Those are not that are less probable than the best by this factor (as a natural logarithm)."""
MARKS = frozenset(gbk.pair(mark) for mark in "，。、；：！？")
"""The marks before which a machine that works on bytes puts commas."""
MARK_LEADS = tuple(sorted({pair >> 8 for pair in MARKS}))

Scored = tuple[tuple[str, float], ...]
"""Characters with the logarithm of their probability, the most probable first."""


@lru_cache(maxsize=4096)
def with_lead(before: str, lead: int, traditional: bool, torn: bool = False) -> Scored:
    """Characters of this lead byte, after `before`; of `torn` ones the trail leads a pair that GBK does not have.

    >>> "日" in [character for character, _ in with_lead("人", 0xC8, True)]
    True
    """
    return _of_lead(lead, torn).likely(before, traditional, WIDE, FAR)


@lru_cache(maxsize=4096)
def with_trail(before: str, trail: int, traditional: bool, forbidden: int = 0) -> Scored:
    """Characters of this trail byte, after `before`; their lead makes no pair with the byte `forbidden`.

    >>> with_trail("了", 0xA3, True)[0][0]
    '。'
    """
    return _of_trail(trail, forbidden).likely(before, traditional, WIDE, FAR)


@lru_cache(maxsize=512)
def between(before: str, forbidden: int, traditional: bool, torn: bool = False) -> Scored:
    """Characters of which no byte is known; their lead makes no pair with the byte `forbidden`, `torn` as above.

    >>> "朝" in [character for character, _ in between("元", 0xAA, True, torn=True)]
    True
    """
    return _of_neither(forbidden, torn).likely(before, traditional, WIDE, FAR)


def ended(before: str, lead: int, trail: int, traditional: bool) -> Scored:
    """The characters that a lead byte, or one that is `UNKNOWN` or `TORN`, makes with this trail after `before`.

    >>> ended("人", UNKNOWN, 0xF1, True)[0][0], len(ended("人", 0xC3, 0xF1, True))
    ('民', 1)
    """
    if lead < NONE:
        return with_trail(before, trail, traditional, trail_of(before) if lead == TORN else 0)
    whole = gbk.character(lead, trail)
    return ((whole, score(before, whole, traditional)),) if whole else ()


def completed(before: str, lead: int, traditional: bool, torn: bool = False) -> Scored:
    """The same with a lost trail; of `torn` ones the trail leads a pair that GBK does not have."""
    if lead < NONE:
        return between(before, trail_of(before) if lead == TORN else 0, traditional, torn)
    return with_lead(before, lead, traditional, torn)


@lru_cache(maxsize=1024)
def by_reading(reading: str) -> dict[int, tuple[tuple[str, int], ...]]:
    """Lead byte to the characters of a reading that have it, each with its trail byte.

    >>> ("報", 0xF3) in by_reading("bào")[0x88]
    True
    """
    found: dict[int, list[tuple[str, int]]] = {}
    for character in characters_of(reading):
        pair = gbk.pair(character)
        if pair:
            found.setdefault(pair >> 8, []).append((character, pair & 0xFF))
    return {lead: tuple(characters) for lead, characters in found.items()}


@lru_cache(maxsize=65536)
def trail_of(character: str) -> int:
    """The second byte of a character's pair, 0 when it has none (as the empty string)."""
    return gbk.pair(character) & 0xFF if character else 0


def marked(mark: int, last: int, byte: int) -> int:
    """What is left of what `Due.mark` demands, after one byte behind the `last`; -1 when it does not meet that.

    >>> marked(2, 0, 0xA3), marked(1, 0xA3, 0xAC), marked(1, 0xA3, 0xAD)
    (1, 0, -1)
    """
    if mark < 0 or (mark & 1 and last << 8 | byte not in MARKS) or (mark & 2 and byte not in MARK_LEADS):
        return -1
    return mark >> 1


@cache
def folded() -> dict[str, tuple[int, ...]]:
    """What NFKC makes of a pair's character, to the pairs.

    >>> [gbk.character(pair >> 8, pair & 0xFF) for pair in folded()["F"]]
    ['Ｆ']
    """
    found: dict[str, tuple[int, ...]] = {}
    for pair in np.flatnonzero(gbk.assigned()).tolist():
        character = chr(gbk.characters()[pair])
        after = unicodedata.normalize("NFKC", character)
        if after != character and len(after) <= 4:
            found[after] = (*found.get(after, ()), pair)
    return found


@cache
def folded_heads() -> frozenset[str]:
    """The characters with which a key of `folded` begins."""
    return frozenset(after[0] for after in folded())


@cache
def _of_lead(lead: int, torn: bool) -> Choices:
    return _choices(np.array([lead]), _torn_leads() if torn else _high_bytes())


@lru_cache(maxsize=1024)
def _of_trail(trail: int, forbidden: int) -> Choices:
    return _choices(_unassigned_trails(forbidden) if forbidden else _leads(), np.array([trail]))


@lru_cache(maxsize=64)
def _of_neither(forbidden: int, torn: bool) -> Choices:
    return _choices(_unassigned_trails(forbidden) if forbidden else _leads(), _torn_leads() if torn else _high_bytes())


def _choices(leads: NDArray[np.int64], trails: NDArray[np.int64]) -> Choices:
    codes = gbk.characters()[(leads[:, None] << 8 | trails).ravel()]
    return Choices(codes[codes > 0])


@cache
def _leads() -> NDArray[np.int64]:
    return np.arange(0x81, 0xFF)


@cache
def _high_bytes() -> NDArray[np.int64]:
    return np.arange(0x80, 0xFF)


@cache
def _torn_leads() -> NDArray[np.int64]:
    """Lead bytes that make, with some byte behind them, a pair which GBK does not have."""
    return np.array([lead for lead in range(0x81, 0xFF) if _unassigned_trails(lead).size])


@lru_cache(maxsize=256)
def _unassigned_trails(lead: int) -> NDArray[np.int64]:
    trails: NDArray[np.int64] = np.arange(0x81, 0xFF)
    missing: NDArray[np.int64] = trails[~gbk.assigned()[lead << 8 | trails]]
    return missing
