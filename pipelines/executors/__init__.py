"""Run a function over many things, here or on a pool of processes, and give the results in order.

Both executors are the same kind of callable, so that a caller's code does not know which one it has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_WAITING_PER_WORKER = 4
"""How far a pool runs ahead of the result that is asked for: keeps workers busy, and memory bounded."""


def serial(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`map`, one after the other, in this process.

    >>> list(serial(len, ["a", "bb"]))
    [1, 2]
    """
    return map(function, items)


def pool(function: Callable[[T], R], items: Iterable[T], *, workers: int) -> Iterator[R]:
    """`map` on `workers` processes; results come in the order of `items`, and what `function` raises is raised.

    Args:
        function: a function of a module (it is sent to the workers by name), or a `functools.partial` of one.
        items: anything that can be pickled; taken as workers become free.
        workers: number of processes, at least 1.
    """
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as executor:
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(executor.submit(function, item))
                if len(waiting) > workers * _WAITING_PER_WORKER:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def run(function: Callable[[T], R], items: Iterable[T], *, workers: int = 1) -> Iterator[R]:
    """`serial` for one worker, else `pool`."""
    return serial(function, items) if workers == 1 else pool(function, items, workers=workers)
