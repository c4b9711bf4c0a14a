"""What speaks for a repair: how much likelier the hanzi model finds the text after it than before.

A wrong decoder loses nothing and adds nothing, so the likelihoods of the two texts as wholes can be compared, whatever
their lengths; what is asked for besides is the price of the hypothesis that damage happened at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points
from pipelines.explain import Span
from pipelines.hanzi import NEUTRAL, model
from pipelines.mojibake.natural import is_mark, natural, with_marks

PRICE = {"utf-8": 7.0, "gb18030": 11.0, "big5": 11.0}
"""Gain in natural logarithms that the first step of a repair has to bring, by the encoding that the bytes are then in.

Few byte strings are UTF-8 by accident; most are GBK."""
PRICE_OF_STEP = 5.0
"""The same for each step more."""
GOOD_MEAN = {"utf-8": -11.3, "gb18030": -10.0, "big5": -10.0}
"""Mean log-probability a character below which no result is taken for Chinese, by the same."""


Chain = tuple[str, str]
"""One damage: the encoding that the bytes were in, and the one they were read by."""


UNLIKELY = -10.2
"""Mean log-probability of a few characters on end below which a place is looked into."""
LOST = "\N{REPLACEMENT CHARACTER}"
KANA = -6.0
"""What each kana takes from a result that was not UTF-8: GBK and Big5 are seldom used for Japanese."""
PLAIN = 0.75
"""Share of a result, ASCII left out, that is hanzi and the commonest marks, when its bytes were not UTF-8."""
COMPANY = 0.7
"""Share of the hanzi of a result that stand beside another one, when its bytes were not UTF-8."""


HANZI = frozenset({"gb18030", "big5", "cp950"})
"""Decoders by which damage is hanzi, too, as rare words are."""
FEW = 4
"""Up to so many hanzi that were others before have to be pairs that Chinese has, two of three."""


class Repair(NamedTuple):
    """A way to read a piece of text.

    Attributes:
        text: how it reads.
        chain: what has to be undone, the last damage first.
        gain: how much likelier it is, the price taken off; a repair is a good one above 0.
        mean: mean log-probability of its characters.
        guessed: places in `text` that were filled by guess.
    """

    text: str
    chain: tuple[Chain, ...]
    gain: float
    mean: float
    guessed: tuple[Span, ...] = ()

    @property
    def reason(self) -> str:
        """The chain as it happened, for readers."""
        chain = ", then ".join(f"{true} read as {wrong}" for true, wrong in reversed(self.chain))
        return f"{chain}, bytes lost" if self.guessed or LOST in self.text else chain

    @property
    def confidence(self) -> float:
        """0 to 1: by the gain, and by how much of the text is a guess."""
        guessed = sum(end - start for start, end in self.guessed) + self.text.count(LOST)
        sure = 1.0 - 0.5 * guessed / max(1, len(self.text))
        return round(float(sure - 0.5 * np.exp(-max(self.gain, 0.0) / 10.0)), 3)


def logs(array: CodePoints) -> NDArray[np.float64]:
    """Log-probability of each character, neutral ones included."""
    values = with_marks(array, model().logp(array)).astype(np.float64)
    values[np.isnan(values)] = NEUTRAL
    natural(array, values)
    return values


def likelihood(array: CodePoints) -> float:
    """Log-probability of a text."""
    return float(logs(array).sum())


def unlikely(array: CodePoints, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Characters amid three that the model finds unlikely, ASCII left out; `values`: their `logs`."""
    places = np.flatnonzero(array > 0x7F)
    marks = np.zeros(array.size, np.bool_)
    if places.size > 1:
        own = np.pad(values[places], 1, mode="edge")
        marks[places[(own[:-2] + own[1:-1] + own[2:]) / 3 < UNLIKELY]] = True
    return marks


def judge(before: float, text: str, chain: tuple[Chain, ...]) -> Repair | None:
    """The repair that turns a piece of likelihood `before` into `text`, if it is worth its price and Chinese."""
    true = chain[-1][0]
    array = code_points(text)
    values = logs(array)
    counted = array > 0x7F
    if int(counted.sum()) < 2 or (true != "utf-8" and not _in_company(array)):
        return None
    if true != "utf-8" and chain[0][1] in HANZI and not _in_words(array):
        return None
    mean = float(values[counted].mean())
    gain = float(values.sum()) - before - PRICE[true] - PRICE_OF_STEP * (len(chain) - 1)
    if true != "utf-8":
        gain += KANA * int(((array > 0x3040) & (array < 0x3100)).sum())
    return Repair(text, chain, gain, mean) if gain > 0 and mean > GOOD_MEAN[true] else None


def _in_words(array: CodePoints) -> bool:
    """Whether the hanzi of a short result stand as Chinese puts them: rare words, read by another table, do not."""
    hanzi = (array >= 0x4E00) & (array < 0xA000)
    if int(hanzi.sum()) > FEW:
        return True
    if np.unique(array[hanzi]).size < 2:  # one, or one said twice
        return False
    both = hanzi[:-1] & hanzi[1:]
    count = int(both.sum())
    return int((model().seen(array) & both).sum()) >= count - count // 3


def _in_company(array: CodePoints) -> bool:
    """Whether most hanzi stand beside another, or a Chinese mark: accents in a Western word, misread, do not."""
    plain = ((array >= 0x4E00) & (array < 0xA000)) | is_mark(array)
    if int(plain.sum()) < PLAIN * int((array > 0x7F).sum()):
        return False
    chinese = (array >= 0x3000) & (array != 0xFFFD)
    beside = np.zeros(array.size, np.bool_)
    beside[1:] = chinese[:-1]
    beside[:-1] |= chinese[1:]
    return int((chinese & beside).sum()) >= COMPANY * int(chinese.sum())
