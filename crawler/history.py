"""What the store remembers of runs: when, how they ended, and what they counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import msgspec

from crawler.store import Store


class Counts(msgspec.Struct, kw_only=True):
    """What one run counted.

    Attributes:
        requests: fetches that ended, with a page or without.
        valid: responses of status 2xx or 304.
        shown: articles that the run's lists show, all of the crawl's when it was resumed: what its feed holds.
        fetched: bodies of articles that were read.
        new, changed: of these, what the store had not, or had otherwise.
        failed: pages that could not be had, or were no pages though their server said so.
        dead: those of them that had promised to be articles.
        errors: reason to number of pages that failed.
        flags: flag to number of pages.
        fields: field of the record to number of fetched articles that had it.
        whole: whether the run went over all lists: not stopped, not limited by its user.
    """

    requests: int = 0
    valid: int = 0
    shown: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0
    dead: int = 0
    errors: dict[str, int] = msgspec.field(default_factory=dict)
    flags: dict[str, int] = msgspec.field(default_factory=dict)
    fields: dict[str, int] = msgspec.field(default_factory=dict)
    whole: bool = True


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it is remembered.

    Attributes:
        started, ended: seconds since 1970; `ended` is `None` while it runs, and when it was killed.
        reason: why it ended, in Scrapy's words.
        failure: the line that it failed with.
        counts: `None` until it ends.
    """

    id: int
    portal: str
    started: float
    ended: float | None
    reason: str | None
    failure: str | None
    counts: Counts | None


def begin(store: Store, portal: str) -> int:
    """Note that a run begins; returns its number."""
    row = store.connection.execute("INSERT INTO runs (portal, started) VALUES (?, ?)", (portal, time.time()))
    return row.lastrowid or 0


def end(store: Store, run: int, reason: str, failure: str | None, counts: Counts) -> None:
    """Note how a run ended; the last call counts."""
    store.connection.execute(
        "UPDATE runs SET ended = ?, reason = ?, failure = ?, counts = ? WHERE id = ?",
        (time.time(), reason, failure, msgspec.json.encode(counts), run),
    )


def runs(store: Store, portal: str | None = None, most: int = -1) -> Iterator[Run]:
    """The last runs, newest first, of one portal or of all; `most` below zero is all of them."""
    rows = store.connection.execute(
        "SELECT id, portal, started, ended, reason, failure, counts FROM runs"
        " WHERE ?1 IS NULL OR portal = ?1 ORDER BY id DESC LIMIT ?2",
        (portal, most),
    )
    for *rest, counts in rows:
        named: dict[str, Any] = dict(zip(("id", "portal", "started", "ended", "reason", "failure"), rest, strict=True))
        yield Run(**named, counts=msgspec.json.decode(counts, type=Counts) if counts else None)


def usual(store: Store, portal: str, most: int = 10) -> list[Counts]:
    """Counts of the last whole and good runs of a portal, newest first."""
    good = (run.counts for run in runs(store, portal) if run.counts and run.counts.whole and not run.failure)
    return [counts for counts, _ in zip(good, range(most), strict=False)]
