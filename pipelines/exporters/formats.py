"""The formats of export. Each takes records one by one and holds none of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, BinaryIO, Protocol

import msgspec

from pipelines.article import Article

Record = Article | Mapping[str, Any]


class Format(Protocol):
    """What an export format does."""

    def __init__(self, stream: BinaryIO) -> None:
        """Begin; `stream` stays the caller's to close."""

    def write(self, record: Record) -> None:
        """Write one record."""

    def finish(self) -> None:
        """Write what ends the file."""


class JSONLines:
    r"""One JSON object a line, UTF-8.

    >>> stream = io.BytesIO()
    >>> JSONLines(stream).write({"title": "本溪"})
    >>> stream.getvalue().decode()
    '{"title":"本溪"}\n'
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        """Write one record."""
        self._stream.write(msgspec.json.encode(record) + b"\n")

    def finish(self) -> None:
        """Nothing ends the file."""


class JSON:
    """One array, an object a line, UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._before = stream, b"[\n"

    def write(self, record: Record) -> None:
        """Write one record."""
        self._stream.write(self._before + msgspec.json.encode(record))
        self._before = b",\n"

    def finish(self) -> None:
        """Close the array."""
        self._stream.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


class CSV:
    """A table with a header line; the columns are those of the first record. Lists and objects are written as JSON.

    The file begins with a byte order mark: spreadsheets take a file without one for GBK or worse.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        self._table: csv.DictWriter[str] | None = None

    def write(self, record: Record) -> None:
        """Write one record.

        Raises:
            ValueError: it has a field that the first one had not.
        """
        fields: Mapping[str, Any] = msgspec.to_builtins(record)
        if self._table is None:
            self._table = csv.DictWriter(self._stream, list(fields))
            self._table.writeheader()
        self._table.writerow({name: _cell(value) for name, value in fields.items()})

    def finish(self) -> None:
        """Write an empty file's byte order mark, and let go of the stream."""
        self._stream.detach()


def _cell(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, (dict, list, bool)) else value
