"""The damages that text meets on its way, each as a function from text to text: what repairs are measured on.

A damage without loss is `None` for a text that its wrong decoder does not accept. Decoders are those of Python and
those of browsers (WHATWG), which differ in how much of a bad pair they swallow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from quopri import encodestring
from urllib.parse import quote

LOST = "\N{REPLACEMENT CHARACTER}"
Damage = Callable[[str], str | None]


def misread(true: str, wrong: str, errors: str = "strict") -> Damage:
    """Text in the encoding `true`, read as `wrong`."""

    def damage(text: str) -> str | None:
        try:
            return text.encode(true).decode(wrong, errors)
        except UnicodeError:
            return None

    return damage


def browser_single(true: str, wrong: str) -> Damage:
    """As browsers read single-byte encodings: bytes that are not assigned become C1 controls."""

    def damage(text: str) -> str | None:
        try:
            raw = text.encode(true)
        except UnicodeError:
            return None
        return "".join(_single(byte, wrong) for byte in raw)

    return damage


def _single(byte: int, wrong: str) -> str:
    try:
        return bytes((byte,)).decode(wrong)
    except UnicodeDecodeError:
        return chr(byte)


def then(*damages: Damage) -> Damage:
    """One damage after the other."""

    def damage(text: str) -> str | None:
        result: str | None = text
        for each in damages:
            result = each(result) if result is not None else None
        return result

    return damage


def browser_gbk(text: str) -> str:
    """UTF-8 read as GBK by a browser: a bad pair is one U+FFFD, an ASCII byte in it is kept, 0x80 is the euro sign."""
    raw = text.encode()
    parts = []
    place = 0
    while place < len(raw):
        lead, both = raw[place], raw[place : place + 2]
        place += 1
        if lead < 0x80:
            parts.append(chr(lead))
        elif lead in (0x80, 0xFF):
            parts.append("\N{EURO SIGN}" if lead == 0x80 else LOST)
        else:
            try:
                parts.append(both.decode("gbk"))
                place += 1
            except UnicodeDecodeError:
                parts.append(LOST)
                place += len(both) == 2 and both[1] >= 0x80
    return "".join(parts)


def questions(damage: Damage) -> Damage:
    """The same damage, each U+FFFD written as a question mark."""

    def asking(text: str) -> str | None:
        result = damage(text)
        return None if result is None else result.replace(LOST, "?")

    return asking


def dropped(damage: Damage) -> Damage:
    """The same damage, each U+FFFD left out."""

    def silent(text: str) -> str | None:
        result = damage(text)
        return None if result is None else result.replace(LOST, "")

    return silent


def _mangled(text: str, old: str, wrong: str) -> str | None:
    try:
        return text.encode(old).decode("utf-8", "replace").encode().decode(wrong)
    except UnicodeError:
        return None


_LATIN = ("latin-1", "cp1252", "cp1251")
LOSSLESS: dict[str, Damage] = {
    **{f"utf-8 as {wrong}": browser_single("utf-8", wrong) for wrong in ("latin-1", "cp1252")},
    "utf-8 as cp1252, no C1": misread("utf-8", "cp1252"),
    **{
        f"utf-8 as {one}, then as {two}": then(browser_single("utf-8", one), browser_single("utf-8", two))
        for one in _LATIN[:2]
        for two in _LATIN[:2]
    },
    **{f"{true} as {wrong}": browser_single(true, wrong) for true in ("gb18030", "big5hkscs") for wrong in _LATIN},
    "utf-8 as gb18030": misread("utf-8", "gb18030"),
    "utf-8 as gb18030, twice": then(misread("utf-8", "gb18030"), misread("utf-8", "gb18030")),
    "big5 as gb18030": misread("big5hkscs", "gb18030"),
    "gbk as big5": misread("gbk", "cp950"),
    "gbk as big5hkscs": misread("gbk", "big5hkscs"),
    "gbk as cp949": misread("gbk", "cp949"),
}
LOSSY: dict[str, Damage] = {
    "utf-8 as gbk, U+FFFD": misread("utf-8", "gbk", "replace"),
    "utf-8 as gbk, U+FFFD (browser)": browser_gbk,
    "utf-8 as gb18030, U+FFFD": misread("utf-8", "gb18030", "replace"),
    "utf-8 as gbk, ?": questions(misread("utf-8", "gbk", "replace")),
    "utf-8 as gbk, ? (browser)": questions(browser_gbk),
    "utf-8 as gbk, dropped": dropped(misread("utf-8", "gbk", "replace")),
    "utf-8 as cp1252, U+FFFD": misread("utf-8", "cp1252", "replace"),
    "utf-8 as cp932, U+FFFD": misread("utf-8", "cp932", "replace"),
    "utf-8 as cp949, U+FFFD": misread("utf-8", "cp949", "replace"),
    "gbk as big5, U+FFFD": misread("gbk", "cp950", "replace"),
    "gbk as big5hkscs, U+FFFD": misread("gbk", "big5hkscs", "replace"),
    "gbk as cp949, U+FFFD": misread("gbk", "cp949", "replace"),
    "gbk as cp932, U+FFFD": misread("gbk", "cp932", "replace"),
    "big5 as gbk, U+FFFD": misread("big5hkscs", "gbk", "replace"),
}
IRRECOVERABLE: dict[str, Damage] = {
    "gbk as utf-8": misread("gbk", "utf-8", "replace"),
    "big5 as utf-8": misread("big5hkscs", "utf-8", "replace"),
    "gbk as utf-8, then as gbk": lambda text: _mangled(text, "gbk", "gb18030"),
    "gbk as utf-8, then as latin-1": lambda text: _mangled(text, "gbk", "latin-1"),
    "gbk as utf-8, then as cp1252": lambda text: _mangled(text, "gbk", "cp1252"),
    "written as ?, half of it": lambda text: (
        re.sub("[^\x00-\x7f]", LOST, text[: len(text) // 2]) + text[len(text) // 2 :]
    ),
}


def _hz(text: str) -> str | None:
    try:
        return text.encode("hz").decode("ascii")
    except UnicodeError:
        return None


def _percent(encoding: str) -> Damage:
    def damage(text: str) -> str | None:
        try:
            return quote(text.encode(encoding), safe="".join(map(chr, range(0x20, 0x7F))).replace("%", ""))
        except UnicodeError:
            return None

    return damage


def _each(form: str) -> Damage:
    """Characters that are not ASCII, one by one, in a `form` with `code`."""
    return lambda text: "".join(c if c < "\x80" else form.format(code=ord(c)) for c in text)


def _units(form: str) -> Damage:
    def damage(text: str) -> str:
        units = [text[i : i + 1] for i in range(len(text))]
        return "".join(
            unit
            if unit < "\x80"
            else "".join(
                form.format(code=int.from_bytes(raw, "big")) for raw in re.findall(b"(?s)..", unit.encode("utf-16-be"))
            )
            for unit in units
        )

    return damage


ESCAPES: dict[str, Damage] = {
    "decimal entities": _each("&#{code};"),
    "hex entities": _each("&#x{code:x};"),
    "decimal entities, twice": _each("&amp;#{code};"),
    "hex entities, twice": _each("&amp;#x{code:X};"),
    "\\u": _units("\\u{code:04x}"),
    "\\\\u": _units("\\\\u{code:04x}"),
    "%u": _units("%u{code:04X}"),
    "%XX of utf-8": _percent("utf-8"),
    "%XX of gbk": _percent("gbk"),
    "%25XX of utf-8": lambda text: (_percent("utf-8")(text) or "").replace("%", "%25"),
    "\\x of utf-8": lambda text: "".join(
        chr(byte) if byte < 0x80 else f"\\x{byte:02x}" for byte in text.encode("utf-8")
    ),
    "\\x of gbk": lambda text: "".join(
        chr(byte) if byte < 0x80 else f"\\x{byte:02x}" for byte in text.encode("gb18030")
    ),
    "UTF-7": lambda text: text.encode("utf-7").decode("ascii"),
    "quoted-printable of utf-8": lambda text: encodestring(text.encode("utf-8")).decode("ascii"),
    "quoted-printable of gbk": lambda text: encodestring(text.encode("gb18030")).decode("ascii"),
    "HZ": _hz,
}


def one_byte_off(text: str, draw: random.Random, *, added: bool = False) -> str | None:
    """GBK that lost a byte, or got one more, at a random place within its hanzi."""
    try:
        raw = text.encode("gbk")
    except UnicodeError:
        return None
    wide = [place for place, byte in enumerate(raw) if byte > 0x7F]
    if len(wide) < 8:
        return None
    place = draw.choice(wide[: len(wide) * 2 // 3])
    raw = raw[:place] + bytes((draw.randint(0x81, 0xFE),)) * added + raw[place + (not added) :]
    return raw.decode("gbk", "replace")
