"""Text of other languages, which the hanzi model knows nothing of: how likely are its letters where they stand?

Mojibake is made of the same characters, but does not put them in words: Latin letters with accents stand alone among
plain ones, Cyrillic words are of one case, and Korean is mostly written with a few hundred of its syllables.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.mojibake.nearby import nearby

LETTER = -5.0
"""Log-probability of a letter of a Latin or Cyrillic word."""
ACCENTED = -6.5
RARE_HANGUL = -11.0
"""Log-probability of a syllable that Korean hardly uses, or of one between characters of other scripts."""
HANGUL = range(0xAC00, 0xD7A4)
SYMBOL = -9.0
"""Log-probability of an arrow, a box, a Greek or a Zhuyin letter, the first in a row; `REPEATED`, of the next."""
REPEATED = -4.0
_CYRILLIC_WORD = re.compile("[\u0400-\u042f]?[\u0430-\u045f]{2,}|[\u0400-\u042f]{3,}")
_SYLLABLES = (  # the most frequent first, counted over half of the Korean translations in Debian 12
    "다이니을지에는하수로습를시스가일자의정없서용파기합사어리음트할한있인은치그설션오터드않문으제만대해프아고부면보위데크입도작값상모실패나전옵름함키경력들소식디형바표버명라된요되행중적"
    "비업여개동메미구장호과록야우성안못거세출열필원블번변목령환료테잘유레마체브조류십템했분화내러렉단때복타본주연와려읽태계티무현재더결공포코또선반간당방래램추너른게능커절저최었알항예법"
    "웨베임확접속페처진택줄운든참새준랜각르두럼았같검널배발색퍼건것덱영신백칼증매끝텍찾초생카링밋및져관팅암근권쓰클따산됩역활종네통워릴째딩림플쓸축집삭올별볼숫순국청룹언외렬병허젝됨규런"
    "점닙약받압꾸범쪽맞존헤후토히까턴석길뒤잭컴완컨말뉴듈립심불슬빠막남많며될쿼롤돌직눅루글케특졌격향냅움폴양독픽질듭셸누피떤노젯달컬등금붙차꿀릭닌앞뷰충콘빈칙셋날께잠물펌큰강창취투린효"
    "응핑캐밀뜀급퓨혹편감련님콜윈울롯판짜량벗묶씁릅논섬넘엔첫났교깁켓긴므슈락렇닫갑먼"
)


MARK = -9.0
"""Log-probability below which no mark of Chinese text falls, wherever it stands."""
FULLWIDTH = -6.0
"""The same for letters, digits and signs of full width, which old texts are full of."""
_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕〖〗—…·"


@cache
def _marks() -> NDArray[np.float32]:
    table = np.full(0x10000, -100.0, np.float32)
    table[0xFF01:0xFF5F] = FULLWIDTH
    table[code_points(_MARKS)] = MARK
    return table


def is_mark(array: CodePoints) -> NDArray[np.bool_]:
    """Which characters are among the marks that Chinese text is full of."""
    return np.asarray(_marks().take(array, mode="clip") == MARK)


def with_marks(array: CodePoints, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The log-probabilities of the model, rare marks put right."""
    return np.maximum(values, _marks().take(array, mode="clip"))


@cache
def _hangul() -> NDArray[np.float64]:
    """Log-probability of each syllable: falling with its rank, one value for the rest."""
    table = np.full(len(HANGUL), RARE_HANGUL)
    ranks = np.arange(len(_SYLLABLES))
    table[code_points(_SYLLABLES).astype(np.int64) - HANGUL.start] = -3.7 - 4.3 * ranks / len(_SYLLABLES)
    return table


_HANGUL, _ACCENTED, _SYMBOL, _CYRILLIC = 1, 2, 4, 8


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    table[HANGUL.start : HANGUL.stop] = _HANGUL
    table[0xC0:0x250] = _ACCENTED
    for first, last in ((0x370, 0x3FF), (0x2190, 0x27BF), (0x3105, 0x312F)):
        table[first : last + 1] = _SYMBOL
    table[0x400:0x460] = _CYRILLIC
    return table


def natural(array: CodePoints, values: NDArray[np.float64]) -> None:
    """Put right, in place, the log-probabilities `values` of what stands in words of another language."""
    kinds = _kinds().take(array, mode="clip")
    present = int(np.bitwise_or.reduce(kinds, initial=0))
    if present & _HANGUL:
        hangul = kinds == _HANGUL
        values[hangul] = _hangul()[array[hangul].astype(np.int64) - HANGUL.start]
        values[hangul & ~_beside(hangul)] = RARE_HANGUL
    if present & _ACCENTED:
        plain = array < 0x80
        letter = plain & (((array | 0x20) >= 0x61) & ((array | 0x20) <= 0x7A))
        padded = np.concatenate(([True], plain, [True]))
        values[(kinds == _ACCENTED) & padded[:-2] & padded[2:] & _beside(letter)] = ACCENTED
    if present & _SYMBOL:
        symbol = kinds == _SYMBOL
        values[symbol] = np.maximum(values[symbol], SYMBOL)
        values[1:][symbol[1:] & symbol[:-1]] = REPEATED
    if present & _CYRILLIC:
        letters, origin = nearby(array, np.flatnonzero(kinds == _CYRILLIC), 0)
        for match in _CYRILLIC_WORD.finditer(to_text(letters)):
            values[origin[match.start() : match.end()]] = LETTER


def _beside(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which places have a neighbour of the kind."""
    padded = np.concatenate(([False], mask, [False]))
    return np.asarray(padded[:-2] | padded[2:])
