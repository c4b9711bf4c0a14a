"""Runs the spiders of one or more portals in this process, and says how each of them went."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings
from twisted.logger import globalLogBeginner

from crawler.ledger import Ledger
from crawler.limits import Limits
from crawler.memory import give_back_large_blocks
from crawler.profiles import Profile
from crawler.spiders.portal import PortalSpider, spider_class
from crawler.tally import Tally
from pipelines.page import PageExplanation

GRACE = 2.0  # seconds that pages on their way have to arrive after a signal: what does not is fetched by the next run


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
    """Scrapy's process, which remembers the signal that stopped it, and then ends in seconds."""

    stopped_by: int | None = None

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self.stopped_by = self.stopped_by or signum
        super()._signal_shutdown(signum, frame)
        from twisted.internet import reactor

        reactor.callFromThread(self._hurry)

    def _hurry(self) -> None:
        from twisted.internet import reactor

        for crawler in self.crawlers:
            if isinstance(crawler.spider, PortalSpider) and crawler.spider.ledger:
                crawler.spider.ledger.stop()
        reactor.callLater(GRACE, self._stop_reactor)  # type: ignore[arg-type]  # its stubs know whole seconds only

    @property
    def exit_code(self) -> int | None:
        """128 + the signal, as shells have it; `None` when no signal came."""
        return None if self.stopped_by is None else 128 + self.stopped_by


class Running(NamedTuple):
    """A crawl that was set up."""

    crawler: Crawler
    ledger: Ledger
    tally: Tally


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
    give_back_large_blocks()
    return PortalProcess(settings)


def add_job(
    process: PortalProcess, job: Job, limits: Limits, look: Callable[[PageExplanation], None] | None = None
) -> Running:
    """Make the crawl of a job, to start with the process; `look` is shown every article's explanation.

    Raises:
        RunError: another run uses the portal, or the store cannot be used.
    """
    settings = process.settings.copy()
    if job.feeds:
        settings.set("FEEDS", job.feeds, priority="cmdline")
    crawler = Crawler(spider_class(job.profile), settings)
    tally = Tally()
    ledger = Ledger(Path(settings["DATA_DIR"]), job.profile, limits, tally)
    process.crawl(crawler, limits=limits, tally=tally, ledger=ledger, look=look)
    return Running(crawler, ledger, tally)


def outcome(running: Running) -> Outcome:
    """How a crawl went, after the process has ended; lets go of its store."""
    crawler, ledger, tally = running
    failure = None
    if not isinstance(crawler.spider, PortalSpider):
        failure = f"{ledger.profile.id}: could not be started"
    elif any("/failed_count/" in name for name in crawler.stats.get_stats()):
        failure = (
            f"{ledger.profile.id}: a feed could not be written; what was gathered is in the store: zhengwen export"
        )
    ledger.close(failure=failure)
    return Outcome(ledger.profile, tally, ledger.failure)


def exit_code(process: PortalProcess, outcomes: Sequence[Outcome]) -> int:
    """0 when every portal's run is good, 1 when one is not, 130 or 143 when a signal stopped them."""
    if process.exit_code is not None:
        return process.exit_code
    return int(any(each.failure for each in outcomes))


def stop_line(process: PortalProcess) -> str | None:
    """What to say about a run that a signal stopped."""
    if process.stopped_by is None:
        return None
    return f"stopped by {signal.Signals(process.stopped_by).name}: the next run goes on from here"
