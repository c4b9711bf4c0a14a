"""What a crawl finds of a site: feeds, sitemaps, further pages of an article, addresses that promise something."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.links import Kind, Linker, date_in
from crawler.profiles import make_profile, profile_of_url
from pipelines.extract import Fields, joined, next_page, parse
from pipelines.options import Flag

DAY = date(2024, 5, 19)


def test_a_page_leads_to_its_feed_and_not_to_that_of_its_comments() -> None:
    page = parse(
        "<link rel=alternate type=application/rss+xml href=/feed/><link rel=stylesheet href=/a.css>"
        "<link rel=alternate type=application/rss+xml href=/comments/feed/>"
    )
    links = Linker(profile_of_url("http://a.cn/")).links(page, "http://a.cn/")
    assert [(link.url, link.kind) for link in links] == [("http://a.cn/feed/", Kind.FEED)]


@pytest.mark.parametrize(
    ("url", "kind", "day"),
    [
        ("http://a.cn/n1/2024/0519/c1004-40232587.html", Kind.ARTICLE, DAY),
        ("http://a.cn/xw/202405/t20240519_51203.html", Kind.ARTICLE, DAY),
        ("http://a.cn/2024-05/19/content_123.htm", Kind.ARTICLE, DAY),
        ("http://a.cn/20240519/d59c39d4160a4fe4b3084c3e4abfb450/c.html", Kind.ARTICLE, DAY),
        ("http://a.cn/thread-12-1-1.html", Kind.ARTICLE, None),
        ("http://a.cn/index.php?m=content&c=index&a=show&catid=1&id=2", Kind.ARTICLE, None),
        ("http://a.cn/e/action/ShowInfo.php?classid=3&id=5", Kind.ARTICLE, None),
        ("http://a.cn/plus/list.php?tid=3", Kind.LIST, None),
        ("http://a.cn/index.php?m=content&c=index&a=lists&catid=1", Kind.LIST, None),
        ("http://a.cn/forum-2-1.html", Kind.LIST, None),
        ("http://a.cn/xw/index_3.html", Kind.LIST, None),
        ("http://a.cn/xw/", Kind.LIST, None),
        ("http://a.cn/node_2.htm", Kind.LIST, None),
        ("http://a.cn/about", Kind.PAGE, None),
    ],
)
def test_what_an_address_promises(url: str, kind: Kind, day: date | None) -> None:
    assert (Linker(profile_of_url("http://a.cn/")).kind(url), date_in(url)) == (kind, day)


@pytest.mark.parametrize(
    ("url", "href", "name", "leads"),
    [
        ("/a/1.html", "1_2.html", "下一页", True),
        ("/a/1_2.html", "1_3.html", "下一页>>", True),
        ("/a/1-2.shtml", "1-3.shtml", "[下一頁]", True),
        ("/show.php?id=5", "?id=5&page=2", "下页", True),
        ("/show.php?id=5&page=2", "?page=3&id=5", "下一页", True),
        ("/a/1.html", "1_all.html", "余下全文", False),
        ("/a/1.html", "2.html", "下一篇", False),
        ("/a/1.html", "2.html", "下一页", False),
        ("/a/1.html", "/b/1_2.html", "下一页", False),
        ("/a/1.html", "http://b.cn/a/1_2.html", "下一页", False),
        ("/a/1_2.html", "1_2.html", "下一页", False),
        ("/forum.php?mod=viewthread&tid=1", "?mod=viewthread&tid=1&page=2", "下一页", False),
        ("/a/1.html", "javascript:next()", "下一页", False),
        ("/a/1.html", "http://[", "下一页", False),
    ],
)
def test_the_next_page_of_an_article(url: str, href: str, name: str, leads: bool) -> None:
    tree = parse(f"<p>正文。</p><a href='{href}'>{name}</a>")
    assert (next_page(tree, f"http://a.cn{url}") is not None) is leads


def test_pages_are_joined() -> None:
    first = Fields(title="题", text="导语。\n一。")
    whole = joined(first, [Fields(text="导语。\n二。"), Fields(text="导语。\n三。", authors=("林小舟",))])
    assert (whole.text, whole.authors, whole.flags) == ("导语。\n一。\n二。\n三。", ("林小舟",), frozenset())
    assert joined(first, [], complete=False).flags == {Flag.TRUNCATED}
    assert joined(Fields(flags=frozenset([Flag.SOFT_404])), [first]).text is None


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    """A site of one list, whose article has three pages, a sitemap with another article, and an article cut short."""
    pages = {
        "/": "<a href='/a/1.html'>三页</a><a href='/a/9.html'>断页</a>",
        "/a/1.html": _page("一", "<a href='1_2.html'>下一页</a>"),
        "/a/1_2.html": _page("二", "<a href='1.html'>上一页</a><a href='1_3.html'>下一页</a>"),
        "/a/1_3.html": _page("三", "<a href='1_2.html'>上一页</a>"),
        "/a/5.html": _page("五", ""),
        "/a/9.html": _page("九", "<a href='9_2.html'>下一页</a>"),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "")
            if self.path == "/map.xml":
                body = f"<urlset><url><loc>http://{self.headers['Host']}/a/5.html</loc></url></urlset>"
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _page(number: str, turn: str) -> str:
    text = f"这是第{number}页的文字，讲了一件事情，又讲了另一件事情，最后说完了。"
    head = "<title>柳溪村的春耕</title><h1>柳溪村的春耕</h1><p>2024-05-19 08:36　来源：江风网</p>"
    return f"{head}<div><p>{text}</p></div>{turn}"


def test_a_crawl_joins_pages_and_reads_sitemaps(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    from test_portals import zhengwen

    own = f"127.0.0.1:{site.server_port}"
    profile = tmp_path / "data" / "portals" / "split.toml"
    profile.parent.mkdir(parents=True)
    known = {"name": "江风网", "home": f"http://{own}/", "sitemaps": [f"http://{own}/map.xml"], "allow_private": [own]}
    assert make_profile(known | {"id": "split"})
    profile.write_text("\n".join(f"{key} = {json.dumps(value)}" for key, value in known.items()), encoding="utf-8")
    ran = zhengwen(tmp_path, "crawl", "split", "-O", "out.jsonl")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    found = {
        record["url"].rpartition("/")[2]: (record["text"].count("页的文字"), record["flags"]) for record in records
    }
    assert found == {"1.html": (3, []), "5.html": (1, []), "9.html": (1, ["truncated"])}, ran.stderr
    again = zhengwen(tmp_path, "replay", "split", "-o", "again.jsonl")
    assert again.returncode == 0, again.stderr
    lines = [(tmp_path / name).read_bytes().splitlines() for name in ("out.jsonl", "again.jsonl")]
    assert sorted(lines[0]) == sorted(lines[1])
