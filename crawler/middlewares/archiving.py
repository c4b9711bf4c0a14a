"""Writes everything that passes into the archive, before anything is done with it."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.archive.writer import Archive
from crawler.failures import Refused, reason_of
from crawler.ledger import Ledger
from crawler.profiles import Profile

logger = logging.getLogger(__name__)

_NEVER_ASKED = frozenset(("robots", "robots-unavailable", "stopped", "retry-after", "archive"))
"""Reasons of what this project itself kept from being asked; the others tell something about the site."""


class ArchiveMiddleware:
    """The lowest of all: bodies are still packed, redirects not yet followed.

    The place of a response goes along in `request.meta["archived"]`. When the archive cannot be written the run ends:
    what cannot be kept is not fetched.
    """

    def __init__(self, crawler: Crawler, profile: Profile) -> None:
        self._crawler, self._profile = crawler, profile
        self._archive: Archive | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it; only the spiders of portals have an archive."""
        profile = getattr(crawler.spidercls, "profile", None)
        if profile is None or not crawler.settings.getbool("ARCHIVE_ENABLED"):
            raise NotConfigured
        middleware = cls(crawler, profile)
        crawler.signals.connect(middleware.close, signals.spider_closed)
        return middleware

    @property
    def _ledger(self) -> Ledger | None:
        """It has the portal's lock; what runs without one, as `scrapy fetch` does, must not write."""
        ledger: Ledger | None = getattr(self._crawler.spider, "ledger", None)
        return ledger

    def _open(self) -> Archive:
        if self._archive is None:
            settings = self._crawler.settings
            root, software = Path(settings["DATA_DIR"]) / "archive", str(settings["USER_AGENT"])
            self._archive = Archive(root, self._profile, software=software, roll=settings.getint("ARCHIVE_ROLL"))
        return self._archive

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, once it is kept.

        Raises:
            Refused: it cannot be kept.
        """
        if self._ledger is None:
            return response
        try:
            request.meta["archived"] = tuple(self._open().store(request, response))
        except (OSError, sqlite3.Error) as error:
            raise self._stop(error) from error
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note why nothing came."""
        reason = reason_of(exception)
        if reason in _NEVER_ASKED or self._ledger is None:
            return
        try:
            self._open().note(request.url, reason, str(exception))
        except (OSError, sqlite3.Error) as error:
            raise self._stop(error) from error

    def _stop(self, error: Exception) -> Refused:
        """End the run; what was fetched and not kept stays leased, so that the next run fetches it again."""
        line = f"{self._profile.id}: the archive cannot be written: {_says(error)}; what was stored before is good"
        if self._ledger is not None:
            self._ledger.stop(line)
        return Refused("archive", line)

    def close(self) -> None:
        """Close the last file."""
        if self._archive is None:
            return
        try:
            self._archive.close()
        except OSError as error:
            logger.warning("the archive was not closed, the next run will: %s", _says(error))


def _says(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
