"""Bodies as servers send them: texts and pages in any encoding, with declarations and damage, drawn by a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice
from typing import NamedTuple

from opencc import OpenCC
from tools.foreign import sentences

from pipelines.decode.codecs import decode_strictly

ENCODERS = {
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
GIVEN_NAMES = "喆堃翀珺祎韡㛃㻺䶮𠮷𫖯𬱖𬱟𪩘𬭎𬬻𫓶𬬭𫟷𩾃"
CANTONESE = "嘅喺咗啲嚟嗰嘢哋冇咁噉嘥攞瞓諗嬲靚㗎啫嗌揾埗鰂邨鱲粧衞裏着"


LOST = "\N{REPLACEMENT CHARACTER}"


class Body(NamedTuple):
    """Bytes, and what they are.

    Attributes:
        body: as the server sends it.
        text: what it says; U+FFFD where characters are gone for good.
        label: its encoding.
        content_type: its header.
    """

    body: bytes
    text: str
    label: str
    content_type: str | None = None


class Texts:
    """Texts drawn from lines of simplified Chinese, in each form that the encodings ask for."""

    def __init__(self, lines: list[str], seed: int) -> None:
        self.draw = random.Random(seed)
        self.simplified = [_kept(line, "gbk") for line in lines]
        self.traditional = [_converter("s2t").convert(line) for line in self.simplified]
        self.hong_kong = [_converter("s2hk").convert(line) for line in self.simplified]

    def text(self, kind: str, size: int) -> tuple[str, str]:
        """A text of `size` bytes or up to a character less, and the label it is for.

        Args:
            kind: `gbk`, `traditional` (in gbk), `gb18030`, `big5`, `hkscs`, `utf-16le`, `utf-16be`, `hz`, `utf-8`.
            size: bytes.
        """
        label = {"traditional": "gbk", "hkscs": "big5"}.get(kind, kind)
        lines = {"traditional": self.traditional, "big5": self.traditional, "hkscs": self.hong_kong}.get(kind)
        text = self._run(lines or self.simplified, size)
        if kind == "gb18030":
            text = self._strewn(
                text, GIVEN_NAMES, lambda: chr(self.draw.choice((0x3400, 0x20000)) + self.draw.randrange(6400))
            )
        elif kind == "hkscs":
            text = self._strewn(text, CANTONESE, self._hkscs)
        return cut(_kept(text, label), label, size), label

    def _run(self, lines: list[str], size: int) -> str:
        while True:
            start = self.draw.randrange(len(lines))
            text = "".join(islice(cycle(lines), start, start + 2 + size // 20))
            text = text[self.draw.randrange(max(1, len(text) - size // 2)) :]
            if sum(character > "\u3400" for character in text[: size // 2]) >= min(size // 5, 8):
                return text

    def _strewn(self, text: str, known: str, rare: Callable[[], str]) -> str:
        """About every eighth character another, of those known or a rare one; one of the first five at least."""
        characters = list(text)
        for start in range(0, len(characters), 8):
            place = min(start + self.draw.randrange(5), len(characters) - 1)
            characters[place] = self.draw.choice(known) if self.draw.random() < 0.6 else rare()
        return "".join(characters)

    def _hkscs(self) -> str:
        while True:
            lead, trail = (
                self.draw.choice((*range(0x87, 0xA1), 0xFA, 0xFB, 0xFC, 0xFD)),
                self.draw.randrange(0xA1, 0xFF),
            )
            try:
                text = bytes((lead, trail)).decode("big5hkscs")
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                return text

    def page(self, kind: str, size: int, charset: str | None = None) -> Body:
        """A page whose text has some `size` bytes, with a meta element for `charset`."""
        text, label = self.text(kind, size)
        places = sorted(self.draw.sample(range(len(text)), min(len(text), 2 + size // 300)))
        parts = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
        return built(parts, label, charset, self.draw)

    def mixed(self, inner: str, outer: str, size: int) -> Body:
        """A page with a block in another encoding: a widget, a comment, or a template's include."""
        page = self.page(outer, size, self.draw.choice((None, outer)))
        text, label = self.text(inner, self.draw.randint(60, 400))
        text = self.draw.choice(
            ('<div class="widget"><a href="/w">{}</a></div>\n', "<!-- {} -->\n", "<ul>\n<li>{}</li>\n</ul>\n")
        ).format(text)
        places = [match.start() for match in re.finditer("(?:<div class=c|</body>)", page.text)]
        place = self.draw.choice(places)
        before, after = page.text[:place], page.text[place:]
        body = encoded(before, outer) + encoded(text, label) + encoded(after, outer)
        return Body(body, before + text + after, outer)

    def few(self, kind: str, count: int) -> Body:
        """A page of ASCII with `count` hanzi in one place."""
        text, label = self.text(kind, 4 * count + 8)
        hanzi = "".join(character for character in text if character > "\u3400")[:count]
        links = [f"Section {self.draw.randrange(99)} of the archive, item {number}" for number in range(30)]
        links[self.draw.randrange(30)] = hanzi
        return built(links, label, None, self.draw)


def built(parts: list[str], label: str, charset: str | None, draw: random.Random) -> Body:
    """A page of paragraphs."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n' if charset else ""
    script = "<script>var a = [1, 2]; if (a[0] < 3) { go(); }</script>"
    head = f"<html>\n<head>\n{meta}<title>{parts[0][:12]}</title>\n{script}\n"
    rows = "\n".join(f'<div class="c{draw.randrange(9)}"><p>{part}</p></div>' for part in parts)
    text = f"{head}</head>\n<body>\n{rows}\n</body>\n</html>\n"
    return Body(encoded(text, label), text, label)


FOREIGN = {
    "japanese": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "korean": ("euc-kr",),
    "russian": ("windows-1251", "koi8-r"),
    "french": ("windows-1252",),
}


def foreign_page(language: str, label: str, draw: random.Random, lines: list[str] | None = None) -> Body:
    """A page in another language."""
    codec = ENCODERS.get(label, label)
    kept = [line.encode(codec, "ignore").decode(codec) for line in lines or sentences(language)]
    return built(draw.choices(kept, k=draw.randint(3, 12)), label, None, draw)


def encoded(text: str, label: str) -> bytes:
    """Bytes of a text that the encoding has all characters of."""
    return text.encode(ENCODERS.get(label, label))


def cut(text: str, label: str, size: int) -> str:
    """The longest beginning of a text that has no more than `size` bytes."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(encoded(text[:middle], label)) <= size else (low, middle - 1)
    return text[:low]


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def _kept(text: str, label: str) -> str:
    """The characters that an encoding has (in Python's codec and in the standard alike)."""
    codec = ENCODERS.get(label, label)
    if label in ("gb18030", "utf-8", "utf-16le", "utf-16be"):
        return text
    codec = "gbk" if label == "gbk" else "gb2312" if label == "hz" else codec
    return "".join(each for each in text if _has(codec, label, each))


@cache
def _has(codec: str, label: str, character: str) -> bool:
    raw = character.encode(codec, "ignore")
    return bool(raw) and decode_strictly(raw, "gbk" if label == "hz" else label) == character


def with_bad_bytes(page: Body, draw: random.Random) -> Body:
    """One of a thousand bytes, at least one, overwritten by 0xFF, or 0xFF put in; what was overwritten is lost."""
    pieces = [(character, encoded(character, page.label)) for character in page.text]
    hit = set(draw.sample(range(len(pieces)), max(1, len(page.body) // 1000)))
    body, text = b"", ""
    for number, (character, raw) in enumerate(pieces):
        if number in hit and len(raw) > 1:
            raw, character = raw[:-1] + b"\xff", LOST
        elif number in hit:
            raw, character = b"\xff" + raw, LOST + character
        body, text = body + raw, text + character
    return page._replace(body=body, text=text)


def one_byte_short(page: Body, draw: random.Random) -> Body:
    """Without one byte of one character, which is lost."""
    text = page.text
    place = draw.choice([place for place, character in enumerate(text) if character > "\u3400"])
    before, raw, after = (encoded(part, page.label) for part in (text[:place], text[place], text[place + 1 :]))
    gone = draw.randrange(len(raw))
    body = before + raw[:gone] + raw[gone + 1 :] + after
    return page._replace(body=body, text=text[:place] + LOST + text[place + 1 :])


def cut_short(page: Body) -> Body:
    """Without the last byte; the last character has to be longer than one."""
    text = page.text.rstrip("".join(map(chr, range(0x80))))
    return page._replace(body=encoded(text, page.label)[:-1], text=text[:-1] + LOST)
