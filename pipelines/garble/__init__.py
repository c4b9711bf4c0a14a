"""Stage garble: undo what the machine of mirrored portals does to a text.

It takes readings out that were put in behind hanzi (國(guó) is 國), and stray commas before marks (`,。` is 。),
and finds the characters that were torn where both fell into the middle of one (人民日?qǐng)?bào) is 人民日報). The text
stays traditional and its marks ASCII: later stages see to those.

Left alone: whatever a person may have written, such as 行(xíng)走, 厦门(Xiamen), 陳(Chén)女士, lessons, poems with
their full pinyin. See `evidence` for how the two are told apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, Sign, look, to_text
from pipelines.explain import Context, Result, Splices
from pipelines.garble import evidence, vanished
from pipelines.garble.annotations import find
from pipelines.garble.edits import Cuts, Spans
from pipelines.garble.inserted import Written, commas_in, readings_in, straddling, without, written_at
from pipelines.garble.lattice import Answer
from pipelines.garble.spaces import lost_spaces, spaced, with_spaces
from pipelines.garble.torn import SURE
from pipelines.options import Flag
from pipelines.readings import toned, valid

SIGNS = Sign.TONE | Sign.ASCII_MARK | Sign.LOST

READING, COMMA, INDENT, TORN, GAP = range(5)  # from the torn ones on something is written instead
REASONS = (
    "reading put in behind a hanzi",
    "stray comma",
    "indent lost in decoding",
    "torn characters",
    "spaces lost in decoding",
)
PROMISING = (")", "）", ",,", ",，", ",。", ",、", ", ,", ", ，", ", 。", ", 、")
"""Every text with something put in holds one of these, unless ruby text was run in: that shows tones."""


def apply(text: str, context: Context) -> Result | None:
    """Take out what the machine put in, where the text or its page went through one.

    >>> apply("本溪網(wǎng)2023年中國(guó)網(wǎng)絡(luò)文明大會(huì)", Context()).text
    '本溪網2023年中國網絡文明大會'
    >>> apply("他在行(xíng)走，厦门(Xiamen)，(WTO)", Context()) is None
    True
    """
    page = context.page or text
    seen = context.seen or look(text)
    whole = seen if page is text else None
    if context.options.garbled is False or not _promising(page, whole):
        return None
    found = evidence.verdict(page, whole)
    if not (found.garbled or context.options.garbled):
        return Result(text, Splices(), frozenset({Flag.UNRESOLVED})) if found.suspect else None
    return undo(text, seen, found, page)


def _promising(page: str, seen: Seen | None) -> bool:
    """A scan that much good text does not survive."""
    return any(sign in page for sign in PROMISING) or Sign.TONE in (seen or look(page)).signs


def undo(text: str, seen: Seen, found: evidence.Verdict, page: str) -> Result | None:
    """The text as it was before the machine, given the verdict on its page."""
    annotations = found.annotations if page is text else find(seen)
    answers, left = vanished.mend(text, seen, page)
    after_marks = spaced(page)
    answers = _finished(answers, text, found, after_marks)
    pieces = [
        (readings_in(annotations, found.kinds, seen, apart=found.annotations.apart), READING),
        (straddling(text, seen, found.kinds), READING),
    ]
    if found.stray:
        pieces.append((commas_in(seen, [answer.start for answer in answers], spaced=after_marks), COMMA))
    indents, gaps = lost_spaces(text, seen)
    pieces += [(indents, INDENT), (gaps, GAP)]
    starts, ends, reasons = _joined(pieces, answers)
    doubts = {
        Flag.LOST: any(answer.lost for answer in answers),
        Flag.GUESSED: any(map(_guessed, answers)),
        Flag.UNRESOLVED: left or any(_left(character, written, found) for character, written in annotations.table),
    }
    flags = frozenset(flag for flag, holds in doubts.items() if holds)
    if not starts.size:
        return Result(text, Splices(), flags) if flags else None
    torn = dict(zip(np.flatnonzero(reasons == TORN).tolist(), answers, strict=True))
    anew = {place: torn[place].text if place in torn else " " for place in np.flatnonzero(reasons >= TORN).tolist()}
    names = tuple(f"{reason} (garbled: score {found.score:.1f})" for reason in REASONS)
    cuts = Cuts(starts, ends, reasons, names, anew, found.confidence)
    guesses = [
        span for place, span in zip(anew, cuts.written(), strict=True) if place in torn and _guessed(torn[place])
    ]
    after = Seen(cuts.apply(seen.array))
    return Result(to_text(after.array), cuts, flags | {Flag.GARBLED}, tuple(guesses), seen=after)


def _guessed(answer: Answer) -> bool:
    return answer.margin < SURE


def _finished(answers: list[Answer], text: str, found: evidence.Verdict, after_marks: bool) -> list[Answer]:
    """The answers without what had been put in before their places were torn; with spaces `after_marks`."""
    known: dict[Written, tuple[str, int]] = {}
    finished = []
    for answer in answers:
        written = written_at(answer, text)
        if written not in known:
            known[written] = without(
                written, found.kinds, stray=found.stray, spaced=after_marks, apart=found.annotations.apart
            )
        after, further = known[written]
        end = answer.end + further
        finished.append(
            answer._replace(end=end, text=with_spaces(after, text[end : end + 1]) if after_marks else after)
        )
    return finished


def _left(character: str, written: str, found: evidence.Verdict) -> bool:
    """Whether a reading stays although it is one: its character stands without it, too, or is read in two ways."""
    return found.kinds.get(character) != written and toned(written) and valid(character, written)


def _joined(
    pieces: list[tuple[Spans, int]], answers: list[Answer]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Starts, ends and reasons of the pieces, each with its reason, and of the answers, without what these cover."""
    starts = np.concatenate([starts for (starts, _), _ in pieces])
    order = np.argsort(starts, kind="stable")
    starts = starts.take(order)
    ends = np.concatenate([ends for (_, ends), _ in pieces]).take(order)
    reasons = np.repeat([reason for _, reason in pieces], [starts.size for (starts, _), _ in pieces]).take(order)
    if not answers:
        return starts, ends, reasons
    begins = np.array([answer.start for answer in answers])
    finishes = np.array([answer.end for answer in answers])
    outside = np.ones(starts.size, np.bool_)
    first, last = np.searchsorted(ends, begins, side="right"), np.searchsorted(starts, finishes, side="left")
    for inside in map(slice, first.tolist(), last.tolist()):
        outside[inside] = False
    kept = np.flatnonzero(outside)
    places = np.searchsorted(kept, first)
    torn = np.full(begins.size, TORN)
    return (
        np.insert(starts.take(kept), places, begins),
        np.insert(ends.take(kept), places, finishes),
        np.insert(reasons.take(kept), places, torn),
    )
