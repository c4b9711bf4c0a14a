"""Undoes Content-Encoding."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.packing import ACCEPTED, unpack


class UnpackMiddleware:
    """In the place of Scrapy's: the same code as for replaying, and nothing is kept of what is too large."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what may come."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body as it is meant.

        Raises:
            Refused: see `crawler.packing.unpack`.
        """
        encodings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        if not encodings:
            return response
        body = unpack(response.body, encodings, self._limit)
        response = response.replace(body=body)
        del response.headers["Content-Encoding"]
        return response
