"""What a reader finds in a file."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to clean: a text, a page, or a row of a data set. Readers only split; nothing is decoded yet.

    Attributes:
        file: the name of the file that it was read from.
        kind: `text`, `page` (HTML) or `row` (a JSON object).
        body: its bytes.
        place: where in the file, for messages; empty when the document is the file.
        url: a page's address, when it is known.
        content_type: the HTTP header of that name, when it is known.
        fetched_at: when a page was fetched, with a time zone.
    """

    file: str
    kind: Literal["text", "page", "row"]
    body: bytes
    place: str = ""
    url: str | None = None
    content_type: str | None = None
    fetched_at: datetime | None = None


class ReadError(ValueError):
    """A file is not what it should be; the message says how, and does not name the file."""
