"""The garble: whatever the machine did, the text comes back or is flagged; nothing raises; undone text stays."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.forward import MARKS, Machine, garble, random_table, readings, to_traditional
from tools.people import WAYS, Way

from pipelines import Flag, clean, explain, process, replay
from pipelines.codepoints import look
from pipelines.garble import annotations
from pipelines.garble.around import Before
from pipelines.garble.beam import IN_STEP, Beams, Due, Path
from pipelines.garble.machine import Neighbours

TEXT = (
    "本溪市文化馆昨日举办群众书画展，来自全市各县区的三百多件作品参加展览。展览为期一个月，免费向市民开放。"
    "馆长说：“这些作品题材广泛，既有山水花鸟，也有反映乡村变化的新作；作者中年龄最大的八十六岁，最小的只有九岁。”\n"
    "记者在现场看到，许多家长带着孩子前来参观。一位陈姓市民对记者说，孩子学习国画已经两年，这次带他来开开眼界，"
    "希望今后能有更多这样的机会。据了解，展览结束后，部分优秀作品将送往省城继续展出，并由东北出版社结集出版。\n"
    "县里的农业技术人员近日来到李家村，为种植户讲解春季田间管理的要点。今年开春以来气温回升较慢，土壤墒情一般，"
    "技术人员建议适当推迟播种时间，同时做好种子处理。村民王德发说，去年听了讲课，玉米每亩增产近百斤。"
)
DOUBTS = {Flag.GUESSED, Flag.LOST, Flag.UNRESOLVED}
MACHINES = st.builds(
    Machine,
    table=st.builds(random_table, st.integers(0, 999), st.integers(12, 120), st.just(TEXT)),
    commas=st.sampled_from(["none", "characters", "bytes"]),
    marks=st.sets(st.sampled_from(MARKS), min_size=2).map(lambda marks: "".join(sorted(marks))),
    share=st.sampled_from([1.0, 0.66, 0.3]),
    commas_first=st.sampled_from([True, False, None]),
    fold=st.booleans(),
    decoder=st.sampled_from(["swallow", "keep", "single"]),
    lost=st.sampled_from(["?", "\N{REPLACEMENT CHARACTER}"]),
    nfkc=st.booleans(),
    style=st.sampled_from(["tone", "plain", "number"]),
    gap=st.sampled_from(["", " "]),
    lost_indents=st.booleans(),
    seed=st.integers(0, 999),
)


def _same(text: str) -> str:
    """Whether a torn mark had been folded cannot be seen."""
    return unicodedata.normalize("NFKC", text)


@given(MACHINES)
def test_comes_back_or_is_flagged(machine: Machine) -> None:
    garbled = garble(TEXT, machine)
    wanted = garble(TEXT, replace(machine, table={}, commas="none", lost_indents=False))
    told = explain(garbled, stages=["garble"])
    assert _same(told.text) == _same(wanted) or told.flags & DOUBTS
    assert replay(garbled, told.steps) == told.text
    assert clean(told.text, stages=["garble"]) == told.text


@given(
    MACHINES, st.integers(0, 300), st.integers(0, 300), st.text("?\N{REPLACEMENT CHARACTER},()a國guóＡ。\n", max_size=6)
)
def test_damaged_again(machine: Machine, start: int, length: int, put_in: str) -> None:
    garbled = garble(TEXT, machine)
    garbled = garbled[:start] + put_in + garbled[start + length :]
    told = explain(garbled, stages=["garble"])
    assert replay(garbled, told.steps) == told.text
    assert all(0 <= begin < end <= len(told.text) for begin, end in told.uncertain)
    once = clean(garbled)
    assert clean(once) == once


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.booleans())
def test_good_text_stays(start: int, end: int, traditional: bool) -> None:
    text = TEXT[min(start, end) : max(start, end)]
    text = to_traditional(text) if traditional else text
    assert clean(text, stages=["garble"]) == text


@given(st.integers(0, len(TEXT) - 60), st.booleans(), st.sampled_from(["({})", "（{}）", "{}"]))
def test_lessons_stay(start: int, traditional: bool, form: str) -> None:
    line = TEXT[start : start + 40]
    line = to_traditional(line) if traditional else line
    lesson = "".join(c + form.format(readings(c)[0]) if "\u4e00" <= c <= "\u9fff" else c for c in line)
    assert clean(lesson, stages=["garble"]) == lesson


@given(st.sampled_from(WAYS), st.randoms(use_true_random=False), st.integers(1, 3), st.booleans())
def test_what_people_annotate_stays(way: Way, draw: random.Random, lines: int, traditional: bool) -> None:
    text = "\n".join(TEXT.split("\n")[:lines])
    text = way(to_traditional(text) if traditional else text, draw)
    assert clean(text, stages=["garble"]) == text


@given(st.integers(0, 999), st.integers(8, 60), st.booleans())
def test_simplified_kinds_are_taken_out_or_flagged(seed: int, number: int, commas: bool) -> None:
    draw = random.Random(seed)
    found = draw.sample([c for c in TEXT if "\u4e00" <= c <= "\u9fff"], number)
    machine = Machine(
        table={c: readings(c)[0] for c in found}, script="keep", commas="characters" if commas else "none", ruby=True
    )
    told = explain(garble(TEXT, machine), stages=["garble"])
    assert _same(told.text) == _same(garble(TEXT, script="keep")) or told.flags & DOUBTS


@pytest.mark.parametrize("commas", ["characters", "bytes"])
@pytest.mark.parametrize("title", ["县文化馆办书画展", "记者看展览，孩子学国画。", "李家村种植户听讲课"])
def test_a_title_takes_its_page_s_verdict(title: str, commas: str) -> None:
    table = random_table(3, 60, TEXT)
    text, title_garbled = garble(TEXT, table=table, commas=commas), garble(title, table=table, commas=commas)
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    head = f"<title>{title_garbled}</title>"
    html = f"<html><head>{head}</head><body><h1>{title_garbled}</h1><div>{paragraphs}</div></body></html>"
    article = process(html.encode(), url="https://news.example.cn/2026/1.html", content_type="text/html; charset=utf-8")
    assert article.title == clean(title)
    assert article.text == clean(TEXT)
    assert Flag.GARBLED in article.flags


@given(st.lists(st.one_of(st.none(), st.integers(-30, 0).map(float))))
def test_a_place_with_hypotheses_has_a_best_one(scores: list[float | None]) -> None:
    beams = Beams(Before("", "", "", ""), Neighbours(""), traditional=True)
    for number, score in enumerate((*scores, None)):
        if score is not None:
            beams.move(0, (IN_STEP, Due(0x81))[number % 2], [Path(score, str(score), "")])
        elif beams.places:
            groups = [[path.score for path in group] for group in beams.pop()[1].values()]
            assert groups
            assert all(group and group == sorted(group, reverse=True) for group in groups)


def test_many_annotations_are_counted_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text = look(garble(TEXT * 3, Machine(table=random_table(5, 60, TEXT))) + "行(xíng)行(háng)行(xing)(xíng)")
    few = annotations.find(text)
    monkeypatch.setattr(annotations, "MANY", 0)
    many = annotations.find(text)
    assert len(few.table) > 10
    assert (few.table, few.counts, few.kinds.tolist()) == (many.table, many.counts, many.kinds.tolist())
