"""The word model: its table is the one that was built, and it tells sense from nonsense where characters cannot."""

import hashlib
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables import read_bytes
from pipelines.words import TABLE, Behind, Words, pack, words

SHA256 = "cf4542a733730d79d596851012a24b74c055d602bff3f6fb3052cca15f2ae55f"


def test_table_is_the_one_that_was_built() -> None:
    table = read_bytes(TABLE)
    assert hashlib.sha256(table).hexdigest() == SHA256
    assert len(table) <= 12_000_000


@pytest.mark.parametrize(
    ("sense", "nonsense"),
    [
        ("公园里有一只狐狸", "公园里有一只湖狸"),
        ("大楼三十米宽", "大楼三十米对"),
        ("獲得金牌大獎章", "獲得金牌大獎者章"),
        ("孩子喜歡喫巧克力棒", "孩子喜歡喫巧克力把"),
        ("他沿著河邊走", "他沿者河邊走"),
    ],
)
def test_sense_is_more_probable_than_nonsense(sense: str, nonsense: str) -> None:
    assert words().logp(sense) > words().logp(nonsense)


def test_both_scripts_are_the_same_to_it() -> None:
    assert words().logp("獲得金牌") == words().logp("获得金牌")


def test_a_clause_ends_behind_some_words_rather_than_others() -> None:
    def end(stretch: str) -> float:
        return words().logp(stretch) - words().logp(stretch, ends=False)

    assert end("你吃饭了吗") > end("我们吃饭") > end("我们和")


@given(
    st.text(
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF) | st.sampled_from("的是了不在有和人"), max_size=300
    )
)
def test_it_answers_about_anything(stretch: str) -> None:
    found = words().logp(stretch)
    assert math.isfinite(found)
    assert found <= 1e-6


def test_a_small_table_is_read_as_it_was_packed() -> None:
    names = ["甲", "乙", "甲乙"]
    logs = np.log([[0.5, 0.25, 0.25], [0.4, 0.3, 0.3], [0.5, 0.5, 0.5], [0.1, 0.2, 0.3]])
    pairs = Behind(np.array([0, 1]), np.array([1, 0]), np.log([0.2, 0.7]))
    triples = Behind(np.array([0]), np.array([0]), np.log([0.6]))
    model = Words(pack(names, logs, pairs, np.log([0.3, 1.0]), triples))
    by_two, by_one = 0.5 * 0.2 * 0.2, 0.25 * 0.3
    assert model.logp("甲乙") == pytest.approx(math.log(by_two + by_one), abs=0.05)
    assert model.logp("乙乙", ends=False) == pytest.approx(math.log(0.25 * 0.5 * 0.3), abs=0.05)
    # Behind the pair 甲 乙 a triple tells of 甲, and what is left for other words is less than behind 乙 alone.
    told, left = 0.5 * 0.2 * 0.6, 0.5 * 0.2 * 0.3 * 0.5 * 0.3
    assert model.logp("甲乙甲", ends=False) == pytest.approx(math.log(told + 0.25 * 0.5 * 0.4), abs=0.05)
    assert model.logp("甲乙乙", ends=False) == pytest.approx(math.log(left + 0.25 * 0.5 * 0.3), abs=0.05)
    assert model.logp("") == 0.0


def test_what_stands_two_words_before_tells() -> None:
    def behind(before: str, word: str) -> float:
        return words().logp(before + word, ends=False) - words().logp(before, ends=False)

    assert behind("改革开放", "以来") > behind("开放", "以来") + 0.5
    assert behind("很不好", "意思") > behind("好", "意思") + 0.5


def test_a_cut_table_is_no_table() -> None:
    with pytest.raises((ValueError, struct.error)):
        Words(read_bytes(TABLE)[:1000])


def test_answers_do_not_depend_on_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    stretch = "改革开放以来的中国人民生活" * 300  # no recursion reaches as far
    expected = words().logp(stretch)
    monkeypatch.setattr("pipelines.words._KEPT", 2)
    assert Words(read_bytes(TABLE)).logp(stretch) == expected
