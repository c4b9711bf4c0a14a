"""The further pages of an article that is split over several (下一页), fetched while its first page is read.

They belong to the first page's lease: an article is stored whole, by one commit, or not yet.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from crawler.failures import reason_of
from crawler.responses import PageResponse
from pipelines.extract import next_page
from pipelines.urls import canonical_url

logger = logging.getLogger(__name__)

MOST = 30
"""Pages of one article; a longer one is cut and marked."""


class Parts(NamedTuple):
    """The pages of an article behind the first, and whether these are all."""

    pages: list[PageResponse]
    complete: bool


async def further_pages(first: PageResponse, fetch: Callable[[str], Awaitable[PageResponse]]) -> Parts:
    """Follow an article from page to page.

    Args:
        first: its first page.
        fetch: gets a page; raises what cannot be had.
    """
    pages: list[PageResponse] = []
    seen = {canonical_url(first.url)}
    page = first
    while (url := next_page(page.tree, page.url)) and canonical_url(url) not in seen:
        if len(pages) + 1 >= MOST:
            return Parts(pages, complete=False)
        seen.add(canonical_url(url))
        try:
            page = await fetch(url)
        except Exception as error:  # whatever it is, what came before it is kept
            logger.info("%s: %s", reason_of(error), url)
            return Parts(pages, complete=False)
        pages.append(page)
    return Parts(pages, complete=True)
