"""Stage mojibake: text that was decoded wrongly before it came here."""

from __future__ import annotations

from pipelines.codepoints import CodePoints, Sign, code_points, to_text
from pipelines.explain import Context, Result, Span, Splices
from pipelines.mojibake.chains import whole
from pipelines.mojibake.lossy import lossy_runs
from pipelines.mojibake.runs import Run, runs
from pipelines.mojibake.score import LOST
from pipelines.mojibake.suspects import STRANGE, suspects
from pipelines.options import Flag, Options

SIGNS = STRANGE | Sign.ASCII_MARK


def apply(text: str, context: Context) -> Result | None:
    r"""Read wrongly decoded text rightly.

    >>> apply("鏂囧瓧涔辩爜\n好好的一行", Context()).text
    '文字乱码\n好好的一行'
    """
    array = code_points(text)
    edits = Splices()
    uncertain: list[Span] = []
    grown = 0  # by how much the output is longer so far
    for start, end in suspects(array):
        for run in _repaired(array[start:end], context.options):
            first, last, repair = start + run.start, start + run.end, run.repair
            edits.add(first, last, repair.text, repair.reason, repair.confidence)
            uncertain += [(first + grown + begin, first + grown + stop) for begin, stop in repair.guessed]
            grown += len(repair.text) - (last - first)
    flags = set()
    if LOST in text or any(LOST in edit.after for edit in edits):
        flags.add(Flag.LOST)
    if uncertain:
        flags.add(Flag.GUESSED)
    if not len(edits) and not flags:
        return None
    return Result(edits.apply(text), edits, frozenset(flags), tuple(uncertain))


def _repaired(piece: CodePoints, options: Options) -> list[Run]:
    """The repairs of a line: of all of it, or of runs in it, with lost bytes or without."""
    repair = whole(to_text(piece))
    if repair is not None:
        return [Run(0, piece.size, repair)]
    found = lossy_runs(piece, guess=options.fill)
    borders = [0, *(border for run in found for border in (run.start, run.end)), piece.size]
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        found += [Run(start + run.start, start + run.end, run.repair) for run in runs(piece[start:end])]
    return sorted(found)
