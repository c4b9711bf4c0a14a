"""The least that Scrapy does: follow links, yield addresses. python bare.py URL FEED [JOBDIR]; see bench_crawl.py."""

import sys

import scrapy
from scrapy.crawler import CrawlerProcess


class Bare(scrapy.Spider):
    name = "bare"

    async def start(self):
        yield scrapy.Request(sys.argv[1])

    def parse(self, response):
        if "/news/" in response.url:
            yield {"url": response.url}
            return
        for link in response.css("a::attr(href)").getall():
            if link.startswith(("/news/", "/list-")):
                yield response.follow(link, self.parse)


settings = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "LOG_LEVEL": "ERROR",
    "FEEDS": {sys.argv[2]: {"format": "jsonlines"}},
    "TELNETCONSOLE_ENABLED": False,
}
if len(sys.argv) > 3:
    settings["JOBDIR"] = sys.argv[3]
process = CrawlerProcess(settings)
process.crawl(Bare)
process.start()
