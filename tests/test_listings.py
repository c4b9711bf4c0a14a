"""Sitemaps and feeds: what is read of them, and what they cannot do."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.links import Kind, Linker
from crawler.listings import MOST, listed
from crawler.profiles import make_profile

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urls(text: str) -> list[str]:
    return [each.url for each in listed(text.encode())]


def test_a_sitemap() -> None:
    text = (
        f"<?xml version='1.0'?><urlset {SITEMAP}><!-- x --><url><loc>http://a.cn/1</loc><lastmod>2023</lastmod></url>"
    )
    assert urls(f"{text}<url><loc>\n http://a.cn/2 \n</loc></url></urlset>") == ["http://a.cn/1", "http://a.cn/2"]


def test_an_index_of_sitemaps() -> None:
    text = f"<sitemapindex {SITEMAP}><sitemap><loc>http://a.cn/s.xml.gz</loc></sitemap></sitemapindex>"
    assert [tuple(each) for each in listed(text.encode())] == [("http://a.cn/s.xml.gz", True)]
    linker = Linker(make_profile({"id": "a", "name": "a", "home": "http://a.cn/"}))
    assert [(link.url, link.kind) for link in linker.listed(text.encode())] == [("http://a.cn/s.xml.gz", Kind.SITEMAP)]


def test_feeds() -> None:
    rss = (
        "<rss><channel><link>http://a.cn/</link><item><title>x</title><link>http://a.cn/1</link></item></channel></rss>"
    )
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><entry><link href='http://a.cn/1'/></entry></feed>"
    )
    rdf = "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><item><link>http://a.cn/1</link></item></rdf:RDF>"
    assert urls(rss) == urls(atom) == urls(rdf) == ["http://a.cn/1"]


def test_a_packed_sitemap() -> None:
    body = gzip.compress(b"<urlset><url><loc>http://a.cn/1</loc></url></urlset>")
    assert [each.url for each in listed(body)] == ["http://a.cn/1"]
    assert not list(listed(gzip.compress(bytes(100 << 20))))


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY x SYSTEM "http://127.0.0.1:1/">', '<!ENTITY x "secret">'],
)
def test_entities_are_not_expanded(entity: str) -> None:
    text = f"<!DOCTYPE urlset [{entity}]><urlset><url><loc>http://a.cn/&x;</loc></url><url><loc>/2</loc></url></urlset>"
    assert all(each in ("http://a.cn/", "/2") for each in urls(text))


def test_a_billion_laughs_are_none() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    assert all(
        len(each) < 100 for each in urls(f"<!DOCTYPE u [{entities}]><urlset><url><loc>&a9;</loc></url></urlset>")
    )


def test_a_huge_sitemap_takes_little_memory() -> None:
    entry = "<url><loc>http://a.cn/{}.html</loc><lastmod>2023-07-21</lastmod></url>"
    body = f"<urlset {SITEMAP}>{''.join(entry.format(n) for n in range(100_000))}</urlset>".encode()
    tracemalloc.start()
    count = sum(1 for _ in listed(body))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == MOST
    assert peak < 4 << 20


def test_only_the_web_and_only_this_portal() -> None:
    addresses = ["file:///etc/passwd", "ftp://a.cn/1", "javascript:1", "http://b.cn/1", "http://a.cn/t20230721_1.html"]
    text = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    linker = Linker(make_profile({"id": "a", "name": "a", "home": "http://a.cn/"}))
    found = [link.url for link in linker.listed(f"<urlset>{text}</urlset>".encode())]
    assert found == ["http://a.cn/t20230721_1.html"]


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;!urlset oc[]'\"=x\x00", max_size=200).map(str.encode))
def test_any_bytes(body: bytes) -> None:
    list(listed(body))
    list(listed(b"<urlset><url><loc>" + body))
