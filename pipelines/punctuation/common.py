"""Classes of character that the rules of punctuation share, and how a rule is applied."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.explain import Result, Splices

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
CLOSING = "”’」』》〉）】〕…％℃"
OPENING = "“‘「『《〈（【〔"

_CODE = re.compile(
    r"=>|==|!=|&&|\|\||\(\)|\);|\{\s*$|[{};]\s*//|</|/>|::|->|`| = "
    r"|^\s*(?:[\[{<].*[\]}>],?|def |import |SELECT |#include)"
)


def edited(
    text: str, pattern: re.Pattern[str], after: Callable[[re.Match[str]], str | None], reason: str
) -> Result | None:
    """Replace the matches of `pattern` by what `after` gives; `None` leaves a match alone."""
    edits = Splices()
    for match in pattern.finditer(text):
        value = after(match)
        if value is not None and value != match.group():
            edits.add(match.start(), match.end(), value, reason)
    return Result(edits.apply(text), edits) if len(edits) else None


def in_code(match: re.Match[str]) -> bool:
    """The match stands in a line of program code or data."""
    return bool(_CODE.search(line_of(match)))


def line_of(match: re.Match[str]) -> str:
    """The line that a match stands in; of a very long line, the 200 characters on both sides."""
    text = match.string
    start = text.rfind("\n", max(0, match.start() - 200), match.start()) + 1 or max(0, match.start() - 200)
    end = text.find("\n", match.end(), match.end() + 200)
    return text[start : end if end >= 0 else match.end() + 200]
