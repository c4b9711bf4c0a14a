"""Crawls of the bundled portals, as a user starts them: records, feeds, limits, and what goes wrong."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from test_samples import FIELDS, PORTALS, ROOT, SAMPLES, known_failure

from pipelines import Article
from pipelines.urls import canonical_url


def run(folder: Path, *words: str, module: str = "crawler.cli") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_samples_come_out_as_their_true_records(tmp_path: Path) -> None:
    ran = run(tmp_path, "crawl", "--sample")
    assert ran.returncode == 0
    assert all(" pages  " in line for line in ran.stderr.splitlines()), ran.stderr  # how far it is, on slow machines
    wrong = []
    for portal in PORTALS:
        assert f"written: data/export/{portal}.jsonl" in ran.stdout
        found = {row["url"]: row for row in rows(tmp_path / "data" / "export" / f"{portal}.jsonl")}
        wanted = {canonical_url(row["url"]): row for row in rows(SAMPLES / portal / "expected.jsonl")}
        wrong += [f"{url} is no article" for url in found.keys() - wanted.keys()]
        for url, record in wanted.items():
            excused = known_failure(portal, record["url"].removeprefix(f"http://{portal}.sample.test"))
            if url not in found:
                wrong += [] if "text" in excused.get("fields", ()) else [f"{url} is missing"]
                continue
            msgspec.json.decode(json.dumps(found[url]), type=Article)
            for field in set(FIELDS) - {"url"} - set(excused.get("fields", ())):
                value = found[url][field]
                if field == "encoding":
                    value = {key: value[key] for key in record[field]}
                if value != record[field]:
                    wrong.append(f"{url} {field}: {value!r} is not {record[field]!r}")
    assert not wrong, "\n".join(wrong)


def test_scrapy_crawl_writes_every_format(tmp_path: Path) -> None:
    feeds = [tmp_path / name for name in ("out.jsonl", "out.json", "out.csv")]
    outputs = [word for feed in feeds for word in ("-O", str(feed))]
    ran = run(tmp_path, "crawl", "jianglan", *outputs, "-a", "max_articles=4", module="scrapy")
    assert ran.returncode == 0, ran.stderr[-2000:]
    lines, array = rows(feeds[0]), json.loads(feeds[1].read_text(encoding="utf-8"))
    assert len(lines) == 4
    assert array == lines
    with feeds[2].open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["title"] for row in table] == [row["title"] for row in lines]
    assert [json.loads(row["authors"]) for row in table] == [row["authors"] for row in lines]


def test_since_leaves_out_what_is_older(tmp_path: Path) -> None:
    ran = run(tmp_path, "crawl", "jianglan", "--since", "2023-09-18", "-O", "new.jsonl")
    assert ran.returncode == 0, ran.stderr
    days = [row["published_at"][:10] for row in rows(tmp_path / "new.jsonl")]
    wanted = [row["published_at"][:10] for row in rows(SAMPLES / "jianglan" / "expected.jsonl")]
    assert sorted(days) == sorted(day for day in wanted if day >= "2023-09-18")


def test_scrapy_list_names_what_was_checked(tmp_path: Path) -> None:
    ran = run(tmp_path, "list", module="scrapy")
    assert ran.stdout.split() == list(PORTALS)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["benxl"], "no portal is named 'benxl': did you mean benxi"),
        (["ftp://files.example.com/"], "ftp://files.example.com/"),
        (["benxi", "--since", "yesterday"], "since: 'yesterday' is not a day; write it as YYYY-MM-DD"),
        (["benxi", "--max-articles", "0"], "max_articles: '0' is not a number above zero"),
        (["benxi", "-O", "out.xlsx"], "out.xlsx: cannot tell the format"),
        (["misspelt"], "misspelt.toml: unknown key 'nam': did you mean 'name'?"),
        (["homeless"], "homeless.toml: 'home' is missing"),
        ([], "name a portal"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_is_one_line_and_2(words: list[str], told: str, tmp_path: Path) -> None:
    portals = tmp_path / "data" / "portals"
    portals.mkdir(parents=True)
    (portals / "misspelt.toml").write_text('nam = "镇"\nhome = "http://a.example/"\n', encoding="utf-8")
    (portals / "homeless.toml").write_text('name = "镇"\n', encoding="utf-8")
    ran = run(tmp_path, "crawl", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "export").exists()


def test_a_dead_host_is_one_line_and_1_and_costs_no_other_portal_anything(tmp_path: Path) -> None:
    port = closed_port()
    dead = f"http://127.0.0.1:{port}/"
    words = ("--allow-private", f"127.0.0.1:{port}", "--max-articles", "2")
    ran = run(tmp_path, "crawl", dead, "jianglan", *words)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in ran.stderr
    assert len(rows(tmp_path / "data" / "export" / "jianglan.jsonl")) == 2
