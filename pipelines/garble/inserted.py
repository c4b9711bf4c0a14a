"""Where readings and stray commas stand, and a torn place's answer without those that were torn with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from pipelines import gbk
from pipelines.codepoints import Seen, look, to_text
from pipelines.garble.annotations import LONGEST, Annotations, find
from pipelines.garble.candidates import trail_of
from pipelines.garble.commas import clusters
from pipelines.garble.edits import Spans
from pipelines.garble.lattice import Answer
from pipelines.garble.put_in import FOLLOWERS, IN_BRACKETS, PINYIN
from pipelines.readings import valid

_PUT_IN = re.compile(rf"[(（{PINYIN}]|, ?[{FOLLOWERS}]")


def readings_in(annotations: Annotations, kinds: Mapping[str, str], seen: Seen, *, apart: bool) -> Spans:
    """The annotations that the machine's table has (hanzi to reading), with the space behind each where `apart`."""
    known = np.array([kinds.get(character) == written for character, written in annotations.table], np.bool_)
    chosen = np.flatnonzero(known.take(annotations.kinds)) if annotations.table else np.zeros(0, np.int64)
    starts, ends = annotations.starts.take(chosen), annotations.ends.take(chosen)
    if apart:
        ends += (ends < seen.array.size) & (seen.array.take(ends, mode="clip") == ord(" "))
    return starts, ends


def behind_letters(text: str, seen: Seen) -> list[re.Match[str]]:
    """Readings in brackets behind ASCII characters that can be the second byte of a pair."""
    opens = seen.places("(（")
    trails = seen.array.take(opens - 1, mode="clip")
    opens = opens[(trails >= 0x40) & (trails <= 0x7E) & (opens >= 2)]
    return [match for place in opens.tolist() if (match := IN_BRACKETS.match(text, place))]


def straddling(text: str, seen: Seen, kinds: Mapping[str, str]) -> Spans:
    """Readings of characters that end in an ASCII character's byte: the machine saw them across two.

    >>> text = "公司W(wǎng)INDOWS"  # BE of 司 and 57 of W are 網
    >>> straddling(text, look(text), {})
    (array([3]), array([9]))
    """
    found = [match for match in behind_letters(text, seen) if text[match.start() - 2] >= "\x80"]
    spans = [match.span() for match in found if _straddles(text[match.start() - 2 : match.start()], match[1], kinds)]
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    return starts, ends


def _straddles(both: str, written: str, kinds: Mapping[str, str]) -> bool:
    owner = gbk.character(trail_of(both[0]), ord(both[1]))
    return bool(owner) and kinds.get(owner, written) == written and valid(owner, written)


def commas_in(seen: Seen, torn: Iterable[int] = (), *, spaced: bool) -> Spans:
    """Stray commas with the space behind them.

    One before a `torn` place is the author's, for no mark begins so, and one before a space and a question mark too,
    which may be a lost character, but in a text with a space behind each mark.
    """
    array = seen.array
    strays = clusters(seen, code=True)
    apart = array.take(strays + 1, mode="clip") == ord(" ")
    after = strays + 1 + apart
    stray = np.ones(after.size + 1, np.bool_)
    places = np.array([place for place in torn if array[place] != ord(",")], np.int64)
    rows = np.searchsorted(after, places)
    stray[rows[np.append(after, -1)[rows] == places]] = False
    stray = stray[:-1]
    if not spaced:
        stray &= ~apart | (array.take(after, mode="clip") != ord("?"))
    chosen = np.flatnonzero(stray)
    return strays.take(chosen), after.take(chosen)


class Written(NamedTuple):
    """An answer where it is written: the character before it, its own text, and the first characters behind it."""

    head: str
    text: str
    tail: str


def written_at(answer: Answer, text: str) -> Written:
    """The answer where it will be written in `text`."""
    head = text[max(0, answer.start - 1) : answer.start]
    return Written(head, answer.text, text[answer.end : answer.end + LONGEST + 1])


def without(answer: Written, kinds: Mapping[str, str], *, stray: bool, spaced: bool, apart: bool) -> tuple[str, int]:
    """The answer without what the machine had put in before it tore the place; and how far a reading goes on behind it.

    >>> without(Written("槍", "（c", "hēng）機"), {}, stray=False, spaced=False, apart=False)
    ('', 5)
    """
    head = answer.head
    found = _PUT_IN.search(answer.text + answer.tail[:2])
    if not found or (found.start() >= len(answer.text) and answer.text[-1:] != " "):  # a space goes with its bracket
        return answer.text, 0
    seen = look("".join(answer))
    annotations = find(seen)
    table = {character: kinds.get(character, written) for character, written in annotations.table}
    readings = {character: written for character, written in table.items() if valid(character, written)}
    spans = [readings_in(annotations, readings, seen, apart=apart)]
    if stray:
        spans.append(commas_in(seen, spaced=spaced))
    end = len(head) + len(answer.text)
    kept = np.ones(seen.array.size, np.bool_)
    last = end
    for starts, ends in spans:
        for start, finish in zip(starts.tolist(), ends.tolist(), strict=True):
            if len(head) <= start < end:
                kept[start:finish] = False
                last = max(last, finish)
    kept[: len(head)] = kept[last:] = False
    return to_text(seen.array[kept]), last - end
