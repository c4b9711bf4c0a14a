"""Compatibility forms: fullwidth letters and digits, Kangxi radicals, compatibility ideographs, look-alikes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np

from pipelines import hanzi
from pipelines.characters.common import (
    COMPATIBILITY,
    HAN,
    IS_COMPATIBLE,
    IS_HAN,
    IS_KANA,
    IS_LATIN,
    IS_LETTER,
    IS_SIGN,
    KANA,
    LETTERS,
    SIGNS,
)
from pipelines.codepoints import CodePoints, to_text
from pipelines.explain import Mapped, Result
from pipelines.rules import Places, edited

# Radicals of the supplement that are whole characters; Unicode's EquivalentUnifiedIdeograph.txt. Shapes that only
# occur inside a character are kept.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


def unified(seen: Places) -> Result | None:
    """Fullwidth letters and digits to ASCII, radicals and compatibility ideographs to the unified ones.

    Fullwidth punctuation stays.

    >>> from pipelines.characters.common import look
    >>> unified(look("ＡＢＣ１２３，⼈⺠")).text
    'ABC123，人民'
    """
    if not seen.present & IS_COMPATIBLE:
        return None
    after = to_text(_table().take(seen.array))
    return None if after == seen.text else Result(after, Mapped(seen.text, after, "compatibility form"))


@cache
def _table() -> CodePoints:
    table = np.arange(0x110000, dtype=np.uint32)
    for character in re.findall(f"[{COMPATIBILITY}]", "".join(map(chr, range(0x2E80, 0x30000)))):
        form = unicodedata.normalize("NFKC", character)
        table[ord(character)] = ord(form if len(form) == 1 else character)
    for radical, character in _RADICALS.items():
        table[ord(radical)] = ord(character)
    return table


_SIGN = re.compile(f"(?<=[A-Za-z0-9])[{SIGNS}](?=[A-Za-z0-9])")


def signs(seen: Places) -> Result | None:
    """Fullwidth ．＠＿／－ between ASCII letters or digits, as in addresses and decimals.

    >>> from pipelines.characters.common import look
    >>> signs(look("www．a．cn 1．5")).text
    'www.a.cn 1.5'
    """
    places = seen.where(IS_SIGN, before=IS_LATIN, after=IS_LATIN)
    return edited(seen.text, _SIGN, places, lambda match: chr(ord(match.group()) - 0xFEE0), "fullwidth sign")


_PLANTED = re.compile(rf"(?<=[{HAN}])[{''.join(KANA)}](?=[{HAN}])|(?<=[A-Za-z])[{''.join(LETTERS)}](?=[A-Za-z])")
_OTHER_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_GAIN = 4.0  # how much likelier, in natural logarithms, the hanzi must be than what the model expects of any pair


def look_alikes(seen: Places) -> Result | None:
    """A lone katakana between hanzi that reads on as a hanzi, a Cyrillic or Greek letter inside a Latin word.

    Japanese, and words of another script, are left alone.

    >>> from pipelines.characters.common import look
    >>> look_alikes(look("我们努カ工作")).text
    '我们努力工作'
    >>> look_alikes(look("中国のカ東")) is None
    True
    """
    text = seen.text
    places = [
        *seen.where(IS_KANA, before=IS_HAN, after=IS_HAN),
        *seen.where(IS_LETTER, before=IS_LATIN, after=IS_LATIN),
    ]

    def after(match: re.Match[str]) -> str | None:
        letter = match.group()
        if letter in LETTERS:
            return LETTERS[letter]
        near = text[max(0, match.start() - 30) : match.end() + 30]
        if len(_OTHER_KANA.findall(near)) > 1:
            return None
        before, value, behind = text[match.start() - 1], KANA[letter], text[match.end()]
        model = hanzi.model()
        gain = max(model.pair(before, value) - model.unigram(value), model.pair(value, behind) - model.unigram(behind))
        return value if gain > _GAIN else None

    return edited(text, _PLANTED, sorted(places), after, "look-alike")
