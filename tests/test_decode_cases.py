"""Every case of tests/cases/bodies: a body, the encoding that is decided, its text and flags."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines import Flag, decode
from pipelines.decode.decision import SURE

CASES = sorted((Path(__file__).parent / "cases" / "bodies").glob("*.json"))
SENTENCE = "今天上午，县图书馆新馆正式开门迎客。"


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One body.

    Attributes:
        label: a name, unique in its file.
        source: where the body is from, or what it was made for.
        body: pieces, each a text and Python's name of the codec that writes it; `hex` for bytes.
        text: what is decoded; without it, the pieces' texts.
        encoding, declared, flags: what is found.
        confidence: at least so much.
        content_type, url: what the body came with.
        explanation: why this is right.
    """

    label: str
    source: str
    body: list[tuple[str, str]]
    encoding: str
    declared: str | None
    flags: list[Flag]
    explanation: str
    text: str | None = None
    confidence: float = 0.5
    content_type: str | None = None
    url: str | None = None


def cases() -> list[Any]:
    return [
        pytest.param(case, id=case.label)
        for path in CASES
        for case in msgspec.json.decode(path.read_bytes(), type=list[Case])
    ]


@pytest.mark.parametrize("case", cases())
def test_case(case: Case) -> None:
    body = b"".join(bytes.fromhex(text) if codec == "hex" else text.encode(codec) for codec, text in case.body)
    found = decode(body, content_type=case.content_type, url=case.url)
    assert (found.encoding, found.declared, sorted(found.flags)) == (case.encoding, case.declared, sorted(case.flags))
    assert found.text == (case.text if case.text is not None else "".join(text for _, text in case.body))
    assert found.confidence >= case.confidence
    assert found.steps, "a decision names its evidence"


def test_evidence_is_named() -> None:
    found = decode(
        f'<meta charset="utf-8"><p>{SENTENCE}'.encode("gbk"),
        content_type="text/html; charset=big5",
        url="http://www.sample.cn/",
        hint="gbk",
    )
    kinds = {(step.kind, step.label) for step in found.steps}
    assert kinds >= {("header", "big5"), ("meta", "utf-8"), ("profile", "gbk"), ("hanzi", "gbk")}
    assert found.declared == "big5"
    short = decode("香港".encode("big5"), url="http://www.sample.hk/")
    assert {("url", "big5"), ("hanzi", "gbk"), ("validity", "utf-8")} <= {
        (each.kind, each.label) for each in short.steps
    }
    assert "chardet" in {each.kind for each in short.steps}, "doubt asks chardet"


@pytest.mark.parametrize("label", ["utf-8", "gbk", "big5"])
def test_a_right_declaration_costs_one_check(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> None:
        raise AssertionError("a right declaration leaves no doubt")

    monkeypatch.setattr(sys.modules["pipelines.decode.decision"], "weigh", never)
    text = "縣圖書館" * 8 if label == "big5" else SENTENCE * 3
    assert decode(f"<meta charset={label}><p>{text}".encode(label)).encoding == label


def test_a_hint_is_no_declaration() -> None:
    text = "馆藏"
    assert decode(text.encode("gbk"), hint="gbk").declared is None
    assert decode(text.encode("gbk"), hint="GB2312").encoding == "gbk"


def test_so_many_bytes_of_utf8_are_no_chance() -> None:
    assert decode(("é" * SURE).encode()).encoding == "utf-8"


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_confidence_is_low_where_little_is_known(size: int) -> None:
    assert decode(bytes(range(0xB0, 0xB0 + size))).confidence < 0.99


@pytest.mark.parametrize("label", ["gbk", "big5", "utf-8"])
def test_long_text_without_markup_is_sampled_at_characters(label: str) -> None:
    text = "縣圖書館新館正式開門迎客" if label == "big5" else "县图书馆新馆正式开门迎客"
    found = decode(text.encode(label) * 900)
    assert (found.encoding, found.text) == (label, text * 900)


def test_the_sample_of_a_page_is_bounded_and_finds_what_there_is() -> None:
    from pipelines.decode.sample import SHORT, WIDTH, WINDOWS, sample

    filler = b"<p>archive item</p>\n" * 20_000
    page = filler + "<p>开放时间表</p>".encode("gbk") + filler
    assert "开放时间表".encode("gbk") in sample(page)
    assert len(sample(SENTENCE.encode("gbk") * 40_000)) <= WINDOWS * (WIDTH + 2) < SHORT
    assert sample(filler) == b""
