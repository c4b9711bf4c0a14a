"""Compression that a server forgot to undo, or undid by halves."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import decode
from pipelines.decode.transfer import unpack
from pipelines.options import Flag

TEXT = "".join(
    f"<p>第{number}条　会议指出，要坚持问题导向，着力解决群众反映强烈的突出问题。</p>\n" for number in range(60)
)
BODIES = [TEXT.encode(label) for label in ("utf-8", "gbk", "utf-16-le")]


def raw(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize("body", BODIES, ids=["utf-8", "gbk", "utf-16le"])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw, lambda body: gzip.compress(gzip.compress(body))])
def test_packed(body: bytes, pack: object) -> None:
    found = decode(pack(body))  # type: ignore[operator]  # one of four functions
    assert found.text == TEXT
    assert not found.flags
    assert found.steps[0].kind in ("gzip", "deflate")


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_and_cut(pack: object) -> None:
    packed = pack(TEXT.encode("gbk"))  # type: ignore[operator]  # one of two functions
    found = decode(packed[: len(packed) * 2 // 3])
    assert Flag.TRUNCATED in found.flags
    assert TEXT.startswith(found.text.rstrip("\N{REPLACEMENT CHARACTER}"))
    assert len(found.text) > len(TEXT) // 4


def test_packed_and_broken() -> None:
    packed = bytearray(gzip.compress(TEXT.encode("gbk")))
    packed[len(packed) // 2] ^= 0xFF
    found = decode(bytes(packed))
    assert found.flags & {Flag.DAMAGED, Flag.TRUNCATED}
    assert found.text[:100] == TEXT[:100]


@pytest.mark.parametrize(
    "head",
    [
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
        b"\x1f\x8b\x08\x08\0\0\0\0\0\x03index.html\0",
        b"\x1f\x8b\x08\x1e\0\0\0\0\0\x03\x02\0ab" + b"name\0note\0\x12\x34",
    ],
)
def test_a_head_before_the_text_goes(head: bytes) -> None:
    for body in BODIES[:2]:
        assert decode(head + body).text == TEXT


def test_a_tail_behind_the_text_goes() -> None:
    for body in BODIES:
        assert decode(body + gzip.compress(body)[-8:]).text == TEXT
        assert unpack(body + gzip.compress(body + b" ")[-8:]).body != body


def test_a_bomb_is_cut_short() -> None:
    assert len(unpack(gzip.compress(bytes(40 << 20), 1)).body) <= 1 << 25


@pytest.mark.parametrize(
    "body", [b"", b"x", b"x\x9c", b"\x1f\x8b\x08", b"x^2 + y^2", TEXT.encode(), TEXT.encode("gbk")]
)
def test_text_is_left_alone(body: bytes) -> None:
    assert unpack(body).steps == () or body == b"\x1f\x8b\x08"
    assert unpack(body).body in (body, b"")


@given(st.one_of(st.binary(), st.binary().map(gzip.compress), st.binary().map(lambda body: b"\x1f\x8b\x08" + body)))
def test_any_bytes(body: bytes) -> None:
    assert unpack(body) == unpack(body)
