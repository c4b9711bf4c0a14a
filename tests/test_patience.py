"""What hosts say about waiting, and connections that wait for each other."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from itertools import pairwise

import pytest
from scrapy.http import Response

from crawler.failures import Refused
from crawler.gate import Gate
from crawler.patience import Host, asked_to_wait


def answer(status: int, retry_after: str | None = None) -> tuple[bool, float | None]:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return asked_to_wait(Response("http://a.cn/", status=status, headers=headers))


def test_what_asks_to_wait() -> None:
    assert answer(429) == answer(503) == (True, None)
    assert answer(429, "7") == answer(403, "7") == (True, 7.0)
    assert answer(200, "7") == (False, 7.0)
    assert answer(500) == answer(403) == answer(200) == (False, None)
    busy, wait = answer(503, formatdate(time.time() + 100, usegmt=True))
    assert busy
    assert wait is not None
    assert 95 < wait <= 100
    assert answer(503, formatdate(time.time() - 100, usegmt=True)) == (True, 0.0)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "\u0661", "9" * 500, "Mon, 99 Foo 2023"])
def test_nonsense_is_no_number(value: str) -> None:
    busy, wait = answer(503, value)
    assert busy
    assert wait is None or wait >= 0


def test_complaints_slow_down_and_good_answers_speed_up() -> None:
    host = Host()
    host.complained(0.0)
    first = host.pause
    host.complained(None)
    host.held_until = 0.0
    host.complained(None)
    assert host.pause >= 2 * first
    for _ in range(200):
        host.answered()
    assert host.pause == 0


def test_a_host_that_refuses_each_page_once_is_not_asked_ever_more_slowly() -> None:
    for wait, most in ((0.0, 1.0), (None, 0.5)):
        host = Host()
        for _ in range(100):
            host.held_until = 0.0
            host.complained(wait)
            assert host.pause <= most
            host.answered()


@pytest.mark.parametrize("wait", [30.0, None])
def test_complaints_that_come_together_count_once(wait: float | None) -> None:
    host = Host()
    host.complained(wait)
    pause = host.pause
    for _ in range(10):
        host.complained(wait)
    assert host.pause == pause


def test_turns_are_spaced() -> None:
    async def turns(host: Host) -> list[float]:
        async def one() -> float:
            await host.turn("a.cn", lambda: False)
            return time.monotonic()

        return sorted(await asyncio.gather(*(one() for _ in range(4))))

    host = Host(free_at=time.monotonic() + 0.1, pause=0.05)
    times = asyncio.run(turns(host))
    assert all(later - earlier > 0.04 for earlier, later in pairwise(times))


@pytest.mark.parametrize(("wait", "stopping", "reason"), [(1e4, False, "retry-after"), (30.0, True, "stopped")])
def test_waiting_ends(wait: float, stopping: bool, reason: str) -> None:
    host = Host(free_at=time.monotonic() + wait)
    with pytest.raises(Refused) as refused:
        asyncio.run(host.turn("a.cn", lambda: stopping))
    assert refused.value.reason == reason


class Connection:
    """A connection that can be paused, as Twisted's transports are."""

    def __init__(self) -> None:
        self.paused = False
        self.transport = self

    def pauseProducing(self) -> None:
        self.paused = True

    def resumeProducing(self) -> None:
        self.paused = False


def test_large_bodies_go_one_at_a_time() -> None:
    gate = Gate()
    one, two, three = Connection(), Connection(), Connection()
    for connection in (one, one, two, three, two):
        gate.enter(connection)
    assert [each.paused for each in (one, two, three)] == [False, True, True]
    gate.leave(two)  # its connection was lost while it waited
    gate.leave(one)
    assert (two.paused, three.paused) == (True, False)
    gate.leave(three)
    gate.leave(three)
    gate.enter(one)
    assert not one.paused
