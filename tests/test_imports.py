"""Imports point one way: crawler to pipelines, and inside pipelines from what is composed to what composes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.stages import NAMES

ROOT = Path(__file__).parent.parent
SHARED_BY_STAGES = {
    "tables",
    "hanzi",
    "words",
    "gbk",
    "readings",
    "explain",
    "options",
    "codepoints",
    "rules",
    "variants",
}
EDGES = {"readers", "exporters", "executors"}
"""May import stages; nothing else in pipelines imports them."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever in it; `from a import b` gives a.b, be it a module or not."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1], *filter(None, [node.module])] if node.level else []
            module = ".".join(base) or node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    """The part of pipelines that a full name lies in; `garble_solve` is a part of `garble`."""
    words = name.split(".")
    second = words[1].lstrip("_") if len(words) > 1 else ""
    return next((stage for stage in NAMES if second == stage or second.startswith(f"{stage}_")), second)


def breaches(path: Path) -> Iterator[str]:
    """What a module imports and should not."""
    own = part(name_of(path))
    for imported in imports(path):
        top, target = imported.split(".")[0], part(imported)
        if top in {"crawler", "scrapy", "twisted", "tests"}:
            yield f"{imported}: pipelines stands alone"
        if top != "pipelines" or target == own or name_of(path) == "pipelines":
            continue
        if own in NAMES and target not in SHARED_BY_STAGES:
            yield f"{imported}: a stage knows tables and what stages share, and no other stage"
        if own in SHARED_BY_STAGES and target in {*NAMES, "stages", "page", "decode", "extract"}:
            yield f"{imported}: what stages share does not know them"
        if target in EDGES and own not in EDGES:
            yield f"{imported}: only the outer edge imports the outer edge"


@pytest.mark.parametrize("path", modules("pipelines"), ids=name_of)
def test_pipelines_imports_one_way(path: Path) -> None:
    assert not list(breaches(path))


def test_the_rules_catch_a_breach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    stage = tmp_path / "pipelines" / "garble" / "solve.py"
    stage.parent.mkdir(parents=True)
    stage.write_text("from pipelines import mojibake\nfrom ..simplify import apply\nimport scrapy.http\n")
    assert [breach.split(":")[0] for breach in breaches(stage)] == [
        "pipelines.mojibake",
        "pipelines.simplify.apply",
        "scrapy.http",
    ]
    stage.write_text("from pipelines.garble.table import A\nfrom . import b\nfrom pipelines import gbk\nimport numpy\n")
    assert not list(breaches(stage))


def test_the_modules_of_garble_are_told_of_each_below_those_it_imports() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", page[page.index("| module |") :], re.MULTILINE)
    told = [name for row in rows for name in re.findall(r"`(\w+)\.py`", row)]
    folder = ROOT / "pipelines/garble"
    assert sorted(told) == sorted(path.stem for path in folder.glob("*.py"))
    for place, name in enumerate(told):
        found = {each.removeprefix("pipelines.garble.") for each in imports(folder / f"{name}.py")}
        assert not {each.split(".")[0] for each in found} & set(told[place:])
