"""Marks that stand in a row: strays, doubles, ellipses and dashes."""

from __future__ import annotations

import re

from pipelines.explain import Result
from pipelines.punctuation.common import CLOSING, HAN, OPENING, edited, in_code

_FULL = str.maketrans(",;:!?", "，；：！？")
_STRAY = re.compile(r",+[,，。、；：！？;:!?](?![,，。、；：！？;:!?])")
_WIDE_STRAY = re.compile("，[。、；：！？;:!?](?![，。、；：！？;:!?])")
_AROUND = re.compile(rf"[{HAN}{CLOSING}{OPENING}]")
_DOUBLES = {  # each begins with its mark, so that the search can skip fast
    mark * 2: re.compile(f"{mark}{mark}(?<![，、；：。]{mark}{mark})(?![，、；：。])") for mark in "，、；：。"
}
_ELLIPSIS = re.compile(rf"(?<=[{HAN}{CLOSING}])(?:\.{{3,}}|。{{3,}})|(?<!…)…(?!…)")


def strays(text: str) -> Result | None:
    """A comma before a mark is a stray: the last mark of the cluster is the original one.

    >>> strays("举行,。本次,,很好,、").text
    '举行。本次，很好、'
    >>> strays("a,,b=1,,2") is None
    True
    """
    found = [pattern for pattern in (_STRAY, _WIDE_STRAY) if pattern.search(text)]
    if not found:
        return None

    def after(match: re.Match[str]) -> str | None:
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if not _AROUND.search(around) or in_code(match):
            return None
        return match.group()[-1].translate(_FULL)

    pattern = found[0] if len(found) == 1 else re.compile(f"{_STRAY.pattern}|{_WIDE_STRAY.pattern}")
    return edited(text, pattern, after, "stray comma before a mark")


def doubles(text: str) -> Result | None:
    """A fullwidth comma, stop, colon or semicolon printed twice; `！！` and `？？` are left alone.

    >>> doubles("完成。。我们，，都好！！").text
    '完成。我们，都好！！'
    """
    found = [pattern.pattern for double, pattern in _DOUBLES.items() if double in text]
    if not found:
        return None
    return edited(text, re.compile("|".join(found)), lambda match: match.group()[0], "mark printed twice")


def ellipses(text: str) -> Result | None:
    """`...`, `。。。` or a single `…` after hanzi is the Chinese ellipsis; `1...9` is left alone.

    >>> ellipses("他说...然后。。。没有…了").text
    '他说……然后……没有……了'
    """
    if "..." not in text and "。。。" not in text and "…" not in text:
        return None

    def after(match: re.Match[str]) -> str | None:
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if not _AROUND.search(around) or in_code(match):
            return None
        return "……"

    return edited(text, _ELLIPSIS, after, "ellipsis")


_DASHES = {
    dash: re.compile(rf"{dash}(?<=[{HAN}{CLOSING}]{dash})-?(?=[{HAN}{OPENING}])")
    for dash in (
        "--",
        "\N{HORIZONTAL BAR}" * 2,
        "\N{FULLWIDTH HYPHEN-MINUS}" * 2,
        "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * 2,
    )
}


def dashes(text: str) -> Result | None:
    """Two hyphens between hanzi are the Chinese dash; single ones and rules of many are left alone.

    >>> dashes("目的--创建").text
    '目的——创建'
    """
    found = [pattern.pattern for dash, pattern in _DASHES.items() if dash in text]
    if not found:
        return None
    return edited(text, re.compile("|".join(found)), lambda match: "——", "dash")
