"""What holds for every damage: what was lossless comes back, what is lost is told, what is right stays."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.damage import ESCAPES, IRRECOVERABLE, LOSSLESS, LOSSY, browser_gbk, misread, one_byte_off
from tools.foreign import variants

from pipelines import Flag, Options, clean, explain, replay
from pipelines.codepoints import look
from pipelines.mojibake.suspects import suspects

STAGES = ("unescape", "garble", "mojibake")
GOOD = (Path(__file__).parents[1] / "cases" / "good-simplified.txt").read_text(encoding="utf-8").splitlines()
PARAGRAPHS = st.lists(
    st.sampled_from([line for line in GOOD if not line.startswith("#") and len(line) > 12]), min_size=2, max_size=4
).map("".join)
DEBRIS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x80, max_codepoint=0x17F),
        st.sampled_from("浣犲ソ涓枃鏂囧瓧锟斤拷烫屯嚙踝蕭占쏙옙ÖÐÎÄïżÃ©€?\ufffd\ue15f\n12 ab，。"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F),
    ),
    max_size=60,
)


@pytest.mark.parametrize("label", [label for label in LOSSLESS if not label.startswith("big5")])
@settings(max_examples=12)
@given(text=PARAGRAPHS)
def test_damage_without_loss_is_undone(label: str, text: str) -> None:
    damaged = LOSSLESS[label](text)
    if damaged is not None:
        assert clean(damaged, stages=STAGES) == text


@pytest.mark.parametrize("label", ESCAPES)
@settings(max_examples=12)
@given(text=PARAGRAPHS)
def test_escapes_are_undone(label: str, text: str) -> None:
    damaged = ESCAPES[label](text)
    if damaged is not None and "&" not in text and "%" not in text:
        assert clean(damaged, stages=["unescape"]) == text


@pytest.mark.parametrize("label", LOSSY)
@settings(max_examples=12)
@given(text=PARAGRAPHS)
def test_loss_is_told(label: str, text: str) -> None:
    damaged = LOSSY[label](text)
    if damaged is None or damaged == text:
        return
    told = explain(damaged, stages=STAGES)
    assert replay(damaged, told.steps) == told.text
    assert bool(told.uncertain) == (Flag.GUESSED in told.flags)
    assert all(0 <= start < end <= len(told.text) for start, end in told.uncertain)
    assert "\N{REPLACEMENT CHARACTER}" not in told.text or Flag.LOST in told.flags


@settings(max_examples=30)
@given(PARAGRAPHS, st.sampled_from([misread("utf-8", "gbk", "replace"), browser_gbk]))
def test_what_is_alive_is_right_and_what_is_filled_is_marked(text: str, damage: object) -> None:
    told = explain(damage(text), stages=STAGES)  # type: ignore[operator]  # a function, whatever its type is called
    if len(told.text) == len(text):
        marked = {place for start, end in told.uncertain for place in range(start, end)}
        for place, (got, wanted) in enumerate(zip(told.text, text, strict=True)):
            assert got in (wanted, "\N{REPLACEMENT CHARACTER}") or place in marked


@settings(max_examples=30)
@given(PARAGRAPHS, st.booleans(), st.integers(0, 1000))
def test_a_byte_lost_or_added_costs_a_few_characters(text: str, added: bool, seed: int) -> None:
    damaged = one_byte_off(text, random.Random(seed), added=added)
    if damaged is not None:
        told = explain(damaged, stages=STAGES)
        assert replay(damaged, told.steps) == told.text
        assert clean(told.text, stages=STAGES) == told.text


@pytest.mark.parametrize("label", [label for label in IRRECOVERABLE if not label.startswith("big5")])
@settings(max_examples=12)
@given(text=PARAGRAPHS)
def test_what_is_gone_is_told_and_left(label: str, text: str) -> None:
    damaged = IRRECOVERABLE[label](text)
    if damaged is not None and damaged != text:
        told = explain(damaged, stages=STAGES)
        assert told.text == damaged
        assert Flag.LOST in told.flags


@given(DEBRIS)
def test_any_debris(text: str) -> None:
    told = explain(text, stages=STAGES)
    assert replay(text, told.steps) == told.text
    assert clean(told.text, stages=STAGES) == told.text
    told.text.encode()


@given(DEBRIS)
def test_nothing_is_guessed_when_that_is_not_wanted(text: str) -> None:
    told = explain(text, stages=["mojibake"], options=Options(fill=False))
    assert not told.uncertain
    assert Flag.GUESSED not in told.flags


def test_clean_text_of_other_kinds_stays() -> None:
    for kind, text in variants(600, seed=1):
        assert clean(text, stages=["unescape", "mojibake"]) == text, kind


def test_a_damaged_line_changes_no_other() -> None:
    page = [line for line in GOOD if not line.startswith("#")]
    for place in [place for place, line in enumerate(page) if len(line) > 12][::9]:
        damaged = LOSSLESS["gb18030 as cp1252"](page[place]) or ""
        lines = [*page[:place], damaged, *page[place + 1 :]]
        assert clean("\n".join(lines), stages=["mojibake"]) == "\n".join(page)


def test_in_a_long_text_a_lost_character_is_searched_for_only_where_something_odd_stands_beside_it() -> None:
    page = "\n".join(line for line in GOOD if not line.startswith("#"))
    good = f"{page}\n我们要努力学\ufffd，天天向上。\n今天天气\ufffd好。"
    assert suspects(look(good)) == []
    assert explain(good, stages=["mojibake"]).flags == {Flag.LOST}
    off = f"{page}\n我们在河边种了柳树，春天吹氖焙蚝芎每础\ufffd"
    assert clean(off, stages=["mojibake"]).endswith("的时候很好看。")
