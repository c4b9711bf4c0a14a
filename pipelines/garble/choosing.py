"""The choice between the last answers of a search, by words, for characters cannot tell 湖年 from 狐狸."""

from __future__ import annotations

import re

from pipelines.garble.around import CONTEXT
from pipelines.garble.beam import Path
from pipelines.words import words

ALONE = 99.0
"""The margin of an answer without rivals."""

# How much each says, as logarithms: set by maximum likelihood on answers known to be right (news, reviews and
# encyclopedias, garbled), so that a margin is the logarithm of the odds.
_BY_CHARACTERS, _BY_WORDS = 0.55, 0.6
_NO_HANZI = -2.4  # what stands where a hanzi could pays nothing for words
_LONE = -1.5  # dashes and ellipses come in twos, which characters one by one cannot tell
_SINGLE = re.compile("(?<![—…])[—…](?![—…])")
_HANZI = re.compile(r"[\u3400-\u9fff〇]+")


def choose(paths: list[Path], left: str, right: str) -> tuple[Path, float]:
    """The most probable path, and by how much the next one is less probable (a natural logarithm).

    Args:
        paths: what the search ended with, each with its rivals, the most probable first.
        left: the last characters before it, without readings.
        right: the first ones behind it, likewise.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for behind, out in path.ways():
            if out not in found or path.score - behind > found[out].score:
                found[out] = path._replace(score=path.score - behind, out=out)
    if len(found) == 1:
        return paths[0], ALONE
    texts = [left + out + right for out in found]
    same = _shared(texts)
    head, tail = max(0, same - CONTEXT), max(0, _shared([text[:same:-1] for text in texts]) - CONTEXT)
    scores = [
        _BY_CHARACTERS * path.score + _by_words(text[head : len(text) - tail])
        for path, text in zip(found.values(), texts, strict=True)
    ]
    best, next_best = sorted(scores, reverse=True)[:2]
    return list(found.values())[scores.index(best)], best - next_best


def _shared(texts: list[str]) -> int:
    """With how many characters all of them begin: as many as the first and the last in order."""
    first, last = min(texts), max(texts)
    return next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))


def _by_words(text: str) -> float:
    """What words say of a text, and of what is none; where it is cut off on the right, no clause ends."""
    runs = [(run[0], run.end() < len(text)) for run in _HANZI.finditer(text)]
    hanzi = sum(words().logp(run, ends=ends) for run, ends in runs)
    others = len(text) - sum(len(run) for run, _ in runs)
    return _BY_WORDS * hanzi + _NO_HANZI * others + _LONE * len(_SINGLE.findall(text))
