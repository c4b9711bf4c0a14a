"""Compatibility forms: fullwidth letters and digits, Kangxi radicals, compatibility ideographs, look-alikes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np

from pipelines import hanzi
from pipelines.characters.common import HAN, edited
from pipelines.codepoints import CodePoints, Sign, code_points, signs, to_text
from pipelines.explain import Mapped, Result

# Radicals of the supplement that are whole characters; Unicode's EquivalentUnifiedIdeograph.txt. Shapes that only
# occur inside a character are kept.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


def unified(text: str) -> Result | None:
    """Fullwidth letters and digits to ASCII, radicals and compatibility ideographs to the unified ones.

    Fullwidth punctuation stays.

    >>> unified("ＡＢＣ１２３，⼈⺠").text
    'ABC123，人民'
    """
    array = code_points(text)
    if Sign.COMPATIBILITY not in signs(array):
        return None
    after = to_text(_table()[array])
    return None if after == text else Result(after, Mapped(text, after, "compatibility form"))


@cache
def _table() -> CodePoints:
    table = np.arange(0x110000, dtype=np.uint32)
    ranges = (
        (0x2E80, 0x2FDF),
        (0xF900, 0xFAFF),
        (0xFF10, 0xFF19),
        (0xFF21, 0xFF3A),
        (0xFF41, 0xFF5A),
        (0x2F800, 0x2FA1F),
    )
    for first, last in ranges:
        for code in range(first, last + 1):
            form = unicodedata.normalize("NFKC", chr(code))
            table[code] = ord(form) if len(form) == 1 else code
    for radical, character in _RADICALS.items():
        table[ord(radical)] = ord(character)
    return table


_SYMBOL = re.compile(r"(?<=[A-Za-z0-9])[．＠＿／－](?=[A-Za-z0-9])|(?<=\d)，(?=\d{3}(?!\d))(?<=[^\d]\d，|\d\d，)")


def symbols(text: str) -> Result | None:
    """Fullwidth ．＠＿／－ between ASCII letters or digits, as in addresses and decimals.

    >>> symbols("www．a．cn 1．5").text
    'www.a.cn 1.5'
    """
    if not any(each in text for each in "．＠＿／－"):
        return None
    return edited(
        text,
        _SYMBOL,
        lambda match: None if match.group() == "，" else chr(ord(match.group()) - 0xFEE0),
        "fullwidth sign",
    )


_KANA = {"カ": "力", "ニ": "二", "ロ": "口", "タ": "夕", "ハ": "八", "エ": "工", "ト": "卜", "チ": "千"}
_LETTERS = dict(zip("аеорсухіАВЕКМНОРСТХοΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxiABEKMHOPCTXoABEHIKMNOPTX", strict=True))
_PLANTED = re.compile(rf"(?<=[{HAN}])[{''.join(_KANA)}](?=[{HAN}])|(?<=[A-Za-z])[{''.join(_LETTERS)}](?=[A-Za-z])")
_OTHER_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_GAIN = 4.0  # how much likelier, in natural logarithms, the hanzi must be than what the model expects of any pair


def look_alikes(text: str) -> Result | None:
    """A lone katakana between hanzi that reads on as a hanzi, a Cyrillic or Greek letter inside a Latin word.

    Japanese, and words of another script, are left alone.

    >>> look_alikes("我们努カ工作").text
    '我们努力工作'
    >>> look_alikes("中国のカ東") is None
    True
    """
    if Sign.FOREIGN not in signs(code_points(text)) or not _PLANTED.search(text):
        return None

    def after(match: re.Match[str]) -> str | None:
        letter = match.group()
        if letter in _LETTERS:
            return _LETTERS[letter]
        near = text[max(0, match.start() - 30) : match.end() + 30]
        if len(_OTHER_KANA.findall(near)) > 1:
            return None
        before, value, behind = text[match.start() - 1], _KANA[letter], text[match.end()]
        model = hanzi.model()
        gain = max(model.pair(before, value) - model.unigram(value), model.pair(value, behind) - model.unigram(behind))
        return value if gain > _GAIN else None

    return edited(text, _PLANTED, after, "look-alike")
