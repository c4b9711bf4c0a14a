"""Lost signs of which nothing was left: some converters drop what they cannot decode without a trace.

Such a place shows a reading that has only its closing bracket (日qǐng)bào)), a mark with a letter and a reading right
behind it (，F(xiàn)在), or a mark with a run behind it that makes no sense (！犊茖W(xué), of 。《科學). Signs are put
there for the search; its answer counts where it is more probable than what stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

import numpy as np

from pipelines.codepoints import Seen, are_hanzi, look
from pipelines.garble import torn
from pipelines.garble.inserted import behind_letters
from pipelines.garble.lattice import Answer
from pipelines.garble.machine import machine_of, traceless
from pipelines.garble.memory import remembered
from pipelines.garble.put_in import FOLLOWERS, IN_BRACKETS, READING
from pipelines.garble.scoring import score
from pipelines.readings import characters_of, valid

SIGN = "\N{REPLACEMENT CHARACTER}"

_HALF = re.compile(rf"({READING})[)）]")
_LETTERS = np.zeros(0x300, np.bool_)  # what a reading begins with
_LETTERS[[ord(letter) for letter in "abcdefghjklmnopqrstwxyzāáǎàēéěèōóǒò"]] = True
_RUN = re.compile(rf"[{FOLLOWERS}][^\x00-\x7f{FOLLOWERS}]{{1,30}}(?=[!-~])")
_STRANGE = -9.5  # what a character is on average in a run that is one byte off, or below; a natural logarithm
_BETTER = 6.0  # by so much an answer has to be more probable than what stands there
_REMAINDER = re.compile("[\u3400-\u9fff][A-Za-z]|[\ue000-\uf8ff]")
"""What is left over where an answer took characters apart that were whole."""


def mend(text: str, seen: Seen, page: str) -> tuple[list[Answer], bool]:
    """As `torn.mend`, which sees the signs put in where the page shows that they vanished.

    >>> text = "發(fā)展中國(guó)網(wǎng)絡(luò)，人民日qǐng)bào)客戶(hù)端"
    >>> answers, _ = mend(text, look(text), text)
    >>> text[answers[0].start : answers[0].end], answers[0].text
    ('qǐng)bào)', '報')
    """
    signs = places(text, seen, page)
    if not signs:
        return torn.mend(text, seen, page)
    whole = _with_signs(text, signs)
    told = whole if page is text else _with_signs(page, places(page, look(page), page))
    answers, left = torn.mend(whole, look(whole), told)
    inserted = [place + number for number, place in enumerate(signs)]
    traditional = machine_of(told, None).traditional
    answers = [each for answer in answers if (each := _in_place(answer, inserted, text, traditional))]
    answered = sum(bisect_left(signs, answer.end) - bisect_left(signs, answer.start) for answer in answers)
    return answers, left or answered < len(signs)


def places(text: str, seen: Seen, page: str) -> tuple[int, ...]:
    """Where lost signs must have stood, in order; none unless a reading of the page tells of one.

    >>> places(text := "人民日qǐng)bào)客戶(hù)端，F(xiàn)在", look(text), text)
    (3, 8, 19)
    """
    whole = seen if page is text else None
    if not traceless(page, whole) or not _told(page, whole):
        return ()
    marks = [match.start() - 2 for match in behind_letters(text, seen) if _behind_a_mark(match)]
    runs = [match.start() for match in _runs(text, page)]
    return tuple(sorted({*_half(text, seen), *marks, *runs}))


@remembered
def _told(page: str, seen: Seen) -> bool:
    letters = behind_letters(page, seen)
    if any(map(_behind_a_mark, letters)) or _half(page, seen):
        return True
    ends = {letter.start() - 1 for letter in letters}
    return bool(ends) and any(match.end() in ends for match in _runs(page, page))


def _behind_a_mark(read: re.Match[str]) -> bool:
    """Whether the letter before a reading stands behind a mark, and is not the first one of a word."""
    text, end = read.string, read.end()
    return text[read.start() - 2] in FOLLOWERS and not (text[end : end + 1].isascii() and text[end : end + 1].isalpha())


def _half(text: str, seen: Seen) -> list[int]:
    """Where readings without their opening bracket begin."""
    places = seen.others[_LETTERS.take(seen.codes, mode="clip")]
    before = seen.array.take(places - 1, mode="clip")
    places = places[are_hanzi(before) | (before == ord(")")) | (before == ord("）"))]
    found = (_HALF.match(text, place) for place in places.tolist())
    return [match.start() for match in found if match and characters_of(match[1])]


def _runs(text: str, page: str) -> list[re.Match[str]]:
    """Marks with what is behind them, where that makes no sense."""
    traditional = machine_of(page, None).traditional
    strange = (m for m in _RUN.finditer(text) if _score(m[0], traditional) < _STRANGE * (len(m[0]) - 1))
    return [match for match in strange if not _in_step(match)]


def _in_step(match: re.Match[str]) -> bool:
    """Whether a run ends in a hanzi with its own reading, which no run does that is one byte off."""
    read = IN_BRACKETS.match(match.string, match.end())
    return bool(read and valid(match[0][-1], read[1]))


def _score(text: str, traditional: bool) -> float:
    return sum(score(*pair, traditional) for pair in pairwise(text))


def _with_signs(text: str, signs: tuple[int, ...]) -> str:
    ends = (*signs, len(text))
    return SIGN.join((text[: ends[0]], *(text[a:b] for a, b in pairwise(ends))))


def _in_place(answer: Answer, inserted: list[int], text: str, traditional: bool) -> Answer | None:
    """The answer for the text without the signs inserted there, if it is more probable than what stands in it."""
    start, end = (place - bisect_left(inserted, place) for place in (answer.start, answer.end))
    stands = text[max(0, start - 1) : end]
    if SIGN in answer.text or _REMAINDER.search(answer.text):
        return None
    if answer.score < _score(stands, traditional) + _BETTER:
        return None
    return answer._replace(start=start, end=end)
