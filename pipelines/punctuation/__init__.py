"""Stage punctuation: marks as Chinese prints them."""

from __future__ import annotations

from pipelines.codepoints import Sign
from pipelines.explain import Context, Result
from pipelines.punctuation import clusters, pairs, width
from pipelines.punctuation.common import Marks
from pipelines.rules import in_turn

SIGNS = Sign.ASCII_MARK | Sign.MARK

PASSES = (
    clusters.ellipses,
    clusters.dashes,
    clusters.strays,
    clusters.doubles,
    pairs.brackets,  # before the marks: it looks whether the text lost them
    width.plain_marks,
    width.marks,
    width.full_stops,
    pairs.quotes,
    width.spaces,
    width.middle_dots,
)


def apply(text: str, context: Context) -> Result | None:
    """Set the marks between hanzi right.

    Numbers, times, scores, addresses, code, formulae and English sentences are left alone.

    >>> apply("10.67亿,,通过99.23%,。走", Context()).text
    '10.67亿，通过99.23%。走'
    >>> apply("比分3:2,时间09:23,见 https://a.cn/?b=1,2", Context()).text
    '比分3:2，时间09:23，见 https://a.cn/?b=1,2'
    """
    return in_turn(Marks(text, context.seen), PASSES, Marks)
