"""UTF-8 that lost bytes when it was read wrongly: keep what is alive, fill the rest where the model is confident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pipelines.codepoints import code_points
from pipelines.hanzi import NEUTRAL, model
from pipelines.mojibake.candidates import candidates, is_simplified
from pipelines.mojibake.neighbours import CONFIDENT, END, is_digit, likeliest
from pipelines.mojibake.patterns import GAP, QUESTION, Cut, cuts
from pipelines.mojibake.score import LOST

_BAD = re.compile("[\udc80-\udcff?]+")


class Filled(NamedTuple):
    """A text whose gaps were dealt with.

    Attributes:
        text: the text; characters that are not known are U+FFFD.
        spans: places of `text` that were filled by guess.
    """

    text: str
    spans: tuple[tuple[int, int], ...]


Answer = tuple[tuple[str, bool], ...]
"""The characters of a gap, and whether each was guessed."""


class _Gap(NamedTuple):
    start: int
    end: int
    left: str
    right: str
    cuts: tuple[Cut, ...]


def fill(text: str, wrong: str, sides: tuple[str, str] = ("", ""), *, guess: bool = True) -> Filled:
    """Fill the gaps of a text that is UTF-8 again.

    Args:
        text: the bytes decoded, each one that is no character as a lone surrogate (U+DCFF where a byte was lost).
        wrong: name of the wrong decoder that lost them.
        sides: the characters before and behind, empty at the borders of a line.
        guess: fill lost characters; otherwise they are U+FFFD.

    Returns:
        The text.
    """
    gaps = list(_gaps(text, *sides))
    simplified = is_simplified(code_points(text))
    simple = {place for place, gap in enumerate(gaps) if _is_simple(gap)} if guess else set()
    answers = _batch([gaps[place] for place in sorted(simple)], wrong, simplified)
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    last = length = 0
    for place, gap in enumerate(gaps):
        parts.append(text[last : gap.start])
        length += gap.start - last
        last = gap.end
        for character, guessed in next(answers) if place in simple else _likeliest(gap, wrong, simplified):
            parts.append(character if guess or not guessed else LOST)
            if guessed and guess and character != LOST:
                spans.append((length, length + 1))
            length += 1
    parts.append(text[last:])
    return Filled("".join(parts), tuple(spans))


def _gaps(text: str, before: str, after: str) -> Iterator[_Gap]:
    for match in _BAD.finditer(text):
        start, end = match.span()
        left, right = text[start - 1 : start] or before, text[end : end + 1]
        tokens = tuple(GAP if c == "\udcff" else QUESTION if c == "?" else ord(c) - 0xDC00 for c in match[0])
        yield _Gap(start, end, left or END, right or after or END, cuts(tokens, right.encode()[0] if right else None))


def _is_simple(gap: _Gap) -> bool:
    """Whether the gap is one character between two others: most are, and they are looked at together."""
    simple = len(gap.cuts) == 1 and len(gap.cuts[0]) == 1 and not isinstance(gap.cuts[0][0], str)
    return simple and gap.right != END and not is_digit(gap.left) and not is_digit(gap.right)


def _batch(gaps: Sequence[_Gap], wrong: str, simplified: bool) -> Iterator[Answer]:
    """The answers to simple gaps."""
    if not gaps:
        return
    choices = [candidates(gap.cuts[0][0], wrong, simplified) or LOST for gap in gaps]
    sizes = np.array([len(each) for each in choices])
    every = code_points("".join(choices))
    left, right = (
        np.repeat(code_points("".join(side)), sizes) for side in (map(_left, gaps), (gap.right for gap in gaps))
    )
    logs = np.nan_to_num(model().pairs(left, every), nan=NEUTRAL) + np.nan_to_num(
        model().pairs(every, right), nan=NEUTRAL
    )
    starts = np.cumsum(sizes) - sizes
    weights = np.exp(logs - np.repeat(np.maximum.reduceat(logs, starts), sizes))
    best = 1 / np.add.reduceat(weights, starts)
    for choice, start, size, sure in zip(choices, starts.tolist(), sizes.tolist(), best.tolist(), strict=True):
        character = choice[int(weights[start : start + size].argmax())]
        yield ((character if sure >= CONFIDENT else LOST, True),)


def _left(gap: _Gap) -> str:
    return gap.left


def _likeliest(gap: _Gap, wrong: str, simplified: bool) -> Answer:
    if not gap.cuts:
        return ((LOST, True),) * -(-(gap.end - gap.start) // 3)
    if all(each == "?" for each in gap.cuts[0]):
        return tuple(("?", False) for _ in gap.cuts[0])
    paths = [_path(cut, gap.left, gap.right, wrong, simplified) for cut in gap.cuts]
    return max(paths, key=lambda path: path[0])[1]


@lru_cache(maxsize=4096)
def _path(cut: Cut, left: str, right: str, wrong: str, simplified: bool) -> tuple[float, Answer]:
    """The likeliest characters for a cut."""
    choices = [slot if isinstance(slot, str) else candidates(slot, wrong, simplified) or LOST for slot in cut]
    total, characters = likeliest(choices, left, right)
    return total, tuple(zip(characters, (choice != "?" for choice in choices), strict=True))
