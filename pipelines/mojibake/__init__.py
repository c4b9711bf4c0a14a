"""Stage mojibake: text that was decoded wrongly before it came here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, Seen, Sign, among, look, to_text
from pipelines.explain import Context, Result, Span, Splices
from pipelines.mojibake.chains import whole
from pipelines.mojibake.lossy import lossy_runs
from pipelines.mojibake.others import by_ftfy
from pipelines.mojibake.places import told_by_place
from pipelines.mojibake.remnants import is_hopeless, is_lost
from pipelines.mojibake.runs import Run, by_lines, runs
from pipelines.mojibake.shifts import shift_runs
from pipelines.mojibake.suspects import STRANGE, blocks, chunks, lines, suspects
from pipelines.options import Flag, Options

SIGNS = STRANGE | Sign.ASCII_MARK | Sign.REMNANT


def apply(text: str, context: Context) -> Result | None:
    r"""Read wrongly decoded text rightly.

    >>> apply("鏂囧瓧涔辩爜\n好好的一行", Context()).text
    '文字乱码\n好好的一行'
    """
    edits = Splices()
    uncertain: list[Span] = []
    lost = False
    grown = 0  # by how much the output is longer so far
    seen = context.seen or look(text)
    for offset, part in chunks(text):
        piece = seen.part(offset, offset + len(part))
        own = Splices()
        for run in _runs(part, piece, context):
            repair = run.repair
            own.add(run.start, run.end, repair.text, repair.reason, repair.confidence)
            edits.add(offset + run.start, offset + run.end, repair.text, repair.reason, repair.confidence)
            place = offset + run.start + grown
            uncertain += [(place + first, place + last) for first, last in repair.guessed]
            grown += len(repair.text) - (run.end - run.start)
        if len(own):
            piece = look(own.apply(part))
        lost = lost or is_lost(piece)
    flags = {Flag.LOST} if lost else set()
    if uncertain:
        flags.add(Flag.GUESSED)
    if not len(edits) and not flags:
        return None
    return Result(edits.apply(text), edits, frozenset(flags), tuple(uncertain))


def _runs(part: str, seen: Seen, context: Context) -> list[Run]:
    """The repairs of a part of a text, in order; what cannot be seen, and is taken out later, does not hide damage."""
    array = seen.array
    unseen = among(seen.kinds, Sign.INVISIBLE)
    if Sign.INVISIBLE in seen.signs:
        byte = (array >= 0x80) & (array < 0x2000)  # may be a part of the damage
        if (unseen & ~byte).any():
            return _runs_without(array, unseen & ~byte, context)
    spans = blocks(suspects(seen))
    found = [run for span in spans for run in by_lines(array, _searched(array, *span, context))]
    for run in found:
        unseen[run.start : run.end] = False
    if unseen.any():
        return _runs_without(array, unseen, context)
    if context.options.fill:
        found += [run for run in told_by_place(part, seen) if all(not run.meets(other) for other in found)]
    return sorted(found)


def _runs_without(array: CodePoints, hidden: NDArray[np.bool_], context: Context) -> list[Run]:
    kept = np.flatnonzero(~hidden)
    seen = Seen(array[kept])
    found = _runs(to_text(seen.array), seen, context)
    return [run._replace(start=int(kept[run.start]), end=int(kept[run.end - 1]) + 1) for run in found]


def _searched(array: CodePoints, start: int, end: int, context: Context) -> list[Run]:
    """The repairs of a block of lines, which is searched once."""
    piece = to_text(array[start:end])
    if piece in context.left:
        return []
    found = _repaired(array, start, end, context.options)
    if not found:
        context.left.add(piece)
    return found


def _repaired(array: CodePoints, start: int, end: int, options: Options) -> list[Run]:
    """The repairs of a block of lines: of all of it, or of runs that lost bytes, or of each line for itself."""
    spans = lines(array, start, end)
    if len(spans) == 1:
        return _repaired_line(array, start, end, options)
    repair = whole(to_text(array[start:end]))
    if repair is not None:
        return [Run(start, end, repair)]
    found = [run.moved(start) for run in lossy_runs(array[start:end], guess=options.fill)]
    for first, last in spans:
        if not any(run.start < last and first < run.end for run in found):
            found += _repaired_line(array, first, last, options)
    return sorted(found)


def _repaired_line(array: CodePoints, start: int, end: int, options: Options) -> list[Run]:
    """The repairs of a line: of all of it, or of runs in it, with lost bytes or without."""
    piece = array[start:end]
    if is_hopeless(piece):
        return []
    repair = whole(to_text(piece))
    if repair is not None:
        return [Run(start, end, repair)]
    found = [run.moved(start) for run in lossy_runs(piece, guess=options.fill)]
    borders = [start, *(border for run in found for border in (run.start, run.end)), end]
    for first, last in zip(borders[::2], borders[1::2], strict=True):
        found += [run.moved(first) for run in runs(array[first:last]) or shift_runs(array[first:last])]
    if sum(run.end - run.start for run in found) * 2 < int((piece > 0x7F).sum()):
        other = by_ftfy(piece)
        if sum(run.repair.gain for run in other) > sum(run.repair.gain for run in found):
            return [run.moved(start) for run in other]
    return sorted(found)
