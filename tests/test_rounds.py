"""The stages go round until each has left the text alone; what does not come to rest is left as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines import Flag, clean, explain, replay
from pipelines import stages as module
from pipelines.codepoints import Sign
from pipelines.explain import Context, Result, Splices
from pipelines.rounds import MAX_ROUNDS, Stage

EVERY = Sign(~0)
"""Letters alone are no sign: the texts below hold a mark or another."""


def rule(name: str, old: str, new: str, flag: Flag = Flag.GUESSED, *, rests: bool = False) -> Stage:
    """A stage that replaces the first `old`, is not sure of `new`, and raises `flag`."""

    def apply(text: str, context: Context) -> Result | None:
        place = text.find(old)
        if place < 0:
            return None
        edits = Splices()
        edits.add(place, place + len(old), new, f"{old} is {new}")
        return Result(edits.apply(text), edits, frozenset({flag}), ((place, place + len(new)),) if new else ())

    return Stage(name, EVERY, apply, rests)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set other stages in place of the real ones."""
    return lambda *stages: monkeypatch.setattr(module, "STAGES", stages)


def test_a_stage_is_asked_again_until_it_finds_nothing(use: Callable[..., None]) -> None:
    use(rule("one", "ab", "c"))
    told = explain("ab-ab-ab")
    assert told.text == "c-c-c"
    assert replay("ab-ab-ab", told.steps) == told.text
    assert told.uncertain == [(0, 1), (2, 3), (4, 5)]
    assert told.counts == {"one": 3}


def test_an_early_stage_sees_what_a_late_one_made(use: Callable[..., None]) -> None:
    use(rule("one", "xx", "y"), rule("two", "a", "x", Flag.LOST))
    told = explain("aaaa-")
    assert told.text == "yy-"
    assert replay("aaaa-", told.steps) == told.text
    assert told.flags == {Flag.GUESSED, Flag.LOST}
    assert told.uncertain == [(0, 1), (1, 2)]


def test_a_stage_that_rests_is_not_asked_about_its_own_text(use: Callable[..., None]) -> None:
    use(rule("one", "a", "b", rests=True))
    assert clean("aa-") == "ba-"


@pytest.mark.parametrize("stages", [[("a", "b"), ("b", "a")], [("a", "aa")]], ids=["ring", "growing"])
def test_what_does_not_come_to_rest_is_left_alone(use: Callable[..., None], stages: list[tuple[str, str]]) -> None:
    use(*(rule(str(number), *each) for number, each in enumerate(stages)))
    told = explain("c\ud800a")
    assert told.text == "c\N{REPLACEMENT CHARACTER}a"
    assert [step.stage for step in told.steps] == ["decode"]
    assert replay("c\ud800a", told.steps) == told.text
    assert told.flags == {Flag.UNRESOLVED, Flag.LOST}
    assert clean(told.text) == told.text


def test_no_stages_change_nothing() -> None:
    told = explain("&amp;", stages=[])
    assert (told.text, told.steps, told.flags) == ("&amp;", [], frozenset())


def test_nested_damage_is_undone_round_by_round() -> None:
    text = "新落成的博物馆展出了二百多件文物。"
    damaged = text
    for _ in range(MAX_ROUNDS // 2):
        damaged = damaged.encode().decode("latin-1")
    told = explain(damaged)
    assert told.text == text
    assert replay(damaged, told.steps) == text


LONG_TEXT = "一行好好的文字。\n" * 5000


def test_in_a_long_text_a_stage_is_asked_again_about_the_lines_that_changed(use: Callable[..., None]) -> None:
    asked: list[str] = []

    def listens(text: str, context: Context) -> Result | None:
        asked.append(text)
        return None

    use(Stage("one", EVERY, listens), rule("two", "甲", "乙", rests=True))
    text = f"{LONG_TEXT}有甲的一行。\n{LONG_TEXT}"
    assert clean(text) == text.replace("甲", "乙")
    assert asked == [text, "有乙的一行。"]


def test_in_a_long_text_an_early_stage_changes_what_a_late_one_made(use: Callable[..., None]) -> None:
    use(rule("one", "xx", "y"), rule("two", "a", "x"))
    text = f"{LONG_TEXT}aaaa-\n{LONG_TEXT}aa-"
    told = explain(text)
    assert told.text == text.replace("aa", "y")
    assert replay(text, told.steps) == told.text


def test_letters_that_became_ascii_are_nothing_to_a_stage_that_sleeps(use: Callable[..., None]) -> None:
    asked: list[str] = []

    def listens(text: str, context: Context) -> Result | None:
        asked.append(text)
        return None

    characters = next(stage for stage in module.STAGES if stage.name == "characters")
    use(Stage("one", EVERY, listens, asleep=True), characters)
    assert clean(LONG_TEXT + "１２３") == LONG_TEXT + "123"
    assert asked == [LONG_TEXT + "１２３"]
