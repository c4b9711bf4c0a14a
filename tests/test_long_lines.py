"""A whole text may be one line: what a rule asks of the line around a place is bounded, so that time stays linear."""

from __future__ import annotations

import time

import pytest

from pipelines import explain
from pipelines.garble.around import before

FILLER = "我們在這裏的工作是為了大家的生活更加美好而努力" * 4


@pytest.mark.parametrize(
    "unit",
    [
        'The quick (brown) fox, jumps: over "the" lazy dog; 3.14! ',
        "人民日?qǐng)?bào)客戶(hù)端發(fā)展中國(guó)網(wǎng)絡(luò)，" + FILLER,
        "人民日qǐng)bào)客戶(hù)端發(fā)展中國(guó)網(wǎng)絡(luò)，" + FILLER,
        "人民guo)客戶(hù)端發(fā)展中國(guó)網(wǎng)絡(luò)，" + FILLER,
    ],
)
def test_one_line_of_megabytes(unit: str) -> None:
    text = unit * (4_000_000 // len(unit.encode()))
    start = time.process_time()
    explain(text)
    assert time.process_time() - start < 6  # about one; 20 and more where each place reads its whole line


def test_what_was_opened_near_enough_is_known() -> None:
    line = "“" + FILLER
    assert before(line, len(line)).opened == "“"
    assert before(line + "\n" + FILLER, len(line + FILLER) + 1).opened == ""
    assert before("“" + FILLER * 30, len(FILLER) * 30 + 1).opened == ""
