"""The links of a page, and what their addresses promise: an article, a list, or nothing known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from crawler.listings import listed
from crawler.noise import Noise
from crawler.profiles import Profile
from pipelines.urls import canonical_url


class Kind(StrEnum):
    """What a page is fetched as."""

    ARTICLE = "article"
    LIST = "list"
    PAGE = "page"
    """Its address says nothing; the page itself will."""
    FEED = "feed"
    SITEMAP = "sitemap"


class Link(NamedTuple):
    """A link: its address as the page gives it (absolute), its canonical one, and its kind."""

    url: str
    canonical: str
    kind: Kind


FEED_TYPES = ("application/rss+xml", "application/atom+xml")

_PAGE_SUFFIX = r"\.(?:s?html?|php|aspx?|jspx?|do)"
# Address forms of what portals run on: Discuz!, DedeCMS, PHPCMS, EmpireCMS, WordPress, TRS, founder.
_ARTICLE = re.compile(
    r"/t(?:19|20)\d{6}_\d+\.s?html?"  # TRS
    r"|/content_\d+(?:_\d+)?" + _PAGE_SUFFIX + r"|/content/"
    r"|article[-_/]\d|show[-_]\d|ShowInfo|[?&]a=show|thread-\d|/archives?/\d|/news(?:show|view|detail|info)"
    r"|[?&](?:aid|tid|nid|newsid|articleid|contentid|infoid)=\d"
    r"|/(?:19|20)\d\d[-/]?(?:0?[1-9]|1[0-2])(?:[-/]?(?:0?[1-9]|[12]\d|3[01]))?/[^/?]*\w[^/?]*" + _PAGE_SUFFIX +
    r"|/(?:19|20)\d{6}/[0-9a-f]{16,}/"
    r"|[/_-]\d{4,}" + _PAGE_SUFFIX + r"|/[0-9a-f]{16,}" + _PAGE_SUFFIX,
    re.IGNORECASE,
)  # fmt: skip
_LIST = re.compile(
    r"/(?:index|default|list|node)(?:[-_]\d+)*" + _PAGE_SUFFIX + r"?$"
    r"|/list[-_/]|[-_]list[-_]|lists-\d|forum-\d|/node_\d|/page/\d"
    r"|[?&](?:page|p|pn|catid|cid|typeid|classid|fid)=\d|/$",
    re.IGNORECASE,
)  # fmt: skip
_LONGEST = 2000  # characters of an address: longer ones are made by scripts that feed on themselves
_LIST_SCRIPT = re.compile(r"/(?:list|lists|category|channel)\.(?:php|aspx?|jsp)\?|[?&]a=lists\b", re.IGNORECASE)
_NOT_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|css|js|mjs|woff2?|ttf|mp[34]|m3u8|flv|avi|wmv|mov|swf|pdf|docx?|xlsx?|pptx?"
    r"|zip|rar|7z|gz|apk|exe|dmg|iso)$|[?&](?:mod|action|ac)=(?:logging|register|spacecp|login)|/(?:login|register|logout)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")


def date_in(url: str) -> date | None:
    """The day that an address gives, if any.

    >>> date_in("http://a/2023-07/t20230721_12.html"), date_in("http://a/2023/0721/c1.html"), date_in("http://a/20231301")
    (datetime.date(2023, 7, 21), datetime.date(2023, 7, 21), None)
    """
    path = re.sub(r"(/(?:19|20)\d\d)[-/](\d\d)/?(\d\d)(?=[/_.-])", r"\1\2\3", urlsplit(url).path)
    for year, _, month, day in _DATE.findall(path):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def written_in(url: str, label: str) -> str:
    """The address as a browser sends it from a page in the given encoding: its query is written in that encoding.

    See https://url.spec.whatwg.org/#query-state. What the encoding does not have leaves the address as it is.

    >>> written_in("http://a.cn/文?k=中", "gbk"), written_in("http://a.cn/?k=1", "gbk")
    ('http://a.cn/%E6%96%87?k=%D6%D0', 'http://a.cn/?k=1')
    """
    if url.isascii() or label.startswith("utf-"):
        return url
    try:
        return safe_url_string(url, encoding={"gbk": "gb18030", "big5": "big5hkscs"}.get(label, label))
    except (UnicodeError, LookupError):
        return url


def _is_feed(element: HtmlElement) -> bool:
    """Whether a link element leads to a feed of articles; one of comments is none."""
    kind, relation = (element.get("type") or "").lower(), (element.get("rel") or "").lower()
    return kind in FEED_TYPES and "alternate" in relation.split() and "comments" not in (element.get("href") or "")


class Linker:
    """Finds and judges the links of one portal's pages."""

    def __init__(self, profile: Profile, noise: Noise | None = None) -> None:
        self.profile = profile
        self._noise = noise or Noise()
        self._dropped = re.compile(f"(?<=[?&])(?:{'|'.join(map(re.escape, profile.drop_parameters))})=[^&#]*&?")

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str] | None]:
        return {
            name: re.compile("|".join(f"(?:{each})" for each in patterns)) if patterns else None
            for name in ("articles", "lists", "exclude")
            for patterns in (getattr(self.profile, name),)
        }

    def allows(self, url: str) -> bool:
        """Whether the portal's crawl may go there: http(s), one of its hosts, not excluded."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return False
        if parts.scheme not in ("http", "https"):
            return False
        if not any(host == own or host.endswith("." + own) for own in self.profile.hosts):
            return False
        exclude = self._patterns["exclude"]
        return not (exclude and exclude.search(url))

    def kind(self, url: str) -> Kind:
        """What the address promises; the profile's patterns come before the usual forms. A site's root is a list."""
        articles, lists = self._patterns["articles"], self._patterns["lists"]
        parts = urlsplit(url)
        if (lists and lists.search(url)) or not (parts.path.strip("/") or parts.query):
            return Kind.LIST
        if articles:
            if articles.search(url):
                return Kind.ARTICLE
            return Kind.LIST if _LIST.search(url) else Kind.PAGE
        if _ARTICLE.search(url) and not _LIST_SCRIPT.search(url):
            return Kind.ARTICLE
        return Kind.LIST if _LIST.search(url) or _LIST_SCRIPT.search(url) else Kind.PAGE

    def link(self, url: str) -> Link | None:
        """A link to `url`, or `None` when the crawl may not go there."""
        address = urldefrag(url.strip()).url
        if not address.isascii():
            address = address.encode(errors="replace").decode()  # a lone surrogate fits into no store
        if len(address) > _LONGEST:
            return None
        if not self.allows(address) or _NOT_A_PAGE.search(address):
            return None
        return Link(address, self.canonical(address), self.kind(address))

    def canonical(self, url: str) -> str:
        """What an address is known by on this portal."""
        name = canonical_url(url)
        if self.profile.drop_parameters:
            name = self._dropped.sub("", name).rstrip("?&")
        return self._noise.strip(name)

    def links(self, tree: HtmlElement, url: str, encoding: str = "utf-8") -> Iterator[Link]:
        """The links of a page in the given encoding, each canonical address once, in the order of the page."""
        seen = {self.canonical(url)}
        base = url
        for element in tree.iter("base", "a", "area", "link"):
            address = element.get("href")
            if not address or (element.tag == "link" and not _is_feed(element)):
                continue
            try:
                address = written_in(urljoin(base, address.strip()), encoding)
            except ValueError:  # a broken IPv6 address and the like
                continue
            if element.tag == "base":
                base = address
                continue
            link = self.link(address)
            if link and link.canonical not in seen:
                seen.add(link.canonical)
                yield link._replace(kind=Kind.FEED) if element.tag == "link" else link

    def listed(self, body: bytes) -> Iterator[Link]:
        """The links of a sitemap or a feed; further sitemaps are followed as such."""
        seen = set()
        for url, nested in listed(body):
            link = Link(url, canonical_url(url), Kind.SITEMAP) if nested and self.allows(url) else self.link(url)
            if link and link.canonical not in seen:
                seen.add(link.canonical)
                yield link
