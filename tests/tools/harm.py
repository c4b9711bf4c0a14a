"""Harm to bytes as transfers, disks and careless programs do it, and how much of a text came through."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}


class Harmed(NamedTuple):
    """A body, and which characters of its text are still whole."""

    body: bytes
    kept: str


def drop(character: bytes, random: Random) -> bytes:
    """One byte less."""
    at = random.randrange(len(character))
    return character[:at] + character[at + 1 :]


def stray(character: bytes, random: Random) -> bytes:
    """One byte more, somewhere before or inside."""
    at = random.randrange(len(character))
    return character[:at] + bytes([random.randrange(0x80, 0x100)]) + character[at:]


def overwrite(character: bytes, random: Random) -> bytes:
    """Another byte in place of one."""
    at = random.randrange(len(character))
    return character[:at] + bytes([random.choice((0x00, 0xFF, random.randrange(1, 0x100)))]) + character[at + 1 :]


def harm(
    text: str, label: str, random: Random, kinds: tuple[Callable[[bytes, Random], bytes], ...], places: int
) -> Harmed:
    """Do one of `kinds` to so many characters that are not ASCII."""
    codec = CODECS.get(label, label)
    pieces = [character.encode(codec) for character in text]
    for at in random.sample([at for at, character in enumerate(text) if not character.isascii()], places):
        pieces[at] = random.choice(kinds)(pieces[at], random)
    kept = [character for character, piece in zip(text, pieces, strict=True) if character.encode(codec) == piece]
    return Harmed(b"".join(pieces), "".join(kept))


def common(wanted: str, got: str) -> int:
    """Length of the longest common subsequence (exact up to some hundred characters apart).

    >>> common("中国人民", "中\\N{REPLACEMENT CHARACTER}人民")
    3
    """
    start = 0
    while start < min(len(wanted), len(got)) and wanted[start] == got[start]:
        start += 1
    end = 0
    while end < min(len(wanted), len(got)) - start and wanted[-1 - end] == got[-1 - end]:
        end += 1
    row = [0] * (len(got) - start - end + 1)
    for one in wanted[start : len(wanted) - end]:
        before = 0
        for at, other in enumerate(got[start : len(got) - end], 1):
            before, row[at] = row[at], before + 1 if one == other else max(row[at], row[at - 1])
    return start + end + row[-1]
