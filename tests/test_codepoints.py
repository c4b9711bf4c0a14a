"""A text that is looked at once tells the same as one that is looked at by each who asks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.codepoints import BEGINNING, Seen, Sign, are_hanzi, code_points, kinds, look, signs

CHARACTERS = st.text("中国國龥锟A?,;ā，。\u3000\ufffd\ue000㐀〇豈\U00020000\n", max_size=30)


def test_hanzi_of_the_basic_plane_carry_no_other_classes_than_hanzi_do() -> None:
    every = np.arange(0x110000, dtype=np.uint32)
    hanzi = every[are_hanzi(every)]
    assert (hanzi[0], hanzi[-1], hanzi.size) == (0x3400, 0x9FFF, 0x9FFF - 0x3400 + 1)
    carried = Sign(int(np.bitwise_or.reduce(kinds(hanzi))))
    assert carried == Sign.HAN | Sign.REMNANT | Sign.TRADITIONAL | Sign.RARE
    for sign in Sign:
        if sign not in carried:
            assert not look("中國" + "锟" * BEGINNING).carries(sign)


@given(CHARACTERS, st.integers(0, 2 * BEGINNING))
def test_classes_are_found_wherever_they_stand(text: str, before: int) -> None:
    text = "中" * before + text
    for sign in (*Sign, Sign.TRADITIONAL | Sign.LOST, Sign.SPACE | Sign.TONE):
        assert look(text).carries(sign) == bool(sign & signs(code_points(text)))


@given(CHARACTERS)
def test_places_are_where_characters_stand(text: str) -> None:
    assert look(text).others.tolist() == [p for p, c in enumerate(text) if not "\u3400" <= c <= "\u9fff"]
    assert look(text).places("?\ufffd").tolist() == [place for place, c in enumerate(text) if c in "?\ufffd"]
    assert look(text).holds_lost == ("\ufffd" in text or "??" in text)


@given(CHARACTERS, CHARACTERS)
def test_what_a_text_became_is_seen_anew(before: str, after: str) -> None:
    for text in (after, before[::-1], before.replace(",", "，"), before.replace("?", "国")):
        seen = look(before).changed(code_points(text))
        assert seen.others.tolist() == look(text).others.tolist()
        assert seen.signs == look(text).signs


@pytest.mark.parametrize(("start", "end"), [(0, 4), (1, 3), (2, 2)])
def test_a_part_is_seen_as_a_text(start: int, end: int) -> None:
    part: Seen = look("中,國A").part(start, end)
    alone = look("中,國A"[start:end])
    assert part.others.tolist() == alone.others.tolist()
    assert part.signs == alone.signs
