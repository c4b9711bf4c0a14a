"""JSON Lines, or an array in one JSON file: each object is a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import msgspec

from pipelines.readers.document import Document, ReadError

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Rows of `stream`, read a line at a time.

    Raises:
        ReadError: the file begins as an array and is not one.
    """
    first = stream.readline().removeprefix(_UTF8_BOM)
    if first.startswith(_UTF16_BOMS):  # a line feed is not one byte there
        yield from _lines((first + stream.read()).decode("utf-16", "replace").encode().split(b"\n"), name)
    elif first.lstrip().startswith(b"["):
        yield from _array(first + stream.read(), name)
    else:
        yield from _lines(chain([first], stream), name)


def _lines(lines: Iterable[bytes], name: str) -> Iterator[Document]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Document(file=name, kind="row", body=line, place=f"line {number}")


def _array(body: bytes, name: str) -> Iterator[Document]:
    try:
        items = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReadError(f"begins as a JSON array and is not one: {error}") from error
    for number, item in enumerate(items):
        yield Document(file=name, kind="row", body=bytes(item), place=f"item {number}")
