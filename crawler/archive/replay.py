"""Cleans an archive again, without the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive.index import Line, index_path, line_of, read_index
from crawler.archive.members import Member, member_at, members
from crawler.archive.writer import Place
from crawler.failures import Refused
from crawler.links import Kind, Linker
from crawler.packing import unpack
from crawler.profiles import Profile, profile_of_url
from crawler.reading import read
from pipelines import Article, decode
from pipelines.dedupe import ExactDuplicates
from pipelines.extract import parse
from pipelines.urls import canonical_url

_LIMIT = 8 * 1024 * 1024  # of a body, as in crawling
_OTHER_KINDS = ("image/", "audio/", "video/", "font/")


class _Where(NamedTuple):
    file: int
    offset: int
    date: str


def replay(root: Path, profile: Profile) -> Iterator[Article]:
    """The articles of a portal's archive: of each address the last response that was stored whole, in their order.

    The same archive gives the same records, byte for byte, as long as this project's version is the same.

    Raises:
        OSError: a file cannot be read.
    """
    files = sorted((root / profile.id).glob("*.warc.gz"))
    last: dict[str, _Where] = {}
    for number, path in enumerate(files):
        for line in _lines(path):
            if line.status == 200 and not line.mime.startswith(_OTHER_KINDS) and line.mime != "warc/revisit":
                address = canonical_url(line.url)
                where = _Where(number, line.offset, line.date)
                if address not in last or last[address][:2] < where[:2]:
                    last[address] = where
    linker, duplicates = Linker(profile), ExactDuplicates()
    for where in sorted(last.values()):
        path = files[where.file]
        member = member_at(path, where.offset)
        place = Place(f"{profile.id}/{path.name}", where.offset, where.date)
        article = _article(member, profile, linker, place) if member else None
        if article:
            yield duplicates.mark(article)


def profile_of_archive(folder: Path) -> Profile | None:
    """The profile of a site that was crawled by its URL, as the archive tells it."""
    for path in sorted(folder.glob("*.warc.gz")):
        info = member_at(path, 0)
        home = re.search(rb"^home: (\S+)", info.block, re.MULTILINE) if info else None
        if home:
            return profile_of_url(home[1].decode())
    return None


def _lines(path: Path) -> Iterator[Line]:
    if index_path(path).exists():
        yield from read_index(path)
    else:  # a run is writing it, or was killed
        yield from filter(None, map(line_of, members(path)))


def _article(member: Member, profile: Profile, linker: Linker, place: Place) -> Article | None:
    url = member.fields.get("warc-target-uri", "")
    head, _, body = member.block.partition(b"\r\n\r\n")
    headers = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
    fields = [(name.strip().lower(), value.strip()) for name, _, value in headers]
    try:
        body = unpack(body, [value for name, value in fields if name == "content-encoding"], _LIMIT)
    except Refused:
        return None
    kind = linker.kind(url)
    if kind is Kind.LIST or not linker.allows(url):
        return None
    content_type = next((value for name, value in fields if name == "content-type"), "") or None
    if profile.encoding and not content_type:
        content_type = f"text/html; charset={profile.encoding}"
    decoded = decode(body, content_type=content_type, url=url)
    return read(decoded, parse(decoded.text), url=url, kind=kind, hints=profile.hints, place=place).article
