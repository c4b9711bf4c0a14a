"""Good simplified Chinese comes out as it went in, character for character, alone or in a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import explain

LINES = [
    line
    for line in (Path(__file__).parent / "cases" / "good-simplified.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES)
def test_a_good_line_stays(line: str) -> None:
    explanation = explain(line)
    assert explanation.steps == []
    assert explanation.text == line
    assert not explanation.flags


def test_good_lines_in_one_text_stay() -> None:
    text = "\n".join(LINES)
    assert explain(text).steps == []


def test_there_are_enough_lines_to_mean_something() -> None:
    assert len(set(LINES)) >= 150
