"""Classes of character that the rules of punctuation share, and where they are looked for."""

from __future__ import annotations

import re
from functools import cache

from pipelines.rules import Classes, Places, classes

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
CLOSING = "”’」』》〉）】〕…％℃"
OPENING = "“‘「『《〈（【〔"
BULLETS = "\N{BULLET}\N{KATAKANA MIDDLE DOT}\N{HALFWIDTH KATAKANA MIDDLE DOT}\N{BULLET OPERATOR}"
DASHES = "-\N{HORIZONTAL BAR}\N{FULLWIDTH HYPHEN-MINUS}\N{BOX DRAWINGS LIGHT HORIZONTAL}"

IS_HAN, CLOSES, OPENS, ASCII, WIDE, DOT, ELLIPSIS, DASH, BRACKET, QUOTE, SPACE, BULLET, LATIN = (
    1 << bit for bit in range(13)
)
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
}
_BEGINS = ASCII | WIDE | DOT | ELLIPSIS | DASH | BRACKET | QUOTE | SPACE | BULLET


def look(text: str) -> Places:
    """Where marks stand in `text`."""
    return Places(text, _classes(), _BEGINS)


@cache
def _classes() -> Classes:
    return classes(_MEMBERS)


_CODE = re.compile(
    r"=>|==|!=|&&|\|\||\(\)|\);|\{\s*$|[{};]\s*//|</|/>|::|->|`| = "
    r"|^\s*(?:[\[{<].*[\]}>],?|def |import |SELECT |#include)"
)


def in_code(match: re.Match[str]) -> bool:
    """The match stands in a line of program code or data."""
    return bool(_CODE.search(line_of(match)))


def line_of(match: re.Match[str]) -> str:
    """The line that a match stands in; of a very long line, the 200 characters on both sides."""
    text = match.string
    start = text.rfind("\n", max(0, match.start() - 200), match.start()) + 1 or max(0, match.start() - 200)
    end = text.find("\n", match.end(), match.end() + 200)
    return text[start : end if end >= 0 else match.end() + 200]
