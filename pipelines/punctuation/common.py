"""Classes of character that the rules of punctuation share, and where they are looked for."""

from __future__ import annotations

import re
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, look
from pipelines.punctuation.code import Code
from pipelines.rules import EDGE, Classes, Places, classes

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
CLOSING = "”’」』》〉）】〕…％℃"
OPENING = "“‘「『《〈（【〔"
BULLETS = "\N{BULLET}\N{KATAKANA MIDDLE DOT}\N{HALFWIDTH KATAKANA MIDDLE DOT}\N{BULLET OPERATOR}"
DASHES = "-\N{HORIZONTAL BAR}\N{FULLWIDTH HYPHEN-MINUS}\N{BOX DRAWINGS LIGHT HORIZONTAL}"

IS_HAN, CLOSES, OPENS, ASCII, WIDE, DOT, ELLIPSIS, DASH, BRACKET, QUOTE, SPACE, BULLET, LATIN = (
    1 << bit for bit in range(13)
)
SIGN, CLOSE, GREATER, SLASH, SQUARE, BLOCKS, NEWLINE, KEYWORD = (1 << bit for bit in range(13, 21))
_MEMBERS = {
    IS_HAN: HAN,
    CLOSES: CLOSING,
    OPENS: OPENING,
    ASCII: ",;:!?",
    WIDE: "，。、；：！？",
    DOT: ".",
    ELLIPSIS: "…",
    DASH: DASHES,
    BRACKET: "(（",
    QUOTE: '"',
    SPACE: " ",
    BULLET: BULLETS,
    LATIN: "A-Za-z0-9%+)]",
    SIGN: "=&|{}`<",
    CLOSE: ")",
    GREATER: ">",
    SLASH: "/",
    SQUARE: "[",
    BLOCKS: "/)]=",
    NEWLINE: "\n",
    KEYWORD: "diS#",  # def, import, SELECT, #include
}
_BEGINS = ASCII | DOT | ELLIPSIS | DASH | BRACKET | QUOTE | SPACE | BULLET | SIGN | CLOSE | SLASH | SQUARE | KEYWORD


class Marks(Places):
    """A text and the places where marks stand in it."""

    def __init__(self, text: str, seen: Seen | None = None) -> None:
        seen = seen or look(text)
        places = seen.others
        begins = _begins().take(seen.codes)
        rows = begins >> 1
        begins[:-1] |= rows[:-1] & rows[1:] & (places[1:] - places[:-1] == 1)
        super().__init__(text, seen, places.take(np.flatnonzero((begins & 1).view(np.bool_))), _classes())

    @cached_property
    def code(self) -> Code:
        """Where it is program code or data."""
        places = [
            *self.where(SIGN),
            *self.where(SPACE, after=SIGN | SLASH),
            *self.where(ASCII, after=SIGN | ASCII),
            *self.where(BRACKET, after=CLOSE | QUOTE),
            *self.where(CLOSE, after=ASCII),
            *self.where(DASH | SLASH, after=GREATER),
            *self.where(SLASH, after=SLASH),
        ]
        starts, ends = self.spans(SPACE)
        indented = ends[(starts == 0) | (self.array[starts - 1] <= ord(" "))]
        indented = indented[(self.kinds(indented) & np.uint32(SIGN | SQUARE | KEYWORD)) != 0]
        begins = [*self.where(SIGN | SQUARE | KEYWORD, before=EDGE | NEWLINE), *indented.tolist()]
        return Code(self.text, sorted(places), lines=begins)


@cache
def _classes() -> Classes:
    return classes(_MEMBERS)


@cache
def _begins() -> NDArray[np.uint8]:
    """1 for what a rule begins with, 2 for what one begins with where two stand together, as most do not."""
    begins, rows = ((_classes() & np.uint32(each)) != 0 for each in (_BEGINS, ASCII | WIDE))
    return np.asarray(begins | rows.astype(np.uint8) << 1, np.uint8)


def line_of(match: re.Match[str]) -> str:
    """The line that a match stands in; of a very long line, the 200 characters on both sides."""
    text = match.string
    start = text.rfind("\n", max(0, match.start() - 200), match.start()) + 1 or max(0, match.start() - 200)
    end = text.find("\n", match.end(), match.end() + 200)
    return text[start : end if end >= 0 else match.end() + 200]
