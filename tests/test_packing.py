"""Content-Encoding undone: every kind, torn, lying, and never more than allowed."""

from __future__ import annotations

import contextlib
import gzip
import random
import zlib

import brotli
import pytest
from backports import zstd
from faults import bombs
from faults.bombs import MEGABYTE
from hypothesis import given
from hypothesis import strategies as st

from crawler.failures import Refused
from crawler.packing import unpack

LIMIT = 8 * MEGABYTE
TEXT = bytes(random.Random(1).choices(b"abcdefgh \n", k=300_000))


def deflate(body: bytes, window: int = 15) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    return packer.compress(body) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": deflate(TEXT),
    "DEFLATE": deflate(TEXT, -15),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
    "gzip ": gzip.compress(TEXT[:100_000]) + gzip.compress(TEXT[100_000:]),
    "zstd ": zstd.compress(TEXT[:100_000]) + zstd.compress(TEXT[100_000:]),
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
    "identity": TEXT,
    "no-such": TEXT,
    "": TEXT,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_what_is_packed_is_unpacked(encoding: str) -> None:
    assert unpack(PACKED[encoding], [encoding], LIMIT) == TEXT


def test_layers_of_several_headers() -> None:
    assert unpack(brotli.compress(gzip.compress(b"x")), ["gzip", "br"], LIMIT) == b"x"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_torn_gives_its_beginning(encoding: str) -> None:
    body = PACKED[encoding]
    found = unpack(body[: len(body) * 3 // 4], [encoding], LIMIT)
    assert TEXT.startswith(found)
    assert len(found) > 10_000


def test_what_only_says_that_it_is_packed_stays() -> None:
    assert unpack(b"<html>", ["gzip"], LIMIT) == b"<html>"
    with pytest.raises(Refused) as refused:
        unpack(b"<html>", ["br"], LIMIT)
    assert refused.value.reason == "bad-encoding"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", bombs.gzip_bomb(512 * MEGABYTE)),
        ("gzip, gzip", bombs.gzip_in_gzip(256 * MEGABYTE)),
        ("br", bombs.brotli_bomb(64 * MEGABYTE)),
        ("zstd", bombs.zstd_bomb(64 * MEGABYTE)),
        ("deflate", deflate(bytes(9 * MEGABYTE))),
    ],
)
def test_bombs_are_refused(encoding: str, body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        unpack(body, [encoding], LIMIT)
    assert refused.value.reason == "too-large"


def test_the_limit_itself_is_allowed() -> None:
    assert len(unpack(gzip.compress(bytes(1000)), ["gzip"], 1000)) == 1000
    with pytest.raises(Refused):
        unpack(gzip.compress(bytes(1001)), ["gzip"], 1000)


@given(st.binary(max_size=200), st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "x,y"]), max_size=4))
def test_any_bytes_are_unpacked_or_refused(body: bytes, encodings: list[str]) -> None:
    for each in (body, b"\x1f\x8b\x08" + body):
        with contextlib.suppress(Refused):
            assert len(unpack(each, encodings, 10_000)) <= 10_000
