"""A crawl that is cut off at any moment loses nothing and says nothing twice."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from faults.crawls import command, crawl, finish, lost_and_twice, records, start, until
from faults.site import Answer, Site


def kill_and_resume(site: Site, data: Path, after: int, words: list[str]) -> Path:
    """Kill a crawl when the site was asked `after` times, and let it go on."""
    feed = data / "out.jsonl"
    site.profile(data)
    process = start(command(data, *words, str(feed)))
    asked = len(site.asked)
    until(lambda: len(site.asked) - asked >= after, process)
    process.kill()
    finish(process)
    ran = crawl(data, *words, str(feed))
    assert (ran.code, ran.err) == (0, "")
    return feed


@pytest.mark.parametrize(("after", "words"), [(12, ["-o"]), (31, ["-O"])])
def test_killed(after: int, words: list[str], tmp_path: Path) -> None:
    with Site(articles=60, delay=0.005) as site:
        feed = kill_and_resume(site, tmp_path, after, words)
        assert lost_and_twice(feed, site) == (0, 0)
        assert site.fetched() < 60 + 20


@pytest.mark.slow
@pytest.mark.parametrize("number", range(50))
def test_killed_at_50_random_moments(number: int, tmp_path: Path) -> None:
    draw = random.Random(number)
    with Site(articles=300, per_list=20) as site:
        feed = kill_and_resume(site, tmp_path, draw.randint(1, 315), draw.choice([["-o"], ["-O"]]))
        assert lost_and_twice(feed, site) == (0, 0)


def stop_and_resume(stop: signal.Signals, after: int, data: Path, *, scrapy: bool = False) -> None:
    """Send a signal when the site was asked `after` times, and let the crawl go on."""
    with Site(articles=40, delay=0.02) as site:
        site.profile(data)
        feed = data / "out.jsonl"
        process = start(command(data, "-o", str(feed), scrapy=scrapy))
        until(lambda: len(site.asked) > after, process)
        process.send_signal(stop)
        sent = time.monotonic()
        ran = finish(process)
        assert ran.code == 128 + stop
        assert f"stopped by {stop.name}" in ran.err
        assert time.monotonic() - sent < 30  # two seconds, and what a busy machine adds
        assert crawl(data, "-o", str(feed), scrapy=scrapy).code == 0
        assert lost_and_twice(feed, site) == (0, 0)
        assert site.fetched() <= 40 + 16


@pytest.mark.parametrize(("stop", "scrapy"), [(signal.SIGTERM, False), (signal.SIGINT, True)], ids=str)
def test_a_signal_ends_it_in_seconds(stop: signal.Signals, scrapy: bool, tmp_path: Path) -> None:
    stop_and_resume(stop, 15, tmp_path, scrapy=scrapy)


@pytest.mark.slow
@pytest.mark.parametrize("after", range(1, 40, 4))
def test_sigterm_at_ten_points(after: int, tmp_path: Path) -> None:
    stop_and_resume(signal.SIGTERM, after, tmp_path)


@pytest.mark.parametrize("word", ["-o", "-O"])
def test_a_feed_that_is_removed_meanwhile_is_there_in_the_end(word: str, tmp_path: Path) -> None:
    with Site(articles=40, delay=0.02) as site:
        site.profile(tmp_path)
        feed = tmp_path / "feeds" / "out.jsonl"
        process = start(command(tmp_path, word, str(feed)))
        until(lambda: len(site.asked) > 15, process)
        for file in feed.parent.iterdir():
            file.unlink()
        assert finish(process).code == 0
        assert lost_and_twice(feed, site) == (0, 0)


def test_several_portals_in_one_file(tmp_path: Path) -> None:
    with Site(articles=12) as site, Site(articles=7) as other:
        site.profile(tmp_path)
        other.profile(tmp_path, "other")
        feed = tmp_path / "all.jsonl"
        words = [*command(tmp_path, "-O", str(feed)), "--recheck", "0"]
        words.insert(words.index("site"), "other")
        for _ in range(2):
            assert finish(start(words)).code == 0
            assert sorted(row["portal"] for row in records(feed)) == ["other"] * 7 + ["site"] * 12
        other.answers["/"] = Answer(500)
        before = feed.read_bytes()
        ran = finish(start(words))
        assert (ran.code, feed.read_bytes()) == (1, before)
        assert f"written: {feed}" not in ran.out
