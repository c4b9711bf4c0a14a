"""Reading of archives, record by record."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

_PIECE = 1 << 16
_MOST = 1 << 26
"""Bytes of a record, unpacked; far more than a body may have: what is longer was not written by this project."""


class Member(NamedTuple):
    """One record where it lies.

    Attributes:
        offset, length: bytes of the gzip member in the file.
        fields: WARC fields, names in lower case.
        block: what the record holds.
    """

    offset: int
    length: int
    fields: Mapping[str, str]
    block: bytes


def members(path: Path) -> Iterator[Member]:
    """The whole records of a file, up to the first that is torn."""
    with path.open("rb") as stream:
        offset = 0
        while (member := _read(stream, offset)) is not None:
            yield member
            offset = member.offset + member.length


def member_at(path: Path, offset: int) -> Member | None:
    """The record at an offset, `None` when there is no whole one."""
    with path.open("rb") as stream:
        return _read(stream, offset)


def _read(stream: BinaryIO, offset: int) -> Member | None:
    stream.seek(offset)
    unpacker = zlib.decompressobj(31)
    found = bytearray()
    length = 0
    while not unpacker.eof:
        piece = stream.read(_PIECE)
        if not piece or len(found) > _MOST:
            return None
        try:
            found += unpacker.decompress(piece)
        except zlib.error:
            return None
        length += len(piece)
    head, _, rest = bytes(found).partition(b"\r\n\r\n")
    fields = _fields(head)
    size = fields.get("content-length", "")
    if not head.startswith(b"WARC/") or not size.isdigit() or len(rest) != int(size) + 4:
        return None
    return Member(offset, length - len(unpacker.unused_data), fields, rest[:-4])


def _fields(head: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
