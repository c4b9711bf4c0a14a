"""What a lost byte can have been: by a reading, by the byte beside it, by what NFKC folds, ranked by the hanzi model."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.hanzi import model
from pipelines.readings import characters_of

WIDE = 16
"""How many values of an unknown byte are followed up."""
MARKS = frozenset(gbk.pair(mark) for mark in "，。、；：！？")
"""The marks before which a machine that works on bytes puts commas."""
MARK_LEADS = tuple(sorted({pair >> 8 for pair in MARKS}))

_SIMPLIFIED = -5.0  # a character that text of this script does not have
_UNKNOWN = -4.0  # what the model says of ASCII and the like

Scored = tuple[tuple[str, float], ...]
"""Characters with the logarithm of their probability, the most probable first."""


@lru_cache(maxsize=4096)
def with_lead(before: str, lead: int, traditional: bool, torn: bool = False) -> Scored:
    """Characters of this lead byte, after `before`; of `torn` ones the trail leads a pair that GBK does not have.

    >>> "日" in [character for character, _ in with_lead("人", 0xC8, True)]
    True
    """
    trails = _torn_leads() if torn else _high_bytes()
    return _likely(before, gbk.characters()[lead << 8 | trails], traditional)


@lru_cache(maxsize=4096)
def with_trail(before: str, trail: int, traditional: bool, torn: int = 0) -> Scored:
    """Characters of this trail byte, after `before`; their lead is one that makes no pair with the byte `torn`.

    >>> with_trail("了", 0xA3, True)[0][0]
    '。'
    """
    leads = _unassigned_trails(torn) if torn else _leads()
    return _likely(before, gbk.characters()[leads << 8 | trail], traditional)


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
def score(before: str, character: str, traditional: bool) -> float:
    """Logarithm of the probability of a character after another one, in a text of this script."""
    return model().pair(before, character) + float(script_cost(traditional).item(min(ord(character), 0xFFFF)))


@cache
def folded() -> dict[str, tuple[int, ...]]:
    """What NFKC makes of a pair's character, to the pairs.

    >>> [gbk.character(pair >> 8, pair & 0xFF) for pair in folded()[","]]
    ['，']
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
def simplified_only() -> frozenset[str]:
    """Characters that text turned into traditional by the dictionary does not hold (OpenCC's, Apache-2.0)."""
    lines = files("opencc").joinpath("dictionary/STCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return frozenset(simplified for simplified, many in rows if simplified not in many.split())


@cache
def script_cost(traditional: bool) -> NDArray[np.float32]:
    """For each code point of the basic plane, what it costs to believe it of such a text."""
    cost = np.zeros(0x10000, np.float32)
    if traditional:
        cost[[ord(character) for character in simplified_only() if ord(character) < 0x10000]] = _SIMPLIFIED
        cost[[ord(quote) for quote in "「」『』"]] = _SIMPLIFIED  # simplified text, which this was, has “”
    return cost


def _likely(before: str, codes: NDArray[np.uint16], traditional: bool) -> Scored:
    codes = codes[codes > 0]
    both = np.empty(2 * codes.size, np.uint32)
    both[::2] = ord(before) if before else 0x0A
    both[1::2] = codes
    scores = np.nan_to_num(model().logp(both)[1::2], nan=_UNKNOWN) + script_cost(traditional)[codes]
    ranked = np.argsort(-scores, kind="stable")[:WIDE]
    return tuple(zip(map(chr, codes[ranked].tolist()), scores[ranked].tolist(), strict=True))


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
