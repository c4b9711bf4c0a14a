"""The forward model of the garble: what the machine did to good text, step by step, so that its undoing can be tested.

Mirrored portals serve text that went through a machine. `garble` does the same, in the same order:

1. simplified characters become traditional, one by one (no phrases);
2. marks may be folded to ASCII, and stray commas put in before marks (here on characters);
3. in GBK bytes, one replacement after the other: each mark's two bytes become `,` + mark (the other way to put commas
   in), and each character of a fixed table becomes itself + `(reading)`. A replacement does not know where characters
   begin, so it also hits the second byte of one and the first of the next;
4. the bytes are decoded by a converter that makes a lead byte with a bad trail byte into one `?` or U+FFFD;
5. NFKC, which folds fullwidth marks (and whatever else a shifted run holds).
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import opencc
from pypinyin import Style
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

OTHERWISE = {"于": "于", "征": "征", "系": "系", "着": "著", "为": "為", "众": "眾", "群": "群"}
"""What the seed page's machine did otherwise than the dictionary's first choice."""

FOLDED = str.maketrans("，；：（）", ",;:()")
MARKS = "，。、；：！？"
VOWELLESS = frozenset(unicodedata.normalize("NFD", "mhnḿǹňḡĝ") + "g")
"""What interjections without a vowel are made of; they are no reading."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """How a machine garbles; the defaults are those of the seed page, with an empty table.

    Attributes:
        table: character to reading (toned), in the order of replacement.
        script: `traditional` or `keep`.
        commas: `none`, `characters` (on text, after folding), or `bytes`.
        marks: the marks that get a stray comma.
        share: of the marks, how many get one: a number, or a rhythm of booleans that is repeated. On bytes a number
            below one makes a mark's whole kind get one or none.
        commas_first: on bytes, whether marks are replaced before the table or after it; `None` mixes them in.
        fold: fold ，；：（） to ASCII before the bytes.
        decoder: what follows a lead byte with a bad trail: `swallow` (both bytes are one sign), `keep` (an ASCII trail
            is read again, as the WHATWG decoder does) or `single` (every bad trail is read again).
        lost: the sign for what could not be decoded, `?` or U+FFFD.
        nfkc: fold the result by NFKC.
        ruby: whether the readings were put in by characters (they were ruby text), which tears nothing.
        style: `tone`, `plain` or `number` (guó, guo, guo2).
        brackets: the pair around a reading, or two empty strings.
        gap: what stands before the bracket.
        gap_behind: what stands behind it.
        after_marks: what is put after each mark.
        lost_indents: whether two ideographic spaces at a line's head became `????`.
        seed: for everything that is drawn.
    """

    table: Mapping[str, str] = field(default_factory=dict)
    script: str = "traditional"
    commas: str = "none"
    marks: str = MARKS
    share: float | Sequence[bool] = 1.0
    commas_first: bool | None = True
    fold: bool = False
    decoder: str = "swallow"
    lost: str = "?"
    nfkc: bool = True
    ruby: bool = False
    style: str = "tone"
    brackets: tuple[str, str] = ("(", ")")
    gap: str = ""
    gap_behind: str = ""
    after_marks: str = ""
    lost_indents: bool = False
    seed: int = 0


def garble(text: str, machine: Machine | None = None, **changes: object) -> str:
    """`text` as the machine would serve it; keyword arguments are fields of `Machine`."""
    machine = replace(machine or Machine(), **changes)  # type: ignore[arg-type]  # fields by name, as replace takes them
    draw = random.Random(machine.seed)
    if machine.script == "traditional":
        text = to_traditional(text)
    if machine.fold:
        text = text.translate(FOLDED)
    if machine.commas == "characters":
        text = _with_commas(text, machine, draw)
    replacements = _replacements(machine, draw)
    if machine.ruby:
        after = {old.decode("gbk"): new.decode("gb18030") for old, new in replacements}
        text = "".join(after.get(character, character) for character in text)
    else:
        body = text.encode("gb18030" if machine.decoder == "keep" else "gbk", "replace")
        for old, new in replacements:
            body = body.replace(old, new)
        text = decode(body, decoder=machine.decoder, lost=machine.lost)
    if machine.nfkc:
        text = unicodedata.normalize("NFKC", text)
    if machine.after_marks:
        text = "".join(c + machine.after_marks if c in MARKS or c in ",;" else c for c in text)
    if machine.lost_indents:
        text = "\n".join("????" + line for line in text.split("\n"))
    return text


def random_table(seed: int, kinds: int, text: str = "", *, traditional_only: bool = True) -> dict[str, str]:
    """A table of `kinds` characters (of `text`, or of all that the dictionary makes traditional) in random order.

    A text's own characters are drawn by their frequency, for a machine's table holds common ones.
    """
    draw = random.Random(seed)
    changed = set(_characters().values()) - set(_characters())
    if text:
        found = [c for c in to_traditional(text) if "\u4e00" <= c <= "\u9fff"]
        pool = [c for c in found if c in changed or not traditional_only]
        draw.shuffle(pool)
        chosen = list(dict.fromkeys(pool))[:kinds]
    else:
        chosen = draw.sample(sorted(changed), min(kinds, len(changed)))
    return {c: draw.choice(readings(c)) for c in chosen if readings(c)}


def readings(character: str) -> list[str]:
    """Toned readings of a character, the usual one first; without those that are no syllable."""
    found = PINYIN_DICT.get(ord(character), "").split(",")
    return [r for r in found if r and r not in "nm" and not set(unicodedata.normalize("NFD", r)) <= VOWELLESS]


def to_traditional(text: str) -> str:
    """Character by character, the dictionary's first choice but for what is done `OTHERWISE`."""
    return text.translate(_translation())


def decode(body: bytes, *, decoder: str = "swallow", lost: str = "?") -> str:
    r"""GBK bytes to text as careless converters do.

    >>> decode(b"\xc8\xd5\x88(q")
    '日?q'
    >>> decode(b"\xc8\xd5\x88(q", decoder="keep")
    '日?(q'
    """
    parts: list[str] = []
    place = 0
    while place < len(body):
        lead = body[place]
        if lead < 0x80:
            parts.append(chr(lead))
            place += 1
            continue
        character = _pair(body[place : place + 2])
        if character:
            parts.append(character)
            place += 2
            continue
        parts.append(lost)
        trail = body[place + 1] if place + 1 < len(body) else 0
        single = lead in (0x80, 0xFF) or decoder == "single" or (decoder == "keep" and trail < 0x80)
        place += 1 if single else 2
    return "".join(parts)


def _pair(pair: bytes) -> str:
    try:
        character = pair.decode("gbk")
    except UnicodeDecodeError:
        return ""
    return character if len(character) == 1 else ""


def _with_commas(text: str, machine: Machine, draw: random.Random) -> str:
    marks = machine.marks + machine.marks.translate(FOLDED)
    rhythm = machine.share if isinstance(machine.share, Sequence) else None
    parts: list[str] = []
    number = 0
    for character in text:
        if character in marks and parts:
            stray = draw.random() < float(machine.share) if rhythm is None else rhythm[number % len(rhythm)]  # type: ignore[arg-type]  # a number where it is no rhythm
            number += 1
            if stray:
                parts.append(",")
        parts.append(character)
    return "".join(parts)


def _replacements(machine: Machine, draw: random.Random) -> Iterable[tuple[bytes, bytes]]:
    opening, closing = machine.brackets
    found: list[tuple[bytes, bytes]] = []
    for character, reading in machine.table.items():
        after = f"{character}{machine.gap}{opening}{_styled(reading, machine.style)}{closing}{machine.gap_behind}"
        found.append((character.encode("gbk"), after.encode("gb18030")))
    if machine.commas != "bytes":
        return found
    share = machine.share if isinstance(machine.share, float | int) else 1.0
    commas = [(m.encode("gbk"), b"," + m.encode("gbk")) for m in machine.marks if draw.random() < share]
    if machine.commas_first is None:
        found += commas
        draw.shuffle(found)
        return found
    return commas + found if machine.commas_first else found + commas


def _styled(reading: str, style: str) -> str:
    if style == "tone":
        return reading
    made: str = convert(reading, {"plain": Style.NORMAL, "number": Style.TONE3}[style], strict=False)
    return made


@cache
def _characters() -> dict[str, str]:
    """Simplified to traditional, the first choice of OpenCC's character dictionary (Apache-2.0)."""
    path = Path(opencc.__file__).with_name("dictionary") / "STCharacters.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {one: many.split()[0] for one, many in (line.split("\t") for line in lines)} | OTHERWISE


@cache
def _translation() -> dict[int, str]:
    return {ord(simplified): traditional for simplified, traditional in _characters().items()}
