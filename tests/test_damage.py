"""Damaged bodies: what is gone is marked, and nothing around it is lost."""

from __future__ import annotations

import string
from collections.abc import Callable
from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import decode
from pipelines.decode.codecs import decode_strictly
from pipelines.decode.damage import LOST, restore
from pipelines.decode.resync import characters
from pipelines.decode.whole import read_whole
from pipelines.options import Flag
from tests.tools.harm import CODECS, common, drop, harm, overwrite, stray

LINES = [
    line
    for line in (Path(__file__).parent / "cases" / "good-simplified.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LABELS = ("gbk", "gb18030", "big5", "utf-16le", "utf-16be", "utf-8")
TEXT = "据市气象台预报，未来三天我市以多云天气为主。</p>\n<p>会议指出，要坚持问题导向，着力解决群众反映强烈的突出问题。"


def texts(label: str, random: Random, count: int) -> list[str]:
    """So many texts of five lines, in the script that the encoding is used for."""
    lines = ["\n".join(random.sample(LINES, 5)) for _ in range(count)]
    if label == "big5":
        convert = opencc.OpenCC("s2t").convert
        lines = [convert(text) for text in lines]
    return [text.encode(CODECS.get(label, label), "ignore").decode(CODECS.get(label, label)) for text in lines]


@pytest.mark.parametrize(
    ("label", "floor"),
    [("gbk", 0.985), ("gb18030", 0.985), ("big5", 0.98), ("utf-16le", 0.99), ("utf-16be", 0.99), ("utf-8", 1)],
)
@pytest.mark.parametrize("kind", [drop, stray, overwrite])
def test_characters_around_one_place_are_kept(label: str, floor: float, kind: Callable[[bytes, Random], bytes]) -> None:
    random = Random(20)
    whole = kept = 0
    for text in texts(label, random, 40):
        harmed = harm(text, label, random, (kind,), 1)
        if decode_strictly(harmed.body, label) is not None and 0 not in harmed.body:
            continue
        whole += len(harmed.kept)
        kept += common(harmed.kept, restore(harmed.body, label).text)
    assert kept >= floor * whole


@pytest.mark.parametrize("label", LABELS)
def test_a_cut_end_is_marked_and_costs_one_character(label: str) -> None:
    random = Random(21)
    good = 0
    for text in texts(label, random, 40):
        text = text.rstrip(string.ascii_letters + string.digits + string.punctuation)
        found = restore(text.encode(CODECS.get(label, label))[:-1], label)
        good += found == (text[:-1] + LOST, 1, {Flag.LOST, Flag.TRUNCATED})
    assert good >= 39


@pytest.mark.parametrize(
    ("body", "label", "text"),
    [
        (TEXT.encode("gbk").replace("会议".encode("gbk"), "会议".encode("gbk")[1:]), "gbk", TEXT.replace("会", LOST)),
        (TEXT.encode("gbk")[:-1], "gbk", TEXT[:-1] + LOST),
        (TEXT.encode("gbk").replace(b"<", b"\xff<"), "gbk", TEXT.replace("<", LOST + "<")),
        (TEXT.encode("gbk").replace(b"<", b"\0\0\0<"), "gbk", TEXT.replace("<", LOST + "<")),
        (TEXT.encode().replace(b"<", b"\0\0<"), "utf-8", TEXT.replace("<", LOST + "<")),
        (TEXT.encode("utf-8")[1:], "utf-8", LOST * 2 + TEXT[1:]),
        (TEXT.encode("utf-16-le")[1:], "utf-16le", LOST + TEXT[1:]),
        ("𠮷野家在城东".encode("gb18030")[:3], "gb18030", LOST),
        ("在𠮷".encode("gb18030")[:-1], "gb18030", "在" + LOST),
        (b"", "gbk", ""),
    ],
)
def test_a_body(body: bytes, label: str, text: str) -> None:
    assert restore(body, label).text == text


def test_a_lost_byte_that_leaves_the_rest_valid_is_found() -> None:
    random = Random(22)
    whole = kept = hidden = 0
    while hidden < 30:
        text = "".join(random.sample(LINES, 4))
        harmed = harm(text, "gb18030", random, (drop,), 1)
        if decode_strictly(harmed.body, "gbk") is not None:
            hidden += 1
            whole += len(harmed.kept)
            kept += common(harmed.kept, read_whole(harmed.body, "gbk").text)
    assert kept >= 0.98 * whole


def test_a_byte_lost_near_the_beginning_makes_no_korean_page() -> None:
    random = Random(23)
    for _ in range(20):
        text = "".join(character for character in "".join(random.sample(LINES, 6)) if "\u2010" < character < "\uffff")
        found = decode(text.encode("gbk")[:9] + text.encode("gbk")[10:])
        assert found.encoding == "gbk"
        assert common(text, found.text) >= len(text) - 5


@pytest.mark.parametrize("label", ["gbk", "big5"])
def test_rare_characters_are_no_damage(label: str) -> None:
    random = Random(label)
    pool = [chr(code) for code in characters(label).tolist() if 0x4E00 <= code <= 0x9FFF]
    for _ in range(150):
        words = ("".join(random.choices(pool, k=random.randint(1, 9))) for _ in range(random.randint(1, 20)))
        body = random.choice(("\n", "，", "a", " ")).join(words).encode(CODECS[label], "ignore")
        assert read_whole(body, label).text == decode_strictly(body, label)


def test_mojibake_is_no_damage() -> None:
    for line in LINES:
        body = line.encode().decode("gb18030", "ignore").encode("gb18030")
        assert read_whole(body, "gbk").text == decode_strictly(body, "gbk")


def test_a_replacement_character_that_was_written_is_no_loss() -> None:
    for label in LABELS:
        if label != "big5":
            body = f"会议{LOST}指出".encode(CODECS.get(label, label))
            assert restore(body, label) == (f"会议{LOST}指出", 0, frozenset())


@given(st.binary(max_size=200), st.sampled_from(LABELS))
def test_any_bytes(body: bytes, label: str) -> None:
    found = restore(body, label)
    found.text.encode()
    assert found == restore(body, label)
    assert bool(found.flags) == (found.lost > 0)
    strict = decode_strictly(body, label)
    if strict is not None and "\0" not in strict:
        assert found.text == strict


@given(st.binary(max_size=12), st.sampled_from(["gbk", "gb18030", "utf-8"]), st.integers(0, 3))
def test_lines_without_damage_are_kept(noise: bytes, label: str, number: int) -> None:
    codec = CODECS.get(label, label)
    lines = [line.encode(codec) for line in TEXT.split("\n")] * 2
    lines.insert(number, noise.replace(b"\n", b""))
    got = restore(b"\n".join(lines), label).text.split("\n")
    assert got[:number] + got[number + 1 :] == TEXT.split("\n") * 2


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("byte", [b"\xff", b"\x81", b"\xd6\xd0", b"\0", b"a", b"\x81\x30"])
def test_a_body_of_one_byte_is_gone_through_once(label: str, byte: bytes) -> None:
    restore(byte * 40_001, label)
