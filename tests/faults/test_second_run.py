"""A run over a site that is known fetches what is new, and gives all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.store import NAME
from faults.crawls import crawl, lost_and_twice, records
from faults.site import Answer, Site


def versions(data: Path) -> int:
    connection = sqlite3.connect(data / NAME)
    (count,) = connection.execute("SELECT count(*) FROM versions").fetchone()
    connection.close()
    return int(count)


def test_an_unchanged_site(tmp_path: Path) -> None:
    with Site(articles=30) as site:
        site.profile(tmp_path)
        assert crawl(tmp_path, "-O", str(tmp_path / "1.jsonl")).code == 0
        assert site.fetched() == 30
        assert crawl(tmp_path, "-O", str(tmp_path / "2.json")).code == 0
        assert crawl(tmp_path, "-o", str(tmp_path / "1.jsonl"), scrapy=True).code == 0
        assert site.fetched() == 30
        assert versions(tmp_path) == 30
        assert lost_and_twice(tmp_path / "1.jsonl", site) == (0, 0)
        assert (tmp_path / "2.json").read_text(encoding="utf-8").count('"id"') == 30


def test_new_and_changed_articles(tmp_path: Path) -> None:
    with Site(articles=12) as site:
        site.profile(tmp_path, recheck=0)
        feed = tmp_path / "out.jsonl"
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        before = {record["url"]: record for record in records(feed)}
        site.articles, site.texts[1003] = 13, "这一篇文章后来改过了，换成了另外的一段话，说的是河边的柳树。"
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        after = {record["url"]: record for record in records(feed)}
        changed = [url for url in before if before[url] != after[url]]
        assert [url.endswith(site.path(1003)) for url in changed] == [True]
        assert after[changed[0]]["id"] == before[changed[0]]["id"]
        assert len(after) == 13
        assert versions(tmp_path) == 14


def test_validators_save_bodies(tmp_path: Path) -> None:
    with Site(articles=12, validators=True) as site:
        site.profile(tmp_path, recheck=0)
        feed = tmp_path / "out.jsonl"
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        first = feed.read_bytes()
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        asked = [each for each in site.asked if each.path in site.paths()]
        assert [("if-none-match" in each.headers, "if-modified-since" in each.headers) for each in asked[12:]] == [
            (True, True)
        ] * 12
        assert sorted(feed.read_bytes().splitlines()) == sorted(first.splitlines())
        assert crawl(tmp_path, "-O", str(feed), "--full").code == 0
        asked = [each for each in site.asked if each.path in site.paths()]
        assert not any("if-none-match" in each.headers for each in asked[24:])
        assert len(asked) == 36
        assert versions(tmp_path) == 12


def test_dead_links_in_lists_are_no_failure_of_every_later_run(tmp_path: Path) -> None:
    with Site(articles=30, per_list=30) as site:
        site.profile(tmp_path)
        site.answers |= {site.path(number): Answer(404) for number in range(1003, 1009)}
        for _ in range(2):
            ran = crawl(tmp_path, "-O", str(tmp_path / "out.jsonl"))
            assert (ran.code, ran.err) == (0, "")
        site.articles = 40
        site.answers |= {site.path(number): Answer(404) for number in range(1031, 1041)}
        ran = crawl(tmp_path, "-O", str(tmp_path / "out.jsonl"))
        assert ran.code == 1
        assert "16 of 16 article pages" in ran.err


def test_an_article_that_went_away_stays_in_the_feed_while_lists_show_it(tmp_path: Path) -> None:
    with Site(articles=12) as site:
        site.profile(tmp_path, recheck=0)
        feed = tmp_path / "out.jsonl"
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        site.answers[site.path(1005)] = Answer(404)
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        assert lost_and_twice(feed, site) == (0, 0)
