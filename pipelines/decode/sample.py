"""A bounded sample of a body: the stretches that hold what its encoding can be told by."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

SHORT = 1536
"""A body of so many bytes is its own sample."""
CUT = b"\r\r"
"""What stands between windows: before it a character may be cut off."""
WINDOWS = 12
WIDTH = 100
"""Bytes in each window; with their number set so that all of a sample's readings cost less than one decoding of 100 KB
(tests/benchmarks/bench_decode.py)."""

_BLOCK = 1 << 16
_BLOCKS = 16
_MARKUP = re.compile(
    rb"<!--.{0,4000}?-->|<(script|style)\b.{0,4000}?</\1|<[!/?a-z][^<>]{0,1000}>", re.IGNORECASE | re.DOTALL
)
_HIGH = re.compile(rb"[\x80-\xff]")
_NOT_ASCII = bytes(range(0x80, 0x100))
_RUN = 4096  # bytes in which the start of a run is looked for


def sample(body: bytes) -> bytes:
    r"""Windows around bytes outside ASCII, spread evenly over the body, without markup, with `CUT` between them.

    >>> sample("<p class=a>中文</p>".encode("gbk")).strip() == "中文".encode("gbk")
    True
    """
    if len(body) <= SHORT:
        return _MARKUP.sub(b" ", body)
    body = _blocks(body)
    step = max(len(body) // WINDOWS, 1)
    pieces = _windows(body, range(0, step * WINDOWS, step))
    if len(pieces) < WINDOWS // 2:  # what is not ASCII stands close together: look there
        highs = np.flatnonzero(np.frombuffer(body, np.uint8) > 0x7F)
        ranks = np.linspace(0, max(highs.size - 1, 0), WINDOWS).astype(np.int64)
        pieces = _windows(body, highs[ranks].tolist() if highs.size else ())
    return _MARKUP.sub(b" ", CUT.join(pieces))


def _windows(body: bytes, places: Iterable[int]) -> list[bytes]:
    """A window at the first byte outside ASCII behind each place; none overlaps another.

    It begins where the run of such bytes does: what follows a byte of ASCII, be it a trail, is no trail.
    """
    pieces, done = [], 0
    for place in places:
        found = _HIGH.search(body, max(place, done))
        if not found:
            break
        high = found.start()
        if high >= done:
            floor = max(done, high - _RUN)
            begin = floor + len(body[floor:high].rstrip(_NOT_ASCII))
            done = begin + WIDTH
            pieces.append(body[begin:done])
    return pieces


def units(body: bytes) -> bytes:
    """A sample for encodings of two-byte units: the same windows for all, at even places."""
    if len(body) <= SHORT:
        return body
    step = (len(body) // WINDOWS) & ~1
    return b"".join(body[start : start + WIDTH] for start in range(0, step * WINDOWS, step))


def _blocks(body: bytes) -> bytes:
    """Blocks spread over a large body, so that what follows is bounded; or one at its first byte outside ASCII."""
    if len(body) <= _BLOCK * _BLOCKS:
        return body
    step = len(body) // _BLOCKS
    blocks = b"\n".join(body[start : start + _BLOCK] for start in range(0, step * _BLOCKS, step))
    if not blocks.isascii():
        return blocks
    found = _HIGH.search(body)
    return body[max(0, found.start() - 256) : found.start() + _BLOCK] if found else b""
