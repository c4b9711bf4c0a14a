"""Feeds in files: journals that grow by whole lines, and files that are put into their place when they are whole."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.feeds import check_feed
from crawler.journal import Journal


def line(number: int, content: str = "a") -> bytes:
    return (
        msgspec.json.encode({"id": f"{number:032x}", "content_sha256": content * 64, "text": "正文" * number}) + b"\n"
    )


def test_each_version_once_whoever_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.jsonl"
    for _ in range(2):
        with Journal(path) as journal:
            for each in (line(1), line(2), line(1), line(2, "b")):
                assert journal.write(each) == len(each)
    assert path.read_bytes() == line(1) + line(2) + line(2, "b")


@settings(max_examples=12)  # each waits for the disk
@given(cut=st.integers(0, len(line(3))))
def test_a_torn_last_line_is_mended(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("journal") / "out.jsonl"
    path.write_bytes(line(1) + line(3)[:cut])
    with Journal(path) as journal:
        journal.write(line(3))
    assert path.read_bytes() == line(1) + line(3)


def test_lines_of_others_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"other": 1}\nnot json\n')
    with Journal(path) as journal:
        journal.write(line(1))
    assert path.read_bytes() == b'{"other": 1}\nnot json\n' + line(1)


def test_a_write_that_stops_short_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, path = os.write, tmp_path / "out.jsonl"
    with Journal(path) as journal:
        journal.write(line(1))
        calls = iter([True])

        def short(descriptor: int, data: bytes) -> int:
            if next(calls, False):
                return write(descriptor, data[:10])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", short)
        with pytest.raises(OSError, match="No space"):
            journal.write(line(2))
        monkeypatch.undo()
        assert path.read_bytes() == line(1)
        journal.write(line(2))
    assert path.read_bytes() == line(1) + line(2)


def test_what_has_an_end_cannot_be_appended_to(tmp_path: Path) -> None:
    for name in ("out.json", "out.csv"):
        check_feed(tmp_path / name, name[4:], overwrite=False)
        (tmp_path / name).write_text("[]", encoding="utf-8")
        check_feed(tmp_path / name, name[4:], overwrite=True)
        with pytest.raises(UsageError, match="use -O to write it anew"):
            check_feed(tmp_path / name, name[4:], overwrite=False)
