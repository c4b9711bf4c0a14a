"""Bodies that are no text: pictures, archives, programs, fonts."""

from __future__ import annotations

import re

from pipelines.decode.codecs import decode_replacing
from pipelines.hanzi import model

HEAD = 4096
CONTROLS = 0.02
"""Share of binary data bytes that no text has, but for one of two-byte units."""
UNLIKELY = -12.0
"""A mean of the hanzi model that no text has; mojibake is near -11."""

# What the MIME Sniffing Standard (https://mimesniff.spec.whatwg.org/) calls a binary data byte, and the signatures of
# its tables that a page is served as by mistake; ELF, Windows programs, 7z and xz besides.
_BINARY_BYTES = bytes((*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_SIGNATURES = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBPVP|BM.{8}\x36\x00\x00\x00|\x00\x00[\x01\x02]\x00|%PDF-|PK\x03\x04"
    rb"|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\x00|\x7fELF|OggS\x00|ID3[\x02-\x04]|\x00\x00\x00.ftyp|\x00\x01\x00\x00\x00"
    rb"|OTTO\x00|wOF[F2]\x00|\xd0\xcf\x11\xe0",
    re.DOTALL,
)


def is_binary(body: bytes, label: str, text: str | None = None) -> bool:
    r"""Whether a body without a byte order mark is no text, though it is read best by the encoding `label`.

    Args:
        body: any bytes.
        label: WHATWG label.
        text: the body's text, where it is known to be valid in that encoding and without zeros.

    >>> is_binary(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "gbk"), is_binary("中国".encode("utf-16le"), "utf-16le")
    (True, False)
    """
    if _SIGNATURES.match(body):
        return True
    head = body[:HEAD]
    controls = len(head) - len(head.translate(None, _BINARY_BYTES))
    if text is not None or controls <= CONTROLS * len(head):
        return False
    mean, characters = model().mean(decode_replacing(head, label))
    return characters > 0 and mean < UNLIKELY
