"""Stage mojibake: text that was decoded wrongly before it came here."""

from __future__ import annotations

from pipelines.codepoints import CodePoints, Sign, code_points, to_text
from pipelines.explain import Context, Result, Splices
from pipelines.mojibake.chains import whole
from pipelines.mojibake.runs import Run, runs
from pipelines.mojibake.suspects import STRANGE, suspects

SIGNS = STRANGE | Sign.ASCII_MARK


def apply(text: str, context: Context) -> Result | None:
    r"""Read wrongly decoded text rightly.

    >>> apply("鏂囧瓧涔辩爜\n好好的一行", Context()).text
    '文字乱码\n好好的一行'
    """
    array = code_points(text)
    edits = Splices()
    for start, end in suspects(array):
        for run in _repaired(array[start:end]):
            edits.add(start + run.start, start + run.end, run.repair.text, run.repair.reason, run.repair.confidence)
    if not len(edits):
        return None
    return Result(edits.apply(text), edits)


def _repaired(piece: CodePoints) -> list[Run]:
    repair = whole(to_text(piece))
    return runs(piece) if repair is None else [Run(0, piece.size, repair)]
