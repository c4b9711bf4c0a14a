"""Every case of tests/cases: what it becomes, that its steps replay, and that cleaning again changes nothing.

A file is named `<stage>-<kind>.json` and holds a list of cases. Kinds are in-the-wild, synthetic, negative (nothing may
change) and known-failures (strict expected failures: the day one is repaired, its test says so).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from pipelines import Flag, Options, clean, explain, replay

CASES = Path(__file__).parent / "cases"
KINDS = ("in-the-wild", "synthetic", "negative", "known-failures")


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case.

    Attributes:
        label: a name, unique in its file.
        source: where the text is from, or what it was made for.
        original, fixed: before and after.
        explanation: why this is right.
        expect: `pass`, or `xfail` in a file of known failures.
        stages: run only these; without it, all.
        options: fields of `Options` that differ from the default.
        flags: when given, exactly these are found.
    """

    label: str
    source: str
    original: str
    fixed: str
    explanation: str
    expect: Literal["pass", "xfail"]
    stages: list[str] | None = None
    options: Options = Options()
    flags: list[Flag] | None = None


def _read(path: Path) -> list[Case]:
    return msgspec.json.decode(path.read_bytes(), type=list[Case])


FILES = sorted(CASES.glob("*.json"))


def _parameters() -> list[Any]:
    return [
        pytest.param(
            case,
            id=f"{path.stem}:{case.label}",
            marks=[pytest.mark.xfail(strict=True, reason=case.explanation)] if case.expect == "xfail" else [],
        )
        for path in FILES
        for case in _read(path)
    ]


@pytest.mark.parametrize("case", _parameters())
def test_case(case: Case) -> None:
    explanation = explain(case.original, stages=case.stages, options=case.options)
    assert explanation.text == case.fixed
    assert replay(case.original, explanation.steps) == explanation.text
    assert clean(explanation.text, stages=case.stages, options=case.options) == explanation.text
    if case.flags is not None:
        assert explanation.flags == set(case.flags)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_files_are_in_order(path: Path) -> None:
    """The file's name says what its cases are, and each label is used once."""
    kind = next((kind for kind in KINDS if path.stem.endswith(f"-{kind}")), None)
    assert kind, f"{path.name} is none of {KINDS}"
    cases = _read(path)
    labels = [case.label for case in cases]
    assert len(labels) == len(set(labels))
    assert all((case.expect == "xfail") == (kind == "known-failures") for case in cases)
    if kind == "negative":
        assert all(case.original == case.fixed for case in cases)
