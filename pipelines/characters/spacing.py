"""Spaces: indents, no-break spaces, hanzi set apart letter by letter."""

from __future__ import annotations

import re

from pipelines import hanzi
from pipelines.characters.common import HAN, MARKS, edited
from pipelines.explain import Result

_WIDE = "\u3000\xa0\u2002\u2003"
_INDENT = re.compile(rf"^[ \t]*[{_WIDE}][ \t{_WIDE}]*|[ \t{_WIDE}]*[{_WIDE}][ \t]*$", re.MULTILINE)


def indents(text: str) -> Result | None:
    r"""Ideographic and no-break spaces at either end of a line; indents of plain spaces (code, verse) are left alone.

    >>> indents("\u3000\u3000中国\n    code").text
    '中国\n    code'
    """
    if not any(each in text for each in _WIDE):
        return None
    return edited(text, _INDENT, lambda match: "", "indent")


_ODD = "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_NO_BREAK = re.compile(rf"[{_ODD}](?:(?<=[{HAN}{MARKS}].)|(?=[{HAN}{MARKS}]))")


def no_break(text: str) -> Result | None:
    r"""A no-break or other odd space beside a hanzi is a plain space; in French and other text it stays.

    >>> no_break("中国\xa0人民 10\xa0km").text == "中国 人民 10\xa0km"
    True
    """
    if not any(each in text for each in _ODD):
        return None
    return edited(text, _NO_BREAK, lambda match: " ", "odd space")


_GAP = "[ \u3000]"
_UNIT = rf"[{HAN}，。、；：！？（）《》“”]"
_SPACED = re.compile(rf" (?<=(?<![{HAN}A-Za-z0-9])[{HAN}] )[{HAN}](?: {_UNIT})+(?![{HAN}A-Za-z0-9])(?! [{HAN}]{{2}})")
_HAN = re.compile(f"[{HAN}]")
_MEAN = -7.5  # joined letter by letter, running text is likelier than this; enumerations (一 二 三 四) are not text
_LISTS = frozenset(
    "一二三四五六七八九十〇零日甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北東春夏秋冬金木水火土大中小上下左右男女"
)


def letter_spaced(text: str) -> Result | None:
    """Four or more hanzi, each set apart by one space, are joined when they read as text.

    The space between two phrases, segmented text and enumerations (东 南 西 北) are left alone.

    >>> letter_spaced("中 国 人 民").text
    '中国人民'
    >>> letter_spaced("两会时间 代表委员热议") is None
    True
    """
    if " " not in text or text.isascii():
        return None

    def after(match: re.Match[str]) -> str | None:
        run = text[match.start() - 1] + match.group().replace(" ", "")
        if (
            match.start() >= 2
            and text[match.start() - 2] == " "
            and _HAN.match(text[match.start() - 3 : match.start() - 2])
        ):
            return None  # a phrase, then single characters: segmented text
        if len(_HAN.findall(run)) < 4 or _LISTS.issuperset(run) or hanzi.model().mean(run)[0] < _MEAN:
            return None
        return match.group().replace(" ", "")

    return edited(text, _SPACED, after, "letter-spaced hanzi")
