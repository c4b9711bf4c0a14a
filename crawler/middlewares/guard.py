"""What a crawl may ask for, and which answers it takes: checked beside the network, after every redirect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Response

from crawler.addresses import DOORS, Door, door_of, is_public, literal, read_door
from crawler.failures import Refused

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_REDIRECTS = 10_000  # that are remembered, to know a cookie wall by


class GuardMiddleware:
    """Refuses requests for what is not the public web, and responses that lead out of it.

    Names are checked when they are resolved (`crawler.resolver`), and the peer when a connection stands
    (`crawler.downloading`). Here stands what only the request tells: its scheme, an address written as such, whether
    it is this portal that a private address was allowed to, and the target of a request that goes through a proxy.
    """

    def __init__(self, allowed: set[Door]) -> None:
        self._allowed = allowed
        self._led: dict[str, tuple[str, bool]] = {}  # where redirects led: from where, and whether with a cookie

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The portal's profile says which private addresses it may use."""
        profile = getattr(crawler.spidercls, "profile", None)
        allowed = {read_door(entry) for entry in profile.allow_private} if profile else set()
        DOORS.names.update(allowed)
        return cls(allowed)

    def process_request(self, request: Request) -> None:
        """Refuse, or let the request go.

        Raises:
            Refused: not-http, credentials, bad-address or private-address.
        """
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise Refused("not-http", f"{request.url} is no http(s) address")
        if parts.username is not None or parts.password is not None:
            raise Refused("credentials", f"a link to {parts.hostname} brings a user's name or password along")
        try:
            door = door_of(request.url)
        except ValueError:
            raise Refused("bad-address", f"{request.url} has no usable port") from None
        if not self._may_ask(door):
            raise Refused("private-address", _private(door))
        proxy = request.meta.get("proxy")
        if proxy:  # set by this project or by the environment, never by a page
            DOORS.names.add(door_of(proxy if "://" in proxy else f"http://{proxy}"))

    def _may_ask(self, door: Door) -> bool:
        if door in self._allowed:
            return True
        address = literal(door[0])
        return door not in DOORS.names and (address is None or is_public(address))

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, unless it leads out of the web or asks for cookies.

        Raises:
            Refused: not-http, bad-address or cookie-wall.
        """
        if response.status in _REDIRECTS and "Location" in response.headers:
            self._check_redirect(request, response)
        return response

    def _check_redirect(self, request: Request, response: Response) -> None:
        target = (response.headers["Location"] or b"").decode("latin-1").strip()
        try:
            address = urljoin(request.url, target)
            scheme = urlsplit(address).scheme
        except ValueError:
            raise Refused("bad-address", f"{request.url} leads to no address") from None
        if scheme not in ("http", "https"):
            raise Refused("not-http", f"{request.url} leads to {scheme}:")
        cookie = "Set-Cookie" in response.headers
        came_from, cookie_before = self._led.get(request.url, (request.url, False))
        if address in (request.url, came_from) and (cookie or cookie_before):
            raise Refused("cookie-wall", f"{request.url} answers only those who keep its cookies")
        if len(self._led) > _MOST_REDIRECTS:
            self._led.clear()
        self._led[address] = (request.url, cookie)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Name what the resolver or the connection kept back.

        Raises:
            Refused: private-address, head-too-long.
        """
        if isinstance(exception, CannotResolveHostError):
            door = door_of(request.url)
            if door[0] in DOORS.refused:
                raise Refused("private-address", _private(door)) from exception
        if isinstance(exception, DownloadFailedError):
            for each in _causes(exception):
                if isinstance(each, Refused):
                    raise each from exception


def _private(door: Door) -> str:
    return f"{door[0]} is no public address; --allow-private {door[0]}:{door[1]} allows it"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What Twisted wrapped, at any depth."""
    for failure in getattr(error.__cause__ or error, "reasons", ()):
        yield failure.value
        yield from _causes(failure.value)
