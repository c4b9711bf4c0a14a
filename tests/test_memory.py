"""What was found out about pages is remembered, but not for more text than fits."""

from pipelines.codepoints import Seen
from pipelines.garble.memory import CHARACTERS, PAGES, remembered


def test_few_pages_are_remembered_and_large_ones_only_by_themselves() -> None:
    asked: list[int] = []

    def length(page: str, seen: Seen) -> int:
        asked.append(len(page))
        return seen.array.size

    ask = remembered(length)
    small, large = ["中" * size for size in range(1, PAGES + 1)], "國" * CHARACTERS
    for page in [*small, *small]:
        assert ask(page) == len(page)
    assert asked == list(range(1, PAGES + 1))
    ask("中" * 100)  # one more than are kept: the one asked for longest ago goes
    ask(small[1])
    assert asked[PAGES:] == [100]
    ask(small[0])
    assert asked[PAGES:] == [100, 1]
    ask(large)
    ask(large)
    ask(small[0])
    assert asked[PAGES + 2 :] == [CHARACTERS, 1]
