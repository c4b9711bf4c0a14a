"""Writes one portal's archive."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

from scrapy import Request
from scrapy.http import Response

from crawler.archive.captures import Capture, Captures
from crawler.archive.index import REVISIT, Line, index_path, media_type, mend, read_index, write_index
from crawler.archive.records import (
    IDENTICAL,
    NOT_MODIFIED,
    Field,
    digest,
    moment,
    new_id,
    record,
    request_block,
    response_head,
    warcinfo,
)
from crawler.archive.retention import Retention, prune
from crawler.profiles import Profile

_SYNC = 5.0
"""Seconds between two fsyncs: what a power cut, other than a kill, can take."""
_HTTP = "application/http; msgtype="


class Place(NamedTuple):
    """Where a whole response lies, and when it came.

    Attributes:
        file: path from the archive's root: portal and name.
        offset: of the record in it.
        date: WARC-Date.
    """

    file: str
    offset: int
    date: str


class Archive:
    """An archive that is written to; it has the portal's folder for itself.

    What another run left open is mended first. Nothing is created before the first record.

    Args:
        root: the folder of all archives.
        profile: the portal.
        software: who writes.
        roll: bytes after which a new file is begun.
    """

    def __init__(self, root: Path, profile: Profile, *, software: str, roll: int) -> None:
        self._folder, self._portal, self._home = root / profile.id, profile.id, profile.home
        self._software, self._roll = software, roll
        size = None if profile.archive_size is None else int(profile.archive_size * 1024 * 1024)
        self._retention = Retention(profile.archive_days, size)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._captures = Captures(self._folder)
        self._mend()
        prune(self._folder, self._retention)
        self._file: _File | None = None

    def _mend(self) -> None:
        for path in sorted(self._folder.glob("*.warc.gz")):
            if not index_path(path).exists():
                lines = mend(path)
                self._captures.forget(path.name, path.stat().st_size)
                write_index(path, lines)

    def store(self, request: Request, response: Response) -> Place:
        """Write what was asked and answered; returns where the whole response lies.

        A payload that is the same as the last one of that address, and a 304, become a revisit record.

        Raises:
            OSError: it cannot be written; nothing of it was.
        """
        date, name = moment(datetime.now(UTC)), new_id()
        payload, head = digest(response.body), response_head(response)
        fields = [("WARC-Target-URI", request.url), ("WARC-Date", date), ("WARC-IP-Address", _ip(response))]
        last = self._captures.get(request.url)
        revisit = response.status == 304 or (last is not None and last.digest == payload)
        if revisit:
            kind = _revisit(last, request.url, NOT_MODIFIED if response.status == 304 else IDENTICAL, payload)
            answer = record("revisit", [*fields, *kind], [head], _HTTP + "response", name)
        else:
            whole = [*fields, ("WARC-Payload-Digest", payload)]
            answer = record("response", whole, [head, response.body], _HTTP + "response", name)
        about = [*fields[:2], ("WARC-Concurrent-To", name)]
        question = record("request", about, [request_block(request)], _HTTP + "request")
        file = self._open()
        offset = file.append(answer, question)
        mime = REVISIT if revisit else media_type((response.headers.get("Content-Type") or b"").decode("latin-1"))
        file.lines.append(Line(request.url, date, mime, response.status, payload, offset, len(answer)))
        if revisit:
            return Place(f"{self._portal}/{last.file}", last.offset, date) if last else self._place(file, offset, date)
        self._captures.put(request.url, Capture(payload, date, name, file.path.name, offset))
        return self._place(file, offset, date)

    def note(self, url: str, reason: str, message: str) -> None:
        """Write why nothing, or not all, of an address was had.

        Raises:
            OSError: it cannot be written.
        """
        text = " ".join(message.split())
        fields = [("WARC-Target-URI", url), ("WARC-Date", moment(datetime.now(UTC)))]
        block = f"refused: {reason}\r\nmessage: {text}\r\n".encode("utf-8", "replace")
        self._open().append(record("metadata", fields, [block], "application/warc-fields"))

    def _place(self, file: _File, offset: int, date: str) -> Place:
        return Place(f"{self._portal}/{file.path.name}", offset, date)

    def _open(self) -> _File:
        """The file to write to: the newest one as long as it is not full, else a new one."""
        if self._file and self._file.size >= self._roll:
            self._file.close()
            self._file = None
            prune(self._folder, self._retention)
        if self._file is None:
            self._file = self._newest() or _File(self._new_path(), [])
            info = warcinfo(self._file.path.name, moment(datetime.now(UTC)), self._software, self._portal, self._home)
            self._file.append(info)
        return self._file

    def _newest(self) -> _File | None:
        path = max(self._folder.glob("*.warc.gz"), default=None)
        if path is None or path.stat().st_size >= self._roll:
            return None
        lines = list(read_index(path))
        index_path(path).unlink()  # open from now on
        return _File(path, lines)

    def _new_path(self) -> Path:
        names = [path.name for path in self._folder.glob("*.warc.gz")]
        number = 1 + max((int(name[-13:-8]) for name in names if name[-13:-8].isdigit()), default=-1)
        return self._folder / f"{self._portal}-{datetime.now(UTC):%Y%m%d%H%M%S}-{number:05}.warc.gz"

    def close(self) -> None:
        """Write the index of the last file, which closes it.

        Raises:
            OSError: it cannot be written; the next run will.
        """
        self._captures.close()
        if self._file:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _File:
    """An archive file that is open."""

    def __init__(self, path: Path, lines: list[Line]) -> None:
        self.path, self.lines = path, lines
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.size = os.lseek(self._descriptor, 0, os.SEEK_END)
        self._synced = time.monotonic()

    def append(self, *records: bytes) -> int:
        """Write records, all or nothing; returns their offset."""
        start = self.size
        try:
            for data in records:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, start)
            os.lseek(self._descriptor, start, os.SEEK_SET)
            raise
        self.size += sum(map(len, records))
        if time.monotonic() - self._synced > _SYNC:
            os.fsync(self._descriptor)
            self._synced = time.monotonic()
        return start

    def close(self) -> None:
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        write_index(self.path, self.lines)


def _revisit(last: Capture | None, url: str, profile: str, payload: str) -> list[Field]:
    fields = [("WARC-Profile", profile), ("WARC-Refers-To-Target-URI", url)]
    if last:
        fields += [("WARC-Refers-To-Date", last.date), ("WARC-Refers-To", last.record)]
    return [*fields, ("WARC-Payload-Digest", payload if profile == IDENTICAL else "")]


def _ip(response: Response) -> str:
    return str(response.ip_address) if response.ip_address else ""
