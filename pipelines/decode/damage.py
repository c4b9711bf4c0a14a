"""Damaged bodies: bytes lost, added or overwritten, a cut end, nulls. The damage is marked, what stands around it kept.

Every character that is gone becomes one U+FFFD. UTF-8 finds back into step by itself; in gb18030, big5 and utf-16 the
hanzi model says where bytes are missing (`resync`). The work is bounded: a body is gone through in blocks that end at a
byte which no character holds, only blocks that do not decode are looked at closer, and those that are hardly text at
all are decoded as any browser would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from pipelines.decode.codecs import decode_replacing, decode_strictly, invalid_at
from pipelines.decode.labels import GB
from pipelines.decode.lattice import Span
from pipelines.decode.resync import lost_bytes
from pipelines.decode.shifts import lost_in_utf16
from pipelines.options import Flag

LOST = "\N{REPLACEMENT CHARACTER}"

_BLOCK = 4096
# Bytes that no longer character holds. A digit may stand in four bytes of gb18030.
_ALONE = {"gb18030": re.compile(rb"[\x00-\x2f\x3a-\x3f\x7f]"), "big5": re.compile(rb"[\x00-\x3f\x7f]")}
# More than one invalid place in so many bytes that are not ASCII: no text, or not in this encoding.
_HOPELESS = 48
_ALWAYS = 8  # so many places of a block are looked at in any case
_NOT_ASCII = bytes(range(0x80, 0x100))
_UTF8_CUT = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")


class Restored(NamedTuple):
    """What could be read of a damaged body.

    Attributes:
        text: one U+FFFD for each character that is gone.
        lost: how many there are.
        flags: `damaged` for what is lost inside, `truncated` for a character cut off by the end; `lost` with both.
    """

    text: str
    lost: int
    flags: frozenset[Flag]


def read(body: bytes, label: str) -> Restored:
    """The text of a body or a part of one: by its decoder if it is valid, else by `restore`."""
    text = decode_strictly(body, label)
    return restore(body, label) if text is None or "\0" in text else Restored(text, 0, frozenset())


def restore(body: bytes, label: str) -> Restored:
    """Read a body that its encoding does not decode, or that holds nulls. Never raises; linear in time and space.

    A run of nulls, which no text holds, or of 0xFF is one character that is gone.

    Args:
        body: any bytes, without a byte order mark.
        label: the encoding of the text as far as there is one, as of `labels.label_of`.

    >>> restore("天气很好，我们出去走走。".encode("gbk")[:5] + "好，我们出去走走。".encode("gbk"), "gbk").text
    '天气�好，我们出去走走。'
    """
    if label in GB or label in ("big5", "utf-8"):
        body = _collapsed(body.replace(b"\0", b"\xff"), b"\xff")
        text = decode_replacing(body, label) if label == "utf-8" else _two_byte(body, label)
    else:
        spans = lost_in_utf16(body, label) if label.startswith("utf-16") else ()
        text = _collapsed("".join(around(body, spans, label)), "\0").replace("\0", LOST)
    lost = text.count(LOST) - _written(body, label)
    cut = lost > 0 and text.endswith(LOST) and _ends_inside(body, label)
    flags = {Flag.LOST} if lost > 0 else set()
    if cut:
        flags.add(Flag.TRUNCATED)
    if lost > cut:
        flags.add(Flag.DAMAGED)
    return Restored(text, max(lost, 0), frozenset(flags))


AnyText = TypeVar("AnyText", str, bytes)


def _collapsed(text: AnyText, noise: AnyText) -> AnyText:
    """The text with each run of `noise` made one; no pieces are made of it, whatever it is."""
    while noise + noise in text:
        text = text.replace(noise + noise, noise)
    return text


def _written(body: bytes, label: str) -> int:
    """How many U+FFFD stand in the body itself."""
    signs = {"utf-8": b"\xef\xbf\xbd", "utf-16le": b"\xfd\xff", "utf-16be": b"\xff\xfd"}
    sign = b"\x84\x31\xa4\x37" if label in GB else signs.get(label)
    return body.count(sign) if sign else 0


def _ends_inside(body: bytes, label: str) -> bool:
    """Whether the last bytes are the beginning of a character, given that they are no whole one."""
    if label == "utf-8":
        return bool(_UTF8_CUT.search(body[-3:]))
    return body[-1] not in (0x80, 0xFF) or label.startswith("utf-16")


# ---- encodings of two-byte characters


def _two_byte(body: bytes, label: str) -> str:
    """The text of gb18030 or big5, in blocks that end at a byte which no character holds, or wherever one has to."""
    alone = _ALONE["gb18030" if label in GB else label]
    pieces = []
    at = hopeless = searched = 0
    while at < len(body) and searched <= 0x100000 + len(body) // 2:
        found = alone.search(body, at + _BLOCK, at + 2 * _BLOCK)
        end = found.end() if found else at + 2 * _BLOCK
        block = _Block(body[at:end], label, alone, last=end >= len(body), closed=bool(found))
        pieces.append(block.text())
        at += block.read
        searched += block.searched
        hopeless += block.read if block.hopeless else 0
        if hopeless > 0x10000 + len(body) // 16:
            return decode_replacing(body, label)
    return "".join(pieces) + decode_replacing(body[at:], label)


class _Block:
    """A part of a body of two-byte characters.

    Attributes:
        read: how many bytes `text` is of: an end that is not closed may cut through a character.
        searched: how many bytes were read anew.
        hopeless: whether too much is invalid to look for the text.
    """

    def __init__(self, body: bytes, label: str, alone: re.Pattern[bytes], *, last: bool, closed: bool) -> None:
        self.body, self.label, self.alone, self.last, self.closed = body, label, alone, last, closed
        self.read = len(body)
        self.searched = 0
        self.hopeless = False

    def text(self) -> str:
        """The text, read anew around each invalid place."""
        place = invalid_at(self.body, self.label)
        text = decode_replacing(self.body, self.label)
        if place is None:
            return text
        high = len(self.body) - len(self.body.translate(None, _NOT_ASCII))
        self.hopeless = text.count(LOST) > _ALWAYS + high // _HOPELESS
        return text if self.hopeless else "".join(self._pieces(place))

    def _pieces(self, place: int | None) -> Iterator[str]:
        done = 0
        while place is not None:
            before = self.alone.search(self.body[done:place][::-1])
            start = place - before.start() if before else done
            behind = self.alone.search(self.body, place)
            run = self.body[start : behind.start() if behind else None]
            self.searched += len(run)
            at_end = self.last and not behind
            spans, read = lost_bytes(run, self.label, last=at_end, open_end=not (at_end or behind or self.closed))
            yield decode_replacing(self.body[done:start], self.label)
            yield from around(run[:read], spans, self.label)
            done = start + read
            if not behind:
                self.read = done
                return
            place = invalid_at(self.body[done:], self.label)
            place = None if place is None else done + place
        yield decode_replacing(self.body[done:], self.label)


def run_at(body: bytes, place: int, label: str) -> Span:
    """The bytes around a place up to such as no longer character holds."""
    alone = _ALONE["gb18030" if label in GB else label]
    before = alone.search(body[:place][::-1])
    behind = alone.search(body, place)
    return place - before.start() if before else 0, behind.start() if behind else len(body)


def around(body: bytes, spans: Iterable[Span], label: str) -> Iterator[str]:
    """The text around what is lost."""
    at = 0
    for start, end in spans:
        yield decode_replacing(body[at:start], label)
        yield LOST
        at = end
    yield decode_replacing(body[at:], label)
