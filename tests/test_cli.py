"""The command line: what it prints, what it writes, and how it fails."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from crawler.cli import COMMANDS, build_parser, command, main
from pipelines import Step, clean, replay

CASES = Path(__file__).parent / "cases"
SEED = CASES / "benxi-portal-page.txt"
SEED_FIXED = CASES / "benxi-portal-page.expected.txt"
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>河畔修繕記</title></head><body><h1>河畔修繕記</h1>
<div id="article_content"><p>老街的石板路上個月開始重鋪，工人們把舊石板一塊塊編號，再按原樣放回去。</p>
<p>街口的理髮店照常營業，老闆說，等路修好了，要把門口的長椅也漆一遍，讓等車的老人坐得舒服些。</p></div></body></html>"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run `zhengwen` with these words in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, given: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = main(words)
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


def shell(words: Sequence[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "crawler.cli", *words], input=given, capture_output=True, timeout=60)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example_that_parses(name: str, run: Run) -> None:
    example = command(name).EXAMPLE
    ran = run(name, "--help")
    assert ran.code == 0
    assert example in ran.out
    assert shlex.split(example)[:2] == ["zhengwen", name]
    build_parser(name).parse_args(shlex.split(example)[1:])


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["detect", "--help"], ["clean", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    program = f"import sys\nfrom crawler.cli import main\nmain({words})\nprint(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr.split()
    assert not {"numpy", "scrapy", "twisted", "rich", "lxml", "ftfy", "chardet"} & set(loaded)


def test_a_quick_command_leaves_the_crawler_alone() -> None:
    program = "import sys\nfrom crawler.cli import main\nmain(['detect'])\nprint(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", program], input=b"abc", capture_output=True, check=True).stderr
    assert not {b"scrapy", b"twisted"} & set(loaded.split())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["polish"],
        ["clean", "--shine"],
        ["clean", "--stages", "shine"],
        ["clean", "--workers", "0"],
        ["clean", "--html", "--text"],
        ["clean", "--script", "runic"],
    ],
)
def test_wrong_usage_is_one_line_and_2(words: list[str], run: Run) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("zhengwen")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("odd\nthing"), 1, "fault in zhengwen: ZeroDivisionError: odd thing"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
    ],
)
def test_never_a_traceback(
    error: BaseException, code: int, told: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(arguments: object) -> int:
        raise error

    monkeypatch.setattr("crawler.cli.detect.run", fails)
    ran = run("detect")
    assert ran.code == code
    assert told in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "pipe"), reason="no pipes")
def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("中国\n" * 200_000, encoding="utf-8")
    words = [sys.executable, "-m", "crawler.cli", "clean", str(tmp_path / "long.txt")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_clean_from_stdin_to_stdout(run: Run) -> None:
    assert run("clean", given=SEED.read_bytes()) == Ran(0, SEED_FIXED.read_text(encoding="utf-8"), "")


def test_clean_into_a_file(run: Run, tmp_path: Path) -> None:
    assert run("clean", str(SEED), "-o", "new/clean.txt") == Ran(0, "", "")
    assert (tmp_path / "new" / "clean.txt").read_bytes() == SEED_FIXED.read_bytes()
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_clean_a_file_in_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "seed.txt"
    path.write_bytes(SEED.read_bytes())
    path.chmod(0o640)
    assert run("clean", "seed.txt", "-o", "seed.txt").code == 0
    assert path.read_bytes() == SEED_FIXED.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("workers", ["1", "2"])
def test_clean_many_files_into_a_folder(workers: str, run: Run, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"第{number}號,,開", encoding="utf-8")
    names = [f"{number}.txt" for number in range(12)]
    assert run("clean", *names, "-o", "out/", "--workers", workers) == Ran(0, "", "")
    found = [(tmp_path / "out" / name).read_text(encoding="utf-8") for name in names]
    assert found == [clean(f"第{number}號,,開") for number in range(12)]


def test_many_files_to_stdout_each_begin_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("中國", encoding="utf-8")
    (tmp_path / "b.txt").write_text("本溪\n", encoding="utf-8")
    assert run("clean", "a.txt", "b.txt", "a.txt").out == "中国\n本溪\n中国"


def test_two_files_of_one_name_do_not_fall_on_each_other(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(folder)
    ran = run("clean", "a/x.txt", "b/x.txt", "-o", "out/")
    assert ran.code == 1
    assert "b/x.txt and a/x.txt would both be written to out/x.txt" in ran.err


def test_bad_files_are_told_and_the_others_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_text("中國", encoding="utf-8")
    ran = run("clean", "folder", "missing.txt", "empty.txt", "good.txt")
    assert ran.code == 1
    assert ran.out == "中国"
    assert ran.err.splitlines() == [
        "zhengwen clean: folder: Is a directory",
        "zhengwen clean: missing.txt: No such file or directory",
        "zhengwen clean: empty.txt: is empty",
    ]


def test_nothing_is_written_when_all_fails(run: Run, tmp_path: Path) -> None:
    assert run("clean", "missing.txt", "-o", "out.txt").code == 1
    assert not list(tmp_path.iterdir())


def test_a_page_gives_its_article(run: Run) -> None:
    ran = run("clean", given=PAGE.encode())
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "老街的石板路上个月开始重铺，工人们把旧石板一块块编号，再按原样放回去。",
        "街口的理发店照常营业，老板说，等路修好了，要把门口的长椅也漆一遍，让等车的老人坐得舒服些。",
    ]


def test_a_page_gives_its_record(run: Run) -> None:
    ran = run("clean", "--json", "--url", "https://news.example.cn/1.html", given=PAGE.encode())
    record = json.loads(ran.out)
    assert record["title"] == "河畔修缮记"
    assert record["url"].endswith("://news.example.cn/1.html")


def test_a_page_without_an_article(run: Run) -> None:
    ran = run("clean", given=b"<html><head><title>x</title></head><body></body></html>")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("zhengwen clean: standard input: no article text found")


ROWS = [
    '{"id":1.0e5,"text":"來","other":"來"}',
    '{"id":NaN,"text":"\\ud800開"}',
    "not json",
    '{"id":3}',
    '{"id":4,"text":null}',
]
ROWS_FIXED = [
    '{"id":1.0e5,"text":"来","other":"來"}',
    '{"id":NaN,"text":"\ufffd开"}',
    '{"id":3}',
    '{"id":4,"text":null}',
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_json_lines_keep_what_is_not_cleaned(encoding: str, workers: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join([ROWS[0], "", *ROWS[1:]]), encoding=encoding)
    ran = run("clean", "rows.jsonl", "--workers", workers)
    assert (ran.code, ran.out.splitlines()) == (1, ROWS_FIXED)
    assert "rows.jsonl, line 4: not a JSON object" in ran.err
    assert "2 of 4 lines have no text in a field 'text': kept as they were" in ran.err


def test_a_json_array_and_other_fields(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('[\n {"t": "來", "b": "開"},\n {"t": "來"}]', encoding="utf-8")
    assert run("clean", "rows.json", "--field", "t", "--field", "b").out == '{"t":"来","b":"开"}\n{"t":"来"}\n'


def test_rows_into_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"n":1,"text":"來"}\n', encoding="utf-8")
    assert run("clean", "rows.jsonl", "-o", "rows.csv").code == 0
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8-sig") == "n,text\n1,来\n"


def test_a_field_that_no_row_has(run: Run) -> None:
    ran = run("clean", "--jsonl", "--field", "body", given=b'{"text":"a"}\n')
    assert ran.code == 1
    assert "no line has text in a field 'body'; name the field with --field" in ran.err


def test_the_script_can_be_kept(run: Run) -> None:
    assert run("clean", "--script", "keep", given="中國".encode()).out == "中國"
    assert run("clean", "--stages", "punctuation", given="中國".encode()).out == "中國"


def test_explain_is_plain_in_a_pipe_and_counts_what_it_leaves_out(run: Run) -> None:
    ran = run("explain", "--limit", "2", given=SEED.read_bytes())
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "more that are not shown" in ran.out
    assert len(ran.out.splitlines()) < 60


def test_explain_aligns_before_and_after(run: Run) -> None:
    lines = run("explain", given="去過中國".encode()).out.splitlines()
    assert [line for line in lines if line.startswith("      ")][:2] == ["      - 去⟦過⟧中國", "      + 去⟦过⟧中國"]


def test_explain_names_chain_span_and_confidence_of_mojibake(run: Run) -> None:
    damaged = "记者获悉，未来三天有小到中雨。".encode().decode("gbk", "replace")
    out = run("explain", given=f"好的一行\n{damaged}\n".encode()).out
    assert f"    at 5 to {5 + len(damaged)}: utf-8 read as gb18030, bytes lost, confidence 0." in out
    assert f"⟦{damaged}⟧" in out
    assert "  guessed: " in out


def test_explain_gives_steps_that_replay(run: Run) -> None:
    ran = run("explain", "--json", str(SEED))
    steps = [msgspec.json.decode(line, type=Step) for line in ran.out.splitlines()]
    assert replay(SEED.read_text(encoding="utf-8"), steps) == SEED_FIXED.read_text(encoding="utf-8")


def test_explain_checks_itself(run: Run) -> None:
    assert run("explain", "--check", str(SEED)).code == 0


def test_explain_a_page_and_rows(run: Run) -> None:
    page = run("explain", given=PAGE.encode())
    assert {" title", " text"} <= set(page.out.splitlines())
    rows = run("explain", "--jsonl", given="\n".join(ROWS[:3]).encode())
    assert rows.code == 1
    assert "standard input, line 1" in rows.out
    assert "zhengwen explain: standard input, line 3: " in rows.err


def test_detect(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("我们在河边种了一排柳树。", encoding="utf-8")
    ran = run("detect", "a.txt", "missing.txt")
    assert ran.code == 1
    assert ran.out.split("\t")[:2] == ["a.txt", "utf-8"]
    assert ran.err == "zhengwen detect: missing.txt: No such file or directory\n"
    assert json.loads(run("detect", "--json", "a.txt").out)["encoding"] == "utf-8"
