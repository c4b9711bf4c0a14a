"""Crawls in processes of their own, as a user starts them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from faults.site import Site

ROOT = Path(__file__).parents[2]
_LONGEST = 300.0  # seconds
_PROGRESS = re.compile(r"\d+ pages  ")  # how far it is, every few seconds: on slow machines


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def command(data: Path, *words: str, scrapy: bool = False) -> list[str]:
    """The words that crawl the portal `site` of a data folder."""
    if scrapy:
        return [sys.executable, "-m", "scrapy", "crawl", "site", "--data", str(data), "--nolog", *words]
    return [sys.executable, "-m", "crawler.cli", "crawl", "site", "--data", str(data), *words]


def start(words: Sequence[str]) -> subprocess.Popen[str]:
    """Start a process; its output is kept."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[str]) -> Ran:
    """Wait for the end of a process."""
    try:
        out, err = process.communicate(timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    told = [line for line in err.splitlines(keepends=True) if not _PROGRESS.match(line)]
    return Ran(process.returncode, out, "".join(told))


def crawl(data: Path, *words: str, scrapy: bool = False) -> Ran:
    """Crawl and wait."""
    return finish(start(command(data, *words, scrapy=scrapy)))


def until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened, or the process has ended."""
    limit = time.monotonic() + _LONGEST
    while not condition() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.005)


def records(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file; a line that is none is an error."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]] if path.exists() else []


def lost_and_twice(path: Path, site: Site) -> tuple[int, int]:
    """How many articles of the site a file has not, and how many lines say again what another has said."""
    found = [record["url"].removeprefix(site.url.rstrip("/")) for record in records(path)]
    return len(site.paths() - set(found)), len(found) - len(set(found))
