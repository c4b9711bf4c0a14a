"""Scrapy's scheduler over the frontier."""

from __future__ import annotations

from collections import deque
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.links import Kind, Link
from crawler.spiders.portal import PortalSpider


class FrontierScheduler(BaseScheduler):
    """Gives the engine what the ledger leases.

    What a page links to goes into the frontier without passing here (see `CommitMiddleware`). What comes here is a
    leased page that a downloader middleware wants again, later or from another address; and requests of Scrapy's own
    commands (shell, fetch), which are kept in memory.
    """

    def __init__(self) -> None:
        self._others: deque[Request] = deque()
        self._spider: PortalSpider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Take up the crawl of the spider's portal."""
        self._spider = spider if isinstance(spider, PortalSpider) else None

    def close(self, reason: str) -> None:
        """Judge the run, before the feeds close."""
        if self._spider and self._spider.ledger:
            self._spider.tally.close()
            self._spider.ledger.settle(reason)

    def has_pending_requests(self) -> bool:
        """Whether there is more to fetch."""
        return bool(self._others) or bool(self._spider and self._spider.ledger and self._spider.ledger.waits())

    def next_request(self) -> Request | None:
        """The next page to fetch."""
        if self._others:
            return self._others.popleft()
        if not self._spider or not self._spider.ledger:
            return None
        entry = self._spider.ledger.next()
        return self._spider.request_of(entry, self._spider.ledger.known(entry)) if entry else None

    def enqueue_request(self, request: Request) -> bool:
        """Take back a leased page, or any other request; returns whether it will be fetched."""
        lease = request.meta.get("lease")
        if lease is None or not self._spider or not self._spider.ledger:
            self._others.append(request)
            return True
        ledger = self._spider.ledger
        if request.meta.get("retry_times", 0) > request.meta["tries"]:
            return ledger.again(lease, request.meta["retry_times"])
        if self._spider.linker.canonical(request.url) == request.meta["canonical"]:
            self._others.append(request)  # the same page under another form of its address
            return True
        return ledger.redirect(lease, self._target(request))

    def _target(self, request: Request) -> Link | None:
        """Where a redirect leads, `None` when the crawl may not go there; the front page may lie anywhere."""
        assert self._spider is not None
        meta: dict[str, Any] = request.meta
        if meta["depth"] == 0:
            return Link(request.url, self._spider.linker.canonical(request.url), Kind(meta["kind"]))
        return self._spider.linker.link(request.url)
