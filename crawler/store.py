"""The store of a data folder: one SQLite file with the frontier, every version of every article, and the runs.

Write-ahead log with `synchronous=NORMAL`: what was committed outlives a killed process, and a power cut loses at most
the last commits, never the file. What is lost that way is only crawled again, because a page's records, its links and
the end of its lease are one commit. `FULL` would cost an fsync a page and save nothing but those refetches.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from crawler import schema
from crawler.disk import is_full
from crawler.errors import RunError
from pipelines import Article
from pipelines.dedupe import ExactDuplicates
from pipelines.urls import RULES_VERSION, canonical_url

NAME = "store.sqlite"
T = TypeVar("T")
_CACHE = 16_000  # KiB of pages kept in memory, see tests/benchmarks/bench_crawl.py


class Known(NamedTuple):
    """What the store knows of an article, besides its text. Times are seconds since 1970."""

    id: str
    first_seen: float
    fetched: float
    etag: str | None
    last_modified: str | None


class News(StrEnum):
    """What a fetched article was to the store."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Store:
    """An open store. Not shared between threads.

    Raises:
        RunError: the file is no store, is damaged, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=30.0)
            for setting in ("journal_mode = WAL", "synchronous = NORMAL", f"cache_size = -{_CACHE}"):
                self.connection.execute(f"PRAGMA {setting}")
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise self.trouble(error) from None
        self._duplicates = ExactDuplicates(_Contents(self.connection))

    @classmethod
    def of(cls, data: Path) -> Store:
        """The store of a data folder, made when there is none."""
        return cls(data / NAME)

    @classmethod
    def existing(cls, data: Path) -> Store:
        """The store of a data folder.

        Raises:
            RunError: there is none.
        """
        if not (data / NAME).is_file():
            raise RunError(f"{data}: holds no store yet: crawl first, or give --data another folder")
        return cls(data / NAME)

    def trouble(self, error: sqlite3.Error) -> RunError:
        """What to tell the user about an error of the database."""
        if is_full(error):
            return RunError(f"{self.path}: the disk is full: what is stored stays; free space and run again")
        if isinstance(error, sqlite3.OperationalError):
            return RunError(f"{self.path}: {error}")
        return RunError(f"{self.path}: damaged ({error}): see zhengwen store repair --help")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of a block's writes, or none."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:  # a full disk ends it without being asked
                self.connection.execute("ROLLBACK")
            raise

    def _prepare(self) -> None:
        """Make the tables, or take them forward; a store of today is only read."""
        if self._has_tables() and (self._get("schema"), self._get("url_rules")) == (schema.VERSION, RULES_VERSION):
            return
        with self.transaction():
            if not self._has_tables():
                schema.create(self.connection)
                self._set("url_rules", RULES_VERSION)
            elif (found := self._get("schema")) > schema.VERSION:
                raise RunError(f"{self.path}: written by a newer zhengwen (store version {found}): upgrade zhengwen")
            else:
                schema.migrate(self.connection, found)
            self._set("schema", schema.VERSION)
            if self._get("url_rules") != RULES_VERSION:
                self.rename(canonical_url)
                self.connection.execute("DELETE FROM requests")  # addresses of the old rules: the next run finds them
                self._set("url_rules", RULES_VERSION)

    def rename(self, rule: Callable[[str], str], portal: str | None = None) -> None:
        """Give known articles the addresses of a new rule; their ids stay, so that none of them is new again."""
        rows = self.connection.execute("SELECT id, url FROM articles WHERE ?1 IS NULL OR portal = ?1", (portal,))
        update = "UPDATE OR IGNORE articles SET canonical = ? WHERE id = ?"
        self.connection.executemany(update, [(rule(url), id) for id, url in rows.fetchall()])

    def remember(self, key: str, value: object) -> None:
        """Keep a small thing, as JSON."""
        self.connection.execute("REPLACE INTO meta VALUES (?, ?)", (key, msgspec.json.encode(value).decode()))

    def recall(self, key: str, kind: type[T]) -> T | None:
        """What was kept under that name, `None` when nothing was."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return msgspec.json.decode(row[0], type=kind) if row else None

    def _has_tables(self) -> bool:
        return bool(self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone())

    def _get(self, key: str) -> int:
        return self.recall(key, int) or 0

    def _set(self, key: str, value: int) -> None:
        self.remember(key, value)

    def known(self, canonicals: Iterable[str]) -> dict[str, Known]:
        """Which of these addresses are articles that the store has."""
        wanted = list(canonicals)
        found: dict[str, Known] = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            rows = self.connection.execute(
                "SELECT canonical, id, first_seen, fetched, etag, last_modified FROM articles"
                f" WHERE canonical IN ({','.join('?' * len(some))})",
                some,
            )
            found |= {canonical: Known(*rest) for canonical, *rest in rows}
        return found

    def article(self, id: str) -> Article | None:
        """The newest version of an article."""
        row = self.connection.execute(
            "SELECT record FROM versions WHERE id = ? ORDER BY version DESC LIMIT 1", (id,)
        ).fetchone()
        return msgspec.json.decode(row[0], type=Article) if row else None

    def articles(self, portal: str | None = None) -> Iterator[Article]:
        """The newest version of every article, in the order in which they were first seen."""
        rows = self.connection.execute(
            "SELECT record FROM articles JOIN versions USING (id, version)"
            " WHERE ?1 IS NULL OR portal = ?1 ORDER BY first_seen, id",
            (portal,),
        )
        return (msgspec.json.decode(record, type=Article) for (record,) in rows)

    def put(
        self, article: Article, url: str, etag: str | None = None, last_modified: str | None = None
    ) -> tuple[News, Article]:
        """Store what was fetched from `url`; call it inside a transaction. Again and again comes to the same as once.

        Returns:
            What the article was to the store, and the record as it is kept: the old one when nothing has changed.
        """
        now = time.time()
        row = self.connection.execute(
            "SELECT id, version, content_sha256 FROM articles WHERE canonical = ?", (article.url,)
        ).fetchone()
        if row is None:
            article = self._duplicates.mark(article)
            self.connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
                (article.id, article.portal, article.url, url, article.content_sha256, now, now, etag, last_modified),
            )
            self._add_version(article, 1, now)
            return News.NEW, article
        id, version, digest = row
        kept = self.article(id) if digest == article.content_sha256 else None
        if kept is None:
            version += 1
            article = self._duplicates.mark(msgspec.structs.replace(article, id=id))
            self._add_version(article, version, now)
        self.connection.execute(
            "UPDATE articles SET version = ?, content_sha256 = ?, fetched = ?, etag = ?, last_modified = ?"
            " WHERE id = ?",
            (version, article.content_sha256, now, etag, last_modified, id),
        )
        return (News.SAME, kept) if kept else (News.CHANGED, article)

    def touch(self, id: str) -> None:
        """Note that an article was looked at and had not changed."""
        self.connection.execute("UPDATE articles SET fetched = ? WHERE id = ?", (time.time(), id))

    def _add_version(self, article: Article, version: int, now: float) -> None:
        values = (article.id, version, now, msgspec.json.encode(article))
        self.connection.execute("INSERT INTO versions VALUES (?, ?, ?, ?)", values)


class _Contents(MutableMapping[str, str]):
    """Content digest to the id of the first article with it, as a mapping over a table."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, digest: str) -> str:
        row = self._connection.execute("SELECT id FROM contents WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return str(row[0])

    def __setitem__(self, digest: str, id: str) -> None:
        self._connection.execute("REPLACE INTO contents VALUES (?, ?)", (digest, id))

    def __delitem__(self, digest: str) -> None:
        self._connection.execute("DELETE FROM contents WHERE digest = ?", (digest,))

    def __iter__(self) -> Iterator[str]:
        return (digest for (digest,) in self._connection.execute("SELECT digest FROM contents"))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM contents").fetchone()[0])
