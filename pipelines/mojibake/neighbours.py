"""How likely is a character beside another? The hanzi model, and what it leaves out: digits and the ends of lines.

The log-probabilities below were estimated on running text (first half of the file that bench_mojibake.py was given).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import code_points
from pipelines.hanzi import NEUTRAL, model
from pipelines.mojibake.score import LOST

CONFIDENT = 0.5
"""Probability from which a lost character is filled."""
END = "\n"
"""Stands for the border of a line."""


def _table(text: str) -> dict[str, float]:
    return {item[0]: float(item[1:]) for item in text.split()}


_AFTER_DIGIT = _table(
    "年-1.3 月-1.9 日-2.4 人-3.4 米-3.6 名-3.9 个-3.9 個-3.9 万-3.9 萬-3.9 ，-3.7 。-4.4 、-4.2 ）-3.5 "
    "至-4.2 位-4.3 号-4.2 號-4.2 元-4.2 亿-4.3 億-4.3 家-4.6 分-4.4 时-4.6 時-4.6 次-4.7 岁-4.6"
)
"""Of the character after a digit."""
_BEFORE_DIGIT = _table(
    "年-1.4 月-0.8 ，-3.9 。-4.2 、-3.7 （-1.6 ：-2.5 在-2.2 于-1.9 於-1.9 至-0.9 第-1.1 约-1.1 約-1.1 "
    "为-2.6 為-2.6 有-2.0 共-2.2 达-1.7 達-1.7 近-1.9 从-2.3 從-2.3 到-2.5 前-2.4 及-2.7 和-3.2 以-3.0 "
    "自-2.6 了-3.0 积-1.2 積-1.2 度-2.0 口-1.8 计-2.4 計-2.4 是-3.6 的-5.5 －-1.0 —-2.5 ～-0.8 《-4.5 "
    "“-4.0 「-4.0"
)
"""Of a digit after the character."""
_NO_DIGIT = -5.0
_AT_END = {"。": -0.4, "！": -3.0, "？": -3.0, "”": -3.0, "」": -3.5, "：": -4.0, "；": -4.0, "）": -4.0}
"""Of the end of a line after the character."""
_NO_END = -6.0


def beside(left: str, right: str) -> NDArray[np.float64]:
    """Log-probability of each character of `right` after each of `left`, shape (left, right).

    >>> bool(beside("我", "们")[0, 0] > beside("我", "门")[0, 0])
    True
    """
    if right == END:
        return np.array([[_AT_END.get(character, _NO_END)] for character in left])
    if is_digit(right):
        return np.array([[_BEFORE_DIGIT.get(character, _NO_DIGIT)] for character in left])
    values = model().pairs(code_points(left)[:, None], code_points(right)).astype(np.float64)
    if is_digit(left):
        values[0] = [_AFTER_DIGIT.get(character, value) for character, value in zip(right, values[0], strict=True)]
    values[np.isnan(values)] = NEUTRAL
    return values


def is_digit(character: str) -> bool:
    """Whether it is one of 0 to 9."""
    return len(character) == 1 and "0" <= character <= "9"


def likeliest(choices: Sequence[str], left: str, right: str, least: float = -np.inf) -> tuple[float, str]:
    """The likeliest character of each choice, given what stands on both sides (forward and backward sums).

    Args:
        choices: for each place the characters it can be.
        left: the character before, or `END`.
        right: the character behind, or `END`.
        least: a log-probability up to which nobody asks for the characters.

    Returns:
        The log-probability of all ways together, and the characters; U+FFFD where none is likely enough.

    >>> likeliest(["要", "努弩奴", "力刀"], "们", "学")[1]
    '要努力'
    """
    steps = _steps((left, *choices, right))
    forward = [steps[0]]
    for step in steps[1:]:
        before = forward[-1].reshape(-1, 1) + step
        forward.append(before if before.shape[0] == 1 else np.logaddexp.reduce(before, axis=0, keepdims=True))
    total = float(forward[-1].sum())
    if total <= least:
        return total, ""
    backward = [np.zeros((1, 1))]
    for step in reversed(steps[1:]):
        backward.append(np.logaddexp.reduce(step + backward[-1].reshape(1, -1), axis=1, keepdims=True))
    characters = []
    for choice, ahead, behind in zip(choices, forward, reversed(backward), strict=False):
        posterior = np.exp(ahead.reshape(-1) + behind.reshape(-1) - total)
        place = int(posterior.argmax())
        characters.append(choice[place] if len(choice) == 1 or posterior[place] >= CONFIDENT else LOST)
    return total, "".join(characters)


def _steps(choices: Sequence[str]) -> list[NDArray[np.float64]]:
    """`beside` for each choice and the next one; those between two known hanzi are looked up together."""
    first = code_points("".join(choice[0] for choice in choices))
    known = model().pairs(first[:-1], first[1:]).astype(np.float64).reshape(-1, 1, 1)
    plain = [len(choice) == 1 and "\u4e00" <= choice <= "\u9fff" for choice in choices]
    return [
        known[place] if plain[place] and plain[place + 1] else beside(choices[place], choices[place + 1])
        for place in range(len(choices) - 1)
    ]
