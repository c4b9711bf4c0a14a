"""One run of a portal at a time in a data folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from crawler.errors import RunError


class PortalLock:
    """Held from the making until `release`, or until the process ends, however it ends.

    A lock of the kernel on an open file (flock), not the file's being there: `kill -9` leaves nothing to clear away.

    Raises:
        RunError: another run holds it.
    """

    def __init__(self, data: Path, portal: str) -> None:
        path = data / "locks" / f"{portal}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            raise RunError(
                f"{portal}: another run (process {holder}) is using {data}: wait for it, or give --data another folder"
            ) from None
        os.truncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next run begin."""
        os.close(self._descriptor)
