"""Bytes to text, with the evidence."""

from __future__ import annotations

from pipelines.decode.codecs import decode_replacing, decode_strictly
from pipelines.decode.result import Decoded, Evidence
from pipelines.options import Options

__all__ = ["Decoded", "Evidence", "decode"]


def decode(
    body: bytes, *, content_type: str | None = None, url: str | None = None, options: Options | None = None
) -> Decoded:
    """Decide the encoding of `body` and decode it."""
    text = decode_strictly(body, "utf-8")
    return Decoded(
        text=decode_replacing(body, "utf-8") if text is None else text,
        encoding="utf-8",
        confidence=0.0 if text is None else 1.0,
    )
