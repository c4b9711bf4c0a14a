"""README and the pages of docs/: what they show is run, and what they link to is there.

A `python` block runs as a doctest. In a `console` block each line behind `$ ` is run by a shell, and the lines below it
are what it prints, where `...` stands for anything. `<!-- file: NAME -->` before a block makes that file first. The
blocks of a page share an empty folder, in their order; other blocks (`sh`, `json`) are only shown.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
_BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


class Block(NamedTuple):
    kind: str
    body: str
    file: str | None
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["kind"], found["body"], found["file"], text.count("\n", 0, found.start("body")))
        for found in _BLOCK.finditer(text)
    ]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment with `zhengwen` and `scrapy` of this checkout, at work in an empty folder."""
    programs = tmp_path / ".bin"
    programs.mkdir()
    for name, module in (("zhengwen", "crawler.cli"), ("scrapy", "scrapy"), ("python", "")):
        call = f'-m {module} "$@"' if module else '"$@"'
        (programs / name).write_text(f"#!/bin/sh\nexec {sys.executable} {call}\n")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "160"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_so(
    page: Path, tmp_path: Path, shell: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.body, encoding="utf-8")
        elif block.kind == "python":
            _doctest(page, block, names)
        elif block.kind == "console":
            _console(page, block, tmp_path, shell)


def _doctest(page: Path, block: Block, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, names, page.name, str(page), block.line)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    assert not runner.failures, "".join(told)


def _console(page: Path, block: Block, folder: Path, shell: dict[str, str]) -> None:
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.partition("\n")
        ran = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=shell, capture_output=True, text=True, timeout=120, check=False
        )
        where = f"{page.name}:{block.line}: $ {command}"
        assert ran.returncode == 0, f"{where}\n{ran.stderr}"
        pattern = re.escape(wanted.rstrip()).replace(r"\.\.\.", ".*")
        assert re.fullmatch(pattern, ran.stdout.rstrip(), re.DOTALL), f"{where}\n{ran.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_and_page_is_told_of() -> None:
    from crawler.cli import COMMANDS

    told = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert not [name for name in COMMANDS if f"zhengwen {name}" not in told]
    linked = {(page.parent / target).resolve() for page in PAGES for target in _LINK.findall(page.read_text("utf-8"))}
    assert not [page.name for page in PAGES if page.name != "README.md" and page not in linked]
