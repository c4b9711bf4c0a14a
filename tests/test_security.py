"""docs/security.md: each threat names a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
THREATS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| ---"))]
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@pytest.mark.parametrize("threat", THREATS, ids=lambda line: line.split("|")[1].strip()[:60])
def test_a_threat_has_a_test(threat: str) -> None:
    named = _NAMED.findall(threat.split("|")[3])
    assert named
    for file, name in named:
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_list_is_not_empty() -> None:
    assert len(THREATS) > 20
