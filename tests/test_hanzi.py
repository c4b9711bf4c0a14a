"""The character model: its table is the one that was built, and it tells Chinese from garbage."""

import hashlib
import math
from itertools import pairwise

import numpy as np
import pytest

from pipelines.codepoints import code_points
from pipelines.hanzi import NEUTRAL, TABLE, model
from pipelines.tables import read_bytes

SHA256 = "cfe874451483055693f76730f65a49bebd29b5925492993507d50a34ee8df822"
CHINESE = (
    "市民可以通过网上平台预约办理，工作人员将在三个工作日内答复。",
    "昨日上午，记者从市文化局获悉，今年的图书节将于九月开幕。",
    "市民可以透過網上平台預約辦理，工作人員將在三個工作日內答覆。",
    "昨日上午，記者從市文化局獲悉，今年的圖書節將於九月開幕。",
    "佢哋話今日唔使返工，我哋一齊去旺角食嘢。",
)
DAMAGE = (
    ("utf-8", "gb18030"),
    ("gb18030", "big5hkscs"),
    ("utf-8", "cp1252"),
    ("gb18030", "latin-1"),
    ("gb18030", "cp949"),
)


def test_table_is_the_one_that_was_built() -> None:
    table = read_bytes(TABLE)
    assert hashlib.sha256(table).hexdigest() == SHA256
    assert len(table) <= 4_000_000


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_scores_well_in_both_scripts(text: str) -> None:
    mean, count = model().mean(text)
    assert mean > -8
    assert count == len(text)


@pytest.mark.parametrize(("wrote", "read"), DAMAGE)
@pytest.mark.parametrize("text", CHINESE[:2])
def test_mojibake_scores_badly(text: str, wrote: str, read: str) -> None:
    assert model().mean(text.encode(wrote).decode(read, "replace"))[0] < model().mean(text)[0] - 3


def test_neutral_characters_are_left_out() -> None:
    values = model().logp(code_points("a中\n1"))
    assert np.isnan(values).tolist() == [True, False, True, True]
    assert model().mean("GDP 2023\n") == (0.0, 0)
    assert model().logp(code_points("")).size == 0
    assert model().pair("中", "a") == model().unigram("a") == NEUTRAL


def test_pair_agrees_with_the_array() -> None:
    text = "".join(CHINESE) + "\ufffd\ue000🙂가나かなéЖ鎴戜滑\x85A中B"
    values = model().logp(code_points(text))
    assert values[0] == pytest.approx(model().unigram(text[0]))
    for value, both in zip(values[1:], pairwise(text), strict=True):
        assert math.isnan(value) or value == pytest.approx(model().pair(*both), abs=1e-4)


def test_floors_are_graded() -> None:
    falling = "的", "鎴", "\N{CJK UNIFIED IDEOGRAPH-20000}", "\N{REPLACEMENT CHARACTER}", "\ue000"
    values = [model().unigram(character) for character in falling]
    assert values == sorted(values, reverse=True)


def test_characters_fall_in_frequency() -> None:
    assert model().characters[:2] == "，的"
    values = [model().unigram(character) for character in model().characters[:1000]]
    assert values == sorted(values, reverse=True)
