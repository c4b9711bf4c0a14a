"""The bookkeeping of a crawl: what a page gave and the end of its lease are one, and how a run is judged."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.checks import judge
from crawler.history import Counts
from crawler.ledger import Ledger, Page
from crawler.limits import Limits
from crawler.links import Link
from crawler.profiles import Profile
from crawler.tally import Tally
from pipelines import Article
from pipelines.article import content_digest

PROFILE = Profile(id="hekou", name="河口网", home="http://www.hekou.example/", articles=(r"/news/",), lists=(r"/list",))


def open_ledger(data: Path, **limits: object) -> Ledger:
    return Ledger(data, PROFILE, Limits(**limits), Tally())  # type: ignore[arg-type]  # a case names the limits that it sets


def article(number: int) -> Article:
    url = f"http://www.hekou.example/news/{number}.html"
    id = hashlib.sha256(url.encode()).hexdigest()[:32]
    return Article(
        id=id, url=url, portal="hekou", title="题", text=f"{number}", content_sha256=content_digest("题", f"{number}")
    )


def begin(ledger: Ledger, *paths: str) -> None:
    links = (ledger.linker.link(f"http://www.hekou.example{path}") for path in paths)
    ledger.start(link for link in links if link)


def link(ledger: Ledger, path: str) -> Link:
    found = ledger.linker.link(f"http://www.hekou.example{path}")
    assert found
    return found


def test_a_page_that_could_not_be_stored_reaches_no_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path)
    begin(ledger, "/news/1.html")
    entry = ledger.next()
    assert entry
    transaction = ledger.store.transaction

    @contextmanager
    def fails_to_commit() -> Iterator[None]:
        with transaction():
            yield
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    monkeypatch.setattr(ledger.store, "transaction", fails_to_commit)
    assert ledger.commit(entry.lease, Page([article(1)], reason="article")) == []
    monkeypatch.undo()
    assert ledger.stopped
    assert "disk is full" in str(ledger.failure)
    assert ledger.next() is None
    ledger.close("finished")

    ledger = open_ledger(tmp_path)
    assert ledger.resumed
    assert [each.url for each in ledger.store.articles()] == []
    again = ledger.next()
    assert again
    assert ledger.commit(again.lease, Page([article(1)], reason="article")) == [article(1)]
    assert ledger.commit(again.lease, Page([article(1)], reason="article")) == []
    ledger.close("finished")
    assert not open_ledger(tmp_path).resumed


def test_what_fails_because_the_run_is_stopped_is_fetched_by_the_next(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    begin(ledger, "/news/1.html")
    entry = ledger.next()
    assert entry
    ledger.stop()
    assert ledger.commit(entry.lease, Page(reason="timeout", failed=True)) == []
    ledger.close("shutdown")
    assert open_ledger(tmp_path).next() is not None


def test_a_resumed_crawl_gives_again_what_stood_when_it_began(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    begin(ledger, "/news/1.html", "/news/2.html")
    entry = ledger.next()
    assert entry
    ledger.commit(entry.lease, Page([article(1)], reason="article"))
    ledger.close("shutdown")

    ledger = open_ledger(tmp_path)
    entry = ledger.next()
    assert entry
    assert ledger.commit(entry.lease, Page([article(2)], reason="article")) == [article(2)]
    assert list(ledger.given()) == [article(1)]  # asked for when a page of this run is stored already


def test_a_redirect_is_a_link(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    begin(ledger, "/news/1.html", "/news/2.html")
    first = ledger.next()
    assert first
    assert ledger.redirect(first.lease, link(ledger, "/news/2.html"))
    second = ledger.next()
    assert second
    assert second.url.endswith("/news/2.html")
    assert ledger.redirect(second.lease, link(ledger, "/news/1.html"))
    assert ledger.next() is None
    assert not ledger.redirect(second.lease, None)


def test_a_resumed_run_that_only_meets_dead_links_is_a_good_one() -> None:
    tally = Tally(given=200, articles=200, requests=1)
    tally.errors["http-404"] += 1
    assert judge(PROFILE, tally, tally.counts(whole=True), []) is None
    tally.errors["timeout"] += 1
    assert "nothing could be fetched" in str(judge(PROFILE, tally, tally.counts(whole=True), []))


@pytest.mark.parametrize(("shown", "good"), [(30, True), (16, True), (14, False)])
def test_far_fewer_records_than_usual(shown: int, good: bool) -> None:
    tally = Tally(valid=5, pages=5, articles=shown)
    usual = [Counts(shown=number) for number in (30, 31, 29, 30)]
    assert (judge(PROFILE, tally, tally.counts(whole=True), usual) is None) is good
    assert judge(PROFILE, tally, tally.counts(whole=False), usual) is None
