"""Makes every response one that our decoder reads."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.responses import PageResponse


class DecodeMiddleware:
    """Turns responses into `PageResponse`, whatever type the server claims: many lie."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as a page."""
        profile = getattr(self._crawler.spider, "profile", None)
        return PageResponse.of(response, profile.encoding if profile else None)
