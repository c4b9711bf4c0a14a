"""ASCII marks between hanzi, and the spaces and dots around them."""

from __future__ import annotations

import re

import numpy as np

from pipelines.codepoints import to_text
from pipelines.explain import Mapped, Result
from pipelines.punctuation.common import (
    ASCII,
    BLOCKS,
    BULLET,
    BULLETS,
    CLOSES,
    CLOSING,
    DOT,
    HAN,
    IS_HAN,
    LATIN,
    OPENING,
    OPENS,
    SPACE,
    WIDE,
    Marks,
    line_of,
)
from pipelines.rules import edited

REASON = "fullwidth mark in Chinese"
_WIDE = dict(zip(",;:!?", "，；：！？", strict=True))
_WIDENED = np.arange(128, dtype=np.uint32)
for _mark, _wide in _WIDE.items():
    _WIDENED[ord(_mark)] = ord(_wide)
_MARK = re.compile(
    rf"(?<=[{HAN}{CLOSING}])(?:[!?]{{2,}}(?![/)\]=A-Za-z0-9])|[,;:!?](?![/)\]=,;:!?])(?: (?! ))?)"
    rf"|(?<=[A-Za-z0-9%+)\]])[,;:!?](?=[{HAN}{OPENING}])"
)
_ASKS = re.compile(
    "[吗嗎呢吧么麼嘛啊呀谁誰哪何几幾怎否孰岂豈乎][^。！!]{0,12}$|什么|什麼|怎|为何|為何|如何|哪|谁|誰|多少|吗|嗎|是不是|有没有|有沒有|能不能|难道|難道|为什|為什"
)
_LETTER = re.compile(r"[^\W\d_\u2e80-\uffff]")
_ENTITY = re.compile(r"&#?\w{2,8}$")


def plain_marks(seen: Marks) -> Result | None:
    """All the marks that `marks` would change without a closer look, at once.

    >>> plain_marks(Marks("你好,世界!来源: 本报")).text
    '你好，世界！来源: 本报'
    """
    if not seen.present & ASCII:
        return None
    spots = seen.at(ASCII)
    before, after = seen.kinds(spots - 1), seen.kinds(spots + 1)
    sure = ((before & np.uint32(IS_HAN | CLOSES)) != 0) & ((after & np.uint32(ASCII | SPACE | BLOCKS)) == 0)
    sure |= ((before & np.uint32(LATIN)) != 0) & ((after & np.uint32(IS_HAN | OPENS)) != 0)
    places = spots[sure]
    marks = seen.array[places]
    closer = np.zeros(places.size, np.bool_)
    if seen.whole.places("?").size:
        closer |= marks == ord("?")
    if seen.whole.places("&").size:
        closer |= marks == ord(";")
    places = places[~closer]
    places = places[~seen.code.mask(places)]
    if not places.size:
        return None
    array = seen.array.copy()
    array[places] = _WIDENED[array[places]]
    text = to_text(array)
    return Result(text, Mapped(seen.text, text, REASON, most=places.size), seen=seen.whole.changed(array))


def marks(seen: Marks) -> Result | None:
    """An ASCII comma, semicolon, colon, `!` or `?` after or before a hanzi is the fullwidth one.

    Between digits or letters (1,000 09:23 a:b) it is left alone; a `?` in text that lost characters only becomes ？
    after a question.

    >>> marks(Marks("你好,世界!来源:人民日报")).text
    '你好，世界！来源：人民日报'
    >>> marks(Marks("Tom, Dick and Harry: 3:2")) is None
    True
    """
    places = [
        *seen.where(ASCII, before=IS_HAN | CLOSES),
        *seen.where(ASCII, before=LATIN, after=IS_HAN | OPENS),
    ]
    if not places:
        return None
    text = seen.text
    damaged = seen.whole.holds_lost

    def after(match: re.Match[str]) -> str | None:
        mark = match.group()[0]
        if match.start() in seen.code:
            return None
        if mark == ";" and _ENTITY.search(text, max(0, match.start() - 10), match.start()):
            return None
        if mark == "?" and _LETTER.match(text, match.end()):
            return None  # as 日?qǐng): a lost character
        if mark == "?" and damaged and not _ASKS.search(text, max(0, match.start() - 30), match.start()):
            return None
        return "".join(_WIDE[each] for each in match.group().rstrip())

    return edited(text, _MARK, sorted(places), after, REASON)


_STOP = re.compile(rf"(?<=[{HAN}{CLOSING}])\.(?=[”’」』\"]?(?:\n|$))")


def full_stops(seen: Marks) -> Result | None:
    """A dot after a hanzi that ends a line with other Chinese marks is a full stop; a dot in a name is not.

    >>> full_stops(Marks("我们，都好.")).text
    '我们，都好。'
    >>> full_stops(Marks("约翰.史密斯")) is None
    True
    """
    return edited(
        seen.text,
        _STOP,
        seen.where(DOT, before=IS_HAN | CLOSES),
        lambda match: "。" if re.search("[，。、；：]", line_of(match)) else None,
        "full stop",
    )


_SPACE = re.compile(rf"(?<=[{HAN}{CLOSING}]) +(?=[，。、；：！？])")


def spaces(seen: Marks) -> Result | None:
    """A space between a hanzi and the fullwidth mark after it.

    >>> spaces(Marks("你好 ，世界")).text
    '你好，世界'
    """
    places = seen.where(SPACE, before=IS_HAN | CLOSES, after=SPACE | WIDE)
    return edited(seen.text, _SPACE, places, lambda match: "", "space before a mark")


_DOT = re.compile(rf"(?<=[{HAN}])[{BULLETS}](?=[{HAN}])")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


def middle_dots(seen: Marks) -> Result | None:
    """The dot in a foreign name; a list of bullets and Japanese are left alone.

    >>> middle_dots(Marks("列夫\N{BULLET}托尔斯泰")).text == "列夫\N{MIDDLE DOT}托尔斯泰"
    True
    """

    def after(match: re.Match[str]) -> str | None:
        line = line_of(match)
        return None if _KANA.search(line) or line.count(match.group()) > 3 else "\N{MIDDLE DOT}"

    places = seen.where(BULLET, before=IS_HAN, after=IS_HAN)
    return edited(seen.text, _DOT, places, after, "middle dot in a name")
