"""Keeps to robots.txt as RFC 9309 says, also when it cannot be had."""

from __future__ import annotations

import asyncio
import logging
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.failures import Refused, reason_of

logger = logging.getLogger(__name__)

_LIMIT = 500 * 1024  # RFC 9309, 2.5: at least so much of it must be read
_PRIORITY = 1000  # before any page that waits for it
_MOST_SITES = 10_000  # whose rules are remembered; far more than any portal has

Verdict = Protego | Refused
"""The rules, or why nothing may be fetched."""


class RobotsMiddleware:
    """Asks each site for its rules once, and refuses what they forbid.

    No robots.txt (4xx) allows everything. One that the server fails to give (5xx, 429), or that cannot be reached,
    forbids everything: the site may well have rules (RFC 9309, 2.3.1.4).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._verdicts: dict[str, asyncio.Future[Verdict]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request go if the site's rules allow it.

        Raises:
            Refused: robots, robots-unavailable, or what the attempt to get robots.txt came to.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if site not in self._verdicts:
            if len(self._verdicts) > _MOST_SITES:
                self._verdicts.clear()
            self._verdicts[site] = asyncio.ensure_future(self._ask(site))
        verdict = await asyncio.shield(self._verdicts[site])
        if isinstance(verdict, Refused):
            raise verdict
        if not verdict.can_fetch(request.url, self._agent):
            raise Refused("robots", f"forbidden by robots.txt: {request.url}")

    async def _ask(self, site: str) -> Verdict:
        """Never raises: the verdict is shared by all who wait for it."""
        meta = {"dont_obey_robotstxt": True}
        request = Request(f"{site}/robots.txt", priority=_PRIORITY, callback=NO_CALLBACK, meta=meta)
        try:
            assert self._crawler.engine is not None  # it is the engine that calls this middleware
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            logger.info("robots.txt of %s: %s", site, reason_of(error))
            return Refused(reason_of(error), f"robots.txt of {site} cannot be had: {error}")
        if response.status >= 500 or response.status == 429:
            return Refused("robots-unavailable", f"robots.txt of {site}: HTTP {response.status}")
        text = response.body[:_LIMIT].decode("utf-8-sig", "replace") if response.status < 300 else ""
        return Protego.parse(text)
