"""Scrapy's HTTP/1.1 handler with two more bounds: how long a response's head may be, and whom it may come from."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

from crawler.addresses import DOORS
from crawler.failures import Refused

HEAD_LIMIT = 256 * 1024
"""Bytes of status line and headers, interim responses included; the most that browsers take."""


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """The handler of http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Factory(_LenientHTTP11ClientFactory):
    """Makes the protocol of a connection that has just been made, to an address that is known by now."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        host, port = getattr(addr, "host", ""), getattr(addr, "port", 0)
        if not DOORS.may_connect(host, port):
            raise Refused("private-address", f"{host}:{port} is no public address")
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's


class _Protocol(_LenientHTTP11ClientProtocol):
    """Breaks off when the head of a response does not end."""

    _head = 0
    _endless = False

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            if self._head > HEAD_LIMIT:
                self._endless = True
                self.transport.abortConnection()  # type: ignore[union-attr]  # TCP and TLS have it
                return
            self._head += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self._endless:
            error = Refused("head-too-long", f"the response's head is longer than {HEAD_LIMIT} bytes")
            reason = Failure(error)  # type: ignore[no-untyped-call]  # Twisted's
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted's
