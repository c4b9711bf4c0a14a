"""Pages of two encodings: each part by its own; pages of one encoding are never taken for such."""

from __future__ import annotations

from pathlib import Path
from random import Random

import opencc
import pytest

from pipelines import decode
from pipelines.decode.mixed import holds_utf8, read_mixed
from pipelines.decode.resync import characters
from pipelines.options import Flag
from tests.tools.harm import CODECS, drop, harm, overwrite, stray

LINES = [
    line
    for line in (Path(__file__).parent / "cases" / "good-simplified.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
TRADITIONAL = opencc.OpenCC("s2t")
PARTS = {
    "article": lambda lines: '<div id="content">' + "\n".join(f"<p>　　{line}</p>" for line in lines) + "</div>\n",
    "comments": lambda lines: "".join(f"<li><b>网友</b><p>{line[:18]}</p></li>\n" for line in lines),
    "links": lambda lines: " | ".join(f'<a href="/{number}/">{line[:5]}</a>' for number, line in enumerate(lines)),
    "comment": lambda lines: f"<!-- {lines[0][:24]} -->\n",
    "script": lambda lines: f'<script>document.write("{lines[0]}");</script>\n',
}
PAIRS = [("gbk", "utf-8"), ("utf-8", "gbk"), ("big5", "utf-8"), ("utf-8", "big5")]


def page(kinds: list[tuple[str, str]], random: Random) -> tuple[str, bytes]:
    """A page of parts, each of a kind and in an encoding."""
    texts, bodies = [], []
    for kind, label in kinds:
        text = PARTS[kind](random.sample(LINES, random.randint(2, 6)))
        if any(other == "big5" for _, other in kinds):
            text = TRADITIONAL.convert(text).encode("big5hkscs", "ignore").decode("big5hkscs")
        texts.append(text)
        bodies.append(text.encode(CODECS.get(label, label)))
    return "".join(texts), b"".join(bodies)


@pytest.mark.parametrize(("main", "other"), PAIRS)
@pytest.mark.parametrize("kind", PARTS)
def test_each_part_is_read_by_its_encoding(main: str, other: str, kind: str) -> None:
    random = Random(f"{main} {other} {kind}")
    exact = 0
    for _ in range(12):
        kinds = [("links", main), ("article", main), ("article", main), ("links", main)]
        kinds.insert(random.randint(0, 4), (kind, other))
        text, body = page(kinds, random)
        found = decode(body)
        exact += found.text == text
        if found.text == text:
            assert Flag.MIXED_ENCODINGS in found.flags
            assert found.encoding == main
            assert not found.flags & {Flag.DAMAGED, Flag.LOST, Flag.NOT_CHINESE}
            places = [step.detail for step in found.steps if step.kind == "segment"]
            assert places[0].startswith("bytes 0 to ")
            assert places[-1].endswith(f" to {len(body)}")
    assert exact >= 11


@pytest.mark.parametrize("label", ["gbk", "big5", "utf-8"])
def test_pages_of_one_encoding_are_left_alone(label: str) -> None:
    random = Random(label)
    article = ("article", "big5") if label == "big5" else ("article", label)
    for _ in range(40):
        text, body = page([(random.choice(list(PARTS)), label), article][random.randint(0, 1) :], random)
        assert label == "utf-8" or not holds_utf8(body)
        found = decode(body)
        assert found.text == text
        assert Flag.MIXED_ENCODINGS not in found.flags


@pytest.mark.parametrize("label", ["gbk", "big5"])
def test_rare_characters_are_no_utf8(label: str) -> None:
    random = Random(label)
    pool = [chr(code) for code in characters(label).tolist() if 0x4E00 <= code <= 0x9FFF]
    for _ in range(500):
        words = ("".join(random.choices(pool, k=random.randint(1, 8))) for _ in range(random.randint(1, 20)))
        body = random.choice(("\n", "<br>", "a", " ")).join(words).encode(CODECS[label], "ignore")
        assert read_mixed(body, label) is None


@pytest.mark.parametrize("label", ["gbk", "utf-8"])
def test_damage_is_no_other_encoding(label: str) -> None:
    random = Random(label)
    for _ in range(60):
        text, _ = page([("comments", label), ("article", label)], random)
        body = harm(text, label, random, (drop, stray, overwrite), random.randint(1, 5)).body
        assert read_mixed(body, *(("gbk", "big5") if label == "utf-8" else (label,))) is None


def test_letters_of_pinyin_go_with_their_paragraph() -> None:
    text = f"<p>{LINES[3]}</p>" * 3, "<div>(lè)。学生们边笑边记，一节课能记住十几个。</div>"
    assert decode(text[0].encode("gbk") + text[1].encode()).text == "".join(text)


def test_damage_inside_a_part_is_marked() -> None:
    article, comments = "<p>会议指出，要坚持问题导向。</p>" * 3, "<li>网友：说得好，支持一下</li>"
    body = article.encode("gbk") + comments.encode().replace("好".encode(), b"\xe5\xa5")
    found = decode(body)
    assert found.text == article + comments.replace("好", "\N{REPLACEMENT CHARACTER}")
    assert found.flags >= {Flag.MIXED_ENCODINGS, Flag.DAMAGED, Flag.LOST}
