"""Waits when a host asks for it, for all requests to that host."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failures import Refused

logger = logging.getLogger(__name__)

_ASKS = frozenset((429, 503))
_LONGEST = 600.0
"""Seconds that a run waits for a host at a stretch; one that asks for more is left to the next run."""
_MOST_TIMES = 12
"""Times that one page is asked for again because its host was busy."""
_FIRST, _SLOWEST = 0.25, 60.0
"""Seconds between two requests after a host's first complaint, and at most."""
_CALMER = 0.9
"""What the pause shrinks by with every good answer."""
_LOOK = 0.5  # seconds between two looks whether the run is being stopped


@dataclass
class Host:
    """What is known of a host's patience.

    Attributes:
        free_at: when the next request may start, by the monotonic clock.
        pause: seconds between the starts of two requests, 0 as long as the host never complained.
    """

    free_at: float = 0.0
    pause: float = 0.0

    @property
    def left(self) -> float:
        """Seconds until the next request may start."""
        return self.free_at - time.monotonic()

    def started(self) -> None:
        """A request goes out now; the next one has to wait."""
        self.free_at = time.monotonic() + self.pause

    def complained(self, wait: float | None) -> None:
        """Hold all requests, and go more slowly afterwards. What comes in while they are held is the same complaint."""
        if self.left <= self.pause:
            self.pause = min(max(2 * self.pause, _FIRST), _SLOWEST)
        self.free_at = max(self.free_at, time.monotonic() + (self.pause if wait is None else wait))

    def answered(self) -> None:
        """Go a little faster again."""
        self.pause = self.pause * _CALMER if self.pause > 0.01 else 0.0


class BackoffMiddleware:
    """Honours Retry-After and backs off at 429 and 503: nothing goes to the host until it is due.

    A page that was put off is asked for again, without that counting as an error; what the whole host asked for is not
    this page's fault.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: defaultdict[str, Host] = defaultdict(Host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn.

        Raises:
            Refused: the host wants to be left alone for longer than a run waits; or the run is being stopped.
        """
        name = _host(request)
        host = self._hosts.get(name)
        if host is None:
            return
        while (left := host.left) > 0:
            if left > _LONGEST:
                raise Refused("retry-after", f"{name} asks to wait {left:.0f} s")
            if self._stopping:
                raise Refused("stopped", f"{request.url} was waiting for its host when the run was stopped")
            await asyncio.sleep(min(left, _LOOK))
        host.started()

    @property
    def _stopping(self) -> bool:
        slot = getattr(self._crawler.engine, "_slot", None)  # Scrapy tells nobody else that it has begun to close
        return not self._crawler.crawling or bool(slot and slot.closing)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response; or the request once more, when the host put it off.

        Raises:
            Refused: the host asks to wait for longer than a run waits.
        """
        wait = retry_after(response)
        name = _host(request)
        if response.status not in _ASKS and (wait is None or response.status < 400):
            if name in self._hosts and response.status < 500:
                self._hosts[name].answered()
            return response
        host = self._hosts[name]
        host.complained(wait)
        if host.left > _LONGEST:
            raise Refused("retry-after", f"{name} asks to wait {host.left:.0f} s")
        times = int(request.meta.get("put_off", 0)) + 1
        if (wait is None and response.status == 503) or times > _MOST_TIMES:
            return response  # an error like any other
        logger.info("%s: HTTP %d, waiting %.1f s", name, response.status, host.left)
        return request.replace(dont_filter=True, meta={**request.meta, "put_off": times})


def retry_after(response: Response) -> float | None:
    """Seconds that the response asks to wait, `None` if it does not; RFC 9110, 10.2.3: seconds or a date."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc.lower()
