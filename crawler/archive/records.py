"""WARC records as bytes, by ISO 28500:2017 (WARC 1.1)."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from http.client import responses
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Headers, Response

_LEVEL = 4
"""Of gzip; tests/benchmarks/bench_archive.py --levels: beyond it time grows faster than files shrink."""
_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL, NOT_MODIFIED = _PROFILES + "identical-payload-digest", _PROFILES + "server-not-modified"
_BREAKS = re.compile(rb"[\r\n\0]+")

Field = tuple[str, str]


def new_id() -> str:
    """A record's name."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def moment(when: datetime) -> str:
    """A WARC date, to the second."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def digest(*pieces: bytes) -> str:
    """SHA-1 in base 32, as all tools for archives write it.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    total = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        total.update(piece)
    return "sha1:" + base64.b32encode(total.digest()).decode()


def record(
    kind: str, fields: Iterable[Field], blocks: Sequence[bytes], content_type: str, name: str | None = None
) -> bytes:
    """One record, as one gzip member.

    Args:
        kind: WARC-Type.
        fields: further named fields, in order; one whose value is empty is left out.
        blocks: what the record holds, in pieces: bodies are large.
        content_type: of the block.
        name: WARC-Record-ID, a new one by default.
    """
    head = [("WARC-Type", kind), ("WARC-Record-ID", name or new_id()), *fields, ("WARC-Block-Digest", digest(*blocks))]
    head += [("Content-Type", content_type), ("Content-Length", str(sum(map(len, blocks))))]
    lines = "".join(f"{key}: {value}\r\n" for key, value in head if value)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    pieces = (b"WARC/1.1\r\n" + lines.encode() + b"\r\n", *blocks, b"\r\n\r\n")
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def warcinfo(file: str, date: str, software: str, portal: str, home: str) -> bytes:
    """The record that a run begins with; `home` is where its crawl began."""
    lines = f"software: {software}\r\nformat: WARC File Format 1.1\r\nisPartOf: {portal}\r\nhome: {home}\r\n"
    fields = [("WARC-Date", date), ("WARC-Filename", file)]
    return record("warcinfo", fields, [lines.encode()], "application/warc-fields")


def request_block(request: Request) -> bytes:
    """The request as it was sent, but for what the connection adds."""
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = b"" if "Host" in request.headers else f"Host: {parts.netloc}\r\n".encode()
    return f"{request.method} {path} HTTP/1.1\r\n".encode() + host + _lines(request.headers) + b"\r\n" + request.body


def response_head(response: Response) -> bytes:
    """Status line and headers as Scrapy keeps them: those of the connection are gone, chunks are joined."""
    protocol = response.protocol if response.protocol and response.protocol.startswith("HTTP/1") else "HTTP/1.1"
    status = f"{protocol} {response.status} {responses.get(response.status, 'Unknown')}\r\n"
    return status.encode() + _lines(response.headers) + b"\r\n"


def _lines(headers: Headers) -> bytes:
    pairs = ((name, value) for name, values in headers.items() for value in values)
    return b"".join(b"%b: %b\r\n" % (_BREAKS.sub(b" ", name), _BREAKS.sub(b" ", value)) for name, value in pairs)
