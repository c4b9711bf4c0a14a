"""Compatibility forms: fullwidth letters and digits, Kangxi radicals, compatibility ideographs, look-alikes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines import hanzi
from pipelines.characters.common import (
    COMPATIBILITY,
    HAN,
    IS_COMPATIBLE,
    IS_HAN,
    IS_KANA,
    IS_LETTER,
    IS_SIGN,
    KANA,
    LETTERS,
    Characters,
)
from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.explain import Mapped, Result
from pipelines.rules import edited

# Radicals of the supplement that are whole characters; Unicode's EquivalentUnifiedIdeograph.txt. Shapes that only
# occur inside a character are kept.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


def unified(seen: Characters) -> Result | None:
    """Fullwidth letters and digits to ASCII, radicals and compatibility ideographs to the unified ones.

    Fullwidth punctuation stays, but for ．＠＿／－ between ASCII letters or digits, as in addresses and decimals.

    >>> unified(Characters("ＡＢＣ１２３，⼈⺠ www．a．cn １．５")).text
    'ABC123，人民 www.a.cn 1.5'
    """
    if not seen.present & (IS_COMPATIBLE | IS_SIGN):
        return None
    array = seen.array.copy()
    places = seen.at(IS_COMPATIBLE)
    array[places] += _steps().take(array[places])
    signs = seen.at(IS_SIGN)
    signs = signs[(signs > 0) & (signs < array.size - 1)]
    signs = signs[_letters(array[signs - 1]) & _letters(array[signs + 1])]
    if not places.size and not signs.size:
        return None
    array[signs] -= 0xFEE0
    after = to_text(array)
    if after == seen.text:
        return None
    narrowed = bool((array[places] < 0x80).all())
    most = places.size + signs.size
    edits = Mapped(seen.text, after, "compatibility form", most=most)
    return Result(after, edits, narrowed=narrowed, seen=seen.whole.changed(array))


def _letters(array: CodePoints) -> NDArray[np.bool_]:
    """Which are ASCII letters or digits."""
    small = array | 0x20
    return ((small >= ord("a")) & (small <= ord("z"))) | ((array >= ord("0")) & (array <= ord("9")))


@cache
def _steps() -> CodePoints:
    """From each code point to the one it becomes."""
    forms = {
        character: form
        for character in re.findall(f"[{COMPATIBILITY}]", "".join(map(chr, range(0x2E80, 0x30000))))
        if len(form := unicodedata.normalize("NFKC", character)) == 1
    }
    forms |= _RADICALS
    steps = np.zeros(0x110000, dtype=np.uint32)
    before = code_points("".join(forms))
    steps[before] = code_points("".join(forms.values())) - before
    return steps


_BETWEEN_HANZI = rf"(?<=[{HAN}])[{''.join(KANA)}](?=[{HAN}])"
_FOREIGN = "A-Za-z\u0370-\u052f"
_PLANTED = re.compile(
    rf"{_BETWEEN_HANZI}|(?<=[A-Za-z])[{''.join(LETTERS)}](?=[A-Za-z])"
    rf"|(?<![{_FOREIGN}])[{''.join(LETTERS)}](?=[A-Za-z]{{2}})|(?<=[A-Za-z]{{2}})[{''.join(LETTERS)}](?![{_FOREIGN}])"
)
_OTHER_KANA = re.compile(f"(?!{_BETWEEN_HANZI})[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_GAIN = 2.5  # how much likelier, in natural logarithms, than any hanzi there: 人口 has 3.1, Japanese 一カ月 less than 1


def look_alikes(seen: Characters) -> Result | None:
    """A lone katakana between hanzi that reads on as a hanzi, a Cyrillic or Greek letter in a Latin word.

    Japanese, and words of another script, are left alone.

    >>> look_alikes(Characters("我们努カ工作")).text
    '我们努力工作'
    >>> look_alikes(Characters("中国のカ東")) is None
    True
    """
    text = seen.text
    places = [
        *seen.where(IS_KANA, before=IS_HAN, after=IS_HAN),
        *seen.where(IS_LETTER),
    ]

    def after(match: re.Match[str]) -> str | None:
        letter = match.group()
        if letter in LETTERS:
            return LETTERS[letter]
        near = text[max(0, match.start() - 30) : match.end() + 30]
        if _OTHER_KANA.search(near):
            return None
        before, value, behind = text[match.start() - 1], KANA[letter], text[match.end()]
        model = hanzi.model()
        gain = max(model.pair(before, value) - model.unigram(value), model.pair(value, behind) - model.unigram(behind))
        return value if gain > _GAIN else None

    return edited(text, _PLANTED, sorted(places), after, "look-alike")
