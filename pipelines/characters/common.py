"""Classes of character that the rules of this stage share, and where they are looked for."""

from __future__ import annotations

from functools import cache

import numpy as np

from pipelines.codepoints import Seen, Sign, among, look
from pipelines.rules import Classes, Places, classes

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
MARKS = "，。、；：！？（）《》“”‘’【】—…"
LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
INVISIBLE = "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u061c"
COMPATIBILITY = "\u2e80-\u2fdf\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0002f800-\U0002fa1f"
SIGNS = "．＠＿／－"
WIDE = "\u3000\xa0\u2002\u2003"
ODD = "\xa0\u2000-\u200a\u202f\u205f"
KANA = dict(zip("カニロタハエトチ", "力二口夕八工卜千", strict=True))
LETTERS = dict(zip("аеорсухіАВЕКМНОРСТХοΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxiABEKMHOPCTXoABEHIKMNOPTX", strict=True))

IS_HAN, IS_MARK, IS_END, IS_INVISIBLE, IS_COMPATIBLE, IS_SIGN, IS_WIDE, IS_ODD, IS_KANA, IS_LETTER = (
    1 << bit for bit in range(10)
)
IS_SPACE, IS_NEWLINE, IS_LATIN, IS_LOST, IS_PRIVATE = (1 << bit for bit in range(10, 15))
_MEMBERS = {
    IS_HAN: HAN,
    IS_MARK: MARKS,
    IS_END: LINE_ENDS,
    IS_INVISIBLE: INVISIBLE,
    IS_COMPATIBLE: COMPATIBILITY,
    IS_SIGN: SIGNS,
    IS_WIDE: WIDE,
    IS_ODD: ODD,
    IS_KANA: "".join(KANA),
    IS_LETTER: "".join(LETTERS),
    IS_SPACE: " \t",
    IS_NEWLINE: "\n",
    IS_LATIN: "A-Za-z0-9",
    IS_LOST: "\N{REPLACEMENT CHARACTER}",
    IS_PRIVATE: "\ue000-\uf8ff\U000f0000-\U0010fffd",
}
BEGINS = Sign.INVISIBLE | Sign.COMPATIBILITY | Sign.SPACE | Sign.LOST | Sign.PRIVATE | Sign.FOREIGN
"""What every rule of this stage begins with."""


class Characters(Places):
    """A text and the places in it where this stage may change a character."""

    def __init__(self, text: str, seen: Seen | None = None) -> None:
        seen = seen or look(text)
        begins = among(seen.other_kinds, BEGINS)
        super().__init__(text, seen, seen.others.take(np.flatnonzero(begins)), _classes())


@cache
def _classes() -> Classes:
    return classes(_MEMBERS)
