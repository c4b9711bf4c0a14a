"""The stages that normalise: they never raise, they are idempotent, their steps replay, and good text stays."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import Options, clean, explain, replay
from pipelines.codepoints import code_points, signs
from pipelines.explain import Context
from pipelines.simplify.converter import Converter
from pipelines.simplify.dictionaries import configuration, expanded, supplement
from pipelines.simplify.engine import engine, merged
from pipelines.stages import STAGES as PIPELINE
from pipelines.stages import Stage
from pipelines.tables import read_lines
from scripts.build_simplify import TARGET, table

STAGES = ["characters", "punctuation", "simplify"]
PIECES = st.sampled_from(
    [
        *"中国人民著乾於發的了名力坤清宮藉瞭帳沈,.;:!?()\"'…-， 。、；：“”「」（）",
        *"\n \u3000\xa0\u200b\u200d\ufeff\u00adＡ１ab12⼈カの👨",
        *("...", ",,", "。。", "--", "乾隆", "顯著"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS)
@pytest.mark.parametrize("stage", STAGES)
def test_idempotent_and_replays(stage: str, text: str) -> None:
    explanation = explain(text, stages=[stage])
    assert replay(text, explanation.steps) == explanation.text
    assert clean(explanation.text, stages=[stage]) == explanation.text


@given(TEXTS)
def test_together(text: str) -> None:
    once = clean(text, stages=STAGES)
    assert clean(once, stages=STAGES) == once


def _longest(text: str, words: dict[str, str]) -> str:
    """Leftmost-longest replacement, the plain way."""
    longest = max(map(len, words))
    parts, place = [], 0
    while place < len(text):
        for size in range(longest, 0, -1):
            if (key := text[place : place + size]) in words:
                break
        parts.append(words.get(key, key))
        place += len(key)
    return "".join(parts)


_T2S = configuration("t2s").chain[0]
_WORDS = _T2S.characters | _T2S.phrases
_OVERLAPS = st.lists(
    st.sampled_from(sorted(_T2S.phrases)).flatmap(
        lambda word: st.tuples(st.just(word), st.integers(0, len(word)), st.integers(0, len(word)))
    ),
    max_size=8,
).map(lambda words: "".join(word[min(a, b) : max(a, b)] for word, a, b in words))


_PHRASES = merged("tw2sp")[1]
_HEAPS = st.lists(
    st.sampled_from(sorted({*_PHRASES, *_PHRASES.values(), *"著著着於乾覆藉沈帳后裏的了"})), max_size=6
).map("".join)


@given(_HEAPS, st.sampled_from(["t2s", "tw2s", "hk2s", "tw2sp"]))
def test_heaps_of_phrases_are_settled_at_once(text: str, name: str) -> None:
    convert = engine(name, exact=False).convert
    once = convert(text).text
    assert convert(once).text == once


_NEIGHBOURS = [("努", "工"), ("中国人民", ""), ("", "中国人民"), ("8", "4"), ("ab", "cd")]
_BLOCKS = [(0x00, 0x17F), (0x370, 0x4FF), (0x600, 0x61F), (0x2000, 0x206F), (0x2200, 0x22FF), (0x2500, 0x25FF)]
_BLOCKS += [(0x2E80, 0x2FDF), (0x3000, 0x30FF), (0xE000, 0xE010), (0xF900, 0xFA2D), (0xFE30, 0xFE6F), (0xFEFF, 0xFFFF)]


@pytest.mark.parametrize("stage", [stage for stage in PIPELINE if stage.name in STAGES], ids=lambda stage: stage.name)
def test_no_stage_is_passed_over_that_has_work(stage: Stage) -> None:
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            for (before, after), doubled in product(_NEIGHBOURS, (0, 1)):
                text = f"{before}{chr(code)}{chr(code) * doubled}{after}"
                if not stage.signs & signs(code_points(text)):
                    result = stage.apply(text, Context())
                    assert result is None or result.text == text, ascii(text)


@given(_OVERLAPS)
def test_exact_is_leftmost_longest(text: str) -> None:
    assert engine("t2s", exact=True).convert(text).text == _longest(text, _WORDS)
    assert Converter(*_T2S).convert(text) == _longest(text, _WORDS)


@pytest.mark.parametrize("name", ["characters", "phrases"])
def test_supplements_are_sorted_and_unique(name: str) -> None:
    keys = [line.split("\t")[0] for line in read_lines(f"simplify-{name}.tsv")]
    assert keys == sorted(set(keys))


def test_supplements_are_what_is_converted() -> None:
    characters, _ = merged("t2s")
    words = supplement("characters") | expanded(supplement("phrases"), characters)
    wrong = {
        key: result
        for key, value in words.items()
        if (result := clean(f"國{key}\n", stages=["simplify"])) != f"国{value}\n" and key not in ("么", "抬")
    }
    assert not wrong


def test_table_of_traditional_characters_is_up_to_date() -> None:
    assert TARGET.read_text("utf-8") == table()


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("name", ["t2s", "tw2s", "hk2s", "tw2sp"])
def test_every_configuration(name: str, exact: bool) -> None:
    text = "軟體與資訊，顯著的隨身碟，記憶體位元"
    options = Options(opencc=name, exact_opencc=exact)
    explanation = explain(text, stages=["simplify"], options=options)
    assert replay(text, explanation.steps) == explanation.text
    assert ("U盘" in explanation.text) == (name == "tw2sp")
    assert "显著" in explanation.text
