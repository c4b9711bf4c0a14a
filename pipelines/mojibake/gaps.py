"""UTF-8 that lost bytes when it was read wrongly: keep what is alive, fill the rest where the model is confident.

What helps most is the decoder itself: it loses a byte only where that byte and the next one are no character, so that a
lost byte of UTF-8 read as GBK has some eight possible values, not sixty-four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.hanzi import NEUTRAL, model
from pipelines.mojibake.codecs import wrong_decoder
from pipelines.mojibake.patterns import GAP, QUESTION, Slot, cuts
from pipelines.mojibake.score import LOST

CONFIDENT = 0.5
"""Probability from which a lost character is filled."""
MOST_CANDIDATES = 48
AFTER_DIGIT = {"年": -1.6, "月": -2.0, "日": -2.2, "个": -4.0, "万": -3.5, "，": -3.0, "。": -4.0, "、": -4.0}
AT_END = {"。": -0.4, "！": -3.0, "？": -3.0, "”": -3.0, "」": -3.5, "：": -4.0, "；": -4.0, "）": -4.0}
"""Log-probabilities that the model, which leaves ASCII out, does not know, estimated: of a character after a digit, of
a line's end after a character."""
ELSE = -6.0
_GOOD = re.compile(
    "[\x00-\x3e\x40-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|(?P<bad>.)",
    re.DOTALL,
)


class Filled(NamedTuple):
    """A text whose gaps were dealt with.

    Attributes:
        text: the text; characters that are not known are U+FFFD.
        spans: places of `text` that were filled by guess.
    """

    text: str
    spans: tuple[tuple[int, int], ...]


def fill(array: CodePoints, wrong: str, *, guess: bool = True) -> Filled | None:
    """Read a piece as UTF-8 that had been read as `wrong`, around its gaps (U+FFFD, question marks, broken structure).

    Args:
        array: the piece.
        wrong: name of the wrong decoder.
        guess: fill lost characters; otherwise they are U+FFFD.

    Returns:
        The text, or `None` when the piece holds what the decoder cannot have made, or its bytes are no UTF-8.
    """
    raw = _with_gaps(array, wrong)
    if raw is None:
        return None
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for good, bad, after in _stretches(raw):
        parts.append(good)
        length += len(good)
        if not bad:
            continue
        piece = _fill(bad, parts[-1][-1:] or (parts[-2][-1:] if len(parts) > 1 else ""), after, wrong)
        if piece is None:
            return None
        for character, guessed in piece:
            parts.append(character if guess or not guessed else LOST)
            if guessed and guess and character != LOST:
                spans.append((length, length + 1))
            length += 1
    return Filled("".join(parts), tuple(spans))


def _with_gaps(array: CodePoints, wrong: str) -> str | None:
    """The bytes as the characters U+0000 to U+00FF, gaps as U+FFFD."""
    decoder = wrong_decoder(wrong)
    lost = array == 0xFFFD
    if not decoder.makes(array[~lost]).all():
        return None
    parts = []
    for part in to_text(array).split(LOST):
        parts.append(decoder.encode(code_points(part)).raw.decode("latin-1"))
    return LOST.join(parts)


def _stretches(raw: str) -> Iterator[tuple[str, str, str]]:
    """Whole characters (decoded), the damaged bytes that follow them, and the whole ones after those, in turn."""
    good: list[str] = []
    bad: list[str] = []
    for match in _GOOD.finditer(raw):
        if match["bad"]:
            bad.append(match[0])
            continue
        if bad:
            yield "".join(good).encode("latin-1").decode("utf-8", "replace"), "".join(bad), match[0]
            good, bad = [], []
        good.append(match[0])
    yield "".join(good).encode("latin-1").decode("utf-8", "replace"), "".join(bad), ""


def _fill(bad: str, before: str, after: str, wrong: str) -> list[tuple[str, bool]] | None:
    """The characters of a damaged stretch, and whether each was guessed."""
    if not bad.strip("?"):
        return [("?", False)] * len(bad)
    tokens = tuple(GAP if each == LOST else QUESTION if each == "?" else ord(each) for each in bad)
    best: tuple[float, list[tuple[str, bool]]] | None = None
    following = after.encode("latin-1").decode("utf-8", "replace")
    for cut in cuts(tokens, ord(after[0]) if after else None):
        likelihood, characters = _path(cut, before, following, wrong)
        if best is None or likelihood > best[0]:
            best = likelihood, characters
    return best[1] if best else None


def _path(cut: tuple[Slot | str, ...], before: str, after: str, wrong: str) -> tuple[float, list[tuple[str, bool]]]:
    """The likeliest characters for a cut (Viterbi), those that are not sure as U+FFFD."""
    choices = [slot if isinstance(slot, str) else candidates(slot, wrong) or LOST for slot in cut]
    steps: list[NDArray[np.float64]] = []
    left = before or "\n"
    for right in (*choices, after or "\n"):
        steps.append(pairs(left, right))
        left = right
    forward = [steps[0]]
    for step in steps[1:]:
        forward.append(np.logaddexp.reduce(forward[-1].reshape(-1, 1) + step, axis=0, keepdims=True))
    backward = [np.zeros((1, 1))]
    for step in reversed(steps[1:]):
        backward.append(np.logaddexp.reduce(step + backward[-1].reshape(1, -1), axis=1, keepdims=True))
    total = float(forward[-1].sum())
    characters = []
    for choice, ahead, behind in zip(choices, forward, reversed(backward), strict=False):
        posterior = np.exp(ahead.reshape(-1) + behind.reshape(-1) - total)
        place = int(posterior.argmax())
        sure = posterior[place] >= CONFIDENT and choice[place] != LOST
        characters.append((choice[place] if sure else LOST, choice != "?"))
    return total, characters


def pairs(left: str, right: str) -> NDArray[np.float64]:
    """Log-probability of each character of `right` after each of `left`, shape (left, right)."""
    grid = np.empty((len(left), len(right), 2), np.uint32)
    grid[:, :, 0] = code_points(left)[:, None]
    grid[:, :, 1] = code_points(right)[None, :]
    values = model().logp(grid.reshape(-1))[1::2].astype(np.float64).reshape(len(left), len(right))
    if right == "\n":
        return np.array([[AT_END.get(character, ELSE)] for character in left])
    if left.isdigit() and left.isascii():
        values[0] = [AFTER_DIGIT.get(character, value) for character, value in zip(right, values[0], strict=True)]
    return np.nan_to_num(values, nan=NEUTRAL)


@lru_cache(maxsize=8192)
def candidates(slot: Slot, wrong: str) -> str:
    """Characters of the model that a slot can be, the likeliest first; empty where all three bytes are lost.

    >>> candidates(((0xE4, 0xB8, None), (None, None, 0xE5)), "gb18030")[:3]
    '一中个'
    """
    values, following = slot
    if values == (None, None, None):
        return ""
    options = [
        (value,)
        if value is not None
        else _lost_bytes(wrong, after)
        if number
        else (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)
        for number, (value, after) in enumerate(zip(values, following, strict=True))
    ]
    ranks = _ranks()
    found = []
    for raw in product(*options):
        character = bytes(raw).decode("utf-8", "replace")
        if character in ranks:
            found.append(character)
    return "".join(sorted(found, key=ranks.__getitem__)[:MOST_CANDIDATES])


@cache
def _ranks() -> dict[str, int]:
    return {character: rank for rank, character in enumerate(model().characters)}


@cache
def _lost_bytes(wrong: str, after: int | None) -> tuple[int, ...]:
    """Continuation bytes that the decoder loses before the byte `after` (`None`: any byte)."""
    every = range(0x80, 0xC0)
    if wrong_decoder(wrong).single:
        made = set(wrong_decoder(wrong).values(np.arange(0x100, 0x2200, dtype=np.uint32)).tolist())
        made |= {byte for byte in range(0xA0, 0x100) if _decodes(wrong, byte)}
        return tuple(byte for byte in every if byte not in made) or tuple(every)
    if after is None or after < 0x40:
        return tuple(every)
    known = gbk.assigned() if wrong == "gb18030" else wrong_decoder(wrong).characters != 0
    return tuple(byte for byte in every if not known[byte << 8 | after]) or tuple(every)


def _decodes(wrong: str, byte: int) -> bool:
    return bytes((byte,)).decode(wrong, "replace") != LOST
