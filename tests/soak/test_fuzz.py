"""Ten minutes of coverage-guided fuzzing: nothing raises on any bytes. FUZZ_SECONDS sets another time."""

from __future__ import annotations

import base64
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = HERE.parent / "cases"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
ONE_INPUT = 60
"""Seconds that one input may take; libFuzzer makes them a few kilobytes at most."""

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        importlib.util.find_spec("atheris") is None, reason="atheris is not installed: pip install 'zhengwen[soak]'"
    ),
]


def seeds(folder: Path) -> None:
    """Inputs to begin with: lines of the cases and a page, for every function, in the usual encodings."""
    lines = (CASES / "good-simplified.txt").read_text(encoding="utf-8").splitlines()[1:61]
    seed = (CASES / "benxi-portal-page.txt").read_text(encoding="utf-8")
    page = f"<html><head><meta charset=gbk><title>{lines[0]}</title></head><body><h1>{lines[1]}</h1><p>" + "<p>".join(
        lines[2:9]
    )
    texts = [*("\n".join(lines[start : start + 4]) for start in range(0, 60, 4)), seed[:1500], page]
    for number, text in enumerate(texts):
        for codec in ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "hz"):
            body = text.encode(codec, "ignore")
            (folder / f"{number}-{codec}").write_bytes(bytes([number % 24]) + body)
        (folder / f"{number}-mixed").write_bytes(bytes([number % 24]) + text.encode("gb18030") + b"<p>" + text.encode())


def test_nothing_raises(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    seeds(corpus)
    done = subprocess.run(
        [
            *(sys.executable, str(HERE / "fuzz.py"), str(corpus)),
            *(f"-max_total_time={SECONDS}", f"-timeout={ONE_INPUT}", "-max_len=8192", "-rss_limit_mb=4096"),
            *("-seed=20231", f"-artifact_prefix={tmp_path}/"),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS * 2 + 300,
    )
    found = [base64.b64encode(path.read_bytes()).decode() for path in tmp_path.glob("*-*") if path.is_file()]
    assert done.returncode == 0, "\n".join([done.stderr[-3000:], done.stdout[-3000:], "inputs in base64:", *found])
    assert "Done " in done.stderr
