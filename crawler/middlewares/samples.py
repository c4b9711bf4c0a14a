"""Leads requests for the bundled sample portals to the server that serves them."""

from __future__ import annotations

from scrapy import Request

from crawler.samples import is_sample, sample_server


class SampleProxyMiddleware:
    """Every request to a sample's host, `robots.txt` included, goes to the loopback server, which starts by then."""

    def process_request(self, request: Request) -> None:
        """Set the proxy."""
        if is_sample(request.url):
            request.meta["proxy"] = sample_server().proxy
