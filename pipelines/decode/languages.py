"""How likely are the characters of a language? The hanzi model knows hanzi, in Chinese, and little else.

For the encodings of each language a probability of its characters by themselves: rough, but enough to tell its pages
from those of other languages that are read wrongly. Chinese has its marks here, of which the model's sources hold few.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points

FOREIGN = {
    "shift_jis": "ja",
    "euc-jp": "ja",
    "iso-2022-jp": "ja",
    "euc-kr": "ko",
    "iso-2022-kr": "ko",
    "windows-1251": "ru",
    "koi8-r": "ru",
    "windows-1252": "la",
}
"""The language that an encoding speaks for: Japanese, Korean, Russian, or one of Latin letters; Chinese otherwise."""

_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』…—·～％"
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"  # by frequency
_ACCENTED = "éèàêçôîûùâëïœäöüßñáíóúãõåøæìòÿšžčř"
_SIGNS = "\xa0«»’‘“”–—…€£§©®°·•¡¿ªº²³½"
_STRANGE = 5.0  # taken from an accented letter beside another, and from a Cyrillic one beside a Latin one


def likelihood(array: CodePoints, label: str) -> NDArray[np.float32]:
    """Natural logarithm of each character's probability in a text of the encoding's language.

    Args:
        array: code points.
        label: an encoding.

    Returns:
        One value for each position, NaN where nothing is known beside the hanzi model.
    """
    language = FOREIGN.get(label, "zh")
    table = _table(language)
    values: NDArray[np.float32] = table.take(array, mode="clip")
    if language in ("la", "ru") and array.size > 1:
        letters = array > 0xBF
        others = letters if language == "la" else (array | 0x20) - 0x61 < 26
        beside = np.zeros(array.size, bool)
        beside[1:] |= others[:-1]
        beside[:-1] |= others[1:]
        values[beside & letters] -= _STRANGE
    return values


@cache
def _table(language: str) -> NDArray[np.float32]:
    table = np.full(0x10000, np.nan, np.float32)
    {"zh": _chinese, "ja": _japanese, "ko": _korean, "ru": _russian, "la": _latin}[language](table)
    return table


def _chinese(table: NDArray[np.float32]) -> None:
    table[code_points(_MARKS)] = -8.0
    table[0xFF10:0xFF5B] = -9.5


def _japanese(table: NDArray[np.float32]) -> None:
    _chinese(table)
    pairs = [bytes((lead, trail)) for lead in range(0xB0, 0xD0) for trail in range(0xA1, 0xFF)]
    table[code_points(b"".join(pairs).decode("euc_jp", "ignore"))] = -8.5  # level 1 of JIS X 0208
    table[0x3041:0x3094] = -4.5
    table[0x30A1:0x30FD] = -5.0
    table[code_points("、。")] = -4.0
    table[0xFF66:0xFFA0] = -8.0


def _korean(table: NDArray[np.float32]) -> None:
    _chinese(table)
    pairs = [bytes((lead, trail)) for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF)]
    table[code_points(b"".join(pairs).decode("euc_kr", "ignore"))] = -8.5


def _russian(table: NDArray[np.float32]) -> None:
    for letters, first, last in ((_RUSSIAN, -2.1, -6.5), (_RUSSIAN.upper(), -6.0, -9.0)):
        table[code_points(letters)] = np.linspace(first, last, len(letters))
    table[code_points(_SIGNS)] = -7.0


def _latin(table: NDArray[np.float32]) -> None:
    table[0xC0:0x180] = -9.0
    upper = "".join(each.upper() for each in _ACCENTED if len(each.upper()) == 1)
    for letters, first, last in ((_ACCENTED, -2.5, -6.5), (upper, -5.0, -8.0)):
        table[code_points(letters)] = np.linspace(first, last, len(letters))
    table[code_points(_SIGNS)] = -5.5
