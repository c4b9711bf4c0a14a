"""The bundled portals: every article's record is the true one, but for failures that are known by name."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.profiles import load_profile
from pipelines import process
from pipelines.urls import canonical_url

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
PORTALS = ("benxi", "haiyu", "jianglan", "songhu", "yunchuan")
FIELDS = ("url", "title", "text", "authors", "source", "published_at", "section", "site", "encoding")


@cache
def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def known_failure(portal: str, path: str) -> dict[str, Any]:
    failures = toml(SAMPLES / portal / "known_failures.toml")
    found: dict[str, Any] = failures.get(path, {})
    return found


@cache
def record(portal: str, path: str) -> dict[str, Any]:
    """What comes out of a page, in the shape of `expected.jsonl`."""
    folder = SAMPLES / portal
    server = toml(folder / "server.toml")
    article = process(
        (folder / "www" / path.lstrip("/")).read_bytes(),
        url=f"http://{portal}.sample.test{path}",
        content_type=server.get("pages", {}).get(path, server["content_type"]),
        hints=load_profile(ROOT / "crawler" / "portals" / f"{portal}.toml").hints,
    )
    found = {field: getattr(article, field) for field in FIELDS}
    return found | {"encoding": {"declared": article.encoding.declared, "used": article.encoding.used}}


def pages() -> list[Any]:
    cases = []
    for portal in PORTALS:
        lines = (SAMPLES / portal / "expected.jsonl").read_text(encoding="utf-8").splitlines()
        for wanted in map(json.loads, lines):
            path = wanted["url"].removeprefix(f"http://{portal}.sample.test")
            wanted["url"] = canonical_url(wanted["url"])
            cases += [
                pytest.param(portal, path, field, wanted[field], id=f"{portal}{path}-{field}") for field in FIELDS
            ]
    return cases


@pytest.mark.parametrize(("portal", "path", "field", "wanted"), pages())
def test_field_of_a_page(portal: str, path: str, field: str, wanted: Any, request: pytest.FixtureRequest) -> None:
    known = known_failure(portal, path)
    if field in known.get("fields", ()):
        request.applymarker(pytest.mark.xfail(reason=known["reason"], strict=True))
    assert record(portal, path)[field] == wanted


@pytest.mark.parametrize("portal", PORTALS)
def test_known_failures_name_pages_and_fields(portal: str) -> None:
    for path, known in toml(SAMPLES / portal / "known_failures.toml").items():
        assert (SAMPLES / portal / "www" / path.lstrip("/")).is_file()
        assert set(known) == {"fields", "reason"}
        assert set(known["fields"]) <= set(FIELDS)


def test_the_build_repeats(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "build_samples.py"), str(tmp_path)], check=True)
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(SAMPLES): path.read_bytes() for path in SAMPLES.glob("*/www/**/*") if path.is_file()}
    kept |= {path.relative_to(SAMPLES): path.read_bytes() for path in SAMPLES.glob("*/expected.jsonl")}
    assert built == kept


def test_the_seed_page_stands_in_its_portal_as_it_was_found() -> None:
    seed = (ROOT / "tests" / "cases" / "benxi-portal-page.txt").read_text(encoding="utf-8")
    page = (SAMPLES / "benxi" / "www" / "article-1001-1.html").read_text(encoding="utf-8")
    first, second, *rest = seed.rstrip("\n").split("\n")
    title = second.partition(" | ")[0].removeprefix("本溪網(wǎng)")
    for piece in (first, f'<h1 class="ph">{title}</h1>', *(f"<p>{line}</p>" for line in rest)):
        assert piece in page
