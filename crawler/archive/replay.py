"""Cleans an archive again, without the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.archive.index import Line, index_path, line_of, read_index
from crawler.archive.members import member_at, members
from crawler.archive.writer import Place
from crawler.failures import Refused
from crawler.links import Kind, Linker
from crawler.packing import unpack
from crawler.parts import MOST
from crawler.profiles import Profile, profile_of_url
from crawler.reading import read
from pipelines import Article, Decoded, decode
from pipelines.dedupe import ExactDuplicates
from pipelines.extract import next_page, parse
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
    reader, duplicates = _Reader(profile, files, last), ExactDuplicates()
    for address, where in sorted(last.items(), key=lambda item: item[1]):
        article = reader.article(address, where)
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


class _Page(NamedTuple):
    """A response as the crawl saw it."""

    url: str
    decoded: Decoded
    tree: HtmlElement


class _Reader:
    """Reads pages of an archive again, and with each the further pages of a split article."""

    def __init__(self, profile: Profile, files: list[Path], places: dict[str, _Where]) -> None:
        self._profile, self._files, self._places = profile, files, places
        self._linker = Linker(profile)
        self._parts: set[str] = set()  # addresses that were read as further pages of another

    def article(self, address: str, where: _Where) -> Article | None:
        """The record of a page, `None` when it is none or belongs to another."""
        page = None if address in self._parts else self._page(where)
        kind = self._linker.kind(page.url) if page else Kind.LIST
        if page is None or kind is Kind.LIST or not self._linker.allows(page.url):
            return None
        place = Place(f"{self._profile.id}/{self._files[where.file].name}", where.offset, where.date)
        read_again = partial(read, *page[1:], url=page.url, kind=kind, hints=self._profile.hints, place=place)
        found = read_again()
        if found.article and next_page(page.tree, page.url):
            parts, complete = self._further(page)
            found = read_again(further=[part.tree for part in parts], complete=complete)
        return found.article

    def _further(self, first: _Page) -> tuple[list[_Page], bool]:
        """The pages behind the first that the archive has, and whether these are all: see `crawler.parts`."""
        parts: list[_Page] = []
        seen = {canonical_url(first.url)}
        page = first
        while (url := next_page(page.tree, page.url)) and (address := canonical_url(url)) not in seen:
            seen.add(address)
            where = self._places.get(address)
            following = self._page(where) if where and len(parts) + 1 < MOST else None
            if following is None:
                return parts, False
            self._parts.add(address)
            parts.append(following)
            page = following
        return parts, True

    def _page(self, where: _Where) -> _Page | None:
        member = member_at(self._files[where.file], where.offset)
        if member is None:
            return None
        url = member.fields.get("warc-target-uri", "")
        head, _, body = member.block.partition(b"\r\n\r\n")
        headers = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
        fields = [(name.strip().lower(), value.strip()) for name, _, value in headers]
        try:
            body = unpack(body, [value for name, value in fields if name == "content-encoding"], _LIMIT)
        except Refused:
            return None
        content_type = next((value for name, value in fields if name == "content-type"), "") or None
        decoded = decode(body, content_type=content_type, url=url, hint=self._profile.encoding)
        return _Page(url, decoded, parse(decoded.text))
