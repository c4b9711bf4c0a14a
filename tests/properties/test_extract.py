"""Extraction and canonical URLs hold on anything: they answer or flag, they do not raise, and they settle."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.article import Article, content_digest
from pipelines.dedupe import ExactDuplicates
from pipelines.extract import extract, extract_tree, next_page, parse
from pipelines.options import Flag
from pipelines.urls import canonical_url
from pipelines.validate import language_of

PROSE = "<p>第一段，说了一件事，然后又说了一件事。</p>"
PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=content>",
        "</div>",
        "<h1>标题，很长的标题</h1>",
        "<table><tr><td>",
        "来源：",
        "人民網，",
        "2023-7-21 09:23",
        "\0",
        "<a href=x>链接</a>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "(guó)",
        "记者 张三",
        "<br>",
        "\ud800",
        "&nbsp;",
        "<li>",
        "首页 > 新闻 > 正文",
        "<span style='display:none'>",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join))
def test_extract_answers_or_flags(html: str) -> None:
    fields = extract(html, url="http://www.example.cn/2023/0721/1.html")
    assert fields.text or fields.flags
    assert extract(html, url="http://www.example.cn/2023/0721/1.html") == fields


def test_tree_is_not_changed() -> None:
    from lxml import etree

    tree = parse(f"<h1>标题在这里</h1>{PROSE * 3}")
    before = etree.tostring(tree)
    extract_tree(tree)
    assert etree.tostring(tree) == before


@pytest.mark.parametrize(
    "html",
    [
        PROSE * 60_000,
        "<div>" * 100_000 + PROSE,
        "<b>" * 100_000 + PROSE,
        f'<div class="{"a-b " * 260_000}">{PROSE}</div>',
        f'<div style="{"left: 1px;" * 100_000}">{PROSE}</div>',
        "<p>" + "（" * 500_000,
        "<p>來(lái)" * 60_000,
        "<table>" + "<tr><td>甲，乙丙丁</td><td>二</td></tr>" * 20_000,
        "<div class=item><h3><a href=a>本地新闻的一条标题</a></h3><p>摘要，摘要，摘要摘要。</p></div>" * 20_000,
        f"<style>{'.a{display:none}' * 60_000}</style><i class=a>字</i>{PROSE}",
        f"<title>{'标-_|' * 250_000}</title><h1>标题在此</h1>{PROSE}",
        "<script>" + 'var a={"content":"' * 100_000 + "</script>",
        "<p <div <<< class='x\" 正文 &#xfffff; </p></table></div>" * 20_000,
        f"<p>{'2024-05-20 ' * 100_000}</p>{PROSE}",
        f"<div class=content>{PROSE}{'<div style=display:none>' + PROSE + '</div>'}</div>" * 10_000,
    ],
    ids=[
        "many-paragraphs",
        "nested-div",
        "nested-b",
        "long-class",
        "long-style",
        "brackets",
        "annotations",
        "rows",
        "teasers",
        "style-sheet",
        "long-title",
        "long-script",
        "broken",
        "dates",
        "hidden",
    ],
)
def test_extremes_end(html: str) -> None:
    start = time.process_time()
    fields = extract(html)
    assert fields.text or fields.flags
    assert time.process_time() - start < 6  # the goal is 2 s; the machines that run tests are noisy


@pytest.mark.parametrize(
    ("html", "flag"),
    [
        ("<title>404</title><p>抱歉，您访问的页面不存在。</p>", Flag.SOFT_404),
        ("<title>提示信息</title><p>抱歉，您尚未登录，没有权限访问该版块</p>", Flag.LOGIN_WALL),
        ("<meta http-equiv=refresh content='0;url=/a.html'><p>正在跳转</p>", Flag.REDIRECT_STUB),
        ("<script>window.location.href='/a.html'</script>", Flag.REDIRECT_STUB),
        ("<div id=app></div><script src=a.js></script><script src=b.js></script>", Flag.NEEDS_JAVASCRIPT),
        ("<ul>" + "<li><a href=a.html>本地新闻的一条标题</a></li>" * 30 + "</ul>", Flag.LIST_PAGE),
        ("", Flag.EMPTY),
    ],
)
def test_not_an_article(html: str, flag: Flag) -> None:
    fields = extract(html)
    assert flag in fields.flags
    assert fields.text is None


def test_next_page() -> None:
    tree = parse("<a href='2.html'>下一篇</a><a href='1_2.html'>下一页</a>")
    assert next_page(tree, "http://www.example.cn/a/1.html") == "http://www.example.cn/a/1_2.html"
    assert next_page(parse("<a href='/b/list_2.html'>下一页</a>"), "http://www.example.cn/a/1.html") is None


URL_PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://",
        "//",
        "www.",
        "m.",
        "example.cn",
        ":80",
        ":x",
        "/",
        "//",
        "../",
        "index.html",
        "?a=1",
        "&utm_source=x",
        "#",
        "#/r",
        "[",
        "]",
        "@",
        "%",
        "%zz",
        ";",
        "thread-1-1-1.html",
    ]
)


@given(st.lists(URL_PIECES | st.text(max_size=6), max_size=10).map("".join))
def test_canonical_url_settles(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "forms",
    [
        [
            "http://www.example.cn/a/1.html",
            "https://example.cn/a/1.html?utm_source=wx#top",
            "http://m.example.cn/a/1.html?from=timeline",
            "HTTP://WWW.Example.CN:80//a/1.html?spm=1.2.3",
        ],
        [
            "http://bbs.example.cn/forum.php?mod=viewthread&tid=12",
            "http://bbs.example.cn/forum.php?tid=12&mod=viewthread&extra=page%3D1&page=1&mobile=2",
            "http://bbs.example.cn/thread-12-1-4.html",
        ],
        ["http://www.example.cn/a/", "http://www.example.cn/a/index.shtml", "https://example.cn/a"],
    ],
)
def test_forms_of_one_article(forms: list[str]) -> None:
    assert len({canonical_url(form) for form in forms}) == 1


def test_articles_stay_apart() -> None:
    addresses = [
        f"http://x.example.cn/{own}"
        for own in (
            "portal.php?mod=view&aid=1",
            "portal.php?mod=view&aid=2",
            "index.php?m=content&c=index&a=show&catid=1&id=2",
            "index.php?m=content&c=index&a=show&catid=1&id=3",
            "thread-1-1-1.html",
            "thread-1-2-1.html",
            "a/1.html",
            "a/1_2.html",
        )
    ]
    assert len({canonical_url(address) for address in addresses}) == len(addresses)


@given(st.text(max_size=60))
def test_language_of_anything(text: str) -> None:
    assert language_of(text) is None or isinstance(language_of(text), str)


def test_exact_duplicates() -> None:
    def article(number: int, text: str | None) -> Article:
        own = f"{number:032x}"
        return Article(id=own, url=f"http://x.cn/{number}", text=text, content_sha256=content_digest(None, text))

    seen = ExactDuplicates()
    assert seen.mark(article(1, "甲")).duplicate_of is None
    assert seen.mark(article(2, "甲")).duplicate_of == f"{1:032x}"
    assert seen.mark(article(1, "甲")).duplicate_of is None
    assert seen.mark(article(3, None)).duplicate_of is None
    assert seen.mark(article(4, None)).duplicate_of is None
