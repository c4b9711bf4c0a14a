"""Sites that never end: the crawl does, and has found every article."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.budgets import Budgets, pattern
from faults.crawls import crawl, records
from faults.site import Answer, Asked, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
MOST = 1_500  # requests that any trap may cost


def calendar(site: Site) -> None:
    """Every month links the ones around it, and every day of it; the front page links this month."""

    def month(asked: Asked) -> Answer:
        number = int(asked.path.rpartition("=")[2])
        links = [f"/calendar?month={number + step}" for step in (-1, 1)]
        links += [f"/calendar?day={number}-{day}&month={number * 31 + day}" for day in range(1, 31)]
        return Answer(200, HTML, "".join(f"<a href='{link}'>日历</a>" for link in links).encode())

    answer = site.answer
    site.answer = lambda asked: (  # type: ignore[method-assign]  # the trap stands before the site's pages
        month(asked) if asked.path.startswith("/calendar") else with_link(answer(asked), "/calendar?month=24283")
    )


def with_link(answer: Answer, link: str) -> Answer:
    assert isinstance(answer.body, bytes)
    return answer._replace(body=answer.body.replace(b"</body>", f"<a href='{link}'>日历</a></body>".encode()))


def session_in(place: str) -> Callable[[Site], None]:
    """Every link carries a session id of its own, in a parameter or in the path."""

    def trap(site: Site) -> None:
        numbers = itertools.count(0x4F9A01BC77)
        answer = site.answer

        def mark(found: re.Match[str]) -> str:
            session = f"{next(numbers):x}"
            path = found[2]
            return (
                f"{found[1]}/s/{session}{path}{found[3]}"
                if place == "path"
                else f"{found[1]}{path}?zid={session}{found[3]}"
            )

        def marked(asked: Asked) -> Answer:
            path = re.sub(r"^/s/[0-9a-f]+(?=/)|\?zid=[0-9a-f]+$", "", asked.path)
            got = answer(asked._replace(path=path))
            if path == "/" or path.startswith("/list-"):  # every list leads to every other
                for link in ("/", *(f"/list-{page}.html" for page in range(1, 1 + site.articles // site.per_list))):
                    got = with_link(got, link)
            assert isinstance(got.body, bytes)
            body = re.sub(r"(href=[\"'])(/[^\"']*)([\"'])", mark, got.body.decode()).encode()
            return got._replace(body=body)

        site.answer = marked  # type: ignore[method-assign]  # as above

    return trap


@pytest.mark.parametrize(
    "trap", [calendar, session_in("path"), session_in("query")], ids=["calendar", "session in path", "session in query"]
)
@pytest.mark.parametrize("known", [pytest.param(True, marks=pytest.mark.slow), False], ids=["profile", "any site"])
def test_a_trap_ends_and_hides_nothing(trap: Callable[[Site], None], known: bool, tmp_path: Path) -> None:
    with Site(articles=120, per_list=10) as site:
        site.profile(tmp_path, **({"articles": [r"/news/\d+\.html"]} if known else {"articles": [], "lists": []}))
        trap(site)
        feed = tmp_path / "out.jsonl"
        ran = crawl(tmp_path, "-O", str(feed))
        assert ran.code == 0, ran.err
        assert len(site.asked) <= MOST
        originals = {row["text"] for row in records(feed) if not row["duplicate_of"]}
        assert originals == {site.text(number) for number in site.numbers()}
        print(len(site.asked), len(records(feed)))


def test_a_long_chain_of_lists_is_no_trap(tmp_path: Path) -> None:
    with Site(articles=120, per_list=4) as site:
        site.profile(tmp_path)
        assert crawl(tmp_path, "-O", str(tmp_path / "out.jsonl")).code == 0
        assert len(records(tmp_path / "out.jsonl")) == 120


def test_a_kind_of_address_is_told_from_its_numbers_and_words() -> None:
    same = [
        ("http://a.cn/2023/0721/12.html", "http://a.cn/1999/1231/7.html"),
        ("http://a.cn/s/4f9a01bc77/list-1.html", "http://a.cn/s/99e1d2aa01/list-20.html"),
        ("http://a.cn/(S(abc123def456))/x.aspx", "http://a.cn/(S(zzz999yyy888))/x.aspx"),
        ("http://a.cn/list.php?page=1&sid=ab", "http://a.cn/list.php?sid=cd&page=2"),
        ("http://a.cn/news/the-river-rises-again.html", "http://a.cn/news/a-bridge-of-old-stones.html"),
    ]
    assert all(pattern(one) == pattern(other) for one, other in same)
    other = [
        "http://a.cn/news/1.html",
        "http://a.cn/list/1.html",
        "http://b.cn/news/1.html",
        "http://a.cn/news/1.html?p=1",
    ]
    assert len({pattern(url) for url in other}) == len(other)


def test_fruit_fills_a_budget_up_again() -> None:
    budgets = Budgets()
    for number in range(2_000):
        budgets.note(f"http://a.cn/list-{number}.html", number % 50 == 0, article=False)
    assert budgets.allow("http://a.cn/list-1.html")
    for number in range(100):
        budgets.note(f"http://a.cn/list-{number}.html", fruitful=False, article=False)
    assert not budgets.allow("http://a.cn/list-7.html")
    assert budgets.allow("http://a.cn/news/7.html")
