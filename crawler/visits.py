"""Looks at a few pages of a site, one after another, by Scrapy and under the rules of every crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import RunError
from crawler.failures import WORDS, reason_of
from crawler.links import Link
from crawler.profiles import Profile
from crawler.responses import PageResponse
from crawler.run import make_process, project_settings
from crawler.spiders.portal import PortalSpider

Errand = Callable[["Visitor"], Awaitable[None]]
"""What to do on a visit."""


class Visitor(PortalSpider):
    """A spider that stores nothing and goes only where its errand sends it."""

    errand: Errand | None = None
    trouble: BaseException | None = None

    async def start(self) -> AsyncIterator[Link]:
        """Run the errand."""
        try:
            if self.errand:
                await self.errand(self)
        except Exception as error:  # told by the command that asked for the visit
            self.trouble = error
        nothing: tuple[Link, ...] = ()
        for link in nothing:
            yield link

    async def get(self, url: str) -> PageResponse:
        """Fetch a page, as politely as any.

        Raises:
            RunError: it could not be had.
        """
        engine = self.crawler.engine
        if engine is None:
            raise RunError("the visit is over")
        try:
            response = await engine.download_async(Request(url, dont_filter=True))
        except Exception as error:
            reason = reason_of(error)
            raise RunError(f"{url}: {WORDS.get(reason, reason)}") from None
        if response.status >= 400:
            raise RunError(f"{url}: the server answers {response.status}")
        return cast(PageResponse, response)

    async def try_get(self, url: str) -> PageResponse | None:
        """Fetch a page that need not be there."""
        try:
            return await self.get(url)
        except RunError:
            return None


def visit(profile: Profile, data: Path, errand: Errand, log: Path | None = None) -> None:
    """Run an errand on a site.

    Raises:
        RunError: the front page could not be had, or what else the errand raises.
    """
    settings = project_settings()
    settings.set("DATA_DIR", str(data), priority="cmdline")
    settings.set("LOG_ENABLED", log is not None, priority="cmdline")
    if log:
        settings.set("LOG_FILE", str(log), priority="cmdline")
    process = make_process(settings)
    own: dict[str, Any] = {"name": profile.id, "profile": profile, "errand": staticmethod(errand)}
    crawler = Crawler(type("Visitor", (Visitor,), own | {"__module__": __name__}), settings)
    process.crawl(crawler)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, Visitor):
        raise RunError(f"{urlsplit(profile.home).netloc}: the visit could not be started")
    if spider.trouble:
        raise spider.trouble
    if process.exit_code is not None:
        raise KeyboardInterrupt
