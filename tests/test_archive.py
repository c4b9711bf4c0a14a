"""The archive: what is written, how others read it, and how it survives."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Headers, Response
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.archive.index import index_path, read_index
from crawler.archive.members import member_at, members
from crawler.archive.replay import replay
from crawler.archive.retention import Retention, prune
from crawler.archive.writer import Archive, Place
from crawler.profiles import Profile, make_profile

SITE = make_profile({"id": "site", "name": "河口网", "home": "http://www.site.example/"})
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>老街的石板路 - 河口网</title></head><body>"
    "<h1>老街的石板路</h1><p>2023-07-21 08:30 来源：河口日报</p><div id='article_content'>"
    "<p>老街的石板路上个月开始重铺，工人们把旧石板一块块编号，再按原样放回去。</p><p>街口的理发店照常营业，老板说，等路修好了，要把门口的长椅也漆一遍{}。</p></div></body></html>"
)


def open_archive(root: Path, profile: Profile = SITE, roll: int = 1 << 20) -> Archive:
    return Archive(root, profile, software="test", roll=roll)


def response(path: str, body: bytes, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = Headers({"Content-Type": "text/html; charset=utf-8", **named})
    return Response(SITE.home + path, status=status, headers=fields, body=body, protocol="HTTP/1.1")


def put(archive: Archive, path: str, body: bytes, status: int = 200, **headers: str) -> Place:
    answer = response(path, body, status, **headers)
    return archive.store(Request(answer.url, headers={"User-Agent": "test"}), answer)


def page(number: int) -> bytes:
    return PAGE.format(number).encode()


def files(root: Path) -> list[Path]:
    return sorted((root / "site").glob("*.warc.gz"))


def kinds(path: Path) -> list[str]:
    return [member.fields["warc-type"] for member in members(path)]


def broken(path: Path) -> list[str]:
    """What warcio's own check complains of."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        Checker(argparse.Namespace(inputs=[str(path)], verbose=True)).process_all()
    return [line for line in said.getvalue().splitlines() if "fail" in line.lower() or "error" in line.lower()]


def test_warcio_reads_it_with_the_right_digests(tmp_path: Path) -> None:
    packed = gzip.compress(page(2))
    with open_archive(tmp_path) as archive:
        put(archive, "1.html", page(1))
        put(archive, "2.html", packed, Content_Encoding="gzip")
        archive.note(SITE.home + "3.html", "too-large", "more than\r\n8 MB \ud800")
    (path,) = files(tmp_path)
    assert broken(path) == []
    with path.open("rb") as stream:
        records = [(each.rec_type, each.raw_stream.read(), each.http_headers) for each in ArchiveIterator(stream)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "response", "request", "metadata"]
    assert records[1][1] == page(1)
    assert records[3][1] == packed
    assert records[3][2].get_header("Content-Encoding") == "gzip"
    assert b"refused: too-large" in records[5][1]


def test_fastwarc_reads_it_with_the_right_digests(tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc")
    with open_archive(tmp_path) as archive:
        for number in range(5):
            put(archive, f"{number}.html", page(number))
    (path,) = files(tmp_path)
    with path.open("rb") as stream:
        good = [each.verify_block_digest() for each in fastwarc.ArchiveIterator(stream, parse_http=False)]
    assert good == [True] * 11
    with path.open("rb") as stream:
        responses = fastwarc.ArchiveIterator(stream, record_types=fastwarc.WarcRecordType.response)
        payloads = [(each.verify_payload_digest(), each.reader.read()) for each in responses]
    assert payloads == [(True, page(number)) for number in range(5)]


def test_the_place_of_a_response_is_where_it_lies(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        places = [put(archive, f"{number}.html", page(number)) for number in range(3)]
    for number, place in enumerate(places):
        member = member_at(tmp_path / place.file, place.offset)
        assert member is not None
        assert member.block.endswith(page(number))
        assert member.fields["warc-target-uri"] == f"{SITE.home}{number}.html"


def test_the_index_names_each_capture(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number in range(3):
            put(archive, f"{number}.html", page(number))
    (path,) = files(tmp_path)
    text = index_path(path).read_text(encoding="utf-8")
    assert text.splitlines() == sorted(text.splitlines())
    assert text.startswith("example,site)/0.html 20")
    for line in read_index(path):
        member = member_at(path, line.offset)
        assert member is not None
        assert (member.length, member.fields["warc-payload-digest"]) == (line.length, line.digest)


def test_what_has_not_changed_is_a_revisit(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        first = put(archive, "1.html", page(1))
    with open_archive(tmp_path) as archive:
        again = put(archive, "1.html", page(1))
        unchanged = put(archive, "1.html", b"", 304)
        changed = put(archive, "1.html", page(2))
    (path,) = files(tmp_path)
    assert [kind for kind in kinds(path) if kind != "request"] == [
        "warcinfo", "response", "warcinfo", "revisit", "revisit", "response",
    ]  # fmt: skip
    assert again[:2] == unchanged[:2] == first[:2]
    assert changed[:2] != first[:2]
    profiles = [each.fields["warc-profile"] for each in members(path) if each.fields["warc-type"] == "revisit"]
    assert [profile.rpartition("/")[2] for profile in profiles] == ["identical-payload-digest", "server-not-modified"]
    assert broken(path) == []


def test_files_are_rolled_by_size(tmp_path: Path) -> None:
    with open_archive(tmp_path, roll=4000) as archive:
        for number in range(12):
            put(archive, f"{number}.html", page(number) + os.urandom(1000))
    assert len(files(tmp_path)) > 3
    assert all(index_path(path).exists() and kinds(path)[0] == "warcinfo" for path in files(tmp_path))


@pytest.mark.parametrize("damage", ["cut", "zeros", "cut in the request"])
def test_a_torn_tail_is_mended(damage: str, tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    places = [put(archive, f"{number}.html", page(number)) for number in range(3)]
    (path,) = files(tmp_path)  # the writer is never closed, as if it had been killed
    last = places[-1].offset
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate({"cut": last + 100, "zeros": last, "cut in the request": size - 5}[damage])
        if damage == "zeros":
            stream.seek(0, os.SEEK_END)
            stream.write(bytes(5000))
    with open_archive(tmp_path) as again:
        put(again, "2.html", page(2))
    assert broken(path) == []
    responses = [each.fields["warc-target-uri"] for each in members(path) if each.fields["warc-type"] == "response"]
    assert responses == [f"{SITE.home}{number}.html" for number in range(3)]
    assert len(list(read_index(path))) == (4 if damage == "cut in the request" else 3)


def test_a_table_of_captures_that_is_broken_costs_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        put(archive, "1.html", page(1))
    (tmp_path / "site" / "captures.sqlite").write_bytes(b"no database" * 1000)
    with open_archive(tmp_path) as archive:
        put(archive, "1.html", page(1))
    assert kinds(files(tmp_path)[0]).count("response") == 2


def test_a_full_disk_leaves_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = open_archive(tmp_path)
    put(archive, "1.html", page(1))
    (path,) = files(tmp_path)
    before = path.read_bytes()
    write = os.write

    def full(descriptor: int, data: Any) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as patched:
        patched.setattr("crawler.archive.writer.os.write", full)
        with pytest.raises(OSError, match="No space"):
            put(archive, "2.html", page(2))
    assert path.read_bytes() == before
    put(archive, "2.html", page(2))
    archive.close()
    assert broken(path) == []


def test_retention_deletes_the_oldest(tmp_path: Path) -> None:
    with open_archive(tmp_path, roll=2000) as archive:
        for number in range(10):
            put(archive, f"{number}.html", page(number) + os.urandom(1000))
    paths = files(tmp_path)
    sizes = [path.stat().st_size for path in paths]
    assert prune(tmp_path / "site", Retention(), time.time() + 1e9) == []
    assert prune(tmp_path / "site", Retention(size=sum(sizes) - 1)) == paths[:1]
    os.utime(paths[1], (1, 1))
    assert prune(tmp_path / "site", Retention(days=30)) == [paths[1]]
    assert prune(tmp_path / "site", Retention(days=0), time.time() + 1) == paths[2:-1]
    assert files(tmp_path) == [paths[-1]]
    with open_archive(tmp_path) as archive:
        put(archive, "0.html", page(0))
    assert replayed(tmp_path)


def replayed(root: Path) -> list[Any]:
    return list(replay(root, SITE))


def test_replay_gives_the_last_version_of_each_address_every_time(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number in range(3):
            put(archive, f"2023/0721/{number}.html", page(number))
        place = put(archive, "2023/0721/1.html", page(9))
        put(archive, "2023/0721/404.html", page(4), 404)
        put(archive, "list_1.html", b"<ul></ul>")
        put(archive, "logo.png", b"\x89PNG", Content_Type="image/png")
    first = replayed(tmp_path)
    assert [article.url.rpartition("/")[2] for article in first] == ["0.html", "2.html", "1.html"]
    assert "漆一遍9" in first[-1].text
    assert (first[-1].warc.file, first[-1].warc.offset) == (place.file, place.offset)
    assert first == replayed(tmp_path)
    index_path(files(tmp_path)[0]).unlink()
    assert first == replayed(tmp_path)


def test_a_crawl_and_its_replay_give_the_same_records(tmp_path: Path) -> None:
    def zhengwen(*words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "crawler.cli", *words, "--data", str(tmp_path)]
        return subprocess.run(command, capture_output=True, timeout=120, check=False)

    assert zhengwen("replay").returncode == 1
    zhengwen("crawl", "benxi")
    crawled = sorted((tmp_path / "export" / "benxi.jsonl").read_bytes().splitlines())
    first = zhengwen("replay", "benxi")
    assert (first.returncode, first.stderr) == (0, b"")
    assert sorted(first.stdout.splitlines()) == crawled
    assert len(crawled) == 17
    zhengwen("replay", "-o", str(tmp_path / "again.jsonl"))
    assert (tmp_path / "again.jsonl").read_bytes() == first.stdout
    assert zhengwen("replay", "haiyu").stderr.startswith(b"zhengwen replay: no archive of 'haiyu'")


def test_what_runs_without_the_lock_writes_no_archive(tmp_path: Path) -> None:
    address = "http://benxi.sample.test/article-1001-1.html"
    words = [
        sys.executable,
        "-m",
        "scrapy",
        "fetch",
        "--nolog",
        "--spider=benxi",
        "-s",
        f"DATA_DIR={tmp_path}",
        address,
    ]
    fetched = subprocess.run(words, cwd=Path(__file__).parents[1], capture_output=True, timeout=120, check=True)
    assert b"article_content" in fetched.stdout
    assert not (tmp_path / "archive").exists()
