"""HTML to article fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.authors import authors
from pipelines.extract.dom import parse
from pipelines.extract.embedded import embedded_text
from pipelines.extract.finder import Finder
from pipelines.extract.kind import kind_of
from pipelines.extract.paging import next_page
from pipelines.extract.published import published_at
from pipelines.extract.section import section
from pipelines.extract.source import source
from pipelines.options import Flag, Hints

__all__ = ["Fields", "extract", "extract_tree", "joined", "next_page", "parse", "preset_name"]


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a page, uncleaned. Absent is `None` or empty.

    Attributes:
        title: the article's title, without the site's suffix.
        published_at: ISO 8601 with offset, or a date.
        source: 来源.
        authors: 作者, 记者.
        section: breadcrumb below the home page, parts joined by ` > `.
        site: the site's name.
        text: paragraphs joined by a line feed; `None` for a page that is not an article.
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


def extract(
    html: str, *, url: str | None = None, hints: Hints | None = None, fetched_at: datetime | None = None
) -> Fields:
    """Find the article's fields in a page.

    Args:
        html: the decoded page; anything at all.
        url: its address: the date in it helps to choose between several.
        hints: what the portal's profile knows.
        fetched_at: what relative times (3小时前) count from.

    Returns:
        The fields as printed, uncleaned. A page that is not an article has a flag that says what it is, and no text.

    >>> extract("<h1>标题在这里</h1><p>2023-7-21 09:23 来源：人民网</p><p>第一段，说了一件事。</p>").source
    '人民网'
    """
    return extract_tree(parse(html), url=url, hints=hints, fetched_at=fetched_at)


def extract_tree(
    tree: HtmlElement, *, url: str | None = None, hints: Hints | None = None, fetched_at: datetime | None = None
) -> Fields:
    """As `extract`, for a parsed page; the tree is not changed."""
    finder = Finder(tree, hints or Hints())
    published = published_at(finder, url, fetched_at)
    text = "\n".join(finder.paragraphs)
    flag = kind_of(finder, text)
    if flag in (Flag.NEEDS_JAVASCRIPT, Flag.EMPTY) and (inner := embedded_text(tree)) is not None:
        text = "\n".join(Finder(inner, Hints()).paragraphs)
        flag = None if text else flag
    return Fields(
        title=finder.title,
        published_at=published if flag is None else None,
        source=source(finder) if flag is None else None,
        authors=authors(finder) if flag is None else (),
        section=section(finder),
        site=finder.site,
        text=text if flag is None else None,
        flags=frozenset((flag,)) if flag else frozenset(),
    )


def joined(first: Fields, further: Iterable[Fields], *, complete: bool = True) -> Fields:
    r"""An article whose text goes on over further pages.

    A further page's lines that stood on the page before it (a repeated lead, a table of contents) are left out. Who
    wrote it and where it is from may stand on the last page alone.

    Args:
        first: the fields of its first page.
        further: those of the others, in order.
        complete: whether these are all; if not, the flag `truncated` says so.

    >>> joined(Fields(text="一。"), [Fields(text="一。\n二。")]).text
    '一。\n二。'
    """
    if first.text is None:
        return first
    lines = before = first.text.split("\n")
    authors, source_ = first.authors, first.source
    for part in further:
        authors, source_ = authors or part.authors, source_ or part.source
        own = (part.text or "").split("\n")
        lines = lines + [line for line in own if line and line not in before]
        before = own
    flags = first.flags if complete else first.flags | {Flag.TRUNCATED}
    return msgspec.structs.replace(first, text="\n".join(lines), authors=authors, source=source_, flags=flags)


def preset_name(tree: HtmlElement) -> str | None:
    """Name of the publishing system whose marks are in a page.

    >>> preset_name(parse("<div class=TRS_Editor>正文</div>"))
    'trs'
    """
    preset = Finder(tree, Hints()).preset
    return preset.name if preset else None
