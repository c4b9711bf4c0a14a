"""What was found out about a whole page is remembered, for its pieces ask for the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import accumulate, islice
from threading import Lock
from typing import TypeVar

from pipelines.codepoints import Seen, look

T = TypeVar("T")

PAGES, CHARACTERS = 8, 4_000_000
"""So many pages are remembered, the last always, and others while all have no more characters than that."""


def remembered(function: Callable[[str, Seen], T]) -> Callable[[str, Seen | None], T]:
    """`function` of a page, with its last answers kept; a page that was not looked at is only where that is needed.

    >>> length = remembered(lambda page, seen: print("asked") or seen.array.size)
    >>> length("中國", None), length("中國", None)
    asked
    (2, 2)
    """
    kept: list[tuple[str, T]] = []  # the last asked for first; a dictionary would read whole pages
    lock = Lock()

    @wraps(function)
    def ask(page: str, seen: Seen | None = None) -> T:
        with lock:
            for each in kept:
                if each[0] == page:
                    kept.remove(each)
                    kept.insert(0, each)
                    return each[1]
        found = function(page, seen or look(page))
        with lock:
            kept.insert(0, (page, found))
            sizes = accumulate(len(each) for each, _ in kept)
            kept[1:] = [
                each for each, size in zip(kept[1:PAGES], islice(sizes, 1, None), strict=False) if size <= CHARACTERS
            ]
        return found

    return ask
