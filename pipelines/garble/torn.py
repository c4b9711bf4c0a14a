"""Where characters were torn, and the answer for each place."""

from __future__ import annotations

from functools import cache

import numpy as np

from pipelines.codepoints import Seen
from pipelines.garble.around import before
from pipelines.garble.lattice import Answer, solve
from pipelines.garble.machine import SIGNS, machine_of, torn_signs
from pipelines.garble.met import Met
from pipelines.garble.put_in import BROKEN_BRACKETS, broken_bracket
from pipelines.garble.spaces import is_indent

SURE = 4.5
"""An answer counts as a guess when the next one is not less probable by this factor (a natural logarithm)."""

FREE, APART = 50, 40
"""Where more than so many places seem to be torn, and more than one in so many characters, no machine tore them."""


def mend(text: str, seen: Seen, page: str) -> tuple[list[Answer], bool]:
    """The places where characters were torn, each with its answer; and whether some are left that nothing explains."""
    answers: list[Answer] = []
    starts = [place for place in _starts(text, seen) if not is_indent(text, place)]
    if not starts or len(starts) > FREE + len(text) // APART:
        return answers, bool(starts)
    machine = machine_of(page, seen if page is text else None)
    met = Met(text, machine)
    left = False
    end = 0
    for start in starts:
        if start < end or (text[start] in SIGNS and text[start] not in machine.signs):
            continue
        if machine.stray and start > end and text[start - 1] == ",":
            start -= 1
        head = before(text, start)
        answer = met.again(start, head)
        if not answer:
            answer = solve(text, start, machine, head)
            if not answer:
                left = True
                continue
            met.keep(answer, head)
        end = answer.end
        if answer.text != text[answer.start : end]:
            answers.append(answer)
    return answers, left


def _starts(text: str, seen: Seen) -> list[int]:
    """Where characters may be torn, in order."""
    places = [match.start() for match in torn_signs(text, seen)]
    first, last = _boxes()
    boxes = seen.others[seen.codes - first <= last - first] - 1  # what is below is a large number then
    found = [place for place in boxes.tolist() if place >= 0 and broken_bracket(text, place)]
    return sorted(places + found) if found else places


@cache
def _boxes() -> tuple[np.uint32, np.uint32]:
    """The first and the last code point of what a broken bracket begins with."""
    return np.uint32(ord(min(BROKEN_BRACKETS))), np.uint32(ord(max(BROKEN_BRACKETS)))
