"""A text as an array of code points, and which classes of character occur in it.

One pass over the array tells which stages have work at all; a text without any sign of trouble costs that pass.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from pipelines.tables import read_lines

CodePoints = NDArray[np.uint32]
Kinds = NDArray[np.uint16]


class Sign(IntFlag):
    """Classes of character that make a stage look closer."""

    HAN = 1 << 0
    ESCAPE = 1 << 1  # & \ % = ~ +: may begin an escape sequence
    ASCII_MARK = 1 << 2  # , ; : ! ? ( ) " ' . -
    SPACE = 1 << 3  # every white space but the line feed
    INVISIBLE = 1 << 4  # controls, zero-width, bidi, soft hyphen, BOM
    COMPATIBILITY = 1 << 5  # fullwidth letters and the signs between them, Kangxi radicals, compatibility ideographs
    TONE = 1 << 6  # letters of toned pinyin
    LATIN = 1 << 7  # what single-byte mojibake is made of: U+0080-U+00FF and the signs of cp1252, but for · and U+00A0
    FOREIGN = 1 << 8  # kana, hangul, Cyrillic, Greek, box drawing, half-width forms: what multi-byte mojibake leaves
    LOST = 1 << 9  # U+FFFD
    PRIVATE = 1 << 10
    SURROGATE = 1 << 11
    TRADITIONAL = 1 << 12  # changed by the simplify stage
    RARE = 1 << 13  # hanzi that running text hardly holds (tables/common.md): what GBK mojibake is made of
    MARK = 1 << 14  # fullwidth and CJK punctuation
    REMNANT = 1 << 15  # the rare ones of what gone text leaves: 锟斤拷, 嚙踝蕭, 占쏙옙, \u00ef\u00bf\u00bd, 烫烫烫


_OF_HANZI = int(Sign.HAN | Sign.REMNANT | Sign.TRADITIONAL | Sign.RARE)
"""What hanzi of the basic plane carry; the other classes are of other characters alone."""

BEGINNING = 1000
"""So many characters tell of most texts whether they are traditional; the others are looked at where they do not."""


class Seen:
    """A text that is looked at once, for all who ask.

    Args:
        array: its code points.

    >>> seen = look("中A國")
    >>> Sign.TRADITIONAL in seen.signs, seen.others.tolist()
    (True, [1])
    """

    def __init__(self, array: CodePoints) -> None:
        self.array = array
        self._places: dict[str, NDArray[np.int64]] = {}

    @cached_property
    def kinds(self) -> Kinds:
        """The classes of each character."""
        return kinds(self.array)

    @cached_property
    def signs(self) -> Sign:
        """The classes that occur."""
        return together(self.kinds)

    def carries(self, sign: Sign) -> bool:
        """Whether one of the classes in `sign` occurs; of most classes this is known without a look at the hanzi.

        >>> look("中A國").carries(Sign.LOST | Sign.TRADITIONAL), look("中A國").carries(Sign.LOST)
        (True, False)
        """
        asked = int(sign)  # numbers are faster than flags
        if asked & self._other_signs:
            return True
        return bool(asked & _OF_HANZI) and bool(asked & self._beginning or asked & int(self.signs))

    @cached_property
    def others(self) -> NDArray[np.int64]:
        """Where what is no hanzi of the basic plane stands: most text has little of that, and rules begin there."""
        return np.flatnonzero(~are_hanzi(self.array))

    @cached_property
    def codes(self) -> CodePoints:
        """The code points of the others."""
        return self.array.take(self.others)

    @cached_property
    def other_kinds(self) -> Kinds:
        """The classes of the others."""
        return kinds(self.codes)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each code point of the basic plane occurs; what lies beyond counts as the last one."""
        return np.bincount(np.minimum(self.array, 0xFFFF), minlength=0x10000)

    def places(self, characters: str) -> NDArray[np.int64]:
        """Where characters that are no hanzi stand, a few of them.

        >>> look("中A國AB").places("AB").tolist()
        [1, 3, 4]
        """
        if characters not in self._places:
            found = np.logical_or.reduce([self.codes == ord(each) for each in characters])
            self._places[characters] = self.others.take(np.flatnonzero(found))
        return self._places[characters]

    @property
    def holds_lost(self) -> bool:
        """Whether U+FFFD stands in it, or question marks in a row, which may stand for lost characters."""
        return bool(self.places("\ufffd").size) or bool((np.diff(self.places("?")) == 1).any())

    @cached_property
    def _other_signs(self) -> int:
        return int(together(self.other_kinds))

    @cached_property
    def _beginning(self) -> int:
        """The classes that occur at the beginning, which is enough of most texts."""
        return int(together(kinds(self.array[:BEGINNING])) if self.array.size > BEGINNING else self.signs)

    def changed(self, array: CodePoints) -> Seen:
        """What it became; where hanzi stand in the same places, that is known.

        >>> look("中,國").changed(code_points("中，国")).others.tolist()
        [1]
        """
        after = Seen(array)
        if array.size == self.array.size:
            places = np.flatnonzero(array != self.array)
            if (are_hanzi(array.take(places)) == are_hanzi(self.array.take(places))).all():
                after.others = self.others
        return after

    def part(self, start: int, end: int) -> Seen:
        """A part of it."""
        if start == 0 and end == self.array.size:
            return self
        part = Seen(self.array[start:end])
        part.kinds = self.kinds[start:end]
        return part


def are_hanzi(array: CodePoints) -> NDArray[np.bool_]:
    """Which are hanzi of the basic plane (U+3400 to U+9FFF, as nearly all are), in one comparison.

    >>> are_hanzi(code_points("中A〇国")).tolist()
    [True, False, False, True]
    """
    return array - np.uint32(0x3400) <= np.uint32(0x9FFF - 0x3400)  # what is below is a large number then


def look(text: str) -> Seen:
    """A text, to be looked at."""
    return Seen(code_points(text))


def code_points(text: str) -> CodePoints:
    """`text` as an array of code points; lone surrogates are passed through.

    >>> code_points("中A").tolist()
    [20013, 65]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def to_text(array: CodePoints) -> str:
    """The inverse of `code_points`."""
    return str(np.ascontiguousarray(array, np.uint32).data, "utf-32-le", "surrogatepass")


def signs(array: CodePoints) -> Sign:
    r"""Which classes of character occur in the text.

    >>> Sign.LOST in signs(code_points("a\ufffd")), Sign.HAN in signs(code_points("a"))
    (True, False)
    """
    return together(kinds(array))


def kinds(array: CodePoints) -> Kinds:
    """The classes of each character, for those who ask for more than one."""
    return _classes().take(array)


def together(found: Kinds) -> Sign:
    """The classes that occur among the `kinds` of a text."""
    return Sign(int(np.bitwise_or.reduce(found, initial=0)))


def carry(array: CodePoints, sign: Sign) -> NDArray[np.bool_]:
    """Which characters are of one of the classes in `sign`; one value for each code point.

    >>> carry(code_points("中A\N{REPLACEMENT CHARACTER}"), Sign.HAN | Sign.LOST).tolist()
    [True, False, True]
    """
    return among(kinds(array), sign)


def among(found: Kinds, sign: Sign) -> NDArray[np.bool_]:
    """As `carry`, of the `kinds` of a text."""
    return np.asarray((found & np.uint16(sign)) != 0)


_RANGES: tuple[tuple[Sign, tuple[tuple[int, int], ...]], ...] = (
    (Sign.HAN, ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))),
    (
        Sign.SPACE,
        (
            (0x09, 0x09),
            (0x0B, 0x0D),
            (0x20, 0x20),
            (0x85, 0x85),
            (0xA0, 0xA0),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
        ),
    ),
    (
        Sign.INVISIBLE,
        (
            (0x00, 0x08),
            (0x0B, 0x0C),
            (0x0E, 0x1F),
            (0x7F, 0x9F),
            (0xAD, 0xAD),
            (0x61C, 0x61C),
            (0x200B, 0x200F),
            (0x2028, 0x202E),
            (0x2060, 0x206F),
            (0xFE00, 0xFE0F),
            (0xFEFF, 0xFEFF),
            (0xFFF9, 0xFFFB),
        ),
    ),
    (
        Sign.COMPATIBILITY,
        (
            (0x2E80, 0x2FDF),
            (0xF900, 0xFAFF),
            (0xFF0D, 0xFF19),
            (0xFF20, 0xFF3A),
            (0xFF3F, 0xFF3F),
            (0xFF41, 0xFF5A),
            (0x2F800, 0x2FA1F),
        ),
    ),
    (
        Sign.LATIN,
        (
            (0x80, 0x9F),
            (0xA1, 0xB6),
            (0xB8, 0xFF),
            (0x152, 0x153),
            (0x160, 0x161),
            (0x178, 0x178),
            (0x17D, 0x17E),
            (0x192, 0x192),
            (0x2C6, 0x2C6),
            (0x2DC, 0x2DC),
            (0x2020, 0x2022),
            (0x2030, 0x2030),
            (0x2039, 0x203A),
            (0x20AC, 0x20AC),
            (0x2122, 0x2122),
        ),
    ),
    (
        Sign.FOREIGN,
        (
            (0x370, 0x52F),
            (0x1100, 0x11FF),
            (0x2500, 0x25FF),
            (0x3040, 0x312F),
            (0x3130, 0x318F),
            (0xAC00, 0xD7AF),
            (0xFF61, 0xFFDC),
        ),
    ),
    (Sign.LOST, ((0xFFFD, 0xFFFD),)),
    (Sign.PRIVATE, ((0xE000, 0xF8FF), (0xF0000, 0x10FFFD))),
    (Sign.SURROGATE, ((0xD800, 0xDFFF),)),
    (
        Sign.MARK,
        (
            (0x2010, 0x2027),
            (0x2219, 0x2219),
            (0x2500, 0x2500),
            (0x3001, 0x3003),
            (0x3008, 0x3011),
            (0x3014, 0x301F),
            (0x30FB, 0x30FB),
            (0xFF01, 0xFF0F),
            (0xFF1A, 0xFF20),
            (0xFF3B, 0xFF40),
            (0xFF5B, 0xFF60),
            (0xFF65, 0xFF65),
        ),
    ),
)
_CHARACTERS: tuple[tuple[Sign, str], ...] = (
    (Sign.ESCAPE, "&\\%=~+"),
    (Sign.ASCII_MARK, ",;:!?()\"'.-"),
    (Sign.REMNANT, "锟嚙쏙옙烫屯葺\u00ef\u0457"),
    (Sign.TONE, "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"),
)


@cache
def _classes() -> Kinds:
    table = np.zeros(0x110000, dtype=np.uint16)
    for sign, ranges in _RANGES:
        for first, last in ranges:
            table[first : last + 1] |= np.uint16(sign)
    for sign, characters in _CHARACTERS:
        table[code_points(characters)] |= np.uint16(sign)
    table[code_points("".join(read_lines("traditional.txt")))] |= np.uint16(Sign.TRADITIONAL)
    rare = (table & np.uint16(Sign.HAN)) != 0
    rare[code_points("".join(read_lines("common.txt")))] = False
    table[rare] |= np.uint16(Sign.RARE)
    return table
