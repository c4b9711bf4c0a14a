"""Feeds that are never half a file: written beside and put into place at the end, or journals."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, Self, cast

import msgspec
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exporters import CsvItemExporter, JsonLinesItemExporter
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.python import to_unicode
from w3lib.url import file_uri_to_path

from crawler.disk import is_full
from crawler.errors import UsageError
from crawler.journal import Journal
from crawler.ledger import Ledger
from pipelines.exporters import atomic

JSON_LINES = frozenset({"jsonl", "jsonlines", "jl"})


class LocalFeed:
    """A feed in a local file.

    JSON Lines that are appended to are a journal. Everything else is written to `.<name>.part` beside its place and
    renamed when the run has ended well; a run that was stopped or has failed leaves an old file as it was.
    """

    def __init__(self, uri: str, crawler: Crawler, *, feed_options: dict[str, Any] | None = None) -> None:
        options = feed_options or {}
        self.path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
        self._journal = not options.get("overwrite") and options.get("format") in JSON_LINES
        self._part = shared_part(self.path)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> Self:
        """As Scrapy builds it."""
        return cls(uri, crawler, feed_options=feed_options)

    @property
    def _ledger(self) -> Ledger | None:
        return getattr(self._crawler.spider, "ledger", None)

    def open(self, spider: Spider) -> IO[bytes]:
        """The file to write to."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return cast("IO[bytes]", Journal(self.path)) if self._journal else self._part.open("w+b")

    def store(self, file: IO[bytes]) -> None:
        """Put the finished file in its place."""
        failed = not self._crawler.crawling or bool(self._ledger and (self._ledger.stopped or self._ledger.failure))
        with file:
            file.flush()
            os.fsync(file.fileno())
            if self._journal:
                if not self.path.exists():  # somebody removed it during the run: its lines are still to be had
                    _copy(file.fileno(), self.path)
            elif failed and (self.path.exists() or not self._crawler.crawling):
                self._part.unlink(missing_ok=True)
            elif self._part.exists():
                self._part.replace(self.path)
            else:
                _copy(file.fileno(), self.path)


def shared_part(path: Path) -> Path:
    """Where a feed is written until it is put into its place; several portals append to it as to a journal."""
    return path.with_name(f".{path.name}.part")


def put_together(path: Path, *, bad: bool) -> None:
    """Put what several portals have written into its place; if something went wrong, an old file stays."""
    part = shared_part(path)
    if bad and path.exists():
        part.unlink(missing_ok=True)
    elif part.exists():
        part.replace(path)


def check_feed(path: Path, format: str, *, overwrite: bool) -> None:
    """Refuse to append to what cannot grow.

    Raises:
        UsageError: the file is there, and its format has an end.
    """
    if not overwrite and format not in JSON_LINES and path.exists() and path.stat().st_size:
        raise UsageError(f"{path}: {format} cannot be appended to: use -O to write it anew, or a .jsonl file")


def _copy(descriptor: int, path: Path) -> None:
    with open(descriptor, "rb", closefd=False) as source, atomic(path) as target:
        source.seek(0)
        while block := source.read(1 << 20):
            target.write(block)


class LinesExporter(JsonLinesItemExporter):
    """JSON Lines as the rest of the project writes them; an item with chosen fields as Scrapy does."""

    def export_item(self, item: Any) -> None:
        """Write one line, in one write."""
        if self.fields_to_export is not None or not isinstance(item, dict):
            super().export_item(item)
        else:
            self.file.write(msgspec.json.encode(item) + b"\n")


class CsvExporter(CsvItemExporter):
    """CSV whose nested values are JSON, so that every reader can take them apart again."""

    def _join_if_needed(self, value: Any) -> Any:
        return to_unicode(msgspec.json.encode(value)) if isinstance(value, list | tuple | dict) else value


class Feeds(FeedExporter):
    """Scrapy's feeds; one that cannot be written to ends the run, and does not merely lose a record."""

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Write a record to every feed."""
        try:
            super().item_scraped(item, spider)
        except OSError as error:
            what = "the disk is full" if is_full(error) else error.strerror or str(error)
            ledger: Ledger | None = getattr(spider, "ledger", None)
            if ledger:
                ledger.stop(f"a feed cannot be written: {what}; all that was gathered is in the store")
            raise
