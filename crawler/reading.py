"""Whether a page is an article, and its record: what crawling and replaying share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lxml.html import HtmlElement
from msgspec import structs

from crawler.archive.writer import Place
from crawler.links import Kind
from pipelines import Decoded, Flag, Hints
from pipelines.article import Article, Warc
from pipelines.page import PageExplanation, explain_decoded

_NOT_ARTICLES = frozenset(
    {
        Flag.BINARY,
        Flag.EMPTY,
        Flag.SOFT_404,
        Flag.LIST_PAGE,
        Flag.LOGIN_WALL,
        Flag.REDIRECT_STUB,
        Flag.NEEDS_JAVASCRIPT,
    }
)
_OTHER_PAGES = frozenset({Flag.BINARY, Flag.LIST_PAGE, Flag.REDIRECT_STUB})
"""What is no failure where an address promised an article: it is a page of another kind."""


class Reading(NamedTuple):
    """What a page turned out to be.

    Attributes:
        explained: how it was read.
        article: its record, `None` when it is no article.
        reason: `article`, or why it is none.
        failed: whether it should have been one.
    """

    explained: PageExplanation
    article: Article | None
    reason: str
    failed: bool


def read(
    decoded: Decoded,
    tree: HtmlElement,
    *,
    url: str,
    kind: Kind,
    hints: Hints,
    place: Place | None,
    further: Sequence[HtmlElement] = (),
    complete: bool = True,
) -> Reading:
    """Read a page.

    Args:
        decoded: the body's text.
        tree: the same, parsed.
        url: where it came from.
        kind: what its address promised.
        hints: what the portal's profile knows.
        place: where the response lies in the archive; it came then, or now when it lies nowhere.
        further: the further pages of a split article, parsed.
        complete: whether these are all.
    """
    when = datetime.fromisoformat(place.date) if place else datetime.now(UTC)
    explained = explain_decoded(
        decoded, tree, url=url, hints=hints, fetched_at=when, further=further, complete=complete
    )
    article = explained.article
    signs = [str(flag) for flag in article.flags if flag in _NOT_ARTICLES]
    if not article.text or not article.title or signs:
        other = not _OTHER_PAGES.isdisjoint(article.flags)
        failed = Flag.SOFT_404 in article.flags or (kind is Kind.ARTICLE and not other)
        return Reading(explained, None, signs[0] if signs else "no-text", failed)
    if kind is Kind.PAGE and not article.published_at:
        return Reading(explained, None, "undated", False)
    if place:
        article = structs.replace(article, warc=Warc(file=place.file, offset=place.offset))
    return Reading(explained, article, "article", False)
