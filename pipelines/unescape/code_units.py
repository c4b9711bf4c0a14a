r"""Escapes of UTF-16 code units: `\u4e2d` of JSON and program text, `%u4E2D` of JavaScript's escape()."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.explain import Edit
from pipelines.unescape.prose import is_chinese, is_code, lines

_BACKSLASH = re.compile(r"(?:\\{1,4}u[0-9A-Fa-f]{4}|\\U000[0-9A-Fa-f]{5})+")
_PERCENT = re.compile(r"(?:%(?:25)*u[0-9A-Fa-f]{4}|(?<=[0-9A-Fa-f]{4})%[2-7][0-9A-Fa-f])+")
_UNIT = re.compile(r"\\+u([0-9A-Fa-f]{4})|\\U000([0-9A-Fa-f]{5})|%(?:25)*u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]{1,12}://|www\.)[!-~]*")


def backslash_u(text: str) -> Iterator[Edit]:
    r"""`\u4e2d\u6587` and `\U0002070E`, with one to four backslashes, in prose.

    Left alone: lines of code and JSON, ranges of a regular expression, lines whose escapes are not Chinese.

    >>> [edit.after for edit in backslash_u("标题：\\u4e2d\\u6587，caf\\u00e9")]
    ['中文', '\xe9']
    >>> list(backslash_u("caf\\u00e9"))
    []
    """
    return _units(text, _BACKSLASH, r"\u escape")


def percent_u(text: str) -> Iterator[Edit]:
    """`%u4E2D%u6587`; left alone in URLs, code, and where the result is not Chinese.

    >>> [edit.after for edit in percent_u("%u4E2D%u6587%20A")]
    ['中文 ']
    """
    return _units(text, _PERCENT, "%u escape")


def _units(text: str, pattern: re.Pattern[str], reason: str) -> Iterator[Edit]:
    for offset, line in lines(text, pattern):
        if is_code(line):
            continue
        urls = [match.span() for match in _URL.finditer(line)]
        found = []
        for match in pattern.finditer(line):
            start, end = match.span()
            after = _decoded(match[0])
            if after is not None and not any(first <= start < last for first, last in urls):
                found.append(Edit(offset + start, offset + end, after, reason, 1.0))
        if is_chinese("".join(edit.after for edit in found)):  # they were escaped together
            yield from found


def _decoded(escapes: str) -> str | None:
    units = bytearray()
    for match in _UNIT.finditer(escapes):
        value = int(next(group for group in match.groups() if group), 16)
        if value > 0x10FFFF:
            return None
        units += chr(value).encode("utf-16-be", "surrogatepass")
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None
