"""Plain text: the whole file is one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pipelines.readers.document import Document


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """The text in `stream`."""
    yield Document(file=name, kind="text", body=stream.read())
