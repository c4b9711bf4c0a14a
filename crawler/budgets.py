"""What ends a crawl that a site would let go on for ever: calendars, session ids in addresses, made-up hosts.

Every kind of address, every host and the whole portal have a budget of pages in a row that bring nothing. A page is
fruitful when it is an article that is no other's duplicate, or shows one that the crawl has not met yet. Who brings
something may go on: a list of a thousand pages is no trap.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from urllib.parse import urlsplit

PATTERN, HOST, PORTAL = 60, 200, 400
"""Pages in a row without fruit that a kind of address, a host and a portal may have; tests/faults/test_traps.py."""
_MOST_PATTERNS = 10_000  # remembered at a time

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{8,}|[0-9A-Fa-f]{12,}|\([^/)]{8,}\)")
_SLUG = re.compile(r"[^/.]{24,}|[^/.]*(?:-[^/.-]+){2,}|%[^/.]*")


def pattern(url: str) -> str:
    """The kind of an address: numbers, random words and the values of parameters taken out.

    >>> pattern("http://www.a.cn/2023/0721/t20230721_12.html?id=5&sid=x"), pattern("http://a.cn/s/4f9a01bc77/list-2.html")
    ('www.a.cn/0/0/~.html?id&sid', 'a.cn/s/~/list-0.html')
    """
    parts = urlsplit(url)
    path = _TOKEN.sub("~", parts.path)
    folder, slash, last = path.rpartition("/")
    path = f"{folder}{slash}{_SLUG.sub('-', last, count=1)}"
    names = sorted({each.partition("=")[0] for each in parts.query.split("&") if each})
    kind = _DIGITS.sub("0", f"{parts.netloc}{path}")
    return f"{kind}?{'&'.join(names)}" if names else kind


class Budgets:
    """The budgets of one crawl of one portal."""

    def __init__(self) -> None:
        self._fruitless: OrderedDict[str, int] = OrderedDict()
        self._giving: set[str] = set()
        self.spent: set[str] = set()

    def allow(self, url: str) -> bool:
        """Whether a page may still be fetched."""
        return self.spent.isdisjoint(key for key, _ in _keys(url)) if self.spent else True

    def gives(self, url: str) -> bool:
        """Whether addresses of this kind have been articles."""
        return pattern(url) in self._giving

    def note(self, url: str, fruitful: bool, article: bool) -> None:
        """Take a fetched page into account."""
        if article and fruitful and len(self._giving) < _MOST_PATTERNS:
            self._giving.add(pattern(url))
        for key, most in _keys(url):
            if fruitful:
                self._fruitless.pop(key, None)
                continue
            count = self._fruitless[key] = self._fruitless.get(key, 0) + 1
            self._fruitless.move_to_end(key)
            if count >= most:
                self.spent.add(key)
        while len(self._fruitless) > _MOST_PATTERNS:
            self._fruitless.popitem(last=False)


def _keys(url: str) -> tuple[tuple[str, int], ...]:
    kind = pattern(url)
    return (kind, PATTERN), (_host(url), HOST), ("", PORTAL)


def _host(url: str) -> str:
    return urlsplit(url).netloc
