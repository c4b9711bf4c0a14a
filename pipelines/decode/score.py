"""How likely is a sample, if it is read by this or that encoding?

Every reading explains the same bytes, so their likelihoods can be compared, whatever the length of their characters:
the logarithms of all characters' probabilities are added up. A byte that the encoding does not have costs as much as a
very rare character, and no more: one stray byte must not throw an encoding out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipelines.codepoints import code_points
from pipelines.decode.codecs import decode_replacing
from pipelines.decode.euc_tw import read_roughly
from pipelines.decode.languages import likelihood
from pipelines.decode.sample import CUT
from pipelines.hanzi import model

LOST = "\N{REPLACEMENT CHARACTER}"
_LOST = ord(LOST)
_ASCII = -3.0
_INVALID = -14.0
_TRUNCATED = LOST + CUT.decode()
_KANA = (0x3041, 0x30FF)


class Reading(NamedTuple):
    """A sample as read by one encoding.

    Attributes:
        label: the encoding.
        total: natural logarithm of the sample's likelihood.
        characters: how many there are outside ASCII.
        mean: `total` for each of them, without ASCII and invalid bytes.
        kana: how many of them are kana.
        invalid: places that the encoding does not have; one at the end of a window is none.
    """

    label: str
    total: float
    characters: int
    mean: float
    kana: int
    invalid: int


def read(sample: bytes, label: str) -> Reading:
    """Read a sample.

    >>> good, bad = (read("我们要努力学习。".encode("gbk"), label) for label in ("gbk", "big5"))
    >>> good.total > bad.total + 20, good.invalid
    (True, 0)
    """
    text = read_roughly(sample) if label == "euc-tw" else decode_replacing(sample, label)
    if LOST in text:
        text = text.replace(_TRUNCATED, "").removesuffix(LOST)
    array = code_points(text)
    values = np.fmax(model().logp(array), likelihood(array, label))
    invalid = text.count(LOST)
    if invalid:
        values[array == _LOST] = np.nan
    values = values[~np.isnan(values)]
    inside = float(values.sum(dtype=np.float64))
    total = inside + _INVALID * invalid + _ASCII * (array.size - values.size - invalid)
    kana = int((array - np.uint32(_KANA[0]) <= _KANA[1] - _KANA[0]).sum())
    return Reading(label, total, values.size, inside / values.size if values.size else 0.0, kana, invalid)
