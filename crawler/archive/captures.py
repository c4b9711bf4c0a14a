"""What was last captured of each address: only to find what has not changed since."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

_SCHEMA = """CREATE TABLE IF NOT EXISTS captures (
    url TEXT PRIMARY KEY, digest TEXT, date TEXT, record TEXT, file TEXT, offset INTEGER) WITHOUT ROWID"""


class Capture(NamedTuple):
    """A response that the archive holds whole.

    Attributes:
        digest: of its payload.
        date: WARC-Date.
        record: WARC-Record-ID.
        file: name of the archive file.
        offset: of the record in it.
    """

    digest: str
    date: str
    record: str
    file: str
    offset: int


class Captures:
    """A table on disk. It may be lost: what it does not know is stored again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / "captures.sqlite"
        try:
            self._table = self._open(path)
        except sqlite3.DatabaseError:
            for each in folder.glob(f"{path.name}*"):
                each.unlink()
            self._table = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        table = sqlite3.connect(path, isolation_level=None)
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = OFF")  # nothing hangs on it
        table.execute(_SCHEMA)
        return table

    def get(self, url: str) -> Capture | None:
        """The last whole capture of an address, as long as its file is there."""
        row = self._table.execute(
            "SELECT digest, date, record, file, offset FROM captures WHERE url = ?", (url,)
        ).fetchone()
        capture = Capture(*row) if row else None
        return capture if capture and (self._folder / capture.file).exists() else None

    def put(self, url: str, capture: Capture) -> None:
        """Remember a capture."""
        self._table.execute("INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?)", (url, *capture))

    def forget(self, file: str, end: int) -> None:
        """Forget what lay behind the end of a file that was mended."""
        self._table.execute("DELETE FROM captures WHERE file = ? AND offset >= ?", (file, end))

    def close(self) -> None:
        """Close the table."""
        self._table.close()
