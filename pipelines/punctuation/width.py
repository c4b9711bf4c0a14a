"""ASCII marks between hanzi, and the spaces and dots around them."""

from __future__ import annotations

import re

from pipelines.explain import Result
from pipelines.punctuation.common import (
    ASCII,
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
    in_code,
    line_of,
)
from pipelines.rules import Places, edited

_WIDE = dict(zip(",;:!?", "，；：！？", strict=True))
_MARK = re.compile(
    rf"(?<=[{HAN}{CLOSING}])(?:[!?]{{2,}}(?![/)\]=A-Za-z0-9])|[,;:!?](?![/)\]=,;:!?])(?: (?! ))?)"
    rf"|(?<=[A-Za-z0-9%+)\]])[,;:!?](?=[{HAN}{OPENING}])"
)
_ASKS = re.compile(
    "[吗嗎呢吧么麼嘛啊呀谁誰哪何几幾怎否孰岂豈乎][^。！!]{0,12}$|什么|什麼|怎|为何|為何|如何|哪|谁|誰|多少|吗|嗎|是不是|有没有|有沒有|能不能|难道|難道|为什|為什"
)
_LETTER = re.compile(r"[^\W\d_\u2e80-\uffff]")
_ENTITY = re.compile(r"&#?\w{2,8}$")


def marks(seen: Places) -> Result | None:
    """An ASCII comma, semicolon, colon, `!` or `?` after or before a hanzi is the fullwidth one.

    Between digits or letters (1,000 09:23 a:b) it is left alone; a `?` in text that lost characters only becomes ？
    after a question.

    >>> from pipelines.punctuation.common import look
    >>> marks(look("你好,世界!来源:人民日报")).text
    '你好，世界！来源：人民日报'
    >>> marks(look("Tom, Dick and Harry: 3:2")) is None
    True
    """
    places = [
        *seen.where(ASCII, before=IS_HAN | CLOSES),
        *seen.where(ASCII, before=LATIN, after=IS_HAN | OPENS),
    ]
    if not places:
        return None
    text = seen.text
    damaged = "\N{REPLACEMENT CHARACTER}" in text or "??" in text

    def after(match: re.Match[str]) -> str | None:
        mark = match.group()[0]
        if in_code(match):
            return None
        if mark == ";" and _ENTITY.search(text, max(0, match.start() - 10), match.start()):
            return None
        if mark == "?" and _LETTER.match(text, match.end()):
            return None  # as 日?qǐng): a lost character
        if mark == "?" and damaged and not _ASKS.search(text, max(0, match.start() - 30), match.start()):
            return None
        return "".join(_WIDE[each] for each in match.group().rstrip())

    return edited(text, _MARK, sorted(places), after, "fullwidth mark in Chinese")


_STOP = re.compile(rf"(?<=[{HAN}{CLOSING}])\.(?=[”’」』\"]?(?:\n|$))")


def full_stops(seen: Places) -> Result | None:
    """A dot after a hanzi that ends a line with other Chinese marks is a full stop; a dot in a name is not.

    >>> from pipelines.punctuation.common import look
    >>> full_stops(look("我们，都好.")).text
    '我们，都好。'
    >>> full_stops(look("约翰.史密斯")) is None
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


def spaces(seen: Places) -> Result | None:
    """A space between a hanzi and the fullwidth mark after it.

    >>> from pipelines.punctuation.common import look
    >>> spaces(look("你好 ，世界")).text
    '你好，世界'
    """
    places = seen.where(SPACE, before=IS_HAN | CLOSES, after=SPACE | WIDE)
    return edited(seen.text, _SPACE, places, lambda match: "", "space before a mark")


_DOT = re.compile(rf"(?<=[{HAN}])[{BULLETS}](?=[{HAN}])")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


def middle_dots(seen: Places) -> Result | None:
    """The dot in a foreign name; a list of bullets and Japanese are left alone.

    >>> from pipelines.punctuation.common import look
    >>> middle_dots(look("列夫\N{BULLET}托尔斯泰")).text == "列夫\N{MIDDLE DOT}托尔斯泰"
    True
    """

    def after(match: re.Match[str]) -> str | None:
        line = line_of(match)
        return None if _KANA.search(line) or line.count(match.group()) > 3 else "\N{MIDDLE DOT}"

    places = seen.where(BULLET, before=IS_HAN, after=IS_HAN)
    return edited(seen.text, _DOT, places, after, "middle dot in a name")
