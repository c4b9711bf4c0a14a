"""Deletes the oldest files of an archive, when its owner asked for that."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from crawler.archive.index import index_path

_DAY = 86_400.0


class Retention(NamedTuple):
    """What is kept.

    Attributes:
        days: files that nothing was written to for so long are deleted; `None` keeps them.
        size: bytes that the closed files may have together; the oldest go first.
    """

    days: float | None = None
    size: int | None = None


def prune(folder: Path, retention: Retention, now: float | None = None) -> list[Path]:
    """Delete what is too old, or too much; returns what was deleted.

    The newest file and one that is open stay.
    """
    files = [path for path in sorted(folder.glob("*.warc.gz"))[:-1] if index_path(path).exists()]
    total = sum(path.stat().st_size for path in folder.glob("*.warc.gz"))
    now = time.time() if now is None else now
    gone = []
    for path in files:
        status = path.stat()
        old = retention.days is not None and now - status.st_mtime > retention.days * _DAY
        if not old and (retention.size is None or total <= retention.size):
            break
        index_path(path).unlink()
        path.unlink()
        total -= status.st_size
        gone.append(path)
    return gone
