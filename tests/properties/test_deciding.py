"""What holds for decoding any bytes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import Decoded, decode
from pipelines.decode.codecs import decode_replacing, decode_strictly, known
from pipelines.decode.labels import _LABELS, UNSUPPORTED

SENTENCE = "今天上午，县图书馆新馆正式开门迎客。"
LABELS = sorted(set(_LABELS.values()) - UNSUPPORTED)
PIECES = [
    b"<p>",
    b"<meta charset=gbk>",
    b'<?xml version="1.0" encoding="big5"?>',
    b"<!--",
    b"~{",
    b"~}",
    b"\x1b$B",
    b"\x1b$)A",
    b"\0",
    b"\x8e\xa2\xa1\xa1",
    b"\x81\x30\x81\x30",
    b"\xa2A",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xef\xbf\xbd",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    SENTENCE.encode(),
    SENTENCE.encode("gbk"),
    SENTENCE.encode("gbk")[1:],
    SENTENCE.encode("utf-16-le"),
    "縣圖書館新館".encode("big5"),
    "図書館は来年の春に".encode("euc_jp"),
    "도서관은 내년 봄에".encode("cp949"),
    "Новое здание".encode("koi8-r"),
    "déjà été".encode("latin-1"),
]
BODIES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=12).map(b"".join),
)
HEADERS = st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["text/html; charset=" + each for each in LABELS]))
ADDRESSES = st.one_of(
    st.none(), st.text(max_size=30), st.sampled_from(["http://a.tw/", "http://[", "//", "http://a.cn:x"])
)


def in_hand(found: Decoded) -> None:
    """What must hold of every answer."""
    found.text.encode()  # no lone surrogates
    assert 0 <= found.confidence <= 1
    assert found.encoding in _LABELS.values()
    assert found.declared is None or found.declared in _LABELS.values()


@given(BODIES, HEADERS, ADDRESSES, st.one_of(st.none(), st.sampled_from(LABELS), st.text(max_size=9)))
@example(b"", None, None, None)
@example(b"\0", "charset=", "http://[", "")
@example(b"\xa1", None, None, None)
@example(b"\xd8\x00" * 4, None, None, None)
def test_any_body(body: bytes, content_type: str | None, url: str | None, hint: str | None) -> None:
    found = decode(body, content_type=content_type, url=url, hint=hint)
    in_hand(found)
    assert decode(body, content_type=content_type, url=url, hint=hint) == found


@given(st.binary(max_size=64), st.sampled_from(LABELS))
def test_strict_and_replacing_agree(body: bytes, label: str) -> None:
    assert known(label)
    text = decode_strictly(body, label)
    replaced = decode_replacing(body, label)
    if text is None:
        assert len(replaced) <= 2 * len(body) + 1
    else:
        assert replaced == text


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80))
def test_utf8_that_is_declared_is_read_as_it_is(text: str) -> None:
    body = f"<meta charset=utf-8><p>{SENTENCE}{text}".encode()
    found = decode(body)
    assert found.encoding == "utf-8"
    assert found.text.replace("\ufffd", "") == body.decode().replace("\0", "").replace("\ufffd", "")


@pytest.mark.parametrize("label", ["gbk", "gb18030", "big5"])
@given(st.binary(max_size=12))
def test_a_few_bytes_do_not_throw_an_encoding_out(label: str, stray: bytes) -> None:
    text = "縣圖書館新館" * 9 if label == "big5" else SENTENCE * 3
    body = text.encode(label)
    found = decode(body + b"\n" + stray + b"\n" + body)
    assert found.encoding in ({"big5"} if label == "big5" else {"gbk", "gb18030"})
    assert found.text.startswith(text)
    assert found.text.endswith(text)


@given(st.sampled_from(["gb18030", "big5", "utf-16le", "utf-16be"]), st.integers(0, 400))
def test_a_body_cut_anywhere_keeps_its_beginning(label: str, end: int) -> None:
    text = ("縣圖書館新館正式開門" if label == "big5" else SENTENCE) * 12
    codec = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(label, label)
    found = decode(text.encode(codec)[: 40 + end])
    assert text.startswith(found.text.rstrip("\ufffd"))
