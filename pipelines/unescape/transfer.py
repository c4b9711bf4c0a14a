"""Encodings that carry 8-bit text through 7-bit mail: quoted-printable, HZ, UTF-7."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from quopri import decodestring

from pipelines.explain import Edit
from pipelines.unescape.prose import is_chinese, is_code, is_good, lines, together

_QUOTED = re.compile(
    r"=[89A-F][0-9A-F](?:=\r?\n|[@-~])?=[0-9A-F]{2}(?:[\t !-<>-~]|=[0-9A-F]{2}|=?\r?\n(?=[^\n]*=[89A-F][0-9A-F]))*"
)
_HZ = re.compile(r"~\{((?:[!-w][!-~])+)~\}")
_UTF7 = re.compile(r"\+([A-Za-z0-9+/]{3,})(-?)")


def quoted_printable(text: str) -> Iterator[Edit]:
    r"""`=E4=B8=AD` of mail, with its soft line breaks, of UTF-8 or GBK.

    Left alone: fewer than two escaped bytes on end, and bytes that do not read as Chinese.

    >>> [edit.after for edit in quoted_printable("=E4=B8=AD=E6=\n=96=87=3D1")]
    ['中文=1']
    """
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        tail = [sign.end() for sign in re.finditer("=[0-9A-F]{2}", match[0])]
        for stop in dict.fromkeys((end, start + tail[-1] + 1, start + tail[-1])):
            after = _decoded(decodestring(text[start:stop].encode("ascii"))) if stop <= end else None
            if after is not None:
                yield Edit(start, stop, after, "quoted-printable", 1.0)
                break


def hz(text: str) -> Iterator[Edit]:
    """`~{VPND~}`, GB2312 in seven bits (RFC 1843). Left alone: what does not read as Chinese.

    >>> [edit.after for edit in hz("~{VPND~} ~{x~}")]
    ['中文']
    """
    for offset, line in lines(text, _HZ):
        found = []
        for match in _HZ.finditer(line):
            try:
                after = bytes(ord(character) | 0x80 for character in match[1]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found.append(Edit(offset + match.start(), offset + match.end(), after, "HZ", 1.0))
        yield from together(found)


def utf7(text: str) -> Iterator[Edit]:
    """`+Ti1lhw-` of old mail (RFC 2152). Left alone: code, base64, and what does not read as Chinese.

    >>> [edit.after for edit in utf7("+Ti1lhw-, 1+1000-1")]
    ['中文']
    """
    for offset, line in lines(text, _UTF7):
        found = []
        for match in _UTF7.finditer(line):
            digits = match[1]
            if len(digits) % 8 not in (0, 3, 6):  # whole UTF-16 units only
                continue
            try:
                after = b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-16-be")
            except (Error, UnicodeDecodeError):
                continue
            found.append(Edit(offset + match.start(), offset + match.end(), after, "UTF-7", 1.0))
        if found and not is_code(line):
            yield from together(found)


def _decoded(raw: bytes) -> str | None:
    for encoding, accept in (("utf-8", is_chinese), ("gb18030", is_good)):
        try:
            after = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return after if accept(after) else None
    return None
