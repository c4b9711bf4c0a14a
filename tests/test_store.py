"""The store: what it keeps, how it is taken forward, copied, checked and mended."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crawler import history, schema
from crawler.cli import main
from crawler.errors import RunError
from crawler.locks import PortalLock
from crawler.store import NAME, News, Store
from pipelines import Article
from pipelines.article import content_digest

STORES = Path(__file__).parent / "stores"


def article(number: int, text: str = "正文。", **more: Any) -> Article:
    url, title, text = f"http://www.hekou.example/news/{number}.html", f"第{number}篇", f"{number}：{text}"
    known: dict[str, Any] = {"portal": "hekou", "url": url, "title": title, "text": text}
    known |= {"id": hashlib.sha256(url.encode()).hexdigest()[:32], "content_sha256": content_digest(title, text)}
    return Article(**(known | {"published_at": "2023-07-21T08:30:00+08:00"} | more))


def fill(store: Store, numbers: range) -> None:
    for number in numbers:
        with store.transaction():
            store.put(article(number), article(number).url, etag=f'"{number}"')


def test_put_is_idempotent_and_keeps_versions(tmp_path: Path) -> None:
    store = Store.of(tmp_path)
    with store.transaction():
        first, same = article(1), article(1, fetched_at="2023-07-22T00:00:00+00:00")
        assert store.put(first, first.url) == (News.NEW, first)
        assert store.put(same, same.url) == (News.SAME, first)
        changed = article(1, "改过的正文。")
        assert store.put(changed, changed.url) == (News.CHANGED, changed)
        assert store.put(changed, changed.url) == (News.SAME, changed)
    assert list(store.articles()) == [changed]
    kept = store.connection.execute("SELECT version, json_extract(record, '$.text') FROM versions").fetchall()
    assert kept == [(1, "1：正文。"), (2, "1：改过的正文。")]


def test_the_same_text_under_another_address_is_marked(tmp_path: Path) -> None:
    store = Store.of(tmp_path)
    first = article(1)
    other = Article(
        id="f" * 32,
        url="http://b.example/1",
        portal="b",
        title=first.title,
        text=first.text,
        content_sha256=first.content_sha256,
    )
    with store.transaction():
        store.put(first, first.url)
        assert store.put(other, other.url)[1].duplicate_of == first.id


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    store = Store.of(tmp_path)
    with suppress(ZeroDivisionError), store.transaction():
        store.put(article(1), article(1).url)
        raise ZeroDivisionError
    assert list(store.articles()) == []


@pytest.mark.parametrize("path", sorted(STORES.glob("*.sql")), ids=lambda path: path.stem)
def test_every_older_store_is_taken_forward(path: Path, tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / NAME)
    old.executescript(path.read_text(encoding="utf-8"))
    old.close()
    store = Store.of(tmp_path)
    today = Store.of(tmp_path / "new")
    shape = "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    assert store.connection.execute(shape).fetchall() == today.connection.execute(shape).fetchall()
    assert [each.title for each in store.articles()] == ["第1篇", "第2篇", "第3篇"]
    known = store.known([article(2).url])
    assert known[article(2).url].etag == '"2"'
    (run,) = history.runs(store)
    assert (run.portal, run.reason, run.counts and run.counts.shown) == ("hekou", "finished", 3)
    with store.transaction():
        assert store.put(article(3), article(3).url)[0] is News.SAME


def test_a_store_of_every_version_is_kept() -> None:
    assert {path.stem for path in STORES.glob("*.sql")} == {f"v{version}" for version in range(1, schema.VERSION + 1)}


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    Store.of(tmp_path)._set("schema", schema.VERSION + 1)
    with pytest.raises(RunError, match="written by a newer zhengwen"):
        Store.of(tmp_path)


def test_a_change_of_the_rules_makes_no_article_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(Store.of(tmp_path), range(1, 4))
    monkeypatch.setattr("crawler.store.RULES_VERSION", 99)
    monkeypatch.setattr("crawler.store.canonical_url", lambda url: url.replace("www.", "") + "#new")
    store = Store.of(tmp_path)
    renamed = article(2, url="http://hekou.example/news/2.html#new", id="e" * 32)
    with store.transaction():
        news, kept = store.put(renamed, renamed.url)
    assert (news, kept.id) == (News.SAME, article(2).id)
    assert sum(1 for _ in store.articles()) == 3


def test_backup_while_a_crawl_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.of(tmp_path)
    fill(store, range(1, 50))
    with store.transaction():
        store.put(article(99), article(99).url)  # not committed: it is not in the copy
        assert main(["store", "backup", str(tmp_path / "copy" / NAME), "--data", str(tmp_path)]) == 0
    assert [each.id for each in Store.of(tmp_path / "copy").articles()] == [article(n).id for n in range(1, 50)]
    assert [path.name for path in (tmp_path / "copy").iterdir() if path.name.startswith(".")] == []


def test_check_finds_nothing_in_a_good_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(Store.of(tmp_path), range(1, 50))
    assert main(["store", "check", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_store_is_found_out_and_mended(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.of(tmp_path)
    fill(store, range(1, 400))
    history.end(store, history.begin(store, "hekou"), "finished", None, history.Counts(shown=399))
    store.close()
    draw = random.Random(seed)
    path = tmp_path / NAME
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in draw.sample(range(pages // 4, pages), 3):
            file.seek(page * 4096)
            file.write(draw.randbytes(4096))
    assert main(["store", "check", "--data", str(tmp_path)]) == 1
    assert main(["store", "repair", "--data", str(tmp_path)]) == 0
    assert main(["store", "check", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    kept = list(Store.of(tmp_path).articles())
    assert all(each == article(int(each.title[1:-1])) for each in kept if each.title)
    assert len(kept) > 250
    assert (tmp_path / f"{NAME}.damaged-1").is_file()


def test_what_is_no_store_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).write_bytes(b"not a database " * 1000)
    for words in (["store", "check"], ["store", "repair"], ["export"], ["runs"], ["crawl", "benxi"]):
        assert main([*words, "--data", str(tmp_path)]) == 1
        captured = capsys.readouterr()
        assert str(tmp_path) in captured.err
        assert captured.err.count("\n") == 1
    assert (tmp_path / NAME).read_bytes().startswith(b"not a database")


def test_a_store_in_use_is_not_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(Store.of(tmp_path), range(1, 4))
    lock = PortalLock(tmp_path, "hekou")
    assert main(["store", "repair", "--data", str(tmp_path)]) == 1
    assert "another run" in capsys.readouterr().err
    lock.release()
    assert main(["store", "repair", "--data", str(tmp_path)]) == 0


def test_export_writes_what_is_stored(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    store = Store.of(tmp_path)
    fill(store, range(1, 4))
    with store.transaction():
        store.put(article(9, portal="other", published_at="2023-08-01"), article(9).url)
    assert main(["export", "--data", str(tmp_path), "-o", str(tmp_path / "all.json")]) == 0
    assert [row["title"] for row in json.loads((tmp_path / "all.json").read_bytes())] == [
        "第1篇",
        "第2篇",
        "第3篇",
        "第9篇",
    ]
    assert main(["export", "--data", str(tmp_path), "--portal", "hekou"]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 3
    assert main(["export", "--data", str(tmp_path), "--since", "2023-08-01"]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 1
    assert main(["export", "--data", str(tmp_path), "-o", "out.xlsx"]) == 2
    assert main(["export", "--data", str(tmp_path / "nothing")]) == 1


def test_runs_tells_how_they_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.of(tmp_path)
    for shown in (40, 40, 20):
        run = history.begin(store, "hekou")
        history.end(store, run, "finished", None, history.Counts(shown=shown, new=3, flags={"garbled": 2}))
    history.begin(store, "other")
    assert main(["runs", "--data", str(tmp_path)]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "hekou" in line or "other" in line]
    assert len(rows) == 4
    assert "-50 %" in rows[2]
    assert "garbled 2" in rows[2]
    assert rows[3].rstrip().endswith("no end")
    assert main(["runs", "hekou", "-n", "1", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["shown"] == 20
    assert main(["runs", "-n", "0"]) == 2


def keep_a_store(path: Path) -> None:
    """How the files in tests/stores were made: `PYTHONPATH=. python tests/test_store.py tests/stores/vN.sql`."""
    folder = path.parent / f"store-{time.time_ns()}"
    store = Store.of(folder)
    fill(store, range(1, 4))
    history.end(store, history.begin(store, "hekou"), "finished", None, history.Counts(shown=3))
    store.connection.execute(
        "INSERT INTO requests (portal, canonical, url, kind, depth, priority, state)"
        " VALUES ('hekou', 'c', 'u', 'list', 1, 0, 0)"
    )
    path.write_text("".join(f"{line}\n" for line in store.connection.iterdump()), encoding="utf-8")
    store.close()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


if __name__ == "__main__":
    import sys

    keep_a_store(Path(sys.argv[1]))
