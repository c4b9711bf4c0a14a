"""What a crawl costs, how long a million requests take in the frontier, and what killing does.

python tests/benchmarks/bench_crawl.py [cpu] [frontier] [kill] [--pages N] [--requests N] [--kills N]

cpu       CPU time per article page of about 30 KB: bare Scrapy (follow links, yield the address), and zhengwen crawl
          with everything: decode, extract, clean, archive, durable frontier, feed. Each crawl is a process of its own;
          the cost of starting is taken off by crawling a small site, too.
frontier  push, pop and done of N requests, 20 found a page, and how much memory that takes.
kill      crawls of 300 pages killed with SIGKILL at random moments, resumed once: articles lost and doubled in the
          feed, for bare Scrapy (JOBDIR, feed appended) and for zhengwen.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faults.crawls import command, finish, lost_and_twice, start, until  # noqa: E402  # needs the path above
from faults.site import Site  # noqa: E402  # needs the path above

BARE = Path(__file__).with_name("bare.py")


def served(pages: int, job: Callable[[Site, Path], None], size: int = 30_000) -> None:
    """Do a job with a site and an empty data folder."""
    with tempfile.TemporaryDirectory() as folder, Site(articles=pages, per_list=20, size=size) as site:
        site.profile(Path(folder))
        job(site, Path(folder))


def bare_words(site: Site, data: Path, jobs: bool = False) -> list[str]:
    return [sys.executable, str(BARE), site.url, str(data / "bare.jsonl"), *([str(data / "jobs")] if jobs else [])]


def cpu(pages: int) -> None:
    """CPU time per page, as the difference of two crawls."""
    own = {"bare Scrapy": bare_words, "zhengwen": lambda site, data: command(data, "-O", str(data / "out.jsonl"))}
    seconds: dict[str, list[float]] = {}

    def measure(site: Site, data: Path) -> None:
        for name, words in own.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            ran = finish(start(words(site, data)))
            assert ran.code == 0, ran.err
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            seconds.setdefault(name, []).append(spent)

    few = 20
    for number in (few, pages + few):
        served(number, measure)
    each = {name: (large - small) / pages * 1000 for name, (small, large) in seconds.items()}
    for name, milliseconds in each.items():
        print(f"{name:12} {milliseconds:6.2f} ms a page, start {seconds[name][0]:.2f} s")
    print(f"ratio        {each['zhengwen'] / each['bare Scrapy']:6.2f}")


def frontier(requests: int) -> None:
    """Push, pop and done."""
    from crawler.frontier import Entry, SqliteFrontier
    from crawler.store import Store

    def entry(number: int) -> Entry:
        day = number % 28 + 1
        name = f"t202307{day:02}_{number * 7919 % requests}{number}.html"
        url = f"http://www.hekou{number % 7}.example/news/2023/07{day:02}/{name}"
        return Entry(url, url, "article", number % 5, -(number % 5))

    with tempfile.TemporaryDirectory() as folder:
        store = Store.of(Path(folder))
        queue = SqliteFrontier(store, "hekou")
        queue.open()
        memory, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        for first in range(0, requests, 20):
            with store.transaction():
                queue.push(map(entry, range(first, min(first + 20, requests))))
                leased = queue.pop()
                assert leased
                queue.done(leased.lease, "list")
        while leased := queue.pop():
            with store.transaction():
                queue.done(leased.lease, "article", f"{leased.lease:032x}")
        spent = (time.process_time() - began) / requests * 1e6
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
        print(f"frontier     {requests:,} requests: push + pop + done {spent:.0f} µs, {more:.0f} MB more")


def kill(times: int) -> None:
    """Kill and resume."""
    lost: dict[str, list[int]] = {"bare Scrapy": [], "zhengwen": []}
    twice: dict[str, list[int]] = {"bare Scrapy": [], "zhengwen": []}

    def interrupted(site: Site, words: list[str], after: int) -> None:
        asked = len(site.asked)
        process = start(words)
        until(lambda: len(site.asked) - asked >= after, process)
        process.kill()
        finish(process)

    def measure(site: Site, data: Path, after: int) -> None:
        for name, words, feed in (
            ("bare Scrapy", bare_words(site, data, jobs=True), data / "bare.jsonl"),
            ("zhengwen", command(data, "-o", str(data / "out.jsonl")), data / "out.jsonl"),
        ):
            interrupted(site, words, after)
            finish(start(words))
            try:
                missing, doubled = lost_and_twice(feed, site)
            except ValueError:  # a torn line: the file is no JSON Lines any more
                missing, doubled = len(site.paths()), 0
            lost[name].append(missing)
            twice[name].append(doubled)

    for number in range(times):
        after = random.Random(number).randint(1, 310)
        served(300, lambda site, data, after=after: measure(site, data, after), size=0)
    for name in lost:
        print(f"{name:12} killed {times} times: lost {min(lost[name])}-{max(lost[name])}, twice {max(twice[name])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="cpu, frontier, kill (default: all)")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=5)
    arguments = parser.parse_args()
    jobs = {
        "cpu": lambda: cpu(arguments.pages),
        "frontier": lambda: frontier(arguments.requests),
        "kill": lambda: kill(arguments.kills),
    }
    for name in arguments.what or jobs:
        jobs[name]()


if __name__ == "__main__":
    main()
