"""What the log says: nothing that a site could forge lines or colours with, and no record's text."""

from __future__ import annotations

import logging
import re
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EXPECTED = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    OSError,
    ResponseDataLossError,
)


def _escape(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode()


def printable(text: str) -> str:
    r"""`text` in one line, its control characters written as escapes.

    >>> printable("a\x1b[31mb\nc")
    'a\\x1b[31mb\\nc'
    """
    return _CONTROLS.sub(_escape, text).replace("\n", "\\n")


class QuietFormatter(LogFormatter):
    """Scrapy's messages about pages, without the records themselves."""

    def scraped(self, item: object, response: object, spider: object) -> LogFormatterResult | None:  # type: ignore[override]  # narrower than the base needs
        """Say nothing: the feed holds the record."""
        return None


class SafeLog:
    """Puts `SafeFormatter` around the formatter of Scrapy's log handler."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wrap the handler when the engine starts: Scrapy may replace it until then."""
        log = cls()
        crawler.signals.connect(log.wrap, signals.engine_started)
        return log

    def wrap(self) -> None:
        """Wrap the formatter that is in place."""
        handler = get_scrapy_root_handler()
        if handler is not None and not isinstance(handler.formatter, SafeFormatter):
            handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter()))


class SafeFormatter(logging.Formatter):
    """Another formatter's output without control characters, and without the traceback of a host that is down."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        if record.exc_info and isinstance(record.exc_info[1], _EXPECTED):
            record.exc_info = record.exc_text = None
        return _CONTROLS.sub(_escape, self._inner.format(record))
