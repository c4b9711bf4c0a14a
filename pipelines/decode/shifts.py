"""Where bytes of utf-16 are lost, so that what follows is paired wrongly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints
from pipelines.decode.lattice import NEVER, Run, Span, search
from pipelines.hanzi import NEUTRAL, model

_PART = 0x2000  # bytes that are scored at once
_ALWAYS = (
    256  # shifts that are looked for in any case; beyond them one for each part: what shifts more often is no text
)
_SHIFTED = 25.0  # as a natural logarithm: good text and shifted text are some five apart for each hanzi
_MARGIN = 64  # bytes on both sides of where the text turns bad; the lattice finds the place


def lost_in_utf16(body: bytes, label: str) -> list[Span]:
    """Bytes that are left over in utf-16le or utf-16be: where bytes are missing, and a cut end.

    Every two bytes are a unit, so nothing is invalid; but from a lost byte on each unit is made of two halves that do
    not belong together. Which of the two ways to pair bytes is text shows within a few characters, by the hanzi model.

    >>> lost_in_utf16("天气很好我们出去走走".encode("utf-16-be")[:7] + "我们出去走走".encode("utf-16-be"), "utf-16be")
    [(6, 7)]
    """
    spans: list[Span] = []
    at = 0
    while at < len(body):
        part = body[at : at + _PART]
        last = at + len(part) == len(body)
        turn = _turn(part, label) if len(spans) < _ALWAYS + at // _PART else None
        if turn is None and not (last and len(part) % 2):
            at += len(part)
            continue
        first, end = turn or (len(part) - 1, len(part))
        first = max(first - _MARGIN, 0)
        end = min(end + _MARGIN, len(part))
        found, read = search(_run(part[first:end], label, last=last and end == len(part)))
        spans += [(at + first + begin, at + first + stop) for begin, stop in found]
        at += first + read
    return spans


def _turn(part: bytes, label: str) -> Span | None:
    """From where to where the other way to pair bytes becomes better by `_SHIFTED`; even offsets."""
    codes = units(part, label)
    even, odd = (_scores(codes[phase::2]) for phase in (0, 1))
    gain = np.cumsum(odd - even[: odd.size], dtype=np.float64)
    since = np.minimum.accumulate(np.minimum(gain, 0.0)) if gain.size else gain
    turned = np.flatnonzero(gain - since > _SHIFTED)
    if not turned.size:
        return None
    end = int(turned[0])
    start = int(np.flatnonzero(gain[:end] == since[end])[-1]) + 1 if since[end] < 0 else 0
    return 2 * start, 2 * end + 2


def _scores(codes: CodePoints) -> NDArray[np.float32]:
    values = model().logp(codes)
    return np.where(np.isnan(values), np.float32(NEUTRAL), values)


def units(run: bytes, label: str) -> CodePoints:
    """The code unit at every byte offset; the last byte has none, which is 0."""
    array = np.frombuffer(run + b"\0", np.uint8).astype(np.uint32)
    first, second = array[:-1], array[1:]
    found: CodePoints = np.bitwise_or(second << 8, first) if label == "utf-16le" else np.bitwise_or(first << 8, second)
    found[-1:] = 0
    return found


def _run(run: bytes, label: str, *, last: bool) -> Run:
    pairs = units(run, label)
    size = len(run)
    return Run(
        pairs=pairs,
        singles=[NEVER] * size,
        lost=[True] * size,
        noise=[False] * size,
        fours=set(np.flatnonzero((pairs[:-2] >> 10 == 0x36) & (pairs[2:] >> 10 == 0x37)).tolist()),
        cuts=(size - 1,) if last else (),
        open_end=not last,
    )
