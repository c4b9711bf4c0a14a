"""Feeds that are never half a file: written beside, put into place when the run has finished."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, Self

import msgspec
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exporters import CsvItemExporter
from scrapy.utils.python import to_unicode
from w3lib.url import file_uri_to_path

JSON_LINES = frozenset({"jsonl", "jsonlines", "jl"})


class AtomicFileStorage:
    """A feed in a local file.

    With `overwrite` the feed is written to `.<name>.part` beside its place and renamed when the run ends; a run that
    was stopped leaves the old file as it was. Without, lines are appended.
    """

    def __init__(self, uri: str, crawler: Crawler, *, feed_options: dict[str, Any] | None = None) -> None:
        self.path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
        self.overwrite = bool((feed_options or {}).get("overwrite"))
        self._part = self.path.with_name(f".{self.path.name}.part")
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> Self:
        """As Scrapy builds it."""
        return cls(uri, crawler, feed_options=feed_options)

    def open(self, spider: Spider) -> IO[bytes]:
        """The file to write to."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self._part.open("wb") if self.overwrite else self.path.open("ab")

    def store(self, file: IO[bytes]) -> None:
        """Put the finished file in its place."""
        file.flush()
        os.fsync(file.fileno())
        file.close()
        if not self.overwrite:
            return
        if self._crawler.crawling:
            self._part.replace(self.path)
        else:
            self._part.unlink()


class CsvExporter(CsvItemExporter):
    """CSV whose nested values are JSON, so that every reader can take them apart again."""

    def _join_if_needed(self, value: Any) -> Any:
        return to_unicode(msgspec.json.encode(value)) if isinstance(value, list | tuple | dict) else value
