"""Crawls as a user runs them: a process of their own, what it said, what it wrote, how much memory it took."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
_REASON = re.compile(r"INFO: ([\w-]+): (http\S+)")


class Crawled(NamedTuple):
    """A crawl that has ended.

    Attributes:
        code: the exit code.
        said: standard output and error.
        log: Scrapy's log.
        records: of the feed.
        memory: most that the process took, in MB.
        seconds: how long it took.
    """

    code: int
    said: str
    log: str
    records: list[dict[str, Any]]
    memory: float
    seconds: float

    @property
    def titles(self) -> set[str]:
        """Of the articles."""
        return {record["title"] for record in self.records}

    @property
    def reasons(self) -> dict[str, str]:
        """URL of a page that could not be had to the reason's word, as the log has them."""
        return {url: reason for reason, url in _REASON.findall(self.log)}


def _peak(process: int) -> float:
    """Most memory that a process took so far, in MB. `ru_maxrss` would count what the tests' own process took, too."""
    try:
        found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def crawl(data: Path, name: str, most_file: int | None = None, **settings: object) -> Crawled:
    """`scrapy crawl NAME` in the checkout, with settings of Scrapy's; no file may become larger than `most_file`."""
    limit = None if most_file is None else partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most_file, most_file))
    settings = {"DATA_DIR": data, "LOG_FILE": data / "log", **settings}
    words = [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]
    feed = data / "out.jsonl"
    start = time.monotonic()
    with (data / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", name, "-O", str(feed), *words],
            cwd=ROOT,
            stdout=said,
            stderr=said,
            preexec_fn=limit,
        )
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, _peak(process.pid))
            time.sleep(0.05)
    return Crawled(
        process.returncode,
        (data / "said").read_text(encoding="utf-8"),
        (data / "log").read_text(encoding="utf-8"),
        [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()] if feed.exists() else [],
        memory,
        time.monotonic() - start,
    )
