"""Bytes to text, with the evidence."""

from __future__ import annotations

import numpy as np

from pipelines.decode.binary import is_binary
from pipelines.decode.codecs import decode_replacing
from pipelines.decode.decision import decide
from pipelines.decode.declared import byte_order_mark, declarations
from pipelines.decode.labels import GB, UNSUPPORTED, label_of, same
from pipelines.decode.result import Decoded, Evidence
from pipelines.decode.transfer import unpack
from pipelines.decode.weighing import CHINESE, UNITS, Verdict
from pipelines.decode.whole import read_whole
from pipelines.options import Flag, Options

__all__ = ["Decoded", "Evidence", "decode"]

_CHINESE = {*GB, *UNSUPPORTED, *CHINESE, *UNITS, "hz"}
_BLOCK = 1 << 18


def decode(
    body: bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    hint: str | None = None,
    options: Options | None = None,
) -> Decoded:
    """Decide the encoding of `body` and decode it. Never raises.

    Args:
        body: any bytes, after content-encoding was undone.
        content_type: the HTTP header of that name.
        url: the body's address; its top-level domain is a hint.
        hint: an encoding that the body's portal is known to use; it weighs as much as a declaration, but is none.
        options: as for the other functions of the interface; nothing here depends on it.

    >>> found = decode("<meta charset=utf-8>天气很好，我们出去走走。".encode("gbk"))
    >>> found.encoding, found.declared, *found.flags, found.text[-5:]
    ('gbk', 'utf-8', <Flag.WRONG_DECLARATION: 'wrong-declaration'>, '出去走走。')
    """
    body, found, unpacked_flags = unpack(body)
    steps, flags = list(found), set(unpacked_flags)
    declared = list(declarations(body, content_type))
    steps += [Evidence(each.kind, each.label, f"says {each.name}") for each in declared]
    mark = byte_order_mark(body)
    if mark:
        body = body[len(mark[0]) :]
        steps.append(Evidence("bom", mark[1], "byte order mark"))
        verdict = Verdict(mark[1], 1.0)
    else:
        verdict = decide(body, declared, url, label_of(hint), steps)
    label, confidence, text = verdict
    if label in UNSUPPORTED:
        flags.add(Flag.UNSUPPORTED_ENCODING)
        text = body.decode("ascii", "replace")
    elif not mark and is_binary(body, label, text):
        flags.add(Flag.BINARY)
        text = decode_replacing(body, label)
    elif text is None:
        text, label, found, whole_flags = read_whole(body, label)
        steps += found
        flags |= whole_flags
    said = next((each.label for each in declared if each.label), None)
    if label in GB:
        whole = not flags & {Flag.DAMAGED, Flag.MIXED_ENCODINGS}
        label = "gb18030" if "gb18030" in (label, said) or (whole and _has_four_bytes(body)) else "gbk"
    if said and not same(label, said) and not text.isascii():
        flags.add(Flag.WRONG_DECLARATION)
    if label not in _CHINESE and Flag.BINARY not in flags:
        flags.add(Flag.NOT_CHINESE)
    return Decoded(
        text=text,
        encoding=label,
        confidence=confidence,
        declared=said,
        steps=tuple(steps),
        flags=frozenset(flags),
    )


def _has_four_bytes(body: bytes) -> bool:
    """Whether a body that gb18030 decodes holds characters of four bytes: no pair has a digit for its trail."""
    for start in range(0, len(body), _BLOCK):
        array = np.frombuffer(body[start : start + _BLOCK + 3], np.uint8)
        digit, high = array - np.uint8(0x30) < 10, array > 0x80
        if (high[:-3] & digit[1:-2] & high[2:-1] & digit[3:]).any():
            return True
    return False
