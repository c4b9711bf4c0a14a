"""Where readings and stray commas stand, and a torn place's answer without those that were torn with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from pipelines import gbk
from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.garble.annotations import LONGEST, Annotations, find
from pipelines.garble.commas import MARKS, clusters
from pipelines.garble.lattice import Answer
from pipelines.garble.put_in import READING
from pipelines.readings import valid

_PUT_IN = re.compile(rf"[(（a-zü\u00e0-\u01dc]|, ?[{MARKS}]")

_IN_BRACKETS = re.compile(rf"[(（]({READING})[)）]")

Spans = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Where each begins and ends."""


def readings_in(annotations: Annotations, kinds: Mapping[str, str]) -> Spans:
    """The annotations that the machine's table has (hanzi to reading)."""
    known = np.array([kinds.get(character) == written for character, written in annotations.table], np.bool_)
    chosen = known[annotations.kinds] if annotations.table else np.zeros(0, np.bool_)
    return annotations.starts[chosen], annotations.ends[chosen]


def straddling(text: str, array: CodePoints, kinds: Mapping[str, str]) -> Spans:
    """Readings of characters that end in an ASCII character's byte: the machine saw them across two.

    >>> text = "公司W(wǎng)INDOWS"  # BE of 司 and 57 of W are 網
    >>> straddling(text, code_points(text), {})
    (array([3]), array([9]))
    """
    opening = (array[2:] == ord("(")) | (array[2:] == ord("（"))
    places = np.flatnonzero(opening & (array[1:-1] >= 0x40) & (array[1:-1] <= 0x7E) & (array[:-2] >= 0x80))
    found = [match for place in places.tolist() if (match := _IN_BRACKETS.match(text, place + 2))]
    spans = [match.span() for match in found if _straddles(text[match.start() - 2 : match.start()], match[1], kinds)]
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    return starts, ends


def _straddles(both: str, written: str, kinds: Mapping[str, str]) -> bool:
    owner = gbk.character(gbk.pair(both[0]) & 0xFF, ord(both[1]))
    return bool(owner) and kinds.get(owner, written) == written and valid(owner, written)


def commas_in(array: CodePoints, torn: Iterable[int] = (), *, spaced: bool) -> Spans:
    """Stray commas with the space behind them.

    One before a `torn` place is the author's, for no mark begins so, and one before a space and a question mark too,
    which may be a lost character, but in a text with a space behind each mark.
    """
    strays = clusters(array, code=True)
    apart = array[np.minimum(strays + 1, array.size - 1)] == ord(" ")
    after = strays + 1 + apart
    stray = np.ones(after.size + 1, np.bool_)
    places = np.array([place for place in torn if array[place] != ord(",")], np.int64)
    rows = np.searchsorted(after, places)
    stray[rows[np.append(after, -1)[rows] == places]] = False
    stray = stray[:-1]
    if not spaced:
        stray &= ~apart | (array[np.minimum(after, array.size - 1)] != ord("?"))
    return strays[stray], after[stray]


def without(answer: Answer, text: str, kinds: Mapping[str, str], *, stray: bool, spaced: bool) -> Answer:
    """The answer without what the machine had put in before it tore the place; a reading may end behind it.

    >>> without(Answer(1, 4, "（c", 9.0, False, 0.0, 0.0), "槍╟╟╟hēng）機", {}, stray=False, spaced=False)[:3]
    (1, 9, '')
    """
    if not _PUT_IN.search(answer.text + text[answer.end : answer.end + 2]):
        return answer
    head = text[max(0, answer.start - 1) : answer.start]
    array = code_points(head + answer.text + text[answer.end : answer.end + LONGEST + 1])
    annotations = find(array)
    table = {character: kinds.get(character, written) for character, written in annotations.table}
    spans = [readings_in(annotations, {each: table[each] for each in table if valid(each, table[each])})]
    if stray:
        spans.append(commas_in(array, spaced=spaced))
    end = len(head) + len(answer.text)
    kept = np.ones(array.size, np.bool_)
    last = end
    for starts, ends in spans:
        for start, finish in zip(starts.tolist(), ends.tolist(), strict=True):
            if len(head) <= start < end:
                kept[start:finish] = False
                last = max(last, finish)
    kept[: len(head)] = kept[last:] = False
    return answer._replace(end=answer.end + last - end, text=to_text(array[kept]))
