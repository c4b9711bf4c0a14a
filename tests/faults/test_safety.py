"""What a hostile site, or a broken one, can do to a crawl: be named, and nothing else."""

from __future__ import annotations

import gzip
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from backports import zstd
from scrapy import Request

from crawler.archive.replay import replay
from crawler.profiles import load_profile
from faults import bombs
from faults.bombs import MEGABYTE
from faults.site import Answer, Asked, Site, title
from faults.watched import Crawled, crawl

HTML = {"Content-Type": "text/html; charset=utf-8"}
ESCAPES = "\x1b]0;owned\x07\x1b[31m"


def links(*addresses: str) -> Answer:
    """A front page with these links, and one to the site's own lists."""
    anchors = "".join(f'<a href="{address}">{number}</a>' for number, address in enumerate(addresses))
    return Answer(200, HTML, f"<html><body>{anchors}<a href='/list-1.html'>list</a></body></html>".encode())


class Trap:
    """A listener on every loopback address that counts who connects; nobody may."""

    def __init__(self) -> None:
        self.connections = 0
        self._open = True
        self._socket = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self._socket.getsockname()[1]

    def listen(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            connection.close()
            if not self._open:
                return
            self.connections += 1

    def close(self) -> None:
        self._open = False
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the thread
        self._socket.close()


@contextmanager
def trap() -> Iterator[Trap]:
    made = Trap()
    threading.Thread(target=made.listen, daemon=True).start()
    yield made
    made.close()


def private(port: int, kind: str = "link") -> list[str]:
    """Addresses of the trap, in every spelling."""
    hosts = [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "017700000001", "0.0.0.0", "[::1]",
        "[::]", "[::ffff:7f00:1]", "127.0.0.1.", "127.255.255.254", "localhost.",
    ]  # fmt: skip
    return [f"http://{host}:{port}/article-{kind}{number}.html" for number, host in enumerate(hosts)]


OTHER_SCHEMES = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/a",
    "data:text/html,<p>x</p>",
    "javascript:void(0)",
    "gopher://a/",
]


@pytest.fixture(scope="module")
def led_astray(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Crawled, Trap]:
    """A crawl of a site whose links and redirects lead to where they should not."""
    data = tmp_path_factory.mktemp("astray")
    with Site(articles=12) as site, trap() as listener:
        targets = [*private(listener.port, "redirect"), *OTHER_SCHEMES]
        for number, target in enumerate(targets):
            site.answers[f"/article-{number}-9.html"] = Answer(302, {"Location": target})
        own = [f"/article-{number}-9.html" for number in range(len(targets))]
        site.answers["/"] = links(
            *private(listener.port),
            *OTHER_SCHEMES,
            "http://user:secret@" + site.host + "/article-1-2.html",
            "http://[",
            *own,
        )
        site.profile(data, domains=[str(urlsplit(address).hostname) for address in private(0)])
        crawled = crawl(data, "site", RETRY_TIMES=0)
        return site, crawled, listener


def test_no_connection_is_made_to_what_is_private(led_astray: tuple[Site, Crawled, Trap]) -> None:
    _, crawled, listener = led_astray
    assert listener.connections == 0
    for address in (*private(listener.port), *private(listener.port, "redirect")):
        assert crawled.reasons[Request(address).url] == "private-address"


def test_other_schemes_are_refused_by_name(led_astray: tuple[Site, Crawled, Trap]) -> None:
    site, crawled, _ = led_astray
    first = len(private(0))
    for number in range(first, first + len(OTHER_SCHEMES)):
        assert crawled.reasons[f"{site.url}article-{number}-9.html"] == "not-http"


def test_bad_links_cost_no_page(led_astray: tuple[Site, Crawled, Trap]) -> None:
    site, crawled, _ = led_astray
    assert crawled.code == 0
    assert crawled.titles == {title(number) for number in site.numbers()}
    assert "Traceback" not in crawled.log + crawled.said


def test_credentials_in_a_link_are_not_sent(led_astray: tuple[Site, Crawled, Trap]) -> None:
    site, _, _ = led_astray
    assert site.hits["/article-1-2.html"] == 0
    assert not any("authorization" in asked.headers or "cookie" in asked.headers for asked in site.asked)


def cookie_wall(asked: Asked) -> Answer:
    return Answer(302, {"Location": asked.path, "Set-Cookie": "wall=1"})


@pytest.fixture(scope="module")
def mistreated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Crawled]:
    """A crawl of a site some of whose answers never end, or end as something else than they began."""
    data = tmp_path_factory.mktemp("mistreated")
    with Site(articles=40) as site:
        bodies = {
            "gzip": ("gzip", bombs.gzip_bomb(4096 * MEGABYTE)),
            "gzip-in-gzip": ("gzip, gzip", bombs.gzip_in_gzip(1024 * MEGABYTE)),
            "brotli": ("br", bombs.brotli_bomb(256 * MEGABYTE)),
            "zstd": ("zstd", bombs.zstd_bomb(256 * MEGABYTE)),
            "matryoshka": ("gzip, gzip, gzip, gzip", gzip.compress(b"x")),
        }
        for name, (encoding, body) in bodies.items():
            site.answers[f"/article-{name}-1.html"] = Answer(200, HTML | {"Content-Encoding": encoding}, body)
        for number in range(4):
            site.answers[f"/article-endless{number}-1.html"] = lambda _: Answer(200, HTML, bombs.endless(), None)
        site.answers["/article-drip-1.html"] = lambda _: Answer(200, HTML, bombs.drip(), None)
        site.answers["/article-head-1.html"] = Answer(200, HTML | {f"X-{n}": "x" * 8000 for n in range(500)}, b"<p>")
        site.answers["/article-escapes-1.html"] = Answer(302, {"Location": f"http://{ESCAPES}/", "X": ESCAPES})
        site.answers["/article-wall-1.html"] = cookie_wall
        there, back = "/article-wall-2.html", "/article-check-1.html"
        site.answers[there] = Answer(302, {"Location": back, "Set-Cookie": "wall=2"})
        site.answers[back] = Answer(302, {"Location": there})
        named = HTML | {"Content-Disposition": 'attachment; filename="../../../named-by-the-page"'}
        site.answers["/article-..%2f..%2fnamed-by-the-page.html"] = Answer(200, named, b"<h1>named-by-the-page</h1>")
        names = [path for path in site.answers if path.startswith("/article-")]
        site.answers["/"] = links(*names)
        site.profile(data, articles=[r"/article-", r"/news/\d"])
        return site, crawl(data, "site", RETRY_TIMES=0, DOWNLOAD_TIMEOUT=10, LOG_LEVEL="DEBUG")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gzip", "too-large"),
        ("gzip-in-gzip", "too-large"),
        ("brotli", "too-large"),
        ("zstd", "too-large"),
        ("matryoshka", "too-many-encodings"),
        ("endless0", "too-large"),
        ("drip", "timeout"),
        ("head", "head-too-long"),
        ("wall", "cookie-wall"),
    ],
)
def test_an_answer_that_is_too_much_is_named(name: str, reason: str, mistreated: tuple[Site, Crawled]) -> None:
    site, crawled = mistreated
    assert crawled.reasons[f"{site.url}article-{name}-1.html"] == reason


def test_a_cookie_wall_of_two_steps_is_named(mistreated: tuple[Site, Crawled]) -> None:
    site, crawled = mistreated
    steps = {crawled.reasons.get(f"{site.url}article-{name}.html") for name in ("wall-2", "check-1")}
    assert "cookie-wall" in steps  # at which of the two it shows depends on which answers first


def test_the_others_go_on_in_bounded_memory_and_time(mistreated: tuple[Site, Crawled]) -> None:
    site, crawled = mistreated
    assert crawled.code == 0
    assert crawled.titles == {title(number) for number in site.numbers()}
    assert crawled.memory < 200
    assert crawled.seconds < 60


def test_no_file_is_named_by_a_page(mistreated: tuple[Site, Crawled], tmp_path_factory: pytest.TempPathFactory) -> None:
    site, _ = mistreated
    assert site.hits["/article-..%2f..%2fnamed-by-the-page.html"] == 1
    names = [path.name for path in tmp_path_factory.getbasetemp().rglob("*")]
    assert "archive" in names
    assert not any("named-by-the-page" in name or "article" in name for name in names)


def test_no_control_characters_in_the_log(mistreated: tuple[Site, Crawled]) -> None:
    _, crawled = mistreated
    assert "\x1b" not in crawled.log + crawled.said
    assert "\x07" not in crawled.log + crawled.said


def test_content_types_that_lie(tmp_path: Path) -> None:
    lies = [
        {"Content-Type": "application/octet-stream"}, {"Content-Type": "image/jpeg"}, {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"}, {}, {"Content-Type": "text/html; charset=iso-8859-1"},
        {"Content-Type": "text/html;charset=no-such"}, {"Content-Type": "\x00;;"}, HTML | {"Content-Encoding": "gzip"},
        HTML | {"Content-Encoding": "identity"},
    ]  # fmt: skip
    with Site(articles=len(lies)) as site:
        for number, headers in zip(site.numbers(), lies, strict=True):
            true = site.page(Asked(site.path(number), {}))
            site.answers[site.path(number)] = true._replace(headers=headers)
        site.profile(tmp_path)
        crawled = crawl(tmp_path, "site")
    assert crawled.titles == {title(number) for number in site.numbers()}


def test_packed_pages_are_read(tmp_path: Path) -> None:
    packers = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}
    with Site(articles=3) as site:
        for number, (encoding, pack) in zip(site.numbers(), packers.items(), strict=True):
            true = site.page(Asked(site.path(number), {}))
            assert isinstance(true.body, bytes)
            packed = {**true.headers, "Content-Encoding": encoding}
            site.answers[site.path(number)] = Answer(200, packed, pack(true.body))
        site.profile(tmp_path)
        assert len(crawl(tmp_path, "site").records) == 3


@pytest.mark.parametrize("status", [429, *(pytest.param(status, marks=pytest.mark.slow) for status in (503, 403))])
def test_a_host_that_asks_to_wait_is_left_alone(status: int, tmp_path: Path) -> None:
    """Every fifth request is put off, for the whole host: nothing comes while it holds, and no article is lost."""
    held = [0.0]
    early: list[str] = []

    def limited(asked: Asked) -> Answer | None:
        now = time.monotonic()
        if now < held[0] - 0.05:
            early.append(asked.path)
        if sum(site.hits.values()) % 5 == 0 and now > held[0]:
            held[0] = now + 1
            return Answer(status, HTML | {"Retry-After": "1"}, b"later")
        return None

    with Site(articles=12) as site:
        for number in site.numbers():
            site.answers[site.path(number)] = limited
        site.profile(tmp_path)
        crawled = crawl(tmp_path, "site", RETRY_TIMES=0, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert crawled.titles == {title(number) for number in site.numbers()}
    assert crawled.code == 0
    assert not early


def test_a_host_that_asks_for_hours_is_left_to_the_next_run(tmp_path: Path) -> None:
    with Site(articles=4) as site:
        site.answers["/"] = Answer(503, HTML | {"Retry-After": "7200"}, b"closed")
        site.profile(tmp_path)
        crawled = crawl(tmp_path, "site")
    assert crawled.code == 1
    assert crawled.seconds < 15
    assert "it asks to be left alone for longer than a run waits" in crawled.said
    assert site.hits["/"] == 1


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (404, 0, ""),
        pytest.param(403, 0, "", marks=pytest.mark.slow),
        (500, 1, "its robots.txt"),
        pytest.param(503, 1, "its robots.txt", marks=pytest.mark.slow),
    ],
)
def test_robots_txt_that_cannot_be_had(status: int, code: int, said: str, tmp_path: Path) -> None:
    """RFC 9309: none allows everything, one that the server fails to give forbids everything."""
    with Site(articles=3) as site:
        site.answers["/robots.txt"] = Answer(status)
        site.profile(tmp_path)
        crawled = crawl(tmp_path, "site")
    assert crawled.code == code
    assert said in crawled.said
    assert (site.hits["/"] == 0) == bool(code)


def test_robots_txt_forbids(tmp_path: Path) -> None:
    with Site(articles=3) as site:
        site.answers["/robots.txt"] = Answer(200, {}, b"User-agent: *\nDisallow: /\n")
        site.profile(tmp_path)
        crawled = crawl(tmp_path, "site")
    assert crawled.code == 1
    assert site.hits["/"] == 0
    assert "robots.txt forbids it" in crawled.said


def test_a_private_home_that_nobody_allowed(tmp_path: Path) -> None:
    with trap() as listener:
        home = f"http://localhost:{listener.port}/"
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "inner.toml").write_text(f"name = '内网'\nhome = '{home}'\n", encoding="utf-8")
        crawled = crawl(tmp_path, "inner")
        assert listener.connections == 0
    assert crawled.code == 1
    assert "--allow-private HOST:PORT" in crawled.said


@pytest.mark.slow
@pytest.mark.parametrize("most", [60_000, 240_000])
def test_files_that_cannot_grow_end_the_run_and_cost_nothing(most: int, tmp_path: Path) -> None:
    """Files may not become larger than `most` bytes, as on a disk that is full."""
    with Site(articles=40, size=30_000) as site:
        for number in site.numbers():
            page = site.page(Asked(site.path(number), {}))
            assert isinstance(page.body, bytes)
            filler = b"<!-- " + random.Random(number).randbytes(20_000).hex().encode() + b" -->"
            site.answers[site.path(number)] = page._replace(body=page.body + filler)
        site.profile(tmp_path)
        first = crawl(tmp_path, "site", most_file=most)
        assert first.code == 1
        assert "the disk is full" in first.said or "the archive cannot be written" in first.said
        assert first.said.count("\n") == 1
        second = crawl(tmp_path, "site")
        assert second.code == 0
        assert second.titles == {title(number) for number in site.numbers()}
    replayed = list(replay(tmp_path / "archive", load_profile(tmp_path / "portals" / "site.toml")))
    assert {article.title for article in replayed} == second.titles


def test_an_archive_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    with Site(articles=5) as site:
        site.profile(tmp_path)
        (tmp_path / "archive").write_text("in the way")
        first = crawl(tmp_path, "site")
        assert (first.code, first.records) == (1, [])
        assert "site: the archive cannot be written: " in first.said
        assert first.said.count("\n") == 1
        (tmp_path / "archive").unlink()
        assert len(crawl(tmp_path, "site").records) == 5
