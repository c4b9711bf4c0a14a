"""How probable is a character after another one, in the text that the machine was given?

Between hanzi the hanzi model knows. What it was counted from is short of punctuation, so marks, quotes and brackets are
scored by their class, with shares counted in news and encyclopedic text (tests/benchmarks/bench_garble.py, first half).
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.garble.known import traditional_characters
from pipelines.hanzi import model
from pipelines.variants import dictionary

_OTHER_SCRIPT = -5.0  # a character that text of this script does not have
_TWICE = -6.0  # a mark twice: 。。 and ！！, as the web writes them
_KANA = -4.0  # a character of Japanese text: what the machine was given is Chinese
_WORD, _MARK, _OPENING, _CLOSING, _LINE, _DASH = range(6)
_SHARES: dict[int, dict[str, float]] = {  # within a class, as natural logarithms
    _MARK: {"，": -0.6, "。": -1.1, "、": -2.0, "；": -3.7, "：": -3.2, "！": -5.0, "？": -4.6},
    _OPENING: {"“": -0.6, "《": -1.7, "（": -1.3, "‘": -4.5, "「": -5.0, "『": -6.0, "【": -4.5, "［": -4.5},
    _CLOSING: {"”": -0.6, "》": -1.7, "）": -1.3, "’": -4.5, "」": -5.0, "』": -6.0, "】": -4.5, "］": -4.5},
    _LINE: {"\n": 0.0, "\u3000": -7.0},
    _DASH: {"—": -0.2, "…": -1.7},  # mostly two on end
}
_AFTER = np.array(  # class after class; what is no punctuation is left to the model
    [
        (0.0, -2.3, -5.3, -5.1, -8.0, -6.0),
        (-0.3, -9.0, -4.0, -4.3, -1.3, -5.0),
        (0.0, -10.0, -6.0, -9.0, -10.0, -7.0),
        (-0.5, -1.3, -4.0, -4.5, -2.0, -4.0),
        (0.0, -12.0, -3.5, -12.0, -4.0, -5.0),
        (-0.8, -5.0, -2.5, -4.0, -3.0, -0.7),
    ],
    np.float32,
)


@lru_cache(maxsize=65536)
def score(before: str, character: str, traditional: bool) -> float:
    """Logarithm of the probability of a character after another one (empty: at the beginning) in a text of this script.

    >>> score("獎", "章", True) + score("章", "，", True) > score("獎", "者", True) + score("者", "，", True)
    True
    """
    code = min(ord(character), 0xFFFF)
    own, each = _class(before), _classes().item(code)
    if own == each == _MARK and before == character:
        return _TWICE
    found = model().pair(before if own == _WORD else "\n", character) if each == _WORD else 0.0
    return found + _shares().item(code) + _AFTER.item(own, each) + _script_costs()[traditional].item(code)


class Choices:
    """Characters of which one stands there; `codes` are their code points, of the basic plane and none of ASCII."""

    def __init__(self, codes: NDArray[np.uint16]) -> None:
        self._codes, self._classes = codes, _classes()[codes]
        self._shares = [_shares()[codes] + costs[codes] for costs in _script_costs()]
        self._words = (self._classes == _WORD).astype(np.float32)
        self._following = model().following(codes.astype(np.uint32))

    def likely(self, before: str, traditional: bool, number: int, far: float) -> tuple[tuple[str, float], ...]:
        """Each with its `score` after `before`, the highest first; so many at most, none further than `far` from it."""
        if not self._codes.size:
            return ()
        own = _class(before)
        found = model().behind(ord(before) if own == _WORD else 0x0A, self._following) * self._words
        found += self._shares[traditional]
        found += _AFTER[own].take(self._classes)
        if own == _MARK:
            found[self._codes == ord(before)] = _TWICE
        near = (found > found.max() - far).nonzero()[0]
        near = near[(-found[near]).argsort(kind="stable")[:number]]
        return tuple(zip(map(chr, self._codes[near].tolist()), found[near].tolist(), strict=True))


def _class(before: str) -> int:
    return int(_classes().item(min(ord(before), 0xFFFF))) if before else _LINE


@cache
def _simplified_only() -> frozenset[str]:
    """Characters that text turned into traditional by the dictionary does not hold."""
    rows = dictionary("STCharacters.txt").items()
    return frozenset(simplified for simplified, many in rows if simplified not in many)


@cache
def _classes() -> NDArray[np.uint8]:
    classes = np.zeros(0x10000, np.uint8)
    for each, shares in _SHARES.items():
        classes[[ord(character) for character in shares]] = each
    for each, ascii_marks in ((_MARK, ",;:!?"), (_OPENING, "("), (_CLOSING, ")")):
        classes[[ord(mark) for mark in ascii_marks]] = each
    return classes


@cache
def _shares() -> NDArray[np.float32]:
    found = np.zeros(0x10000, np.float32)
    for shares in _SHARES.values():
        for character, share in shares.items():
            found[ord(character)] = share
    for mark, whole in zip(",;:!?()", "，；：！？（）", strict=True):
        found[ord(mark)] = found[ord(whole)]
    return found


@cache
def _script_costs() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What it costs to believe each code point of the basic plane of a simplified text, and of a traditional one."""
    costs = np.zeros((2, 0x10000), np.float32)
    costs[0, traditional_characters()] = _OTHER_SCRIPT
    costs[1, [ord(character) for character in _simplified_only() if ord(character) < 0x10000]] = _OTHER_SCRIPT
    costs[1, [ord(quote) for quote in "「」『』"]] = _OTHER_SCRIPT  # simplified text, which this was, has “”
    costs[:, 0x3040:0x3100] = _KANA
    return costs[0], costs[1]
