"""ASCII marks between hanzi, and the spaces and dots around them."""

from __future__ import annotations

import re

from pipelines.explain import Result
from pipelines.punctuation.common import CLOSING, HAN, OPENING, edited, in_code, line_of

_WIDE = dict(zip(",;:!?", "，；：！？", strict=True))
_MARKS = {
    mark: re.compile(
        rf"{re.escape(mark)}(?:(?<=[{HAN}{CLOSING}]{re.escape(mark)})(?![/)\]=,;:!?])(?: (?! ))?"
        rf"|(?<=[A-Za-z0-9%+)\]]{re.escape(mark)})(?=[{HAN}{OPENING}]))"
    )
    for mark in _WIDE
}
_RUN = re.compile(rf"(?<=[{HAN}{CLOSING}])[!?]{{2,}}(?![/)\]=A-Za-z0-9])")
_ASKS = re.compile(
    "[吗嗎呢吧么麼嘛啊呀谁誰哪何几幾怎否孰岂豈乎][^。！!]{0,12}$|什么|什麼|怎|为何|為何|如何|哪|谁|誰|多少|吗|嗎|是不是|有没有|有沒有|能不能|难道|難道|为什|為什"
)
_LETTER = re.compile(r"[^\W\d_\u2e80-\uffff]")
_ENTITY = re.compile(r"&#?\w{2,8}$")


def marks(text: str) -> Result | None:
    """An ASCII comma, semicolon, colon, `!` or `?` after or before a hanzi is the fullwidth one.

    Between digits or letters (1,000 09:23 a:b) it is left alone; a `?` in text that lost characters only becomes ？
    after a question.

    >>> marks("你好,世界!来源:人民日报").text
    '你好，世界！来源：人民日报'
    >>> marks("Tom, Dick and Harry: 3:2") is None
    True
    """
    found = [mark for mark in _WIDE if mark in text]
    if not any(_MARKS[mark].search(text) for mark in found):  # cheaper by mark: each search skips to its mark
        return None
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

    return edited(text, _any(tuple(found)), after, "fullwidth mark in Chinese")


def _any(found: tuple[str, ...]) -> re.Pattern[str]:
    if found not in _COMBINED:
        parts = [_RUN.pattern] if "!" in found or "?" in found else []
        _COMBINED[found] = re.compile(
            f"(?=[{re.escape(''.join(found))}])(?:"
            + "|".join([*parts, *(_MARKS[mark].pattern for mark in found)])
            + ")"
        )
    return _COMBINED[found]


_COMBINED: dict[tuple[str, ...], re.Pattern[str]] = {}

_STOP = re.compile(rf"\.(?<=[{HAN}{CLOSING}]\.)(?=[”’」』\"]?(?:\n|$))")


def full_stops(text: str) -> Result | None:
    """A dot after a hanzi that ends a line with other Chinese marks is a full stop; a dot in a name is not.

    >>> full_stops("我们，都好.").text
    '我们，都好。'
    >>> full_stops("约翰.史密斯") is None
    True
    """
    if "." not in text:
        return None
    return edited(text, _STOP, lambda match: "。" if re.search("[，。、；：]", line_of(match)) else None, "full stop")


_SPACE = re.compile(rf" (?<=[{HAN}{CLOSING}] ) *(?=[，。、；：！？])")


def spaces(text: str) -> Result | None:
    """A space between a hanzi and the fullwidth mark after it.

    >>> spaces("你好 ，世界").text
    '你好，世界'
    """
    return edited(text, _SPACE, lambda match: "", "space before a mark")


_DOTS = "\N{BULLET}\N{KATAKANA MIDDLE DOT}\N{HALFWIDTH KATAKANA MIDDLE DOT}\N{BULLET OPERATOR}"
_DOT = re.compile(rf"(?<=[{HAN}])[{_DOTS}](?=[{HAN}])")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


def middle_dots(text: str) -> Result | None:
    """The dot in a foreign name; a list of bullets and Japanese are left alone.

    >>> middle_dots("列夫\N{BULLET}托尔斯泰").text == "列夫\N{MIDDLE DOT}托尔斯泰"
    True
    """
    if not any(dot in text for dot in _DOTS):
        return None

    def after(match: re.Match[str]) -> str | None:
        line = line_of(match)
        return None if _KANA.search(line) or line.count(match.group()) > 3 else "\N{MIDDLE DOT}"

    return edited(text, _DOT, after, "middle dot in a name")
