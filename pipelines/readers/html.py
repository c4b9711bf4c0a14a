"""HTML: the whole file is one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pipelines.readers.document import Document


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """The page in `stream`."""
    yield Document(file=name, kind="page", body=stream.read())
