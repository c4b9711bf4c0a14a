"""Edits, steps and replay, apart from any stage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.explain import Applied, Explanation, Mapped, Result, Splices, Step, replay
from pipelines.options import Flag
from pipelines.stages import NAMES, explain


def splices(*edits: tuple[int, int, str]) -> Splices:
    made = Splices()
    for start, end, after in edits:
        made.add(start, end, after, "test")
    return made


def explanation(text: str, *stages: Splices | Mapped, uncertain: tuple[tuple[int, int], ...] = ()) -> Explanation:
    applied = []
    for number, edits in enumerate(stages):
        after = edits.apply(text) if isinstance(edits, Splices) else edits._after
        applied.append(Applied(NAMES[number], text, Result(after, edits, frozenset(), uncertain if not number else ())))
        text = after
    return Explanation(text, applied)


def test_splices_insert_delete_and_replace() -> None:
    edits = splices((0, 0, "<"), (1, 2, ""), (3, 4, "DD"))
    assert edits.apply("abcd") == "<acDD"
    assert len(edits) == 3


def test_splices_refuse_an_overlap() -> None:
    edits = splices((0, 2, "x"))
    with pytest.raises(ValueError, match="edit at 1 overlaps the one that ends at 2"):
        edits.add(1, 3, "y", "test")


def test_mapped_edits_are_found_on_demand() -> None:
    edits = Mapped("漢字和𠮷", "汉字和吉", "simplified")
    assert [(edit.start, edit.after) for edit in edits] == [(0, "汉"), (3, "吉")]
    assert len(edits) == 2


def test_mapped_refuses_what_is_not_one_to_one() -> None:
    with pytest.raises(ValueError, match="not one to one: 2 characters became 1"):
        Mapped("ab", "a", "test")


def test_replay_names_a_step_that_does_not_fit() -> None:
    step = Step("simplify", 0, 1, "漢", "汉", "test", 1.0)
    with pytest.raises(ValueError, match=r"step of stage simplify at 0 expects '漢', found '字'"):
        replay("字", [step])


def test_uncertain_spans_move_with_later_edits() -> None:
    first = splices((2, 3, "XY"))  # ab?d -> abXYd, guessed at 2-4
    second = splices((0, 1, ""), (4, 4, "!!"))  # -> bXY!!d
    told = explanation("ab?d", first, second, uncertain=((2, 4),))
    assert told.text == "bXY!!d"
    start, end = told.uncertain[0]
    assert told.text[start:end].startswith("XY")


def test_a_guess_that_a_later_stage_deletes_is_no_longer_listed() -> None:
    told = explanation("a?b", splices((1, 2, "X")), splices((0, 3, "")), uncertain=((1, 2),))
    assert told.text == ""
    assert told.uncertain == []


def test_counts_leave_out_stages_without_edits() -> None:
    told = explanation("abc", splices((0, 1, "x")), splices())
    assert told.counts == {NAMES[0]: 1}


def test_lone_surrogates_become_replacement_characters_and_replay() -> None:
    told = explain("甲\ud800乙\udfff")
    assert told.text == "甲\N{REPLACEMENT CHARACTER}乙\N{REPLACEMENT CHARACTER}"
    assert Flag.LOST in told.flags
    assert replay("甲\ud800乙\udfff", told.steps) == told.text


def test_an_unknown_stage_is_named() -> None:
    with pytest.raises(ValueError, match="no stage named polish: the stages are unescape, garble"):
        explain("甲", stages=["polish"])


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, Splices]:
    text = draw(st.text(max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = Splices()
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        edits.add(start, end, draw(st.text(max_size=3)), "test")
    return text, edits


@given(texts_with_edits(), st.data())
def test_steps_replay_through_any_stages(first: tuple[str, Splices], data: st.DataObject) -> None:
    text, edits = first
    middle = edits.apply(text)
    mapped = Mapped(middle, data.draw(st.text(min_size=len(middle), max_size=len(middle))), "test")
    told = explanation(text, edits, mapped)
    assert replay(text, told.steps) == told.text
    assert sum(told.counts.values()) == len(told.steps)
