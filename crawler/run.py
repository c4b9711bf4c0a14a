"""Runs the spiders of one or more portals in this process, and judges how each of them went."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings
from twisted.logger import globalLogBeginner

from crawler.failures import reason_of
from crawler.limits import Limits
from crawler.profiles import Profile
from crawler.spiders.portal import PortalSpider, spider_class
from crawler.tally import Tally
from pipelines.page import PageExplanation


class Outcome(NamedTuple):
    """How one portal's run went.

    Attributes:
        profile: the portal.
        tally: what was counted.
        failure: one line when the run failed its checks, else `None`.
    """

    profile: Profile
    tally: Tally
    failure: str | None


class Job(NamedTuple):
    """One portal to crawl, and its feeds (as in Scrapy's FEEDS setting)."""

    profile: Profile
    feeds: dict[str, dict[str, Any]]


class PortalProcess(AsyncCrawlerProcess):
    """Scrapy's process, which remembers the signal that stopped it."""

    stopped_by: int | None = None

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self.stopped_by = signum
        super()._signal_shutdown(signum, frame)

    @property
    def exit_code(self) -> int | None:
        """128 + the signal, as shells have it; `None` when no signal came."""
        return None if self.stopped_by is None else 128 + self.stopped_by


def project_settings() -> Settings:
    """The project's settings, wherever the command is called from."""
    settings = get_project_settings()
    if settings.get("BOT_NAME") != "zhengwen":
        settings.setmodule("crawler.settings", priority="project")
    return settings


def make_process(settings: Settings) -> PortalProcess:
    """A process for `settings`."""
    # Until somebody begins to log, Twisted prints what it calls critical to stderr, tracebacks of harmless races
    # included; Scrapy hands its events to the log, which is the place for them.
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)
    return PortalProcess(settings)


def add_job(
    process: PortalProcess, job: Job, limits: Limits, look: Callable[[PageExplanation], None] | None = None
) -> tuple[Crawler, Tally]:
    """Make the crawler of a job, to start with the process; `look` is shown every article's explanation."""
    settings = process.settings.copy()
    if job.feeds:
        settings.set("FEEDS", job.feeds, priority="cmdline")
    crawler = Crawler(spider_class(job.profile), settings)
    tally = Tally()
    process.crawl(crawler, limits=limits, tally=tally, look=look)
    return crawler, tally


def outcome(crawler: Crawler) -> Outcome:
    """How the crawler's run went."""
    spider = crawler.spider
    if not isinstance(spider, PortalSpider):
        profile: Profile = crawler.spidercls.profile  # type: ignore[attr-defined]  # a class made by spider_class
        return Outcome(profile, Tally(), f"{profile.id}: could not be started")
    return Outcome(spider.profile, spider.tally, judge(spider))


def judge(spider: PortalSpider) -> str | None:
    """One line that says why the run failed, `None` when it did not."""
    tally, profile = spider.tally, spider.profile
    host = urlsplit(profile.home).netloc
    if not tally.pages:
        why = reason_of(spider.home_failure) if spider.home_failure else "no page came"
        return f"{profile.id}: nothing could be fetched from {host}: {_WORDS.get(why, why)}"
    if not tally.articles:
        return f"{profile.id}: no article found on {tally.pages} pages of {host}"
    return None


_WORDS = {
    "unknown-host": "no such host",
    "refused-connection": "the host refuses connections",
    "timeout": "the host does not answer in time",
    "robots": "robots.txt forbids it",
    "too-large": "the page is too large",
    "cut-off": "the connection broke off",
}


def exit_code(process: PortalProcess, outcomes: Sequence[Outcome]) -> int:
    """0 when every portal's run is good, 1 when one is not, 130 or 143 when a signal stopped them."""
    if process.exit_code is not None:
        return process.exit_code
    return int(any(each.failure for each in outcomes))


def stop_line(process: PortalProcess) -> str | None:
    """What to say about a run that a signal stopped."""
    if process.stopped_by is None:
        return None
    return f"stopped by {signal.Signals(process.stopped_by).name}"
