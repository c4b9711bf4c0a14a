"""CDXJ: the index that lies beside an archive file, and that says the file was closed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from crawler.archive.members import Member, members
from pipelines.exporters import atomic

REVISIT = "warc/revisit"
_ADDRESS = re.compile(r"[\d.]+|.*:.*")


class Line(NamedTuple):
    """One capture.

    Attributes:
        url: as it was asked for.
        date: WARC-Date.
        mime: media type, or `REVISIT`.
        status: of HTTP.
        digest: of the payload.
        offset, length: of the record in the file.
    """

    url: str
    date: str
    mime: str
    status: int
    digest: str
    offset: int
    length: int


class _Json(msgspec.Struct):
    url: str
    mime: str
    status: str
    digest: str
    length: str
    offset: str
    filename: str


def index_path(archive: Path) -> Path:
    """Where a file's index lies."""
    return archive.with_name(archive.name.removesuffix(".warc.gz") + ".cdxj")


def surt(url: str) -> str:
    """The key that captures are sorted by: the host backwards, so that a domain's pages stand together.

    >>> surt("http://www.News.example.cn:8080/A?b=1"), surt("http://127.0.0.1:80/")
    ('cn,example,news:8080)/a?b=1', '127.0.0.1)/')
    """
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    host = host if _ADDRESS.fullmatch(host) else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return f"{host}{port}){parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def write_index(archive: Path, lines: Iterable[Line]) -> None:
    """Write a file's index, sorted.

    Raises:
        OSError: it cannot be written.
    """
    with atomic(index_path(archive)) as stream:
        stream.writelines(sorted(_format(each, archive.name) for each in lines))


def _format(line: Line, file: str) -> bytes:
    date = re.sub(r"\D", "", line.date)[:14]
    known = _Json(line.url, line.mime, str(line.status), line.digest, str(line.length), str(line.offset), file)
    return f"{surt(line.url)} {date} ".encode() + msgspec.json.encode(known) + b"\n"


def read_index(archive: Path) -> Iterator[Line]:
    """The lines of a file's index."""
    with index_path(archive).open("rb") as stream:
        for text in stream:
            _, date, rest = text.split(b" ", 2)
            known = msgspec.json.decode(rest, type=_Json)
            day = date.decode()
            moment = f"{day[:4]}-{day[4:6]}-{day[6:8]}T{day[8:10]}:{day[10:12]}:{day[12:14]}Z"
            status = int(known.status)
            yield Line(known.url, moment, known.mime, status, known.digest, int(known.offset), int(known.length))


def line_of(member: Member) -> Line | None:
    """A record's line, `None` for one that is no capture."""
    fields = member.fields
    kind = fields.get("warc-type")
    if kind not in ("response", "revisit"):
        return None
    head = member.block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    status = head[0].split(" ")[1:2]
    types = [line.partition(":")[2] for line in head[1:] if line.lower().startswith("content-type:")]
    return Line(
        fields.get("warc-target-uri", ""),
        fields.get("warc-date", ""),
        REVISIT if kind == "revisit" else media_type(types[0] if types else ""),
        int(status[0]) if status and status[0].isdigit() else 0,
        fields.get("warc-payload-digest", ""),
        member.offset,
        member.length,
    )


def media_type(header: str) -> str:
    """The media type of a Content-Type header, `unk` when it has none.

    >>> media_type("Text/HTML; charset=gbk"), media_type("")
    ('text/html', 'unk')
    """
    found = header.partition(";")[0].strip().lower()
    return found if re.fullmatch(r"[\w.+-]+/[\w.+-]+", found) else "unk"


def mend(archive: Path) -> list[Line]:
    """Cut off the torn tail of a file whose writer was killed; returns the captures that are left.

    Raises:
        OSError: the file cannot be read or written.
    """
    lines, end = [], 0
    for member in members(archive):
        end = member.offset + member.length
        line = line_of(member)
        if line:
            lines.append(line)
    if end < archive.stat().st_size:
        with archive.open("r+b") as stream:
            stream.truncate(end)
            os.fsync(stream.fileno())
    return lines
