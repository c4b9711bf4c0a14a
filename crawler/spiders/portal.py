"""The one spider: front page, lists and their paging, articles, as the portal's profile says."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.failures import reason_of
from crawler.limits import Limits
from crawler.links import Kind, Linker, date_in
from crawler.profiles import Profile
from crawler.responses import PageResponse
from crawler.tally import Tally
from pipelines import Article, Flag
from pipelines.page import PageExplanation, explain_decoded

logger = logging.getLogger(__name__)

_NOT_ARTICLES = frozenset(
    {
        Flag.BINARY,
        Flag.EMPTY,
        Flag.SOFT_404,
        Flag.LIST_PAGE,
        Flag.LOGIN_WALL,
        Flag.REDIRECT_STUB,
        Flag.NEEDS_JAVASCRIPT,
    }
)


class PortalSpider(Spider):
    """Crawls the portal of its class's profile; see `spider_class`."""

    profile: ClassVar[Profile]
    home_failure: BaseException | None = None

    def __init__(
        self,
        name: str | None = None,
        *,
        limits: Limits | None = None,
        tally: Tally | None = None,
        look: Callable[[PageExplanation], None] | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(name)
        self.limits = limits or Limits.read(arguments)
        self.tally = tally or Tally()
        self.linker = Linker(self.profile)
        self.look = look

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Take the delay from the profile; what the project serves itself needs none."""
        super().update_settings(settings)
        private = cls.profile.sample or bool(cls.profile.allow_private)
        delay = cls.profile.delay if cls.profile.delay is not None else 0.0 if private else None
        if delay is not None:
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
            settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
        if private:
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        """The front page, the sections, feeds and sitemaps."""
        home, *sections = self.profile.starts
        yield self.request(home, self.linker.kind(home), depth=0)
        for url in sections:
            yield self.request(url, Kind.LIST, depth=0)
        for url in self.profile.feeds:
            yield self.request(url, Kind.FEED, depth=0)
        for url in self.profile.sitemaps:
            yield self.request(url, Kind.SITEMAP, depth=0)

    def request(self, url: str, kind: Kind, depth: int) -> Request:
        """A request for a page of this portal; articles come before the lists of the same depth."""
        priority = (2 if kind is Kind.ARTICLE else 1) - 2 * depth
        meta = {"kind": str(kind), "depth": depth}
        return Request(url, callback=self.parse, errback=self.failed, priority=priority, meta=meta)

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Request | Article]:
        """Read a page: a record when it is an article, its links when it is not."""
        page = cast(PageResponse, response)
        self.tally.pages += 1
        kind, depth = Kind(page.meta["kind"]), int(page.meta["depth"])
        article = None if kind is Kind.LIST else self.article(page, kind)
        if article is not None and self.wanted(article):
            self.tally.add(article)
            yield article
        if article is None or depth == 0:
            for request in self.follow_links(page, depth + 1):
                yield request

    def article(self, page: PageResponse, kind: Kind) -> Article | None:
        """The page's record, `None` when the page is no article."""
        explained = explain_decoded(
            page.decoded, page.tree, url=page.url, hints=self.profile.hints, fetched_at=datetime.now(UTC)
        )
        article = explained.article
        if not article.text or not article.title or not _NOT_ARTICLES.isdisjoint(article.flags):
            if kind is Kind.ARTICLE:
                self.tally.add_flags(article.flags)
            return None
        if kind is Kind.PAGE and not article.published_at:
            return None
        if self.look:
            self.look(explained)
        return article

    def wanted(self, article: Article) -> bool:
        """Whether the run's limits take the article."""
        since, most = self.limits.since, self.limits.max_articles
        if since and article.published_at and article.published_at[:10] < since.isoformat():
            return False
        return most is None or self.tally.articles < most

    def follow_links(self, page: PageResponse, depth: int) -> Iterator[Request]:
        """Requests for a page's links, while the run wants more."""
        if depth > self.profile.depth or self.full:
            return
        for link in self.linker.links(page.tree, page.url):
            since, day = self.limits.since, date_in(link.url)
            if since and day and day < since and link.kind is Kind.ARTICLE:
                continue
            yield self.request(link.url, link.kind, depth)

    @property
    def full(self) -> bool:
        """Whether the run has as many articles as were asked for."""
        return self.limits.max_articles is not None and self.tally.articles >= self.limits.max_articles

    def failed(self, failure: Failure) -> None:
        """Count a page that could not be had."""
        error = cast(BaseException, failure.value)
        reason = reason_of(error)
        self.tally.errors[reason] += 1
        request = cast(Request, failure.request)  # type: ignore[attr-defined]  # Scrapy sets it on the failure
        if request.meta["depth"] == 0:
            self.home_failure = error
        logger.info("%s: %s", reason, request.url)

    def closed(self, reason: str) -> None:
        """Hand the counts to Scrapy's statistics."""
        self.tally.close()
        for name, value in self.tally.stats().items():
            self.crawler.stats.set_value(name, value)


def spider_class(profile: Profile) -> type[PortalSpider]:
    """The spider of a portal, under the portal's name."""
    return type("PortalSpider", (PortalSpider,), {"name": profile.id, "profile": profile, "__module__": __name__})
