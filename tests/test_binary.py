"""What is no text is said to be none, and text of any encoding is not."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest

from pipelines import Flag, decode, process

TEXT = "春天的河边，柳树发芽了，孩子们在放风筝。老街的石板路上个月开始重铺，工人们把旧石板一块块编号。"
DRAW = random.Random(20)
NOISE = DRAW.randbytes(3000)


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE,
        b"\xff\xd8\xff\xe0\0\x10JFIF\0" + NOISE,
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        b"PK\x03\x04" + NOISE[:60],
        b"\x7fELF\x02\x01\x01" + bytes(9) + NOISE,
        NOISE,
        NOISE[:64],
        zlib.compress(NOISE, 0)[2:],
        bytes(500),
        bytes(range(256)) * 8,
    ],
    ids=["png", "jpeg", "pdf", "zip", "elf", "noise", "short noise", "compressed", "zeros", "every byte"],
)
def test_no_text(body: bytes) -> None:
    assert Flag.BINARY in decode(body).flags
    article = process(body, url="http://a.example/1.html")
    assert Flag.BINARY in article.flags
    assert (article.title, article.text) == (None, None)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16le", "utf-16be", "utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("text", [TEXT, TEXT[:6], "plain English, nothing else", "a\0b" + TEXT, "\x0c\x0b" + TEXT[:20]])
def test_text(text: str, encoding: str) -> None:
    assert Flag.BINARY not in decode(text.encode(encoding)).flags


@pytest.mark.parametrize("damage", range(8))
def test_damaged_text(damage: int) -> None:
    body = bytearray(TEXT.encode("gbk") * 6)
    draw = random.Random(damage)
    for _ in range(damage):
        body[draw.randrange(len(body))] = draw.randrange(256)
    assert Flag.BINARY not in decode(bytes(body)).flags


def test_the_command_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from crawler.cli import main

    (tmp_path / "picture.txt").write_bytes(b"GIF89a" + NOISE)
    assert main(["clean", str(tmp_path / "picture.txt")]) == 1
    assert capsys.readouterr().err == f"zhengwen clean: {tmp_path / 'picture.txt'}: binary data, not text\n"
