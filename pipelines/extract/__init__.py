"""HTML to article fields."""

from __future__ import annotations

from datetime import datetime

import lxml.html
import msgspec
from lxml.html import HtmlElement

from pipelines.options import Flag, Hints


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a page, uncleaned. Absent is `None` or empty.

    Attributes:
        title: the article's title, without the site's suffix.
        published_at: ISO 8601 with offset, or a date.
        source: 来源.
        authors: 作者, 记者.
        section: breadcrumb below the home page, parts joined by ` > `.
        site: the site's name.
        text: paragraphs joined by a line feed.
        flags: what kind of page this is, when it is not an article.
    """

    title: str | None = None
    published_at: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    site: str | None = None
    text: str | None = None
    flags: frozenset[Flag] = frozenset()


def parse(html: str) -> HtmlElement:
    """An lxml tree of a page; never raises."""
    return lxml.html.fromstring(html or "<html></html>")


def extract(
    html: str, *, url: str | None = None, hints: Hints | None = None, fetched_at: datetime | None = None
) -> Fields:
    """Find the article's fields in a page."""
    return extract_tree(parse(html), url=url, hints=hints, fetched_at=fetched_at)


def extract_tree(
    tree: HtmlElement, *, url: str | None = None, hints: Hints | None = None, fetched_at: datetime | None = None
) -> Fields:
    """As `extract`, for a parsed page; the tree is not changed."""
    return Fields(title=tree.findtext(".//title"))
