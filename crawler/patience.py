"""How patient a host is, as far as it has said: known to all requests of this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.failures import Refused

_ASKS = frozenset((429, 503))
LONGEST = 600.0
"""Seconds that a run waits for a host at a stretch; one that asks for more is left to the next run."""
_FIRST, _TOLD, _SLOWEST = 0.25, 1.0, 5.0
"""Seconds between two requests after a host's first complaint; at most, when it says how long to wait; when not."""
_CALMER = 0.5
"""What the pause shrinks by with every good answer: a complaint and an answer in turn leave it as it is."""
_LOOK = 0.5  # seconds between two looks whether the run is being stopped


@dataclass
class Host:
    """What is known of a host's patience.

    Attributes:
        free_at: when the next request may start, by the monotonic clock.
        pause: seconds between the starts of two requests, 0 as long as the host never complained.
        held_until: when the last complaint is over.
    """

    free_at: float = 0.0
    pause: float = 0.0
    held_until: float = 0.0

    @property
    def left(self) -> float:
        """Seconds until the next request may start."""
        return self.free_at - time.monotonic()

    def complained(self, wait: float | None) -> None:
        """Hold all requests, and go more slowly afterwards. What comes in while they are held is the same complaint."""
        now = time.monotonic()
        if now >= self.held_until:
            self.pause = min(max(2 * self.pause, _FIRST), _SLOWEST if wait is None else _TOLD)
        self.held_until = max(self.held_until, now + (self.pause if wait is None else wait))
        self.free_at = max(self.free_at, self.held_until)

    def answered(self) -> None:
        """Go a little faster again."""
        self.pause = self.pause * _CALMER if self.pause > 0.01 else 0.0

    async def turn(self, name: str, stopping: Callable[[], bool]) -> None:
        """Wait until a request may go out, and take the turn.

        Raises:
            Refused: the host wants to be left alone for longer than a run waits; or the run is being stopped.
        """
        while (left := self.left) > 0:
            if left > LONGEST:
                raise Refused("retry-after", f"{name} asks to wait {left:.0f} s")
            if stopping():
                raise Refused("stopped", f"{name} was being waited for when the run was stopped")
            await asyncio.sleep(min(left, _LOOK))
        self.free_at = time.monotonic() + self.pause


def asked_to_wait(response: Response) -> tuple[bool, float | None]:
    """Whether the response puts its request off, and for how many seconds if it says so.

    RFC 9110, 10.2.3: Retry-After gives seconds or a date; an error of any kind may carry it.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    wait: float | None = None
    if value.isascii() and value.isdigit():
        wait = float(value[:9])
    elif value:
        try:
            wait = max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except (TypeError, ValueError, OverflowError):
            wait = None
    return response.status in _ASKS or (wait is not None and response.status >= 400), wait


def hear(response: Response, name: str) -> None:
    """Take into account what a host answered."""
    busy, wait = asked_to_wait(response)
    if busy:
        HOSTS.setdefault(name, Host()).complained(wait)
    elif name in HOSTS and response.status < 500:
        HOSTS[name].answered()


HOSTS: dict[str, Host] = {}
"""Host and port to what is known of it; only those that have complained."""


def host_of(url: str) -> str:
    """The key of `HOSTS`."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
