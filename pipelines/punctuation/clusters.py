"""Marks that stand in a row: strays, doubles, ellipses and dashes."""

from __future__ import annotations

import re

from pipelines.explain import Result
from pipelines.punctuation.common import (
    ASCII,
    CLOSES,
    CLOSING,
    DASH,
    DASHES,
    DOT,
    ELLIPSIS,
    HAN,
    IS_HAN,
    OPENING,
    WIDE,
    Marks,
)
from pipelines.rules import edited

_FULL = str.maketrans(",;:!?", "，；：！？")
_STRAY = re.compile(r",+[,，。、；：！？;:!?](?![,，。、；：！？;:!?])|，[。、；：！？;:!?](?![，。、；：！？;:!?])")
_AROUND = re.compile(rf"[{HAN}{CLOSING}{OPENING}]")
_DOUBLE = re.compile(r"(?<![，、；：。])([，、；：。])\1(?![，、；：。])")
_ELLIPSIS = re.compile(rf"(?<=[{HAN}{CLOSING}])(?:\.{{3,}}|。{{3,}})|(?<!…)…(?!…)")


def strays(seen: Marks) -> Result | None:
    """A comma before a mark is a stray: the last mark of the cluster is the original one.

    >>> strays(Marks("举行,。本次,,很好,、")).text
    '举行。本次，很好、'
    >>> strays(Marks("a,,b=1,,2")) is None
    True
    """

    def after(match: re.Match[str]) -> str | None:
        if not _beside_chinese(match) or match.start() in seen.code:
            return None
        return match.group()[-1].translate(_FULL)

    places = seen.where(ASCII | WIDE, after=ASCII | WIDE)
    return edited(seen.text, _STRAY, places, after, "stray comma before a mark")


def doubles(seen: Marks) -> Result | None:
    """A fullwidth comma, stop, colon or semicolon printed twice; `！！` and `？？` are left alone.

    >>> doubles(Marks("完成。。我们，，都好！！")).text
    '完成。我们，都好！！'
    """
    places = seen.where(WIDE, after=WIDE)
    return edited(seen.text, _DOUBLE, places, lambda match: match[1], "mark printed twice")


def ellipses(seen: Marks) -> Result | None:
    """`...`, `。。。` or a single `…` after hanzi is the Chinese ellipsis; `1...9` is left alone.

    >>> ellipses(Marks("他说...然后。。。没有…了")).text
    '他说……然后……没有……了'
    """
    places = [
        *seen.where(DOT, before=IS_HAN | CLOSES, after=DOT),
        *seen.where(WIDE, before=IS_HAN | CLOSES, after=WIDE),
        *seen.where(ELLIPSIS),
    ]
    return edited(
        seen.text,
        _ELLIPSIS,
        sorted(places),
        lambda match: None if not _beside_chinese(match) or match.start() in seen.code else "……",
        "ellipsis",
    )


def _beside_chinese(match: re.Match[str]) -> bool:
    text = match.string
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return bool(_AROUND.search(around))


_DASH = re.compile(rf"(?<=[{HAN}{CLOSING}])([{DASHES}])\1(?:(?<=--)-)?(?=[{HAN}{OPENING}])")


def dashes(seen: Marks) -> Result | None:
    """Two hyphens between hanzi are the Chinese dash; single ones and rules of many are left alone.

    >>> dashes(Marks("目的--创建")).text
    '目的——创建'
    """
    places = seen.where(DASH, before=IS_HAN | CLOSES, after=DASH)
    return edited(seen.text, _DASH, places, lambda match: "——", "dash")
