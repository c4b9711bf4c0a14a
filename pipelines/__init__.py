"""Decode, extract, repair and normalise Chinese web text.

>>> import pipelines
>>> pipelines.clean("來源：“人民日報”,,北京")
'来源：“人民日报”，北京'
"""

from pipelines.article import Article
from pipelines.decode import Decoded, decode
from pipelines.explain import Explanation, Step, replay
from pipelines.extract import Fields, extract
from pipelines.options import Flag, Hints, Options
from pipelines.page import PageExplanation, explain_page, process
from pipelines.stages import clean, explain

__all__ = [
    "Article",
    "Decoded",
    "Explanation",
    "Fields",
    "Flag",
    "Hints",
    "Options",
    "PageExplanation",
    "Step",
    "clean",
    "decode",
    "explain",
    "explain_page",
    "extract",
    "process",
    "replay",
]
