"""`scrapy crawl NAME`, with this project's checks and exit codes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl

from crawler.errors import RunError, UsageError
from crawler.feeds import check_feed
from crawler.limits import Limits
from crawler.profiles import Portals
from crawler.run import Job, add_job, exit_code, make_process, outcome, stop_line


class Command(ScrapyCrawl):
    """Crawls one portal; exits 1 when the run failed its checks and 2 when the call was wrong."""

    requires_crawler_process = False  # made here, after the call was checked

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options, and the data folder."""
        super().add_options(parser)
        parser.add_argument("--data", metavar="DIR", help="the data folder (default: the setting DATA_DIR)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set settings from the options."""
        super().process_options(args, opts)
        if opts.data:
            assert self.settings is not None
            self.settings.set("DATA_DIR", opts.data, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the call, crawl, judge."""
        try:
            self.exitcode = self._crawl(args, opts)
        except UsageError as error:
            self._tell(str(error), 2)
        except RunError as error:
            self._tell(str(error), 1)
        except OSError as error:
            self._tell(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)

    def _tell(self, line: str, code: int) -> None:
        print(f"scrapy crawl: {line}", file=sys.stderr)
        self.exitcode = code

    def _crawl(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None  # Scrapy has set it by now
        if len(args) != 1:
            raise UsageError("name one portal, for example: scrapy crawl benxi -O out.jsonl")
        # Scrapyd names its job in an argument with an underscore, which is not for the spider.
        limits = Limits.read({name: value for name, value in opts.spargs.items() if not name.startswith("_")})
        for uri, options in self.settings.getdict("FEEDS").items():
            if "://" not in str(uri):
                check_feed(Path(uri), options["format"], overwrite=bool(options.get("overwrite")))
        profile = Portals.of(Path(self.settings["DATA_DIR"])).get(args[0])
        process = make_process(self.settings)
        running = add_job(process, Job(profile, {}), limits)
        process.start()
        result = outcome(running)
        for line in (stop_line(process), result.failure):
            if line:
                print(f"scrapy crawl: {line}", file=sys.stderr)
        return exit_code(process, [result])
