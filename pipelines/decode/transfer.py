"""What a careless server, proxy or archive leaves on a body: a compression not undone, its head, its tail."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from pipelines.decode.result import Evidence
from pipelines.options import Flag

_LIMIT = 1 << 25
"""Bytes that a body may be unpacked to, or as many as it has: a small body must not fill the memory."""

_GZIP = b"\x1f\x8b\x08"
_ZLIB, _GZIP_OR_ZLIB, _RAW = 15, 31, -15  # zlib's names for what stands around the data
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")  # in no text; 0x1B begins escape sequences
_STEP = 1 << 12
_TIMES = 2  # a page that was compressed twice is known; more would be a trap


class Unpacked(NamedTuple):
    """A body as it was meant to be sent.

    Attributes:
        body: its bytes.
        steps: what was undone.
        flags: `truncated` and `damaged` when the compressed data end early or are broken.
    """

    body: bytes
    steps: tuple[Evidence, ...] = ()
    flags: frozenset[Flag] = frozenset()


def unpack(body: bytes) -> Unpacked:
    r"""Undo what should not be on a body. A body that is text costs next to nothing. Never raises.

    >>> unpack(b"\x1f\x8b\x08\0\0\0\0\0\0\x03<p>text</p>").body
    b'<p>text</p>'
    """
    steps: list[Evidence] = []
    flags: frozenset[Flag] = frozenset()
    for _ in range(_TIMES):
        found = _gzip(body) or _zlib(body)
        if not found:
            break
        body = found.body
        steps += found.steps
        flags |= found.flags
    if len(body) > 8 and _is_tail(body):
        body = body[:-8]
        steps.append(Evidence("gzip", None, "a gzip checksum stood at the end"))
    return Unpacked(body, tuple(steps), flags)


def _gzip(body: bytes) -> Unpacked | None:
    if not body.startswith(_GZIP):
        return None
    found = _inflated(body, _GZIP_OR_ZLIB, "gzip")
    if found:
        return found
    rest = _without_head(body)
    return Unpacked(rest, (Evidence("gzip", None, "a gzip header stood before the text"),))


def _zlib(body: bytes) -> Unpacked | None:
    if body[:1] == b"x" and int.from_bytes(body[:2], "big") % 31 == 0:
        return _inflated(body, _ZLIB, "deflate")
    if body and body[0] & 6 == 4 and _CONTROL.search(body, 0, 64):  # a block of dynamic codes
        return _inflated(body, _RAW, "deflate")
    return None


def _inflated(body: bytes, kind: int, name: str) -> Unpacked | None:
    """The data, as far as they go; `None` when they are none."""
    limit = max(_LIMIT, len(body))
    engine = zlib.decompressobj(kind)
    pieces, size, at = [], 0, 0
    flags = set()
    try:
        while at < len(body) and size < limit and not engine.eof:
            saved = engine.copy()
            piece = engine.decompress(body[at : at + _STEP], limit - size)
            while engine.unconsumed_tail and size + len(piece) < limit:
                piece += engine.decompress(engine.unconsumed_tail, limit - size - len(piece))
            pieces.append(piece)
            size += len(piece)
            at += _STEP
    except zlib.error:
        piece = _before_the_error(saved, body[at : at + _STEP], limit - size)
        pieces.append(piece)
        size += len(piece)
        flags = {Flag.DAMAGED}
    if not engine.eof and not flags:
        flags = {Flag.TRUNCATED}
    if not size or (flags and size <= len(body)):  # what is broken and does not even expand was never packed
        return None
    state = "whole" if not flags else "broken off"
    steps = (Evidence(name, None, f"{name} data, {state}: {size} bytes"),)
    return Unpacked(b"".join(pieces), steps, frozenset(flags))


def _before_the_error(engine: zlib._Decompress, body: bytes, limit: int) -> bytes:
    """What a step that fails gives before it fails."""
    pieces, size = [], 0
    try:
        for at in range(len(body)):
            pieces.append(engine.decompress(body[at : at + 1], max(limit - size, 1)))
            size += len(pieces[-1])
    except zlib.error:
        pass
    return b"".join(pieces)


def _without_head(body: bytes) -> bytes:
    """The body behind a gzip header (RFC 1952, section 2.3)."""
    flags, at = body[3] if len(body) > 3 else 0, 10
    if flags & 4:
        at += 2 + int.from_bytes(body[at : at + 2], "little")
    for bit in (8, 16):  # file name, comment
        if flags & bit:
            end = body.find(0, at)
            at = end + 1 if end >= 0 else at
    return body[at + (2 if flags & 2 else 0) :]


def _is_tail(body: bytes) -> bool:
    """Whether the last eight bytes are the checksum and the length of those before them."""
    return (
        int.from_bytes(body[-4:], "little") == len(body) - 8
        and int.from_bytes(body[-8:-4], "little") == zlib.crc32(memoryview(body)[:-8])
    )  # fmt: skip
