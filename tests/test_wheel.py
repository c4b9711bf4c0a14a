"""The wheel, installed where there is no checkout: it cleans the seed and crawls the samples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel; what it needs comes from this one's packages."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def run(programs: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(programs / words[0]), *words[1:]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=180, check=False)


def test_the_checkout_is_not_used(programs: Path, tmp_path: Path) -> None:
    told = run(
        programs, tmp_path, "python", "-c", "import pipelines, crawler; print(pipelines.__file__, crawler.__file__)"
    )
    assert str(ROOT) not in told.stdout.decode()
    assert told.stdout.count(str(programs.parent).encode()) == 2


def test_it_cleans_the_seed(programs: Path, tmp_path: Path) -> None:
    cleaned = run(programs, tmp_path, "zhengwen", "clean", str(CASES / "benxi-portal-page.txt"))
    assert cleaned.returncode == 0, cleaned.stderr
    assert cleaned.stdout == (CASES / "benxi-portal-page.expected.txt").read_bytes()


def test_it_crawls_the_samples(programs: Path, tmp_path: Path) -> None:
    crawled = run(programs, tmp_path, "zhengwen", "crawl", "--sample")
    assert crawled.returncode == 0, crawled.stderr
    exports = tmp_path / "data" / "export"
    assert sorted(path.stem for path in exports.iterdir()) == ["benxi", "haiyu", "jianglan", "songhu", "yunchuan"]
    titles = [json.loads(line)["title"] for line in (exports / "benxi.jsonl").read_text("utf-8").splitlines()]
    assert "2023年中国网络文明大会" in titles


def test_it_holds_package_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"pipelines", "crawler"}
    for needed in (
        "pipelines/tables/hanzi.bin",
        "pipelines/article.schema.json",
        "pipelines/py.typed",
        "crawler/portals/benxi.toml",
        "crawler/samples/benxi/www/index.html",
    ):
        assert needed in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
