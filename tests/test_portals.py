"""The portals' profiles, and the commands that list, write and check them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.guess import id_of
from crawler.links import Kind, Linker
from crawler.profile_text import profile_text
from crawler.profiles import BUNDLED, load_profile, make_profile, profile_of_url
from crawler.responses import PageResponse
from crawler.stored import differences, record_of, stored_pages
from crawler.survey import article_urls, section_links
from crawler.url_shapes import address_patterns

BUNDLED_FILES = sorted(BUNDLED.glob("*.toml"))


def zhengwen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", *words], cwd=folder, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("path", BUNDLED_FILES, ids=lambda path: path.stem)
def test_a_bundled_profile_is_in_order(path: Path) -> None:
    profile = load_profile(path)
    assert Linker(profile).allows(profile.home)
    assert profile.sample or not profile.verified or profile.articles
    if profile.sample:
        assert all(Linker(profile).kind(url) is not Kind.ARTICLE for url in profile.starts)


@pytest.mark.parametrize("sample", ["benxi", "haiyu", "jianglan", "songhu", "yunchuan"])
def test_add_finds_out_what_is_known_of_a_sample(sample: str, tmp_path: Path) -> None:
    ran = zhengwen(tmp_path, "portals", "add", f"http://{sample}.sample.test/", "--name", "mine")
    assert ran.returncode == 0, ran.stderr
    mine, known = load_profile(tmp_path / "data/portals/mine.toml"), load_profile(BUNDLED / f"{sample}.toml")
    assert (mine.name, mine.home, mine.cms, mine.script) == (known.name, known.home, known.cms, known.script)
    linker = Linker(mine)
    lines = (Path(__file__).parents[1] / "data/samples" / sample / "expected.jsonl").read_text("utf-8").splitlines()
    assert {linker.kind(json.loads(line)["url"]) for line in lines} == {Kind.ARTICLE}
    assert {linker.kind(url) for url in known.starts} & {Kind.ARTICLE} == set()
    assert set(mine.sections) <= set(known.sections)
    assert len(mine.sections) > 1
    pages = list(stored_pages(mine, tmp_path / "data"))
    assert len(pages) == 5
    assert not [page.name for page in pages if differences(page, record_of(page, mine))]


def test_check_tells_what_differs(tmp_path: Path) -> None:
    zhengwen(tmp_path, "portals", "add", "http://jianglan.sample.test/", "--name", "mine")
    stored = tmp_path / "data/portals/mine/1/expected.json"
    stored.write_text(json.dumps(json.loads(stored.read_text("utf-8")) | {"source": "别的报"}), encoding="utf-8")
    ran = zhengwen(tmp_path, "portals", "check", "mine")
    assert ran.returncode == 1
    assert "differs" in ran.stdout
    assert "4 of 5 pages as expected" in ran.stdout
    stored.write_text("{", encoding="utf-8")
    ran = zhengwen(tmp_path, "portals", "check", "mine")
    assert ran.returncode == 2
    assert "not a stored page" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_check_runs_on_the_pages_of_a_sample_and_live(tmp_path: Path) -> None:
    assert "17 of 17 pages as expected" in zhengwen(tmp_path, "portals", "check", "benxi").stdout
    live = zhengwen(tmp_path, "portals", "check", "benxi", "--live")
    assert (live.returncode, live.stdout.splitlines()[-1]) == (0, "5 articles, 2 lists")


def test_add_does_not_write_over_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "data/portals/mine.toml"
    path.parent.mkdir(parents=True)
    path.write_text('name = "甲"\nhome = "http://a.cn/"\n', encoding="utf-8")
    ran = zhengwen(tmp_path, "portals", "add", "http://benxi.sample.test/", "--name", "mine")
    assert ran.returncode == 2
    assert "--force" in ran.stderr
    assert load_profile(path).name == "甲"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "news.example.com"], 2, "not an http:// or https:// URL"),
        (["add", "http://nosuch.invalid/"], 1, "no such host"),
        (["add", "http://benxi.sample.test/nowhere/"], 1, "the server answers 404"),
        (["add", "http://benxi.sample.test/", "--name", "坏 名"], 2, "is not a name"),
        (["check", "benxl"], 2, "did you mean benxi"),
        (["check", "gmw"], 2, "no stored pages"),
        ([], 2, "ACTION"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_is_one_line(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    ran = zhengwen(tmp_path, "portals", *words)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (code, 1)
    assert said in ran.stderr
    assert not (tmp_path / "data/portals").exists()


@pytest.fixture
def odd_site() -> Iterator[str]:
    """A site whose every page is the same bytes, and none an article."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path == "/robots.txt" else b"\xff\xfe<a href='/1.html'>\xb0\xa1<<<a href=//[>" * 50
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_site_without_articles(odd_site: str, tmp_path: Path) -> None:
    ran = zhengwen(tmp_path, "portals", "add", f"http://{odd_site}/", "--name", "odd", "--allow-private", odd_site)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)
    assert "no article was found" in ran.stderr


def test_list_shows_the_checked_ones_or_all(tmp_path: Path) -> None:
    some, every = zhengwen(tmp_path, "portals", "list"), zhengwen(tmp_path, "portals", "list", "--all")
    assert "benxi" in some.stdout
    assert "gmw" not in some.stdout
    assert all(path.stem in every.stdout for path in BUNDLED_FILES)


def test_a_written_profile_reads_as_it_was_meant(tmp_path: Path) -> None:
    known = {
        "name": '"甲"\\乙\t',
        "home": "http://a.cn/",
        "articles": [r"/\d+'x\.html", r"/a/\d{4}\.html$"],
        "sections": [f"/{'x' * 60}/", "/b/"],
        "delay": 1.5,
        "verified": False,
        "selectors": {"title": 'h1[class="a"]'},
    }
    path = tmp_path / "a.toml"
    path.write_text(profile_text(known, "Guessed."), encoding="utf-8")
    assert load_profile(path) == make_profile(known | {"id": "a"})


@pytest.mark.parametrize(
    "urls",
    [
        ["http://a.cn/n1/2024/0519/c123-4023.html", "http://a.cn/n1/2024/0520/c64387-40238811.html"],
        ["http://a.cn/zwgk/202405/t20240518_51203.html", "http://a.cn/xw/tz/202311/t20231101_9.html"],
        ["http://a.cn/c/8Wda7wwUnuC", "http://a.cn/c/8GVppf8aesd"],
        ["http://a.cn/20240515/d59c39d4160a4fe4b3084c3e4abfb450/c.html"],
        ["http://a.cn/index.php?m=content&c=index&a=show&catid=12&id=345"],
        ["http://a.cn/?p=12", "http://a.cn/?p=13"],
    ],
)
def test_patterns_are_found_in_their_examples(urls: list[str]) -> None:
    patterns = [re.compile(pattern) for pattern in address_patterns(urls)]
    assert all(any(pattern.search(url) for pattern in patterns) for url in urls)
    assert not any(pattern.search("http://a.cn/about/us.htm") for pattern in patterns)


def test_links_of_a_front_page_are_told_apart() -> None:
    body = """<a href="/">首页</a><a href="/login">登录</a><a href="/xw/">新闻</a><a href="/xw/">更多</a>
        <a href="/tc/1.html"><img alt=""></a><a href="/xw/2024/0519/12.html">柳溪村的春耕快了五天</a><a href="http://other.cn/a/2.html">别家的一条新闻标题</a>
        <a href="javascript:void(0)">点击查看更多精彩内容</a>"""
    linker = Linker(profile_of_url("http://a.cn/"))
    page = PageResponse("http://a.cn/", body=body.encode())
    assert [named.text for named in section_links(page, linker)] == ["新闻"]
    assert article_urls([page], linker) == ["http://a.cn/xw/2024/0519/12.html"]


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("http://www.example.cn/", "example"),
        ("https://m.news.example.com.cn/a/", "news.example"),
        ("http://127.0.0.1:8080/", "127.0.0.1-8080"),
        ("http://localhost/", "localhost"),
    ],
)
def test_names_of_sites(home: str, name: str) -> None:
    assert id_of(home) == name
