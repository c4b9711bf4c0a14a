"""The record: its schema ships and is the struct's own, every record validates, and an id stays."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from pipelines import Article, Hints, process
from pipelines.article import content_digest, json_schema
from pipelines.exporters import exporter

KEYS = [
    *("schema_version", "id", "url", "portal", "site", "title", "text", "authors", "source", "published_at"),
    *("section", "language", "fetched_at", "encoding", "repairs", "uncertain", "flags", "content_sha256"),
    *("duplicate_of", "warc"),
]
PAGE = (
    "<!doctype html><html><head><title>河畔修缮记 - 临江网</title></head><body><h1>河畔修缮记</h1>"
    "<p>2024-03-05 08:30 来源：临江日报 作者：周小满</p><div id=article_content>"
    "<p>老街的石板路上个月开始重铺，工人们把旧石板一块块编号，再按原样放回去。</p>"
    "<p>街口的理发店照常营业，老板说，等路修好了，要把门口的长椅也漆一遍。</p></div></body></html>"
)
BODIES = {
    "a page": PAGE.encode(),
    "the page in GBK, said to be UTF-8": PAGE.replace("<head>", "<head><meta charset=utf-8>").encode("gbk"),
    "nothing": b"",
    "no text": b"<html></html>",
    "half a page": PAGE.encode()[:200],
    "not text": bytes(range(256)) * 8,
}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(files("pipelines").joinpath("article.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def record(body: bytes, **known: Any) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(process(body, url="https://news.example.cn/a/1.html", **known))
    return built


def test_the_schema_that_ships_is_the_struct_s() -> None:
    """Fails after a change of the record: run scripts/build_schema.py; raise the version if readers would break."""
    assert json.loads(files("pipelines").joinpath("article.schema.json").read_bytes()) == json_schema()


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_record_validates(body: bytes, validator: jsonschema.Draft202012Validator) -> None:
    found = record(body, fetched_at=datetime(2024, 3, 6, tzinfo=UTC), hints=Hints(portal="linjiang"))
    validator.validate(found)
    assert list(found) == KEYS
    assert "" not in found.values()
    assert found["content_sha256"] == content_digest(found["title"], found["text"])


def test_expected_records_of_the_samples_validate(validator: jsonschema.Draft202012Validator) -> None:
    for path in (Path(__file__).parent.parent / "data" / "samples").rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = json.loads(line)
            if "content_sha256" in found:
                validator.validate(found)


@pytest.mark.parametrize("wrong", [{"id": "1"}, {"title": ""}, {"published_at": "yesterday"}, {"flags": ["odd"]}])
def test_the_schema_refuses(wrong: dict[str, Any], validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(record(PAGE.encode()) | wrong)


def test_the_same_page_gives_the_same_record() -> None:
    assert record(PAGE.encode()) == record(PAGE.encode())


def test_an_id_is_the_address_s_and_nothing_else_s() -> None:
    url = "https://news.example.cn/a/1.html"
    first, second = process(PAGE.encode(), url=url), process(b"<p>another text", url=url)
    assert first.id == second.id
    assert first.id != process(PAGE.encode(), url=f"{url}?page=2").id


def test_an_id_once_given_stays() -> None:
    """Written down once: a change here makes every stored article a new one."""
    assert process(b"", url="https://news.example.cn/a/1.html").id == "39f058671296210c4ecf630cdd64eb13"


@pytest.mark.parametrize("ending", [".jsonl", ".json", ".csv"])
def test_exported_records_come_back(ending: str, tmp_path: Path) -> None:
    article = process(PAGE.encode(), url="https://news.example.cn/a/1.html")
    path = tmp_path / f"out{ending}"
    with exporter(path) as out:
        out.write(article)
        out.write(article)
    assert read_back(path) == [msgspec.to_builtins(article)] * 2


def read_back(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        like = record(PAGE.encode())
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return [{name: cell(value, like[name]) for name, value in row.items()} for row in rows]
    found: list[dict[str, Any]] = json.loads(text if path.suffix == ".json" else f"[{','.join(text.splitlines())}]")
    return found


def cell(text: str, like: Any) -> Any:
    if text == "":
        return None
    return text if isinstance(like, str) else json.loads(text)


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(TypeError), exporter(path) as out:
        out.write({"title": object()})
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"known are \.jsonl"), exporter(tmp_path / "out.xls"):
        pass


def test_the_struct_reads_what_it_wrote() -> None:
    article = process(PAGE.encode(), url="https://news.example.cn/a/1.html")
    assert msgspec.json.decode(msgspec.json.encode(article), type=Article) == article
