"""One crawl's bookkeeping: what a page gave, and the end of its lease, go into the store as one transaction.

Feeds come after it and from it: nothing reaches a feed that the store has not.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from crawler import history
from crawler.budgets import Budgets, pattern
from crawler.checks import BARREN, judge
from crawler.frontier import Entry, SqliteFrontier
from crawler.limits import Limits
from crawler.links import Kind, Link, Linker
from crawler.locks import PortalLock
from crawler.noise import Noise, Part
from crawler.profiles import Profile
from crawler.recheck import is_due
from crawler.store import Known, News, Store
from crawler.tally import Tally
from pipelines import Article

FINISHED = "finished"
"""Scrapy's word for a crawl that has nothing left to fetch."""
UNCHANGED = "unchanged"
"""Reason of a page whose server says that it is as it was."""

_ID_BYTES = 16


class Page(NamedTuple):
    """What came of a page.

    Attributes:
        records: articles on it.
        links: where it leads.
        reason: what it was, in a word.
        failed: whether that is a failure.
        url, etag, last_modified: where it came from in the end, and its validators.
    """

    records: Sequence[Article] = ()
    links: Sequence[Link] = ()
    reason: str = "list"
    failed: bool = False
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class Ledger:
    """The open crawl of one portal: its lock, store, frontier, budgets and counts.

    Attributes:
        resumed: whether this run goes on where another was cut off.
        stopped: whether the run was told to end before its time.
        failure: one line when the run failed, known after `settle`.

    Raises:
        RunError: another run uses the portal, or the store cannot be used.
    """

    def __init__(self, data: Path, profile: Profile, limits: Limits, tally: Tally) -> None:
        self.profile, self.limits, self.tally = profile, limits, tally
        self._lock = PortalLock(data, profile.id)
        self.store = Store.of(data)
        self.frontier = SqliteFrontier(self.store, profile.id)
        try:
            self.resumed = self.frontier.open(full=limits.full)
            # Taken down now: by the time that the engine asks for it, this run has given articles of its own.
            self._before = b"".join(dict.fromkeys(map(bytes.fromhex, self.frontier.articles())))
            self._run = history.begin(self.store, profile.id)
        except sqlite3.Error as error:
            raise self.store.trouble(error) from None
        self.budgets = Budgets()
        self.noise = Noise(self.store.recall(f"noise {profile.id}", list[Part]) or ())
        self.linker = Linker(profile, self.noise)
        self.stopped = False
        self.failure: str | None = None
        self._leases: dict[int, Entry] = {}
        self._settled = False

    def start(self, links: Iterable[Link]) -> None:
        """Put the addresses into the frontier that a crawl begins at."""
        with self._writing():
            self.frontier.push(entry_of(link, 0) for link in links)

    def next(self) -> Entry | None:
        """Lease the next page that the budgets allow."""
        with self._guarded():
            while not self.closing and self._has_room() and (entry := self.frontier.pop()):
                name = self.noise.strip(entry.canonical)
                if name != entry.canonical:  # pushed before it was learnt what its address says for nothing
                    self.frontier.push([entry._replace(canonical=name)])
                    self.frontier.done(entry.lease, "duplicate")
                elif not self.budgets.allow(entry.url):
                    self.tally.trapped += 1
                    self.frontier.done(entry.lease, "trap")
                else:
                    self._leases[entry.lease] = entry
                    return entry
        return None

    def waits(self) -> bool:
        """Whether there is more to fetch."""
        return not self.closing and len(self.frontier) > 0

    @property
    def closing(self) -> bool:
        """Whether nothing more is to be fetched: stopped, or as many articles or requests as the run may have."""
        most = self.limits.max_articles
        full = most is not None and self.tally.articles >= most
        return self.stopped or full or self.tally.requests >= self.profile.max_requests

    def _has_room(self) -> bool:
        """Whether pages on their way may not yet be all the articles that the run wants."""
        most = self.limits.max_articles
        return most is None or self.tally.articles + len(self._leases) < most

    def holds(self, lease: int) -> bool:
        """Whether a lease has not ended yet."""
        return lease in self._leases

    def known(self, entry: Entry) -> Known | None:
        """What the store knows of an entry that is looked at again; nothing when all is to be fetched anew."""
        found: dict[str, Known] = {}
        with self._guarded():
            found = self.store.known([entry.canonical]) if entry.article else {}
        return found.get(entry.canonical)

    def again(self, lease: int, tries: int) -> bool:
        """Give a page back to be fetched later; returns whether it was leased."""
        if self._leases.pop(lease, None) is None:
            return False
        self.tally.requests += 1
        with self._guarded():
            self.frontier.release(lease, tries)
        return True

    def redirect(self, lease: int, link: Link | None) -> bool:
        """End a lease whose page lies elsewhere: that is an address of its own. Returns whether it was leased."""
        entry = self._leases.get(lease)
        if entry is None:
            return False
        with self._writing():
            if link:
                self.frontier.push([entry._replace(url=link.url, canonical=link.canonical, article=None)])
            self.frontier.done(lease, "redirected" if link else "offsite")
            self._close(entry, Page(reason="redirected"), fruitful=False)
        return True

    def commit(self, lease: int, page: Page) -> list[Article]:
        """Store what a page gave and end its lease; returns what goes on to feeds.

        Of a lease that has ended nothing is stored. What fails because the run is stopped stays leased: the next run
        fetches it.
        """
        entry = self._leases.get(lease)
        if entry is None or (self.stopped and page.failed):
            return []
        stored = False
        with self._guarded():
            with self.store.transaction():
                records = [self._put(each, page.url or entry.url, page) for each in page.records]
                shown, fresh = self._follow(entry, page) if page.links else ([], 0)
                kept = self._kept(entry, page) if not records else None
                self.frontier.done(lease, page.reason, records[0][1].id if records else kept.id if kept else None)
            stored = True
        if not stored:
            return []
        new = any(news is not News.NEW or not article.duplicate_of for news, article in records)
        self._close(entry, page, fruitful=bool(new or kept or shown or fresh), article=bool(records or kept))
        for news, article in records:
            self.tally.note(news, article)
            if self.noise.note(article.url, article.content_sha256):
                self._rename()
        return self._wanted([*(article for _, article in records), *([kept] if kept else []), *shown])

    def _kept(self, entry: Entry, page: Page) -> Article | None:
        """What the store has of a page that was looked at again and has not changed, or could not be had."""
        if not entry.article or not (page.failed or page.reason == UNCHANGED):
            return None
        if not page.failed:
            self.store.touch(entry.article)
        return self.store.article(entry.article)

    def given(self) -> Iterator[Article]:
        """What a resumed crawl gave before it was cut off."""
        for place in range(0, len(self._before), _ID_BYTES):
            article = None
            with self._guarded():
                article = self.store.article(self._before[place : place + _ID_BYTES].hex())
            if article:
                self.tally.given += 1
                yield from self._wanted([article])

    def _put(self, article: Article, url: str, page: Page) -> tuple[News, Article]:
        name = self.linker.canonical(url)
        if name != article.url:  # the profile or the crawl knows more of the portal's addresses than the library does
            article = structs.replace(article, url=name, id=sha256(name.encode()).hexdigest()[:32])
        return self.store.put(article, url, page.etag, page.last_modified)

    def _rename(self) -> None:
        """Know the portal's articles by addresses without what has just turned out to say nothing."""
        with self._writing():
            self.store.remember(f"noise {self.profile.id}", sorted(self.noise.parts))
            self.store.rename(self.linker.canonical, self.profile.id)
            for id in list(self.frontier.articles()):
                if (article := self.store.article(id)) and (name := self.noise.strip(article.url)) != article.url:
                    self.frontier.settle(Entry(article.url, name, Kind.ARTICLE, 0, 0, id))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """A store that fails in the block ends the run; what the block was to write is not written."""
        try:
            yield
        except sqlite3.Error as error:
            self.stop(str(self.store.trouble(error)))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._guarded(), self.store.transaction():
            yield

    def settle(self, reason: str) -> None:
        """Judge the run and write down how it ended; only the first call counts."""
        if self._settled:
            return
        self._settled = True
        finished = reason == FINISHED and not self.stopped
        if finished and self.tally.requests >= self.profile.max_requests:
            reason = "max_requests"
        limited = self.limits.max_articles is not None or self.limits.since is not None
        counts = self.tally.counts(whole=finished and not limited)
        try:
            if finished:
                self.failure = judge(self.profile, self.tally, counts, history.usual(self.store, self.profile.id))
            self.frontier.close(finished=finished)
            history.end(self.store, self._run, reason, self.failure, counts)
        except sqlite3.Error as error:  # the next run takes the leases back
            self.failure = self.failure or str(self.store.trouble(error))

    def close(self, reason: str = "shutdown", failure: str | None = None) -> None:
        """Close the store and let the next run begin; `failure` is what went wrong after `settle`."""
        self.settle(reason)
        if failure and not self.failure:
            self.failure = failure
        self.store.close()
        self._lock.release()

    def stop(self, failure: str | None = None) -> None:
        """Fetch nothing more; `failure` is one line when that is not what the user wanted."""
        self.stopped = True
        self.failure = self.failure or failure

    def _close(self, entry: Entry, page: Page, *, fruitful: bool, article: bool = False) -> None:
        del self._leases[entry.lease]
        self.tally.end(entry, page.reason, failed=page.failed)
        if fruitful or not page.failed or page.reason in BARREN:
            self.budgets.note(entry.url, fruitful, article)

    def _follow(self, entry: Entry, page: Page) -> tuple[list[Article], int]:
        """Push a page's links; returns known articles that need no look, and how many articles are new to the crawl."""
        hours = self.limits.recheck if self.limits.recheck is not None else self.profile.recheck
        known = {} if self.limits.full else self.store.known(link.canonical for link in page.links)
        now, deepest, own = time.time(), self.profile.depth, pattern(entry.url)
        shown, articles, lists = [], [], []
        for link in page.links:
            if not self.budgets.allow(link.url):
                continue
            old = known.get(link.canonical)
            target = entry_of(link, entry.depth + 1, old.id if old else None)
            if old and not is_due(old, hours, now):
                if self.frontier.settle(target):
                    shown.append(self.store.article(old.id))
            elif link.kind is Kind.ARTICLE or self.budgets.gives(link.url):
                articles.append(target)
            else:
                lists.append(target)
        fresh = self.frontier.push(each for each in articles if each.depth <= deepest)
        if shown or fresh:  # a list that goes on showing articles may be long: its next page is no deeper
            lists = [entry_of(each, entry.depth) if pattern(each.url) == own else each for each in lists]
        self.frontier.push(each for each in lists if each.depth <= deepest)
        return [article for article in shown if article], fresh

    def _wanted(self, articles: Iterable[Article]) -> list[Article]:
        """Those that the run's limits take; they are counted."""
        taken = []
        most, since = self.limits.max_articles, self.limits.since
        for article in articles:
            early = since and article.published_at and article.published_at[:10] < since.isoformat()
            if not early and (most is None or self.tally.articles < most):
                self.tally.add(article)
                taken.append(article)
        return taken


def entry_of(link: Link | Entry, depth: int, article: str | None = None) -> Entry:
    """The entry of an address; articles come before lists: what lists are worth shows in them."""
    priority = 0 if link.kind == Kind.ARTICLE or article else -1 - depth
    return Entry(link.url, link.canonical, str(link.kind), depth, priority, article)
