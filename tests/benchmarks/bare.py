"""The least that Scrapy does: follow links, yield addresses. python bare.py URL FEED [JOBDIR]; see bench_crawl.py."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse


class Bare(scrapy.Spider):
    name = "bare"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(sys.argv[1])

    def parse(self, response: HtmlResponse, **_: Any) -> Iterator[scrapy.Request | dict[str, str]]:
        if "/news/" in response.url:
            yield {"url": response.url}
            return
        for link in response.css("a::attr(href)").getall():
            if link.startswith(("/news/", "/list-")):
                yield response.follow(link, self.parse)


def main() -> None:
    settings: dict[str, Any] = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "FEEDS": {sys.argv[2]: {"format": "jsonlines"}},
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    if len(sys.argv) > 3:
        settings["JOBDIR"] = sys.argv[3]
    process = CrawlerProcess(settings)
    process.crawl(Bare)
    process.start()


if __name__ == "__main__":
    main()
