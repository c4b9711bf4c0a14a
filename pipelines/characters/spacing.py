"""Spaces: indents, no-break spaces, hanzi set apart letter by letter."""

from __future__ import annotations

import re

import numpy as np

from pipelines import hanzi
from pipelines.characters.common import (
    HAN,
    IS_HAN,
    IS_ODD,
    IS_SPACE,
    IS_WIDE,
    MARKS,
    ODD,
    WIDE,
    Characters,
)
from pipelines.explain import Result
from pipelines.rules import edited

_INDENT = re.compile(rf"^[ \t]*[{WIDE}][ \t{WIDE}]*|(?<![ \t{WIDE}])[ \t{WIDE}]*[{WIDE}][ \t]*$", re.MULTILINE)


def indents(seen: Characters) -> Result | None:
    r"""Ideographic and no-break spaces at either end of a line; indents of plain spaces (code, verse) are left alone.

    >>> indents(Characters("\u3000\u3000中国\n    code")).text
    '中国\n    code'
    """
    if not seen.present & IS_WIDE:
        return None
    starts, ends = seen.spans(IS_SPACE | IS_WIDE)
    wide = seen.at(IS_WIDE)
    places = starts[np.searchsorted(wide, ends) > np.searchsorted(wide, starts)].tolist()
    return edited(seen.text, _INDENT, places, lambda match: "", "indent")


_NO_BREAK = re.compile(rf"[{ODD}](?:(?<=[{HAN}{MARKS}].)|(?=[{HAN}{MARKS}]))")


def no_break(seen: Characters) -> Result | None:
    r"""A no-break or other odd space beside a hanzi is a plain space; in French and other text it stays.

    >>> no_break(Characters("中国\xa0人民 10\xa0km")).text == "中国 人民 10\xa0km"
    True
    """
    return edited(seen.text, _NO_BREAK, seen.where(IS_ODD), lambda match: " ", "odd space")


_UNIT = rf"[{HAN}，。、；：！？（）《》“”]"
_SPACED = re.compile(rf" (?<=(?<![{HAN}A-Za-z0-9])[{HAN}] )[{HAN}](?: {_UNIT})+(?![{HAN}A-Za-z0-9])(?! [{HAN}]{{2}})")
_HAN = re.compile(f"[{HAN}]")
_MEAN = -7.5  # joined letter by letter, running text is likelier than this; enumerations (一 二 三 四) are not text
_LISTS = frozenset(
    "一二三四五六七八九十〇零日甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北東春夏秋冬金木水火土大中小上下左右男女"
)


def letter_spaced(seen: Characters) -> Result | None:
    """Four or more hanzi, each set apart by one space, are joined when they read as text.

    The space between two phrases, segmented text and enumerations (东 南 西 北) are left alone.

    >>> letter_spaced(Characters("中 国 人 民")).text
    '中国人民'
    >>> letter_spaced(Characters("两会时间 代表委员热议")) is None
    True
    """
    text = seen.text

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

    places = seen.where(IS_SPACE, before=IS_HAN, after=IS_HAN)
    return edited(text, _SPACED, places, after, "letter-spaced hanzi")
