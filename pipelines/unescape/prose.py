"""Is a place prose, where an escape is damage, or code, where it belongs? And is a result Chinese?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.explain import Edit
from pipelines.hanzi import model

GOOD_MEAN = -10.5
"""Mean log-probability a character above which bytes that were decoded as GBK are taken for Chinese."""

_CODE = re.compile(
    r"""
      ["'`]\s*[:,]\s*["'`\[{\dtfn-]                    # "key": "value", or a list of strings
    | [=(\[{+]\s*[rbuRBU]{0,2}["'`]                     # name = "...", call("..."), ["..."
    | \breturn\s+["'`]  | [$@]"
    | (?<!\w)\\[uU][0-9A-Fa-f]{4}\s*-\s*\\[uU][0-9A-Fa-f]{4}(?![\w\\])  # a range in a regular expression
    | (?<!\\x[0-9A-Fa-f]{2})\[[^\]\n]*\\x[0-9A-Fa-f]{2}-\\x[0-9A-Fa-f]{2}
    | (?:\\[uU][0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})[\])]?(?:[+*?]|\{\d+,?\d*\})  # an escape with a quantifier
    | (?<!\\x[0-9A-Fa-f]{2})\[\^?\\[ux]              # a bracket that is no trail byte
    | \bb["']\\x                                        # a bytes literal
    | ^\s*(?:\#\s*(?:include|define)|//|/\*|import\s|def\s|var\s|let\s|const\s)
    """,
    re.VERBOSE,
)
_IMPOSSIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]"
)
_FOREIGN = re.compile("[^\x00-\x7f]")
_HAN = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e\u2014-\u2026\U00020000-\U0003fffd]")


def is_code(line: str) -> bool:
    r"""Whether a line is program text or JSON, whose escapes are meant.

    >>> is_code('{"title": "\\u4e2d"}'), is_code("他说：\\u4f60\\u597d")
    (True, False)
    """
    return _CODE.search(line) is not None


def is_chinese(text: str) -> bool:
    r"""Whether `text` holds only what texts hold, and hanzi and their marks are at least half of it, ASCII left out.

    >>> is_chinese("中文 A"), is_chinese("caf\u00e9"), is_chinese("C\u2086葡萄糖")
    (True, False, True)
    """
    if _IMPOSSIBLE.search(text):
        return False
    return 2 * len(_HAN.findall(text)) >= len(_FOREIGN.findall(text)) and _HAN.search(text) is not None


def is_good(text: str) -> bool:
    """Whether `text` reads as Chinese by the hanzi model.

    >>> is_good("中文"), is_good("閠閑")
    (True, False)
    """
    return is_chinese(text) and model().mean(text)[0] > GOOD_MEAN


def together(found: list[Edit]) -> Iterator[Edit]:
    """The edits of a line: all, when they are good Chinese together, else those that are by themselves."""
    if found and is_good("".join(edit.after for edit in found)):
        yield from found
    else:
        yield from (edit for edit in found if is_good(edit.after))


def lines(text: str, sign: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    r"""The lines of `text` in which `sign` is found, each with its place.

    >>> list(lines("a\nb\nab", re.compile("b")))
    [(2, 'b'), (4, 'ab')]
    """
    place = 0
    while match := sign.search(text, place):
        start = max(place, text.rfind("\n", place, match.start()) + 1)
        end = text.find("\n", match.start())
        end = end if end >= 0 else len(text)
        yield start, text[start:end]
        place = end + 1
