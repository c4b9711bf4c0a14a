"""Files of JSON Lines that grow by whole lines and hold each version of an article once."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import msgspec

_SYNC_EVERY = 1.0  # seconds between two syncs: what a power cut takes is in the store, or is crawled again
_BLOCK = 1 << 20


class _Version(msgspec.Struct):
    id: str = ""
    content_sha256: str = ""


class Journal(io.RawIOBase):
    """An open journal; what is written to it is one whole line a call.

    Opening cuts off a torn last line, or ends one that only lacks its line feed, and reads which versions of which
    articles the file holds: those are not written again. So a crawl that was killed, and one that runs every night, can
    give all they know, and the file holds all of it once.

    Raises:
        OSError: the file cannot be read or written; when the disk is full it still ends in a whole line.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        self._known: set[int] = set()
        self._end = self._read()
        self._synced = time.monotonic()

    def _read(self) -> int:
        """Learn what the file holds, mend its end, and return where that is."""
        end = 0
        with open(self._descriptor, "rb", closefd=False) as file:
            for line in file:
                if line.endswith(b"\n"):
                    end += len(line)
                elif _is_whole(line):
                    os.write(self._descriptor, b"\n")
                    end += len(line) + 1
                else:
                    os.ftruncate(self._descriptor, end)
                    break
                self._known.add(_version(line))
        return end

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The file's descriptor."""
        return self._descriptor

    def write(self, line: bytes, /) -> int:  # type: ignore[override]  # lines come as bytes, never as another buffer
        """Append a line, unless the journal has it; returns its length."""
        version = _version(line)
        if version in self._known:
            return len(line)
        try:
            written = os.write(self._descriptor, line)
            if written < len(line):
                os.write(self._descriptor, line[written:])  # says why the first write stopped short
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            raise
        self._known.add(version)
        self._end += len(line)
        if time.monotonic() - self._synced > _SYNC_EVERY:
            self.sync()
        return len(line)

    def sync(self) -> None:
        """Have all that was written on the disk."""
        os.fsync(self._descriptor)
        self._synced = time.monotonic()

    def close(self) -> None:
        """Sync and close."""
        if not self.closed:
            self.sync()
            os.close(self._descriptor)
        super().close()


def _version(line: bytes) -> int:
    """What tells two lines apart: article and content; a line of another form is known by all of it."""
    try:
        version = msgspec.json.decode(line, type=_Version)
    except msgspec.DecodeError:
        return hash(line)
    return hash((version.id, version.content_sha256)) if version.id else hash(line)


def _is_whole(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except msgspec.DecodeError:
        return False
    return True
