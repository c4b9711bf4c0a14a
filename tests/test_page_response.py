"""A page is decoded once: its text, selectors, links and encoding agree."""

from __future__ import annotations

from scrapy.http import Response

from crawler.links import Linker
from crawler.profiles import Profile
from crawler.responses import PageResponse

PAGE = (
    '<meta charset="utf-8"><title>县图书馆新馆开门</title><p>今天上午，县图书馆新馆正式开门迎客。'
    '<a href="/s.php?k=图书">更多</a>'
)


def page(body: bytes, content_type: str, hint: str | None = None) -> PageResponse:
    return PageResponse.of(Response("http://a.sample.test/", headers={"Content-Type": content_type}, body=body), hint)


def test_everything_sees_the_text_that_was_decided() -> None:
    response = page(PAGE.encode("gbk"), "text/html; charset=big5")
    assert response.encoding == "gbk"
    assert response.decoded.declared == "big5"
    assert response.text == PAGE
    assert response.css("title::text").get() == "县图书馆新馆开门"
    assert response.tree.findtext(".//title") == "县图书馆新馆开门"


def test_a_link_asks_in_the_encoding_of_its_page() -> None:
    linker = Linker(Profile(id="a", name="a", home="http://a.sample.test/"))
    for encoding, query in (("gbk", "%CD%BC%CA%E9"), ("utf-8", "%E5%9B%BE%E4%B9%A6")):
        response = page(PAGE.encode(encoding), "text/html")
        (link,) = linker.links(response.tree, response.url, response.encoding)
        assert link.canonical.endswith(f"/s.php?k={query}")


def test_the_profile_knows_what_the_header_does_not() -> None:
    response = page("館藏".encode("big5"), "text/html", "big5")
    assert (response.text, response.encoding, response.decoded.declared) == ("館藏", "big5", None)
