"""`scrapy crawl NAME`, with this project's checks and exit codes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl

from crawler.errors import UsageError
from crawler.limits import Limits
from crawler.profiles import Portals
from crawler.run import Job, add_job, exit_code, make_process, outcome, stop_line


class Command(ScrapyCrawl):
    """Crawls one portal; exits 1 when the run failed its checks and 2 when the call was wrong."""

    requires_crawler_process = False  # made here, after the call was checked

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the call, crawl, judge."""
        try:
            self.exitcode = self._crawl(args, opts)
        except UsageError as error:
            print(f"scrapy crawl: {error}", file=sys.stderr)
            self.exitcode = 2

    def _crawl(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None  # Scrapy has set it by now
        if len(args) != 1:
            raise UsageError("name one portal, for example: scrapy crawl benxi -O out.jsonl")
        limits = Limits.read(opts.spargs)
        profile = Portals.of(Path(self.settings["DATA_DIR"])).get(args[0])
        process = make_process(self.settings)
        crawler, _ = add_job(process, Job(profile, {}), limits)
        process.start()
        result = outcome(crawler)
        for line in (stop_line(process), result.failure):
            if line:
                print(f"scrapy crawl: {line}", file=sys.stderr)
        return exit_code(process, [result])
