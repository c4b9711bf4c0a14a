"""Scrapy's HTTP/1.1 handler with more bounds: when a host may be asked, who may answer, and how long a head may be."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

from crawler.addresses import DOORS
from crawler.failures import Refused
from crawler.gate import GATE, LARGE
from crawler.patience import HOSTS, hear, host_of

HEAD_LIMIT = 256 * 1024
"""Bytes of status line and headers, interim responses included; the most that browsers take."""


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """The handler of http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        # Scrapy 2.19 does not keep to this number when the delay is 0: it starts all that waits before it counts.
        most = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._places: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(most))

    async def download_request(self, request: Request) -> Response:
        """Fetch, when the host is ready for it.

        Raises:
            Refused: see `crawler.patience`.
        """
        name = host_of(request.url)
        async with self._places[name]:
            if name in HOSTS:
                await HOSTS[name].turn(name, self._stopping)
            response = await super().download_request(request)
            hear(response, name)  # before the next request gets the place
        return response

    def _stopping(self) -> bool:
        slot = getattr(self._crawler.engine, "_slot", None)  # Scrapy tells nobody else that it has begun to close
        return not self._crawler.crawling or bool(slot and slot.closing)


class _Factory(_LenientHTTP11ClientFactory):
    """Makes the protocol of a connection that has just been made, to an address that is known by now."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        host, port = getattr(addr, "host", ""), getattr(addr, "port", 0)
        if not DOORS.may_connect(host, port):
            raise Refused("private-address", f"{host}:{port} is no public address")
        return _Protocol(self._ended)  # type: ignore[no-untyped-call]  # Twisted's

    def _ended(self, protocol: HTTP11ClientProtocol) -> None:
        GATE.leave(protocol)
        self._quiescentCallback(protocol)


class _Protocol(_LenientHTTP11ClientProtocol):
    """Breaks off when the head of a response does not end, and waits when its body is large and others are too."""

    _head = _body = 0
    _endless = False

    def request(self, request: Any) -> Any:
        self._head = self._body = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            if self._head > HEAD_LIMIT:
                self._endless = True
                self.transport.abortConnection()  # type: ignore[union-attr]  # TCP and TLS have it
                return
            self._head += len(data)
        else:
            self._body += len(data)
            if self._body > LARGE:
                GATE.enter(self)
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        GATE.leave(self)
        if self._endless:
            error = Refused("head-too-long", f"the response's head is longer than {HEAD_LIMIT} bytes")
            reason = Failure(error)  # type: ignore[no-untyped-call]  # Twisted's
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted's
