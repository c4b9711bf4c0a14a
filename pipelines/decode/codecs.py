r"""Bytes to text by label, as the WHATWG Encoding Standard maps them, where Python's codecs differ.

- gbk, gb2312: read by gb18030, which has all their pairs, 0x80 as € and the four-byte forms. Python's gb18030 is that
  of 2000; 20 pairs and one four-byte form were assigned since.
- big5: Python's big5hkscs is that of 2004, and 203 pairs differ; see tables/big5.txt.
- shift_jis: cp932 without four bytes; euc-jp with the extensions of NEC and IBM; euc-kr is cp949.
- A byte that a single-byte encoding leaves open is the control of that number in windows-125x.

>>> decode_strictly(b"\x80\xa3\xa0\xa8\xbc", "gbk"), decode_strictly(b"\x87\xdf\xc6\xcf", "big5")
('€\u3000ḿ', '鿋廴')
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from pipelines.decode.labels import label_of
from pipelines.tables import read_lines

_PYTHON = {
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "windows-874": "cp874",
    "ibm866": "cp866",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
# Python's character of a pair, and the standard's. Of gb18030: https://encoding.spec.whatwg.org/#index-gb18030
_MAPPED: dict[str, tuple[str, str]] = {
    "gb18030": (
        "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue7c7\u1e3f",
        "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\u1e3f\ue7c7",
    ),
    "big5hkscs": (
        "\u2022\uff64\u203e\u223c\u2641\u2609\xa5\xa2\xa3",
        "\u2027\ufe51\xaf\uff5e\u2295\u2299\uffe5\uffe0\uffe1",
    ),
    "euc_jp": ("\u301c\u2016\u2212\xa2\xa3\xac", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2"),
}
_SLASHES = {b"\xa2A": "\u2215", b"\xa2B": "\ufe68"}  # big5hkscs gives them the characters of A1FE and A240 again
_DIFFERING = {b"\xa1" + bytes((trail,)) for trail in b"\x45\x4e\xc2\xe3\xf2\xf3"} | {
    b"\xa2" + bytes((trail,)) for trail in b"\x41\x42\x44\x46\x47"
}
_SMALL = 4096  # bytes, below which the search for each pair is quicker than arrays
_CP932_ONLY = re.compile("[\uf8f0-\uf8f3]")  # its 0xA0, 0xFD, 0xFE, 0xFF
_LOST = "\N{REPLACEMENT CHARACTER}"
_TAIL_IS_ASCII = {"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"}  # multi-byte codecs whose trail may be ASCII
_HZ = re.compile(rb"~(?:\{((?:[\x21-\x7d][\x21-\x7e])*)(?:~\}|(?=[\r\n])|\Z)|(~)|\r?\n)")
_HIGH = bytes(byte | 0x80 for byte in range(256))

# What stands at `start`, which Python's codec does not know: the characters and how many bytes they are, or None.
Rescue = Callable[[bytes, int], tuple[str, int] | None]


def decode_strictly(body: bytes, label: str) -> str | None:
    """The text, `None` when the body holds bytes that the encoding does not have (or ends inside a character).

    Args:
        body: any bytes; a byte order mark is a character like any other.
        label: as of `labels.label_of`.
    """
    try:
        return _decode(body, label, "strict")
    except UnicodeError:
        return None


def invalid_at(body: bytes, label: str) -> int | None:
    """Offset of the first byte that `decode_strictly` stumbles over, `None` when there is none.

    >>> invalid_at(bytes.fromhex("d6d0 ff 61"), "gbk")
    2
    """
    try:
        _decode(body, label, "strict")
    except UnicodeDecodeError as error:
        return error.start
    except UnicodeError:
        return 0
    return None


def decode_replacing(body: bytes, label: str) -> str:
    """The text, with U+FFFD where the standard's decoder puts it. Never raises.

    >>> decode_replacing(bytes.fromhex("d6d0 ff 61 d6"), "gbk")
    '中�a�'
    """
    return _decode(body, label, "replace")


def _decode(body: bytes, label: str, errors: str) -> str:
    if label == "hz":
        return _decode(_HZ.sub(_pairs_of_hz, body), "gbk", errors)
    if label != "big5":
        return _read(body, label, errors)
    differing = _differing(body)
    if differing & _SLASHES.keys():
        return "".join(part if isinstance(part, str) else _read(part, label, errors) for part in _at_slashes(body))
    return _read(body, label, errors, differing=bool(differing))


def _read(body: bytes, label: str, errors: str, *, differing: bool = True) -> str:
    codec = _PYTHON.get(label, label)
    if errors == "strict" or codec in _TAIL_IS_ASCII:
        text = body.decode(codec, _handler(codec, errors))
    else:
        text = body.decode(codec, "replace" if codec not in _RESCUES else _handler(codec, errors))
    if codec == "cp932" and _CP932_ONLY.search(text):
        if errors == "strict":
            raise UnicodeError("byte without a character")
        text = _CP932_ONLY.sub(_LOST, text)
    if differing and codec in _MAPPED and not text.isascii():
        text = _mapped(text, *_MAPPED[codec])
    return text


def _mapped(text: str, before: str, after: str) -> str:
    """The text with the standard's characters: to look for them is far quicker than to translate what has none."""
    if len(text) > _SMALL and before[0] >= "\ue000":  # private use, but for the last
        array = np.frombuffer(text.encode("utf-16-le"), np.uint16)
        if not ((array - np.uint16(0xE000) < 0x1900).any() or before[-1] in text):
            return text
    if any(character in text for character in before):
        return text.translate(str.maketrans(before, after))
    return text


def _differing(body: bytes) -> set[bytes]:
    """Which of the pairs that Python's big5hkscs maps otherwise occur, at whatever place.

    A search in the text for their characters would take as long as to decode it.
    """
    if len(body) < _SMALL:
        return {pair for pair in _DIFFERING if pair in body}
    array = np.frombuffer(body, np.uint8)
    at = np.flatnonzero((array[:-1] | 3) == 0xA3)  # leads 0xA1 and 0xA2, and two more
    pairs = array[at].astype(np.uint16) << 8 | array[at + 1]
    return {number.to_bytes(2, "big") for number in pairs[_is_differing()[pairs]].tolist()}


@cache
def _is_differing() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, bool)
    table[[pair[0] << 8 | pair[1] for pair in _DIFFERING]] = True
    return table


def _at_slashes(body: bytes) -> Iterator[bytes | str]:
    """The body cut at the pairs of `_SLASHES`, and their characters.

    A pair begins wherever a byte below 0x81 went before: the number of high bytes since then tells leads from trails.
    """
    done = 0
    for match in re.finditer(rb"\xa2[AB]", body):
        start = match.start()
        while start > done and body[start - 1] > 0x80:
            start -= 1
        if (match.start() - start) % 2 == 0:
            yield body[done : match.start()]
            yield _SLASHES[match[0]]
            done = match.end()
    yield body[done:]


def _pairs_of_hz(match: re.Match[bytes]) -> bytes:
    return match[1].translate(_HIGH) if match[1] is not None else match[2] or b""


# ---- what Python's codecs do not know


def _rescue_gb18030(body: bytes, start: int) -> tuple[str, int] | None:
    return ("€", 1) if body[start] == 0x80 else None


@cache
def _big5() -> dict[bytes, str]:
    pairs = (line.split("\t") for line in read_lines("big5.txt"))
    return {bytes.fromhex(pair): character for pair, character in pairs}


def _rescue_big5(body: bytes, start: int) -> tuple[str, int] | None:
    character = _big5().get(body[start : start + 2])
    return (character, 2) if character else None


def _rescue_euc_jp(body: bytes, start: int) -> tuple[str, int] | None:
    """The rows that NEC and IBM added, which Python has in shift_jis alone."""
    pair = body[start : start + 2]
    if len(pair) < 2 or not (0xA1 <= pair[0] <= 0xFE and 0xA1 <= pair[1] <= 0xFE):
        return None
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= 0x3F)
    try:
        return bytes((lead, trail)).decode("cp932"), 2
    except UnicodeDecodeError:
        return None


def _rescue_single(body: bytes, start: int) -> tuple[str, int] | None:
    return (chr(body[start]), 1) if 0x80 <= body[start] <= 0x9F else None


_RESCUES: dict[str, Rescue] = {
    "gb18030": _rescue_gb18030,
    "big5hkscs": _rescue_big5,
    "euc_jp": _rescue_euc_jp,
    **{f"windows-125{digit}": _rescue_single for digit in range(9)},
}


def _lost(body: bytes, start: int, codec: str) -> int:
    """How many bytes one U+FFFD stands for: the trail goes with its lead unless it is ASCII."""
    if codec not in _TAIL_IS_ASCII or start + 1 >= len(body):
        return 1
    return 2 if body[start] not in (0x80, 0xFF) and body[start + 1] >= 0x80 else 1


def _handle(error: UnicodeError, *, codec: str, rescue: Rescue | None, errors: str) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = rescue(error.object, error.start) if rescue else None
    if found:
        return found[0], error.start + found[1]
    if errors == "strict":
        raise error
    return _LOST, error.start + _lost(error.object, error.start, codec)


@cache
def _handler(codec: str, errors: str) -> str:
    """Name of the error handler, registered when first asked for."""
    rescue = _RESCUES.get(codec)
    if errors == "strict" and rescue is None:
        return "strict"
    name = f"pipelines.decode.{codec}.{errors}"
    codecs.register_error(name, partial(_handle, codec=codec, rescue=rescue, errors=errors))
    return name


def known(label: str) -> bool:
    """Whether there is a decoder for a label."""
    if label_of(label) != label:
        return False
    try:
        return label == "hz" or bool(codecs.lookup(_PYTHON.get(label, label)))
    except LookupError:
        return False
