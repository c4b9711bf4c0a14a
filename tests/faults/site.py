"""A portal on loopback that is made up as it is asked for, and misbehaves where a test tells it to.

```python
with Site(articles=30) as site:
    site.answers["/news/1003.html"] = Answer(503)
    site.answers["/endless.html"] = lambda asked: Answer(body=itertools.repeat(b"x" * 1000), length=None)
    ...  # crawl site.url
    assert site.hits["/news/1003.html"] == 3
```
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import EllipsisType
from typing import Any, NamedTuple, Self

FIRST = 1001
_WORDS = [
    "河边的柳树",
    "老街上的书店",
    "傍晚的渡口",
    "新修的石桥",
    "山脚下的茶园",
    "镇上的小学",
    "清晨的菜市场",
    "图书馆的阅览室",
    "城南的老剧院",
    "江心的小岛",
    "村里的水磨",
    "码头边的仓库",
    "半山腰的亭子",
    "县城的汽车站",
    "院子里的枣树",
]
_DEEDS = [
    "又热闹了起来",
    "今年春天重新开放",
    "吸引了许多游人",
    "正在慢慢地变样",
    "迎来了第一批客人",
    "要到秋天才能完工",
    "已经有一百多年的历史",
    "是孩子们最喜欢去的地方",
    "每逢周末总是坐满了人",
    "让来往的人停下脚步",
]
_SCRIPT = "document.getElementById('box').onclick = function (event) { show(event.target, 1, 'left'); };\n"


class Asked(NamedTuple):
    """A request as it came; `path` has its query, header names are in lower case."""

    path: str
    headers: Mapping[str, str]


class Answer(NamedTuple):
    """What is sent back.

    Attributes:
        body: at once, or piece by piece as they come; an iterable may never end, or sleep between its pieces.
        length: the Content-Length that is claimed; `...` for the true one, `None` for none (the connection is closed).
        wait: seconds before anything is sent.
    """

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes | Iterable[bytes] = b""
    length: int | EllipsisType | None = ...
    wait: float = 0.0


class Site:
    """A portal of `articles` articles in lists of `per_list`, newest first, each list linking the next one.

    Attributes:
        answers: path (with query) to an answer, or to a function that makes one; they come before the site's pages. A
            function that returns `None` leaves the answer to the site.
        hits: path to the number of times that it was asked for.
        asked: every request, in the order in which they came.
        texts: number of an article to its text, where it is not the one that is made up.
        validators: whether articles carry ETag and Last-Modified and answer 304.
        delay: seconds before each answer.
        size: bytes that a page is filled up to with markup around its text.
    """

    def __init__(
        self, articles: int = 30, *, per_list: int = 10, validators: bool = False, delay: float = 0.0, size: int = 0
    ) -> None:
        self.articles, self.per_list = articles, per_list
        self.validators, self.delay, self.size = validators, delay, size
        self.answers: dict[str, Answer | Callable[[Asked], Answer | None]] = {}
        self.texts: dict[int, str] = {}
        self.hits: Counter[str] = Counter()
        self.asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """Address of the front page."""
        return f"http://{self.host}/"

    def profile(self, data: Path, name: str = "site", **more: object) -> Path:
        """Write a profile of the site into a data folder, so that `crawl NAME --data DATA` finds it."""
        keys = {
            "name": "河口网",
            "home": self.url,
            "articles": [r"/news/\d+\.html"],
            "lists": [r"/list-\d+\.html"],
            "allow_private": [self.host],
            "verified": True,
        }
        path = data / "portals" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (f"{key} = {_toml(value)}\n" for key, value in (keys | more).items())
        path.write_text("".join(lines), encoding="utf-8")
        return path

    def numbers(self) -> range:
        """Numbers of the articles, oldest first."""
        return range(FIRST, FIRST + self.articles)

    def path(self, number: int) -> str:
        """Path of an article."""
        return f"/news/{number}.html"

    def paths(self) -> set[str]:
        """Paths of all articles."""
        return {self.path(number) for number in self.numbers()}

    def fetched(self) -> int:
        """How many times a body of an article was asked for."""
        return sum(count for path, count in self.hits.items() if path in self.paths())

    def text(self, number: int) -> str:
        """The text of an article, as it is to come out."""
        return self.texts.get(number) or made_up(number)

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request."""
        known = self.answers.get(asked.path)
        answer = known(asked) if callable(known) else known
        return answer or self.page(asked)

    def page(self, asked: Asked) -> Answer:
        """The site's own page."""
        path = asked.path
        if path == "/":
            return _html("首页", f"<ul>{self._links(1)}</ul><a href='/list-1.html'>新闻</a>")
        if path.startswith("/list-"):
            return self._list(int(path.removeprefix("/list-").removesuffix(".html")))
        if path in self.paths():
            return self._article(int(path.removeprefix("/news/").removesuffix(".html")), asked)
        return Answer(404, {"Content-Type": "text/html"}, b"<h1>404 Not Found</h1>")

    def _links(self, page: int) -> str:
        newest = [*self.numbers()][::-1]
        shown = newest[(page - 1) * self.per_list : page * self.per_list]
        return "".join(f'<li><a href="{self.path(number)}">{title(number)}</a></li>' for number in shown)

    def _list(self, page: int) -> Answer:
        more = page * self.per_list < self.articles
        following = f'<a href="/list-{page + 1}.html">下一页</a>' if more else ""
        return _html(f"新闻 第{page}页", f"<ul>{self._links(page)}</ul><div class='pg'>{following}</div>")

    def _article(self, number: int, asked: Asked) -> Answer:
        text = self.text(number)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": "Fri, 21 Jul 2023 08:30:00 GMT"} if self.validators else {}
        if self.validators and asked.headers.get("if-none-match") == tag:
            return Answer(304, headers)
        day = f"2023-07-{number % 28 + 1:02} 08:30"
        paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        page = (
            "<div class='crumb'><a href='/'>首页</a> &gt; <a href='/list-1.html'>新闻</a></div>"
            f"<h1>{title(number)}</h1>"
            f"<p class='info'>{day} 来源：河口日报 作者：林远</p><div id='article_content'>{paragraphs}</div>"
        )
        return _html(title(number), page, headers, self.size)


def title(number: int) -> str:
    """The title of an article."""
    return f"{_WORDS[number % len(_WORDS)]}{_DEEDS[number // 3 % len(_DEEDS)]}（{number}）"


@lru_cache(maxsize=4096)
def made_up(number: int) -> str:
    """The text of an article: five paragraphs of plain sentences, the same each time."""
    draw = random.Random(number)
    return "\n".join(
        "".join(f"{draw.choice(_WORDS)}{draw.choice(_DEEDS)}。" for _ in range(draw.randint(3, 6)))
        + f"这是第{number}篇报道的第{line}段。"
        for line in range(1, 6)
    )


def _html(heading: str, body: str, headers: Mapping[str, str] = {}, size: int = 0) -> Answer:
    page = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{heading} - 河口网</title></head>"
        f"<body><div class='head'>河口网</div>{body}{{}}<div class='foot'>版权所有 河口网</div></body></html>"
    )
    item = "<li class='nav-item'><a href='/about.html' title='关于我们'><span>关于我们</span></a></li>\n"
    room = max(0, size - len(page.encode())) // 2  # half of it navigation, half of it script, as on real pages
    navigation, script = item * (room // len(item.encode())), _SCRIPT * (room // len(_SCRIPT))
    filler = f"<ul class='nav'>{navigation}</ul><script>{script}</script>" if room else ""
    whole = page.replace("{}", filler).encode()
    return Answer(200, {"Content-Type": "text/html; charset=utf-8", **headers}, whole)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return f"'{value}'" if isinstance(value, str) else str(value)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: crawlers that are killed break off their connections."""


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        site = self.site
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        site.asked.append(asked)
        site.hits[asked.path] += 1
        answer = site.answer(asked)
        if site.delay or answer.wait:
            time.sleep(answer.wait or site.delay)
        try:
            self._send(answer)
        except OSError:  # the crawler has gone away, as it should
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        pieces = [answer.body] if isinstance(answer.body, bytes) else answer.body
        length = answer.length
        if length is ...:
            length = len(answer.body) if isinstance(answer.body, bytes) else None
        head = [f"HTTP/1.1 {answer.status} .", *(f"{name}: {value}" for name, value in answer.headers.items())]
        head.append("Connection: close" if length is None else f"Content-Length: {length}")
        self.wfile.write("\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n")
        sent = 0
        for piece in pieces:
            self.wfile.write(piece)
            sent += len(piece)
        if length != sent:
            self.close_connection = True  # what was claimed is not what was sent

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""
