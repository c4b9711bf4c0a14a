"""Parts of addresses that say nothing: session ids, under whatever name a site gives them away.

Learnt, not guessed: a parameter, or a folder of the path, is noise when addresses that differ in nothing else have led
to the same article several times, and never to different ones.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

ENOUGH = 3
"""Times that the same article came from addresses that differ in one part."""
_MOST = 10_000  # addresses remembered at a time
_MAY_BE_SESSION = re.compile(r"(?=.*\d).{6,}")


class Part(NamedTuple):
    """A part of a host's addresses: a parameter by its name, or a folder by its place and the one before it."""

    host: str
    name: str
    place: int = -1


class Noise:
    """What is known and learnt of one portal's addresses."""

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self.parts = frozenset(parts)
        self._seen: OrderedDict[tuple[Part, str], tuple[str, str]] = OrderedDict()
        self._votes: Counter[Part] = Counter()
        self._telling: set[Part] = set()

    def note(self, canonical: str, content: str) -> bool:
        """Take an article's address and the digest of its content into account; returns whether that settled a part."""
        learnt = set()
        for part, value, rest in _parts(canonical):
            if part in self._telling or part in self.parts:
                continue
            known = self._seen.setdefault((part, rest), (value, content))
            if known[0] == value:
                continue
            if known[1] != content:
                self._telling.add(part)
                continue
            self._votes[part] += 1
            if self._votes[part] >= ENOUGH:
                learnt.add(part)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        self.parts |= learnt
        return bool(learnt)

    def strip(self, canonical: str) -> str:
        """An address without what is noise in it.

        >>> Noise([Part("a.cn", "zid"), Part("a.cn", "s", 1)]).strip("http://a.cn/s/4f9a01bc/1.html?id=5&zid=77")
        'http://a.cn/s/1.html?id=5'
        """
        if not self.parts:
            return canonical
        for _ in range(len(self.parts)):
            rest = next((rest for part, _, rest in _parts(canonical) if part in self.parts), None)
            if rest is None:
                break
            canonical = rest
        return canonical


def _parts(url: str) -> Iterator[tuple[Part, str, str]]:
    """The parts of an address that may be noise: part, value, and the address without it."""
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair]
    for pair in pairs:
        name, _, value = pair.partition("=")
        query = "&".join(other for other in pairs if other is not pair)
        yield Part(parts.netloc, name), value, parts._replace(query=query).geturl()
    folders = parts.path.split("/")[1:-1]
    for place, folder in enumerate(folders):
        if _MAY_BE_SESSION.match(folder):
            path = "/".join(["", *folders[:place], *folders[place + 1 :], parts.path.rpartition("/")[2]])
            before = folders[place - 1] if place else ""
            yield Part(parts.netloc, before, place), folder, parts._replace(path=path).geturl()
