"""Scrapyd takes the project as an egg, lists its portals and runs a job."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[1]

MISSING = "scrapyd is missing: pip install zhengwen[scrapyd]"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("scrapyd") is None, reason=MISSING),
]


class Scrapyd:
    """A server on loopback, with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        folders = "".join(f"{name}_dir = {folder / name}\n" for name in ("eggs", "logs", "dbs"))
        (folder / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {self._port}\npoll_interval = 0.5\n{folders}")
        words = [sys.executable, "-m", "scrapyd", "--pidfile="]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        with (folder / "said").open("wb") as said:
            self.process = subprocess.Popen(words, cwd=folder, env=environment, stdout=said, stderr=said)
        self.wait_for(lambda: self.get("daemonstatus.json")["status"] == "ok")

    def wait_for(self, condition: Any, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None
            try:
                if condition():
                    return
            except urllib.error.URLError:
                pass
            time.sleep(0.2)
        raise AssertionError("it took too long")

    def get(self, name: str, **query: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{name}?{urlencode(query)}", timeout=60) as answer:
            return json.load(answer)

    def post(self, name: str, body: bytes, kind: str) -> Any:
        asked = urllib.request.Request(f"http://127.0.0.1:{self._port}/{name}", body, {"Content-Type": kind})
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return json.load(answer)


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[Scrapyd]:
    server = Scrapyd(tmp_path)
    yield server
    server.process.terminate()
    server.process.wait(20)


def form(egg: bytes, **fields: str) -> tuple[bytes, str]:
    """A form with a file in it."""
    edge = "edge-of-a-part"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    file = f'--{edge}\r\nContent-Disposition: form-data; name="egg"; filename="a.egg"\r\n\r\n'
    body = "".join(parts).encode() + file.encode() + egg + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


def test_an_egg_is_deployed_and_a_job_runs(scrapyd: Scrapyd, tmp_path: Path) -> None:
    egg = tmp_path / "zhengwen.egg"
    subprocess.run([sys.executable, str(ROOT / "scripts" / "build_egg.py"), str(egg)], check=True, capture_output=True)
    added = scrapyd.post("addversion.json", *form(egg.read_bytes(), project="zhengwen", version="1"))
    assert (added["status"], added["project"], added["version"], added["spiders"]) == ("ok", "zhengwen", "1", 5)
    assert "benxi" in scrapyd.get("listspiders.json", project="zhengwen")["spiders"]
    data = tmp_path / "data"
    wanted = {"project": "zhengwen", "spider": "benxi", "setting": f"DATA_DIR={data}", "max_articles": "9"}
    job = scrapyd.post("schedule.json", urlencode(wanted).encode(), "application/x-www-form-urlencoded")
    assert job["status"] == "ok"
    scrapyd.wait_for(lambda: scrapyd.get("listjobs.json", project="zhengwen")["finished"], 120)
    log = (tmp_path / "logs" / "zhengwen" / "benxi" / f"{job['jobid']}.log").read_text(encoding="utf-8")
    assert "Spider closed (finished)" in log
    words = [sys.executable, "-m", "crawler.cli", "replay", "--data", str(data)]
    articles = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout
    assert 9 <= len(articles.splitlines()) <= 17
