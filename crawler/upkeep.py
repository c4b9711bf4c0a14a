"""Keeping a store for years: a copy while it is in use, a check, and what to do when it is damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawler import schema
from crawler.errors import RunError
from crawler.locks import PortalLock
from crawler.store import NAME, Store
from pipelines import Article

_PAGES = 2_000  # copied at a time: a crawl that writes meanwhile waits no longer than that takes


class Repaired(NamedTuple):
    """What came out of a damaged store: rows by table, and the damaged file's new place."""

    rows: dict[str, int]
    damaged: Path


def backup(store: Store, target: Path) -> None:
    """Copy a store, crawl or no crawl; the copy appears when it is whole.

    Raises:
        RunError: the copy cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as copy:
            store.connection.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise RunError(f"{target}: {error}") from None


def problems(store: Store) -> Iterator[str]:
    """What is wrong with a store, line by line: its pages and indexes, its references, its records.

    Raises:
        RunError: it is so damaged that it cannot be looked through.
    """
    try:
        for (line,) in store.connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"file: {line}"
        rows = store.connection.execute(
            "SELECT articles.id, record FROM articles LEFT JOIN versions USING (id, version) ORDER BY articles.id"
        )
        for id, record in rows:
            if record is None:
                yield f"article {id}: its newest version is missing"
            elif not _reads(record):
                yield f"article {id}: its record cannot be read"
    except sqlite3.DatabaseError as error:
        raise store.trouble(error) from None


def repair(data: Path) -> Repaired:
    """Make a new store of what can be read from the old one, which stays beside it under another name.

    Articles whose newest record cannot be read are left out: the next crawl fetches them again. So is the frontier: the
    next crawl starts over from its lists.

    Raises:
        RunError: there is no store, it is in use, or nothing can be read from it.
    """
    path = data / NAME
    if not path.is_file():
        raise RunError(f"{data}: holds no store")
    part = path.with_name(f".{NAME}.part")
    _remove(part)
    with ExitStack() as held:
        for lock in (data / "locks").glob("*.lock"):
            held.callback(PortalLock(data, lock.stem).release)
        return _repair(path, part)


def _repair(path: Path, part: Path) -> Repaired:
    with closing(sqlite3.connect(path, isolation_level=None)) as old, closing(Store(part)) as new:
        rows = {name: _copy(old, new.connection, name) for name in ("versions", "articles", "runs")}
        with new.transaction():
            _make_whole(new.connection)
    if not any(rows.values()):
        _remove(part)
        raise RunError(f"{path}: nothing can be read from it: restore a backup, or move it away and crawl again")
    damaged = _free_name(path)
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.replace(damaged.with_name(damaged.name + suffix))
    part.replace(path)
    return Repaired(rows, damaged)


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table that can be read, from both ends up to what cannot."""
    names = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    order = "rowid" if "WITHOUT ROWID" not in schema.TABLES[table] else names[0]
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    before = new.total_changes
    for direction in ("ASC", "DESC"):
        try:
            for row in old.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order} {direction}"):
                new.execute(insert, row)
            break
        except sqlite3.DatabaseError:
            continue
    return new.total_changes - before


def _make_whole(connection: sqlite3.Connection) -> None:
    """Have articles only with a readable newest version, and the first article of every content."""
    connection.create_function("reads", 1, lambda record: record is not None and _reads(record), deterministic=True)
    connection.execute("DELETE FROM versions WHERE NOT reads(record)")
    connection.execute(
        "DELETE FROM articles WHERE NOT EXISTS"
        " (SELECT 1 FROM versions WHERE versions.id = articles.id AND versions.version = articles.version)"
    )
    connection.execute("INSERT OR IGNORE INTO contents SELECT content_sha256, id FROM articles ORDER BY first_seen, id")


def _reads(record: bytes) -> bool:
    try:
        msgspec.json.decode(record, type=Article)
    except (msgspec.DecodeError, TypeError):
        return False
    return True


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return name


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
