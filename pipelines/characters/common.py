"""How a rule of this stage is applied."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.explain import Result, Splices

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
MARKS = "，。、；：！？（）《》“”‘’【】—…"


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
