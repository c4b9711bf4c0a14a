"""Files and streams of any kind as documents, found by the file's ending, or by how it begins.

To add a kind: a module with `read(stream, name) -> Iterator[Document]`, and a line in `READERS`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO, NamedTuple, cast

from pipelines.readers.document import Document, ReadError

__all__ = ["READERS", "Document", "ReadError", "Reader", "kind_of", "read"]

_LOOK = 4096
"""Bytes that are looked at to tell the kind: enough for a page's preamble."""


class Reader(NamedTuple):
    """A kind of file.

    Attributes:
        module: imported when a file of this kind is read.
        endings: of file names, lower case.
        begins: pattern of the first bytes, for a name that tells nothing.
    """

    module: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes] | None = None


READERS = {
    "jsonl": Reader(
        "pipelines.readers.jsonlines",
        (".jsonl", ".ndjson", ".json"),
        re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:'),
    ),
    "html": Reader(
        "pipelines.readers.html",
        (".html", ".htm", ".shtml", ".xhtml"),
        re.compile(rb"\W{0,8}(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|meta|title|body)\b", re.I | re.S),
    ),
    "text": Reader("pipelines.readers.text", (".txt", ".text", ".md")),
}


def read(stream: BinaryIO, name: str, kind: str | None = None) -> Iterator[Document]:
    """Documents of a stream.

    Args:
        stream: bytes; it need not be seekable.
        name: the file's name, for its ending and for messages.
        kind: a key of `READERS`, when it is known.

    Raises:
        OSError: the stream cannot be read.
        ReadError: it is not what its kind should be.
    """
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), _LOOK)
    kind = kind or kind_of(name, buffered.peek(_LOOK)[:_LOOK])
    reader = cast("Callable[[BinaryIO, str], Iterator[Document]]", import_module(READERS[kind].module).read)
    return reader(buffered, name)


def kind_of(name: str, start: bytes) -> str:
    """The kind of a file, as a key of `READERS`.

    >>> kind_of("a.htm", b""), kind_of("-", b"<!DOCTYPE html>"), kind_of("-", b'{"text": "a"}'), kind_of("-", b"a")
    ('html', 'html', 'jsonl', 'text')
    """
    ending = PurePath(name).suffix.lower()
    for kind, reader in READERS.items():
        if ending in reader.endings:
            return kind
    for kind, reader in READERS.items():
        if reader.begins and reader.begins.match(start):
            return kind
    return "text"
