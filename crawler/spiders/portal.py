"""The one spider: front page, lists and their paging, articles, as the portal's profile says."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from http import HTTPStatus
from typing import Any, ClassVar, cast

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.archive.writer import Place
from crawler.failures import Refused, reason_of
from crawler.frontier import Entry
from crawler.ledger import UNCHANGED, Ledger, Page
from crawler.limits import Limits
from crawler.links import Kind, Link, Linker, date_in
from crawler.parts import Parts, further_pages
from crawler.profiles import Profile
from crawler.reading import read
from crawler.responses import PageResponse
from crawler.store import Known
from crawler.tally import Tally
from pipelines import Article
from pipelines.extract import next_page
from pipelines.page import PageExplanation

logger = logging.getLogger(__name__)

_WHOLE = Parts([], complete=True)


class PortalSpider(Spider):
    """Crawls the portal of its class's profile; see `spider_class`.

    Attributes:
        ledger: the crawl's bookkeeping; without one, as under `scrapy parse`, pages are read but nothing is stored.
    """

    profile: ClassVar[Profile]

    def __init__(
        self,
        name: str | None = None,
        *,
        limits: Limits | None = None,
        tally: Tally | None = None,
        ledger: Ledger | None = None,
        look: Callable[[PageExplanation], None] | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(name)
        self.limits = limits or Limits.read(arguments)
        self.tally = tally or Tally()
        self.ledger = ledger
        self.linker = ledger.linker if ledger else Linker(self.profile)
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

    async def start(self) -> AsyncIterator[Link]:
        """The front page, the sections, feeds and sitemaps."""
        home, *sections = self.profile.starts
        kinds = [(self.linker.kind(home), [home]), (Kind.LIST, sections)]
        for kind, urls in (*kinds, (Kind.FEED, self.profile.feeds), (Kind.SITEMAP, self.profile.sitemaps)):
            for url in urls:
                yield Link(url, self.linker.canonical(url), kind)

    def request_of(self, entry: Entry, known: Known | None) -> Request:
        """The request for a leased page; of a known one only what has changed is asked for."""
        headers: dict[str, str] = {}
        meta = {"lease": entry.lease, "canonical": entry.canonical, "kind": entry.kind, "depth": entry.depth}
        meta |= {"tries": entry.tries, "retry_times": entry.tries}
        if known and (known.etag or known.last_modified):
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
            meta["handle_httpstatus_list"] = [304]
        return Request(entry.url, self.parse, errback=self.failed, headers=headers, meta=meta, dont_filter=True)

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Link | Article | Page]:
        """Read a page: a record when it is an article, its links when it is not."""
        self.tally.valid += 1
        if response.status == HTTPStatus.NOT_MODIFIED:
            yield Page(reason=UNCHANGED)
            return
        page = cast(PageResponse, response)
        self.tally.pages += 1
        kind, depth = Kind(page.meta.get("kind", Kind.PAGE)), int(page.meta.get("depth", 0))
        if kind in (Kind.FEED, Kind.SITEMAP):
            yield Page()
            for link in self.linker.listed(page.body):
                yield link
            return
        found = Page() if kind is Kind.LIST else self.read(page, kind)
        if found.records and next_page(page.tree, page.url):
            found = self.read(page, kind, await further_pages(page, self.part))
        yield found._replace(records=())
        for article in found.records:
            yield article
        if not found.records or depth == 0:
            for link in self.follow_links(page):
                yield link

    async def part(self, url: str) -> PageResponse:
        """Fetch a further page of an article."""
        if self.crawler.engine is None or not self.linker.allows(url):
            raise Refused("offsite", url)
        response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        if response.status != HTTPStatus.OK:
            raise Refused(f"http-{response.status}", url)
        self.tally.requests += 1
        return cast(PageResponse, response)

    def read(self, page: PageResponse, kind: Kind, parts: Parts = _WHOLE) -> Page:
        """What a page is, with its record when it is an article; `parts` are its further pages."""
        archived = page.meta.get("archived")
        place = Place(*archived) if archived else None
        further = [part.tree for part in parts.pages]
        found = read(
            page.decoded,
            page.tree,
            url=page.url,
            kind=kind,
            hints=self.profile.hints,
            place=place,
            further=further,
            complete=parts.complete,
        )
        if found.article is None:
            if kind is Kind.ARTICLE and found.reason != "undated":
                self.tally.add_flags(found.explained.article.flags)
            return Page(reason=found.reason, failed=found.failed)
        if self.look:
            self.look(found.explained)
        return Page([found.article], reason=found.reason)

    def follow_links(self, page: PageResponse) -> Iterator[Link]:
        """A page's links, without articles that are older by their address than the run wants."""
        since = self.limits.since
        for link in self.linker.links(page.tree, page.url, page.encoding):
            day = date_in(link.url) if since and link.kind is Kind.ARTICLE else None
            if since and day and day < since:
                continue
            yield link

    def failed(self, failure: Failure) -> list[Article]:
        """Note a page that could not be had; what the store has of it goes on."""
        request = cast(Request, failure.request)  # type: ignore[attr-defined]  # Scrapy sets it on the failure
        reason = reason_of(cast(BaseException, failure.value))
        logger.info("%s: %s", reason, request.url)
        return self.ledger.commit(request.meta["lease"], Page(reason=reason, failed=True)) if self.ledger else []

    def closed(self, reason: str) -> None:
        """Hand the counts to Scrapy's statistics."""
        for name, value in self.tally.stats().items():
            self.crawler.stats.set_value(name, value)


def spider_class(profile: Profile) -> type[PortalSpider]:
    """The spider of a portal, under the portal's name."""
    return type("PortalSpider", (PortalSpider,), {"name": profile.id, "profile": profile, "__module__": __name__})
