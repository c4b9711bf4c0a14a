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

from pipelines.codepoints import CodePoints, Sign, code_points, signs
from pipelines.explain import Context, Result, Splices
from pipelines.garble import evidence
from pipelines.garble.annotations import find
from pipelines.garble.edits import Cuts
from pipelines.garble.inserted import commas_in, readings_in, straddling, without
from pipelines.garble.lattice import Answer
from pipelines.garble.spaces import lost_spaces, spaced, with_spaces
from pipelines.garble.torn import SURE, mend
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
"""Of all texts with something put in, those are without these in which ruby text was run in."""
_Spans = NDArray[np.int64]
_Piece = tuple[_Spans, _Spans, int]


def apply(text: str, context: Context) -> Result | None:
    """Take out what the machine put in, where the text or its page went through one.

    >>> apply("本溪網(wǎng)2023年中國(guó)網(wǎng)絡(luò)文明大會(huì)", Context()).text
    '本溪網2023年中國網絡文明大會'
    >>> apply("他在行(xíng)走，厦门(Xiamen)，(WTO)", Context()) is None
    True
    """
    page = context.page or text
    if context.options.garbled is False or not _promising(page):
        return None
    found = evidence.verdict(page)
    if not (found.garbled or context.options.garbled):
        return Result(text, Splices(), frozenset({Flag.UNRESOLVED})) if found.suspect else None
    return undo(text, code_points(text), found, page)


def _promising(whole: str) -> bool:
    """A scan that much good text does not survive."""
    return any(sign in whole for sign in PROMISING) or Sign.TONE in signs(code_points(whole))


def undo(text: str, array: CodePoints, found: evidence.Verdict, page: str) -> Result | None:
    """The text as it was before the machine, given the verdict on its page."""
    annotations = found.annotations if page is text else find(array)
    answers, flags = mend(text, array, page)
    apart = spaced(page)
    answers = [_finished(answer, text, found, apart) for answer in answers]
    pieces = [(*readings_in(annotations, found.kinds), READING), (*straddling(text, array, found.kinds), READING)]
    if found.stray:
        pieces.append((*commas_in(array, [answer.start for answer in answers], spaced=apart), COMMA))
    indents, gaps = lost_spaces(text, array)
    pieces += ((*indents, INDENT), (*gaps, GAP))
    starts, ends, reasons = _joined(pieces, answers)
    if any(_left(character, written, found) for character, written in annotations.table):
        flags |= {Flag.UNRESOLVED}
    if not starts.size:
        return Result(text, Splices(), flags) if flags else None
    torn = dict(zip(np.flatnonzero(reasons == TORN).tolist(), answers, strict=True))
    anew = {place: torn[place].text if place in torn else " " for place in np.flatnonzero(reasons >= TORN).tolist()}
    names = tuple(f"{reason} (garbled: score {found.score:.1f})" for reason in REASONS)
    cuts = Cuts(starts, ends, reasons, names, anew, found.confidence)
    guesses = [
        span for place, span in zip(anew, cuts.written(), strict=True) if place in torn and torn[place].margin < SURE
    ]
    return Result(cuts.apply(array), cuts, flags | {Flag.GARBLED}, tuple(guesses))


def _finished(answer: Answer, text: str, found: evidence.Verdict, apart: bool) -> Answer:
    """The answer without what had been put in before the place was torn; spaced where `apart`."""
    answer = without(answer, text, found.kinds, stray=found.stray, spaced=apart)
    if not apart:
        return answer
    return answer._replace(text=with_spaces(answer.text, text[answer.end : answer.end + 1]))


def _left(character: str, written: str, found: evidence.Verdict) -> bool:
    """Whether a reading stays although it is one: its character stands without it, too, or is read in two ways."""
    return found.kinds.get(character) != written and toned(written) and valid(character, written)


def _joined(pieces: list[_Piece], answers: list[Answer]) -> tuple[_Spans, _Spans, _Spans]:
    """All spans in order, without those that lie in a torn place, for its answer is written anew as a whole."""
    starts = np.concatenate([starts for starts, _, _ in pieces])
    ends = np.concatenate([ends for _, ends, _ in pieces])
    reasons = np.concatenate([np.full(starts.size, reason) for starts, _, reason in pieces])
    if answers:
        begins = np.array([answer.start for answer in answers])
        finishes = np.array([answer.end for answer in answers])
        behind = np.searchsorted(begins, ends, side="left") - 1
        outside = (behind < 0) | (starts >= finishes[np.maximum(behind, 0)])
        starts = np.concatenate([starts[outside], begins])
        ends = np.concatenate([ends[outside], finishes])
        reasons = np.concatenate([reasons[outside], np.full(begins.size, TORN)])
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order], reasons[order]
