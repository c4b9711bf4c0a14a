"""Gathers all that a page gave, stores it as one, and only then lets its records go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failures import reason_of
from crawler.ledger import Ledger, Page
from crawler.links import Link
from pipelines import Article


class CommitMiddleware:
    """A spider middleware, the last before the engine.

    Scrapy would enqueue links one by one and run item pipelines beside that: a process that dies between them loses
    some. Here a callback's records, its links and the end of its lease are one transaction.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    @property
    def _ledger(self) -> Ledger | None:
        return getattr(self._crawler.spider, "ledger", None)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Put the crawl's first addresses into the frontier; a resumed crawl gives again what it has given."""
        links = []
        async for each in start:
            if isinstance(each, Link) and self._ledger:
                links.append(each)
            else:
                yield each
        if self._ledger:
            self._ledger.start(links)
            for article in self._ledger.given():
                yield article

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Commit a page, then let its records go on."""
        ledger, request = self._ledger, response.request
        lease = request.meta.get("lease") if request else None
        if ledger is None or lease is None or not ledger.holds(lease):
            async for each in result:
                yield each
            return
        records: list[Article] = []
        links: list[Link] = []
        others: list[Any] = []
        page, trouble = Page(), None
        try:
            async for each in result:
                if isinstance(each, Article):
                    records.append(each)
                elif isinstance(each, Link):
                    links.append(each)
                elif isinstance(each, Page):
                    page = each
                else:
                    others.append(each)
        except Exception as error:
            trouble = error
            page = Page(reason=reason_of(error), failed=True)
        tag, date = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
        page = page._replace(
            records=records,
            links=links,
            url=response.url,
            etag=tag.decode("latin-1") if tag else None,
            last_modified=date.decode("latin-1") if date else None,
        )
        try:
            given = ledger.commit(lease, page)
        except Exception as error:  # not the store's, which ends the run: this page cannot be kept
            trouble = trouble or error
            given = ledger.commit(lease, Page(reason=reason_of(error), failed=True))
        for each in (*given, *others):
            yield each
        if trouble:
            raise trouble
