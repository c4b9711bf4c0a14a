"""A run that failed says so: exit 1, one clear line, and nothing good is overwritten."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.crawls import command, crawl, finish, lost_and_twice, records, start, until
from faults.site import Answer, Site

SOFT_404 = Answer(
    200, {"Content-Type": "text/html; charset=utf-8"}, "<title>提示信息</title><h1>您访问的页面不存在</h1>".encode()
)


def robots_forbid(site: Site) -> None:
    site.answers["/robots.txt"] = Answer(200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n")


def articles_are(answer: Answer) -> Callable[[Site], None]:
    return lambda site: site.answers.update(dict.fromkeys(site.paths(), answer))


def front_page_is(answer: Answer) -> Callable[[Site], None]:
    return lambda site: site.answers.update({"/": answer, "/list-1.html": answer})


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (robots_forbid, "robots.txt forbids it"),
        (articles_are(Answer(404)), "12 of 12 article pages of 127.0.0.1"),
        (articles_are(SOFT_404), "12 of 12 article pages of 127.0.0.1"),
        (front_page_is(Answer(500)), "nothing could be fetched from 127.0.0.1"),
        (front_page_is(Answer(200, {"Content-Type": "text/html"}, b"<p>nothing</p>")), "no article found on 1 pages"),
    ],
    ids=["robots", "404", "soft 404", "500", "empty"],
)
def test_what_is_wrong_is_told(trouble: Callable[[Site], None], told: str, tmp_path: Path) -> None:
    with Site(articles=12, per_list=20) as site:
        site.profile(tmp_path)
        trouble(site)
        feed = tmp_path / "out.json"
        feed.write_text("[]", encoding="utf-8")
        ran = crawl(tmp_path, "-O", str(feed), scrapy=told.startswith("12"))
        assert ran.code == 1
        assert told in ran.err
        assert ran.err.count("\n") == 1
        assert feed.read_text(encoding="utf-8") == "[]"


def test_what_changed_since_the_last_runs(tmp_path: Path) -> None:
    with Site(articles=24, per_list=12) as site:
        site.profile(tmp_path)
        feed = tmp_path / "out.jsonl"
        assert crawl(tmp_path, "-O", str(feed)).code == 0
        good = feed.read_bytes()

        site.articles = 10
        ran = crawl(tmp_path, "-O", str(feed))
        assert (ran.code, feed.read_bytes()) == (1, good)
        assert "10 articles, where 24 are usual" in ran.err

        def undated(asked: object, number: int) -> Answer:
            answer = site.page(site.asked[-1])
            assert isinstance(answer.body, bytes)
            return answer._replace(body=answer.body.replace(f"2023-07-{number % 28 + 1:02} 08:30".encode(), b""))

        site.articles = 30
        for number in site.numbers():
            site.answers[site.path(number)] = lambda asked, number=number: undated(asked, number)
        ran = crawl(tmp_path, "-O", str(feed))
        assert ran.code == 1
        assert "no article has published_at any more" in ran.err


def test_a_second_run_on_a_portal_in_use_is_refused(tmp_path: Path) -> None:
    with Site(articles=20, delay=60) as site:
        site.profile(tmp_path)
        first = start(command(tmp_path, "-o", str(tmp_path / "out.jsonl")))
        until(lambda: bool(site.asked), first)
        for scrapy in (False, True):
            second = crawl(tmp_path, scrapy=scrapy)
            assert second.code == 1
            assert f"another run (process {first.pid}) is using {tmp_path}" in second.err
            assert second.err.count("\n") == 1
        first.kill()
        finish(first)
        site.delay = 0.0
        assert crawl(tmp_path, "-o", str(tmp_path / "out.jsonl")).code == 0
        assert lost_and_twice(tmp_path / "out.jsonl", site) == (0, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is full when a test says so."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a tmpfs")
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(disk: Path, left: int) -> Path:
    """Leave so many bytes on a disk."""
    filler = disk / "filler"
    room = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - left)
    return filler


def run_into_a_full_disk(disk: Path, left: int, *, scrapy: bool = False) -> None:
    with Site(articles=60, per_list=20) as site:
        site.profile(disk)
        feed = disk / "out.jsonl"
        filler = fill(disk, left)
        ran = crawl(disk, "-o", str(feed), scrapy=scrapy)
        assert ran.code == 1
        assert "disk is full" in ran.err or "No space left" in ran.err
        assert ran.err.count("\n") == 1
        assert len(records(feed)) < 60
        assert not feed.exists() or feed.read_bytes()[-1:] in (b"", b"\n")
        filler.unlink()
        assert crawl(disk, "-o", str(feed), scrapy=scrapy).code == 0
        assert lost_and_twice(feed, site) == (0, 0)


@pytest.mark.parametrize(("left", "scrapy"), [(200_000, False), (450_000, True)])
def test_a_full_disk(left: int, scrapy: bool, small_disk: Path) -> None:
    run_into_a_full_disk(small_disk, left, scrapy=scrapy)


@pytest.mark.slow
@pytest.mark.parametrize("left", range(0, 500_000, 50_000))
def test_a_full_disk_at_ten_points(left: int, small_disk: Path) -> None:
    run_into_a_full_disk(small_disk, left)
