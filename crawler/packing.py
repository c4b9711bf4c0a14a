"""Content-Encoding undone, within bounds: what crawling and replaying share."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli
from backports import zstd

from crawler.failures import Refused

ACCEPTED = "gzip, deflate, br, zstd"
_MOST_LAYERS = 3  # nobody has a use for more, and each costs a pass over the body
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"


def unpack(body: bytes, headers: Iterable[str], limit: int) -> bytes:
    """A body without its encodings; what of a torn one can be had.

    An encoding that is not known, or that the body plainly has not, is passed over: servers lie.

    Args:
        body: as it came.
        headers: values of Content-Encoding.
        limit: bytes that it may have, after each layer.

    Raises:
        Refused: too-large, too-many-encodings, or bad-encoding when nothing of it can be had.

    >>> unpack(b"plain", ["gzip"], 10), unpack(zlib.compress(b"x" * 5), ["deflate"], 10)
    (b'plain', b'xxxxx')
    """
    layers = [each.strip().lower() for header in headers for each in header.split(",")]
    layers = [each for each in layers if each in _UNPACKERS]
    if len(layers) > _MOST_LAYERS:
        raise Refused("too-many-encodings", f"packed {len(layers)} times")
    for layer in reversed(layers):
        pieces: list[bytes] = []
        try:
            for piece in _UNPACKERS[layer](body) if body else ():
                pieces.append(piece)
                if sum(map(len, pieces)) > limit:
                    raise Refused("too-large", f"more than {limit} bytes when unpacked")
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            if not pieces:
                raise Refused("bad-encoding", f"not {layer}: {error}") from error
        body = b"".join(pieces)
    return body


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members, one after the other, as long as they are whole."""
    if not body.startswith(_GZIP):
        yield body
    while body.startswith(_GZIP):
        member = zlib.decompressobj(31)
        yield from _inflated(member, body)
        body = member.unused_data


def _deflate(body: bytes) -> Iterator[bytes]:
    """As the standard says, or without the header that it asks for."""
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:
        yield from _inflated(zlib.decompressobj(-15), body)
    else:
        yield from _inflated(zlib.decompressobj(), body)


def _inflated(member: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    while body and not member.eof:
        yield member.decompress(body, _PIECE)
        body = member.unconsumed_tail


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_PIECE)
    while piece:
        yield piece
        piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_PIECE)


def _zstd(body: bytes) -> Iterator[bytes]:
    while body:
        frame = zstd.ZstdDecompressor()
        piece = frame.decompress(body, _PIECE)
        while piece:
            yield piece
            piece = b"" if frame.eof or frame.needs_input else frame.decompress(b"", _PIECE)
        body = frame.unused_data if frame.eof else b""


_UNPACKERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
