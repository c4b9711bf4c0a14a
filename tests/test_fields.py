"""Fields in all the forms that portals print them in: `fields/*.json`, each case set into a page of its own."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import Fields, extract

FOLDER = Path(__file__).parent / "fields"
TITLE = "江城村的春耕现场会吸引了许多人"
PROSE = (
    "会上介绍了今年的农时安排，农技人员在田间演示了机械插秧，村民们围在田边看得仔细。",
    "据介绍，今年全市计划种植早稻三十万亩，目前已经完成了八成，进度比去年同期快了五天。",
    "下一步，各村还将组织农机手互相帮忙，力争在月底之前全部栽完，为全年丰收打下基础。",
)


def cases(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def page(beside: str, paragraphs: list[str]) -> str:
    """A page with a column of links at its side, as they all have."""
    links = "".join(f"<li><a href='/{number}.html'>另一条新闻的标题在这里</a></li>" for number in range(8))
    heading = beside.replace("TITLE", TITLE) if "TITLE" in beside else f"<h1>{TITLE}</h1>{beside}"
    text = "".join(f"<p>　　{paragraph}</p>" for paragraph in paragraphs)
    return f"<title>{TITLE}</title><div><ul>{links}</ul></div><div>{heading}<div>{text}</div></div><div>{links}</div>"


@pytest.mark.parametrize("case", cases("metadata-lines"))
def test_metadata_line(case: dict[str, Any]) -> None:
    fetched_at = datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else None
    fields = extract(page(case["html"], list(PROSE)), fetched_at=fetched_at)
    assert found(fields) == {name: case[name] for name in ("published_at", "source", "authors")}
    assert (fields.title, fields.text) == (TITLE, "\n".join(PROSE))


@pytest.mark.parametrize("case", cases("bylines"))
def test_byline(case: dict[str, Any]) -> None:
    own = case["text"].split("\n")
    paragraphs = [*own, *PROSE] if case["at"] == "head" else [*PROSE, *own]
    assert extract(page("<p>2024-05-20 08:36</p>", paragraphs)).authors == tuple(case["authors"])


def found(fields: Fields) -> dict[str, Any]:
    return {"published_at": fields.published_at, "source": fields.source, "authors": list(fields.authors)}
