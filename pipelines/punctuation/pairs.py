"""Brackets and quotation marks, by pairs."""

from __future__ import annotations

import re

import numpy as np

from pipelines.codepoints import Seen
from pipelines.explain import Result, Splices
from pipelines.punctuation.common import BRACKET, CLOSING, HAN, QUOTE, Marks
from pipelines.readings import characters_of
from pipelines.rules import edited

_BRACKETS = re.compile(r"\(([^()\n]{1,200})\)|（([^()（）\n]{1,200})\)|\(([^()（）\n]{1,200})）")
_HAN = re.compile(f"[{HAN}]")
_BESIDE = re.compile(rf"[{HAN}{CLOSING}，。、；：！？]")
_WIDE = "，；：！？（）"
_FOLDED = re.compile(
    rf"[{HAN}{CLOSING}][,;:!?](?![/)])|[A-Za-z0-9%)][,;:!?][{HAN}]"
)  # a text that lost its fullwidth marks has some of these
_LATIN = re.compile(r"[A-Za-z]")
_FIRST_HAN = ord(min(HAN.replace("-", "")))


def brackets(seen: Marks) -> Result | None:
    """ASCII brackets around Chinese, or beside it in a text that has no fullwidth ones, are fullwidth.

    So are both of a pair of which one is. What may be a reading or a foreign name (Xiamen) is left alone where nothing
    says that the text lost its marks.

    >>> brackets(Marks("开展了对话。(李楠楠)")).text
    '开展了对话。（李楠楠）'
    >>> brackets(Marks("（一)天气")).text
    '（一）天气'
    >>> brackets(Marks("厦门(Xiamen)行(xíng)走")) is None
    True
    """
    if not seen.present & BRACKET:
        return None
    text = seen.text
    folded = not seen.whole.places(_WIDE).size and _FOLDED.search(text) is not None

    def after(match: re.Match[str]) -> str | None:
        inside = match[match.lastindex or 1]
        mixed = match.lastindex != 1
        if match.start() in seen.code or not (
            _HAN.search(inside) or ((folded or mixed) and _beside_chinese(match, inside))
        ):
            return None
        if not folded and not mixed and _LATIN.search(text[max(0, match.start() - 1) : match.start()]):
            return None
        return f"（{inside}）"

    places = _openings(seen.whole, hollow=folded)
    return edited(text, _BRACKETS, places, after, "fullwidth brackets in Chinese")


def _openings(seen: Seen, *, hollow: bool) -> list[int]:
    """Opening brackets, without fullwidth pairs and, unless `hollow`, ASCII ones in which no hanzi stands."""
    among = np.flatnonzero(np.logical_or.reduce([seen.codes == ord(mark) for mark in "()（）\n"]))
    places, marks = seen.others.take(among), seen.codes.take(among)
    openings, closes = marks == ord("("), marks[1:] == ord(")")
    if not hollow and among.size:
        without = (np.diff(places) == np.diff(among)) & (np.maximum.reduceat(seen.codes, among)[:-1] < _FIRST_HAN)
        openings[:-1] &= ~(closes & without)
    openings[:-1] |= (marks[:-1] == ord("（")) & closes
    found: list[int] = places.take(np.flatnonzero(openings)).tolist()
    return found


def _beside_chinese(match: re.Match[str], inside: str) -> bool:
    """No reading, and hanzi on at least one side."""
    text = match.string
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return bool(_BESIDE.search(around)) and not (inside.islower() and characters_of(inside))


_QUOTED = re.compile(r'"([^"\n]{1,200})"')


def quotes(seen: Marks) -> Result | None:
    """Straight quotation marks around Chinese become “ and ”, when a line holds an even number of them.

    Code and data (`a="中"`, `{"名": "值"}`) are left alone.

    >>> quotes(Marks('他说"你好"。')).text
    '他说“你好”。'
    """
    text, edits, end = seen.text, Splices(), 0
    for place in seen.where(QUOTE):
        if place < end:  # its line was seen to
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place) + 1 or len(text)
        line = text[start:end]
        if line.count('"') % 2 or place in seen.code:
            continue
        for match in _QUOTED.finditer(line):
            if _quotes_chinese(line, match):
                edits.add(start + match.start(), start + match.start() + 1, "“", "quotation marks by pairs")
                edits.add(start + match.end() - 1, start + match.end(), "”", "quotation marks by pairs")
    return Result(edits.apply(text), edits) if len(edits) else None


def _quotes_chinese(line: str, match: re.Match[str]) -> bool:
    before, after = line[max(0, match.start() - 1) : match.start()], line[match.end() : match.end() + 1]
    if before in tuple("={[(,:\\") or after in tuple(":]},\\"):
        return False
    return bool(_HAN.search(match.group(1)) and (_BESIDE.match(before) or _BESIDE.match(after) or not (before + after)))
