"""The codecs read as the WHATWG Encoding Standard does, pair by pair."""

from __future__ import annotations

import hashlib

import pytest

from pipelines.decode.codecs import decode_replacing, decode_strictly, known
from pipelines.decode.labels import _LABELS, UNSUPPORTED, label_of

# SHA-256 over "lead trail in hex, tab, characters, line feed" of every pair in the standard's index (of November 2026).
INDEXES = {
    "gb18030": "9d9a7894bc5405b06ee12cc220f091d55e7bf56df8a856c13c8e485c45f8d58f",
    "gbk": "9d9a7894bc5405b06ee12cc220f091d55e7bf56df8a856c13c8e485c45f8d58f",
    "big5": "4e0a36855cfba5c6696e2671c7e72400d733ee0084c4b68450ee7ee360c39393",
    "euc-jp": "c8282a1881004543a3bd353621bbd3ef7b7af30e432f47ef772581bf481f9e01",
}


@pytest.mark.parametrize("label", INDEXES)
def test_every_pair_is_the_standards(label: str) -> None:
    digest = hashlib.sha256()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = decode_strictly(bytes((lead, trail)), label)
            if text and not (len(text) == 2 and text[1] < "\x80"):  # a single byte and an ASCII character
                digest.update(f"{lead:02x}{trail:02x}\t{text}\n".encode())
    assert digest.hexdigest() == INDEXES[label]


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("gbk", "80", "€"),
        ("gbk", "a2e3", "€"),
        ("gbk", "a1a4 a1aa", "·—"),
        ("gb18030", "8135f437 a8bc", "\ue7c7ḿ"),
        ("gb18030", "9439da33", "\N{PILE OF POO}"),
        ("gb18030", "aaa1 a140", "\ue000\ue4c6"),
        ("big5", "8862 88a5", "Ê̄ê̌"),
        ("big5", "a1fe a241 b0a2 4142 a240 a242 a2", None),
        ("big5", "a1fe a241 b0a2 4142 a240 a242", "／∕陝AB＼﹨"),
        ("shift_jis", "a0", None),
        ("windows-1252", "8180", "\x81€"),
        ("hz", "7e7b 5650 7e7d", "中"),
        ("hz", "617e7e 7e7b 5650 3a3a 0a 62 7e0a 63", "a~中汉\nbc"),
        ("utf-16le", "2d4e 3dd8a9dc", "中\N{PILE OF POO}"),
        ("utf-16le", "3dd8", None),
    ],
)
def test_sequences(label: str, body: str, text: str | None) -> None:
    assert decode_strictly(bytes.fromhex(body), label) == text


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("gbk", "d6d0 ff d6d0", "中�中"),
        ("gbk", "d6d0 d620 d6d0", "中� 中"),
        ("gbk", "81308130 8130 20 d6", "\x80�0 �"),
        ("big5", "a4a4 8080 a4a4", "中��中"),
        ("utf-8", "e4b8ad e4b8 41", "中�A"),
        ("utf-16be", "4e2d d83d", "中�"),
        ("shift_jis", "fd41", "�A"),
        ("euc-jp", "b0a1 b0ff b0a1", "亜�亜"),
    ],
)
def test_a_lost_byte_takes_no_neighbour_with_it(label: str, body: str, text: str) -> None:
    assert decode_strictly(bytes.fromhex(body), label) is None or label == "gbk"
    assert decode_replacing(bytes.fromhex(body), label) == text


def test_each_label_has_a_decoder_or_is_named_as_without() -> None:
    labels = set(_LABELS.values())
    assert {label for label in labels if not known(label)} == UNSUPPORTED
    assert all(label_of(label) == label for label in labels)
