"""The portal that the other tests crawl does what they rely on."""

from __future__ import annotations

import itertools
import urllib.error
import urllib.request

import pytest

from crawler.profiles import load_profile
from faults.site import Answer, Site, title
from pipelines import process


def get(url: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as response:
        return response.read()


def test_articles_are_read_as_they_were_made() -> None:
    with Site(articles=3) as site:
        for number in site.numbers():
            url = site.url.rstrip("/") + site.path(number)
            article = process(get(url), url=url, content_type="text/html; charset=utf-8")
            assert (article.title, article.text) == (title(number), site.text(number))
            assert (article.source, article.authors) == ("河口日报", ["林远"])
            assert article.published_at == f"2023-07-{number % 28 + 1:02}T08:30:00+08:00"
            assert not article.flags


def test_lists_lead_to_every_article() -> None:
    with Site(articles=25, per_list=10) as site:
        pages = [get(f"{site.url}list-{page}.html").decode() for page in (1, 2, 3)]
        assert all(any(path in page for page in pages) for path in site.paths())
        assert "list-3.html" in pages[1]
        assert "list-4.html" not in pages[2]


def test_validators() -> None:
    with Site(articles=1, validators=True) as site:
        url = site.url.rstrip("/") + site.path(1001)
        with urllib.request.urlopen(url, timeout=5) as response:
            tag = response.headers["ETag"]
        with pytest.raises(urllib.error.HTTPError, match="304"):
            get(url, **{"If-None-Match": tag})
        site.texts[1001] = "改过的文字。"
        assert "改过的文字。" in get(url, **{"If-None-Match": tag}).decode()
        assert site.hits[site.path(1001)] == 3


def test_misbehaviour_and_its_profile(tmp_path) -> None:
    with Site() as site:
        site.answers["/endless"] = Answer(body=itertools.repeat(b"x" * 1000), length=None)
        with urllib.request.urlopen(f"{site.url}endless", timeout=5) as response:
            assert len(response.read(100_000)) == 100_000
        profile = load_profile(site.profile(tmp_path, recheck=0.0))
        assert (profile.home, profile.allow_private, profile.recheck) == (site.url, (site.host,), 0.0)
