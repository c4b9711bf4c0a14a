r"""Escapes of bytes: `%D6%D0` of URLs and `\xd6\xd0` of program text, of UTF-8 or of GBK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from pipelines.explain import Edit
from pipelines.hanzi import model
from pipelines.unescape.prose import is_chinese, is_code, is_good, lines

_HIGH = re.compile(r"%(?:25)*[89A-Fa-f][0-9A-Fa-f]")
_TOKEN = re.compile(r"[!-~]*%(?:25)*[89A-Fa-f][0-9A-Fa-f][!-~]*")
_DEEP = re.compile(r"%(?:25)+(?=[0-9A-Fa-f]{2})")
_ADDRESS = re.compile(
    r"^[(<\[\"']*(?:/|[A-Za-z][\w+.-]*://|www\.|mailto:|[\w.-]+\.[a-z]{2,6}/|[A-Za-z_]\w*=)|[?&][A-Za-z_][\w.]*="
)
_PERCENT = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}")
_RUN = re.compile(r"\\{1,2}x[89A-Fa-f][0-9A-Fa-f](?:\\{1,2}x[0-9A-Fa-f]{2}|\\\\|[ -\[\]-~])*")
_PIECE = re.compile(r"\\{1,2}x[89A-Fa-f][0-9A-Fa-f](?:\\{1,2}x[0-9A-Fa-f]{2}|\\\\|[@-\[\]-~](?=\\|$))*")
_BACKSLASH = re.compile(r"\\{1,2}x([0-9A-Fa-f]{2})|(\\\\)")
_SINGLE = re.compile(r"\\x([0-9A-Fa-f]{2})")


def percent_escapes(text: str) -> Iterator[Edit]:
    """`%E4%B8%AD` and `%D6%D0`, at any depth of `%25`, where the bytes are Chinese text.

    Left alone: addresses (a scheme, a path, a query), code, and bytes that do not read as Chinese.

    >>> [edit.after for edit in percent_escapes("%E4%B8%AD%E6%96%87 %D6%D0%CE%C4 /tag/%D6%D0 caf%E9t")]
    ['中文', '中文']
    """
    for offset, line in lines(text, _HIGH):
        if is_code(line):
            continue
        for token in _TOKEN.finditer(line):
            if _ADDRESS.search(token[0]):
                continue
            escapes = [match.span() for match in _PERCENT.finditer(token[0])]
            start, end = _with_trail(token[0], escapes[0][0], escapes[-1][1])
            after = _read(unquote_to_bytes(_DEEP.sub("%", token[0][start:end])))
            if after is None:
                start, end = escapes[0][0], escapes[-1][1]
                after = _read(unquote_to_bytes(_DEEP.sub("%", token[0][start:end])))
            if after is not None:
                place = offset + token.start()
                yield Edit(place + start, place + end, after, "percent-escape", 1.0)


def backslashed_bytes(text: str) -> Iterator[Edit]:
    r"""`\xe4\xb8\xad` and `\xd6\xd0` in prose.

    Left alone: bytes literals and other code, terminal escapes, bytes that do not read as Chinese.

    >>> [edit.after for edit in backslashed_bytes("\\xe4\\xb8\\xad\\xe6\\x96\\x87、\\xd6\\xd0\\xce\\xc4")]
    ['中文', '中文']
    """
    for offset, line in lines(text, _RUN):
        if is_code(line):
            continue
        for run in _RUN.finditer(line):
            whole = _unbackslashed(run[0]) is not None
            for start, end in [run.span()] if whole else [piece.span() for piece in _PIECE.finditer(line, *run.span())]:
                after = _unbackslashed(line[start:end])
                if after is not None:
                    yield _without_common_end(offset + start, offset + end, line[start:end], after)


def _with_trail(token: str, start: int, end: int) -> tuple[int, int]:
    """In GBK the last character's second byte may be a letter, which is not escaped."""
    return start, end + 1 if end < len(token) and token[end] >= "@" else end


def _unbackslashed(escapes: str) -> str | None:
    """A backslash that is a trail byte may be doubled or not: the likelier of the two readings."""
    raws = (
        pattern.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\\", escapes).encode("latin-1")
        for pattern in (_BACKSLASH, _SINGLE)
    )
    readings = [text for text in map(_read, dict.fromkeys(raws)) if text is not None]
    return max(readings, key=lambda text: model().mean(text)[0], default=None)


def _without_common_end(start: int, end: int, before: str, after: str) -> Edit:
    same = 0
    while same < min(len(before), len(after)) and before[-1 - same] == after[-1 - same]:
        same += 1
    return Edit(start, end - same, after[: len(after) - same], r"\x escape", 1.0)


def _read(raw: bytes) -> str | None:
    """The bytes as UTF-8 or else as GBK, if that is Chinese."""
    try:
        text = raw.decode("utf-8")
        return text if is_chinese(text) else None
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if is_good(text) else None
