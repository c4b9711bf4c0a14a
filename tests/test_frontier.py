"""What every frontier promises: the suite that an implementation has to pass.

To hold another implementation to it, add a function that opens one on a folder to `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.frontier import Entry, Frontier, SqliteFrontier
from crawler.store import Store


def sqlite(folder: Path, portal: str = "hekou") -> Frontier:
    return SqliteFrontier(Store.of(folder), portal)


KINDS: dict[str, Callable[..., Frontier]] = {"sqlite": sqlite}


@pytest.fixture(params=KINDS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Frontier]:
    """Open a frontier of the test's folder, as a new process would."""
    return lambda *words: KINDS[request.param](tmp_path, *words)


def entry(number: int, *, priority: int = 0, article: str | None = None) -> Entry:
    url = f"http://www.hekou.example/news/{number}.html"
    return Entry(url, url, "article", 1, priority, article)


def drain(frontier: Frontier) -> list[str]:
    """Pop and end all there is."""
    found = []
    while leased := frontier.pop():
        found.append(leased.url)
        frontier.done(leased.lease, "article")
    return found


def test_first_come_first_served_among_equals(make: Callable[..., Frontier]) -> None:
    frontier = make()
    assert not frontier.open()
    assert frontier.push(entry(number) for number in range(100)) == 100
    assert len(frontier) == 100
    assert drain(frontier) == [entry(number).url for number in range(100)]
    assert (len(frontier), frontier.pop()) == (0, None)


def test_higher_priority_first(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push(entry(number, priority=number % 3) for number in range(9))
    assert drain(frontier) == [entry(number).url for number in (2, 5, 8, 1, 4, 7, 0, 3, 6)]


def test_an_address_comes_once_in_a_crawl(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    assert frontier.push([entry(1), entry(1)._replace(url="http://m.hekou.example/news/1.html"), entry(2)]) == 2
    assert frontier.push([entry(1)]) == 0
    leased = frontier.pop()
    assert leased is not None
    assert frontier.push([entry(1)]) == 0
    frontier.done(leased.lease, "article")
    assert frontier.push([entry(1)]) == 0
    assert not frontier.settle(entry(1, article="a" * 32))
    assert frontier.settle(entry(3, article="b" * 32))
    assert frontier.push([entry(3)]) == 0
    assert drain(frontier) == [entry(2).url]


def test_an_entry_comes_back_as_it_was(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    pushed = Entry("http://m.hekou.example/1", "http://www.hekou.example/1", "list", 3, -4, "c" * 32)
    frontier.push([pushed])
    leased = frontier.pop()
    assert leased is not None
    assert leased.lease
    assert leased._replace(lease=0) == pushed


def test_what_is_given_back_comes_again(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push([entry(1)])
    leased = frontier.pop()
    assert leased is not None
    assert frontier.pop() is None
    frontier.release(leased.lease, tries=2)
    assert len(frontier) == 1
    again = frontier.pop()
    assert again is not None
    assert (again.url, again.tries) == (leased.url, 2)


def test_a_lease_ends_once(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push([entry(1)])
    leased = frontier.pop()
    assert leased is not None
    frontier.done(leased.lease, "article", "a" * 32)
    frontier.done(leased.lease, "http-404")
    frontier.release(leased.lease)
    assert list(frontier.articles()) == ["a" * 32]
    assert frontier.pop() is None


def test_leases_of_a_process_that_died_are_given_out_again(make: Callable[..., Frontier]) -> None:
    died = make()
    died.open()
    died.push(entry(number) for number in range(50))
    first = died.pop()
    assert first is not None
    died.done(first.lease, "article", "a" * 32)
    for _ in range(20):
        died.pop()

    frontier = make()
    assert frontier.open()
    assert len(frontier) == 49
    assert sorted(drain(frontier)) == sorted(entry(number).url for number in range(1, 50))
    assert list(frontier.articles()) == ["a" * 32]


def test_a_finished_crawl_is_not_gone_on_with(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push([entry(1), entry(2)])
    drain(frontier)
    frontier.close(finished=True)
    following = make()
    assert not following.open()
    assert list(following.articles()) == []
    assert following.push([entry(1)]) == 1


def test_one_that_was_stopped_is(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push([entry(1), entry(2)])
    frontier.pop()
    frontier.close(finished=False)
    following = make()
    assert following.open()
    assert len(drain(following)) == 2


def test_full_forgets_it(make: Callable[..., Frontier]) -> None:
    frontier = make()
    frontier.open()
    frontier.push([entry(1), entry(2)])
    following = make()
    assert not following.open(full=True)
    assert following.pop() is None


def test_portals_do_not_see_each_other(make: Callable[..., Frontier]) -> None:
    one, other = make("hekou"), make("benxi")
    one.open()
    other.open()
    assert (one.push([entry(1)]), other.push([entry(1), entry(2)])) == (1, 2)
    assert (len(drain(one)), len(drain(other))) == (1, 2)


@settings(max_examples=20)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["push", "pop", "done", "release", "die"]), st.integers(0, 12)), max_size=60
    )
)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_nothing_is_lost_and_nothing_comes_twice(
    kind: str, acts: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(kind)
    frontier = KINDS[kind](folder)
    frontier.open()
    pushed: set[str] = set()
    leased: list[Entry] = []
    ended: list[str] = []
    for act, number in acts:
        if act == "push":
            assert frontier.push([entry(number)]) == (entry(number).url not in pushed)
            pushed.add(entry(number).url)
        elif act == "pop" and (popped := frontier.pop()):
            leased.append(popped)
        elif act == "done" and leased:
            ended.append(leased[0].url)
            frontier.done(leased.pop(0).lease, "article")
        elif act == "release" and leased:
            frontier.release(leased.pop(0).lease)
        elif act == "die" and pushed - set(ended):
            frontier, leased = KINDS[kind](folder), []
            assert frontier.open()
    for each in leased:
        frontier.release(each.lease)
    rest = drain(frontier)
    assert sorted(rest + ended) == sorted(pushed)
