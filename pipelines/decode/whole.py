"""The whole text of a body, once its encoding is decided: one encoding, two, or one with damage."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.decode.codecs import decode_strictly
from pipelines.decode.damage import Restored, restore
from pipelines.decode.hidden import shifted
from pipelines.decode.labels import GB
from pipelines.decode.mixed import Mixed, holds_utf8, read_mixed
from pipelines.decode.result import Evidence
from pipelines.hanzi import model
from pipelines.options import Flag

_HEAD = 1 << 16
_GOOD = -8.8
"""A mean of the hanzi model that only Chinese reaches (`make bench-decode`, a byte dropped)."""
_LISTED = 100
"""Segments that the evidence names."""


class Whole(NamedTuple):
    """A body's text.

    Attributes:
        text: the whole text; what is gone is U+FFFD.
        label: the encoding, of the main part when there are two.
        steps: where segments or damage were found.
        flags: what was found.
    """

    text: str
    label: str
    steps: tuple[Evidence, ...] = ()
    flags: frozenset[Flag] = frozenset()


def read_whole(body: bytes, label: str) -> Whole:
    """Read a body of the given encoding. A valid body costs its decoding and a glance. Never raises.

    Args:
        body: any bytes, without a byte order mark.
        label: as of `labels.label_of`.

    >>> read_whole("天气很好".encode("gbk")[:-1], "gbk").text
    '天气很�'
    """
    text = decode_strictly(body, label)
    if label in GB or label == "big5":
        suspect = holds_utf8(body, damaged=text is None)
    else:
        suspect = label == "utf-8" and text is None
    if suspect:
        mixed = read_mixed(body, *(("gbk", "big5") if label == "utf-8" else (label,)))
        if mixed:
            return Whole(mixed.text, mixed.label, _segments(mixed), mixed.flags)
    # In text of two bytes a character, every ASCII one looks like a null at first: the search in bytes is quicker.
    if text is None or (b"\0" in body and "\0" in text):
        restored = restore(body, label)
        if text is None and label == "euc-kr":
            label, restored = _rather_chinese(body, restored)
    else:
        hidden = shifted(body, text, label) if label in GB or label == "big5" else None
        if hidden is None:
            return Whole(text, label)
        restored = hidden
    steps = (Evidence("damage", label, f"{restored.lost} characters lost"),) if restored.lost else ()
    return Whole(restored.text, label, steps, restored.flags)


def _rather_chinese(body: bytes, korean: Restored) -> tuple[str, Restored]:
    """Chinese whose pairs are shifted looks more like Korean than like Chinese, until it is read on the model."""
    head = body[:_HEAD]
    for chinese in ("gbk", "big5"):
        found = restore(head, chinese)
        if found.lost < korean.lost and model().mean(found.text)[0] > _GOOD:
            return chinese, restore(body, chinese)
    return "euc-kr", korean


def _segments(mixed: Mixed) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("segment", each.label, f"bytes {each.start} to {each.end}") for each in mixed.segments[:_LISTED]
    )
