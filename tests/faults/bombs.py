"""Small bodies that become large ones, and bodies that never end."""

from __future__ import annotations

import gzip
import io
import itertools
import struct
import time
import zlib
from collections.abc import Iterator
from functools import cache

import brotli
from backports import zstd

MEGABYTE = 1 << 20


@cache
def gzip_bomb(size: int, content: bytes = b"\0") -> bytes:
    """A gzip member of `size` bytes when unpacked, made without packing them: one block, flushed, over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(content * (MEGABYTE // len(content))) + packer.flush(zlib.Z_FULL_FLUSH)
    whole = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return head + block * (size // MEGABYTE) + whole + struct.pack("<II", 0, size & 0xFFFFFFFF)


@cache
def brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join(packer.process(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)) + packer.finish()


@cache
def zstd_bomb(size: int) -> bytes:
    target = io.BytesIO()
    with zstd.ZstdFile(target, "wb") as stream:
        for _ in range(size // MEGABYTE):
            stream.write(bytes(MEGABYTE))
    return target.getvalue()


@cache
def gzip_in_gzip(size: int) -> bytes:
    return gzip.compress(gzip_bomb(size))


def endless(piece: bytes = b"<p>" + b"x" * 65_000) -> Iterator[bytes]:
    return itertools.repeat(piece)


def drip(seconds: float = 0.2) -> Iterator[bytes]:
    yield b"<html><body>"
    while True:
        time.sleep(seconds)
        yield b"x"
