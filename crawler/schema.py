"""The tables of a store, and how an older store becomes one of today's.

A store carries the version of its tables. Opening an older one takes it forward, one version after another, in one
transaction: it is as before or as it should be. A newer one is refused.
"""

from __future__ import annotations

import sqlite3

TABLES = {
    "meta": "(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "requests": """(
        id INTEGER PRIMARY KEY, portal TEXT NOT NULL, canonical TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
        depth INTEGER NOT NULL, priority INTEGER NOT NULL, article TEXT, tries INTEGER NOT NULL DEFAULT 0,
        state INTEGER NOT NULL, reason TEXT, UNIQUE (portal, canonical))""",
    "articles": """(
        id TEXT PRIMARY KEY, portal TEXT NOT NULL, canonical TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
        version INTEGER NOT NULL, content_sha256 TEXT NOT NULL, first_seen REAL NOT NULL, fetched REAL NOT NULL,
        etag TEXT, last_modified TEXT) WITHOUT ROWID""",
    "versions": """(
        id TEXT NOT NULL, version INTEGER NOT NULL, seen REAL NOT NULL, record BLOB NOT NULL, UNIQUE (id, version))""",
    "contents": "(digest TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID",
    "runs": """(
        id INTEGER PRIMARY KEY, portal TEXT NOT NULL, started REAL NOT NULL, ended REAL, reason TEXT, failure TEXT,
        counts BLOB)""",
}
INDEXES = {
    "requests_waiting": "ON requests (portal, priority DESC, id) WHERE state = 0",
    "requests_leased": "ON requests (portal) WHERE state = 1",
    "articles_portal": "ON articles (portal, first_seen)",
    "runs_portal": "ON runs (portal, id)",
}

MIGRATIONS: dict[int, tuple[str, ...]] = {}
"""Version to the statements that lead from it to the next one."""

VERSION = 1


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of today in an empty file; call it inside a transaction."""
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {name} {columns}")
    for name, what in INDEXES.items():
        connection.execute(f"CREATE INDEX {name} {what}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Take the tables of `version` forward to those of today; call it inside a transaction."""
    for each in range(version, VERSION):
        for statement in MIGRATIONS[each]:
            connection.execute(statement)
