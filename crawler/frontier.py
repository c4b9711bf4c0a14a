"""What is still to be fetched, in an order, each address once, and nothing lost when the process dies.

An entry is waiting, leased or done. Whoever takes one gets a lease; it ends with `done`, in the same transaction that
stores what the page gave. Leases of a process that died are given out again: fetched at least once, recorded once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from crawler.store import Store

_WAITING, _LEASED, _DONE = 0, 1, 2
_BATCH = 16  # entries leased in one transaction: a lease costs a third of what it does one by one


class Entry(NamedTuple):
    """A page to fetch.

    Attributes:
        url: where it is fetched from.
        canonical: what it is known by.
        kind: see `crawler.links.Kind`.
        depth: number of links from the front page.
        priority: higher comes first; among equals, first come first served.
        article: id of the article that the store has of it, `None` when it has none.
        tries: how often it was fetched in vain.
        lease: number of the lease, 0 for an entry that nobody holds.
    """

    url: str
    canonical: str
    kind: str
    depth: int
    priority: int
    article: str | None = None
    tries: int = 0
    lease: int = 0


class Frontier(Protocol):
    """One portal's frontier. Writes go inside the store's transaction where there is one."""

    def open(self, *, full: bool = False) -> bool:
        """Begin a crawl or go on with one that was cut off; returns whether it goes on. `full` forgets the old one."""

    def push(self, entries: Iterable[Entry]) -> int:
        """Add those whose address is new in this crawl; returns how many were."""

    def pop(self) -> Entry | None:
        """Lease the next entry, `None` when none is waiting."""

    def settle(self, entry: Entry) -> bool:
        """Note an address as done without a fetch, because the store has its article; returns whether it was new."""

    def done(self, lease: int, reason: str, article: str | None = None) -> None:
        """End a lease: what came of it, and the id of the article that it gave. Only the first end counts."""

    def release(self, lease: int, tries: int = 0) -> None:
        """Give a lease back, for the page to be fetched later; `tries` is how often it was fetched in vain."""

    def close(self, *, finished: bool) -> None:
        """Give back every lease; a crawl that is not finished goes on at the next `open`."""

    def articles(self) -> Iterator[str]:
        """Ids of the articles that this crawl has given so far, in the order in which they were found."""

    def __len__(self) -> int:
        """How many entries are waiting."""


class SqliteFrontier:
    """The frontier of one portal in the store's file."""

    def __init__(self, store: Store, portal: str) -> None:
        self._connection = store.connection
        self._store = store
        self._portal = portal
        self._taken: deque[Entry] = deque()
        self._waiting = 0

    def open(self, *, full: bool = False) -> bool:
        """See `Frontier`."""
        with self._store.transaction():
            self._give_back()
            self._waiting = self._count()
            resumed = self._waiting > 0 and not full
            if not resumed:
                self._connection.execute("DELETE FROM requests WHERE portal = ?", (self._portal,))
                self._waiting = 0
        return resumed

    def push(self, entries: Iterable[Entry]) -> int:
        """See `Frontier`."""
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO requests (portal, url, canonical, kind, depth, priority, article, state)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?, {_WAITING})",
            ((self._portal, *entry[:6]) for entry in entries),
        )
        added = self._connection.total_changes - before
        self._waiting += added
        return added

    def pop(self) -> Entry | None:
        """See `Frontier`."""
        if not self._taken and self._waiting:
            self._take()
        return self._taken.popleft() if self._taken else None

    def settle(self, entry: Entry) -> bool:
        """See `Frontier`."""
        row = self._connection.execute(
            "INSERT OR IGNORE INTO requests (portal, url, canonical, kind, depth, priority, article, state, reason)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?, {_DONE}, 'known')",
            (self._portal, *entry[:6]),
        )
        return row.rowcount == 1

    def done(self, lease: int, reason: str, article: str | None = None) -> None:
        """See `Frontier`."""
        self._connection.execute(
            f"UPDATE requests SET state = {_DONE}, reason = ?, article = ? WHERE id = ? AND state = {_LEASED}",
            (reason, article, lease),
        )

    def release(self, lease: int, tries: int = 0) -> None:
        """See `Frontier`."""
        row = self._connection.execute(
            f"UPDATE requests SET state = {_WAITING}, tries = ? WHERE id = ? AND state = {_LEASED}", (tries, lease)
        )
        self._waiting += row.rowcount

    def close(self, *, finished: bool) -> None:
        """See `Frontier`."""
        with self._store.transaction():
            if finished:
                self._connection.execute("DELETE FROM requests WHERE portal = ?", (self._portal,))
            else:
                self._give_back()

    def articles(self) -> Iterator[str]:
        """See `Frontier`."""
        last, rows = 0, [(0, "")]
        while rows:  # some at a time: others write meanwhile, and there may be a million
            rows = self._connection.execute(
                "SELECT id, article FROM requests"
                f" WHERE id > ? AND +portal = ? AND state = {_DONE} AND article IS NOT NULL ORDER BY id LIMIT 1000",
                (last, self._portal),
            ).fetchall()
            yield from (article for _, article in rows)
            last = rows[-1][0] if rows else last

    def __len__(self) -> int:
        return self._waiting + len(self._taken)

    def _take(self) -> None:
        rows = self._connection.execute(
            f"UPDATE requests SET state = {_LEASED} WHERE id IN (SELECT id FROM requests"
            f" WHERE portal = ? AND state = {_WAITING} ORDER BY priority DESC, id LIMIT {_BATCH})"
            " RETURNING url, canonical, kind, depth, priority, article, tries, id",
            (self._portal,),
        ).fetchall()
        self._taken.extend(sorted((Entry(*row) for row in rows), key=lambda entry: (-entry.priority, entry.lease)))
        self._waiting -= len(rows)

    def _give_back(self) -> None:
        self._taken.clear()
        self._connection.execute(
            f"UPDATE requests SET state = {_WAITING} WHERE portal = ? AND state = {_LEASED}", (self._portal,)
        )

    def _count(self) -> int:
        query = f"SELECT count(*) FROM requests WHERE portal = ? AND state = {_WAITING}"
        return int(self._connection.execute(query, (self._portal,)).fetchone()[0])
