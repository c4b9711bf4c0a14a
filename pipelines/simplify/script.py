"""Which sentences are traditional Chinese: the others are left alone."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import Seen, code_points
from pipelines.explain import Span
from pipelines.simplify.engine import merged

# What a character says about the sentence it stands in.
TRADITIONAL, AMBIGUOUS, SIMPLIFIED, FOREIGN, JAPANESE, BY_PHRASE = 1, 2, 4, 8, 16, 32

_KANA = ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
_HANGUL = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3))
_ENDS = "\n。！？!?；;"


def left_alone(seen: Seen, config: str, page: str | None) -> list[Span]:
    """The spans of a text, a piece of `page`, that must not be converted, sorted.

    A sentence with kana or hangul is not Chinese. A sentence in simplified characters stays as it is: what could be
    converted in it (著名, 乾隆, 狼藉) is right there. A sentence without evidence goes with the whole page.
    """
    kinds: NDArray[np.uint8] = _kinds(config).take(seen.array)
    present = int(np.bitwise_or.reduce(kinds, initial=0))
    if not present & (AMBIGUOUS | FOREIGN):
        return []
    whole = kinds if page is None else _kinds(config).take(code_points(page))
    silent = SIMPLIFIED if _is_simplified(whole) else TRADITIONAL
    if silent == SIMPLIFIED and not present & TRADITIONAL:
        return [(0, kinds.size)]
    starts = np.concatenate(([0], seen.places(_ENDS) + 1))
    starts = starts[starts < kinds.size]
    sentences = np.bitwise_or.reduceat(kinds, starts)
    foreign = (sentences & FOREIGN) != 0
    evidence = sentences & (SIMPLIFIED | TRADITIONAL)
    evidence = np.where(evidence == 0, silent, evidence)
    kept = foreign | (((sentences & AMBIGUOUS) != 0) & (evidence == SIMPLIFIED))
    if _is_foreign(kinds, starts, foreign):
        return [(0, kinds.size)]
    changing = ~kept & ((sentences & (TRADITIONAL | AMBIGUOUS | BY_PHRASE)) != 0)
    if np.count_nonzero(changing) < np.count_nonzero(kept):  # few pieces to convert are faster than many
        kept = ~changing
    borders = np.append(starts, kinds.size)[np.flatnonzero(np.diff(kept, prepend=False, append=False))].tolist()
    return list(zip(borders[::2], borders[1::2], strict=True))


def _is_simplified(kinds: NDArray[np.uint8]) -> bool:
    """More characters that only simplified text has than such that only traditional text has."""
    return bool(np.count_nonzero(kinds & SIMPLIFIED) > np.count_nonzero(kinds & TRADITIONAL))


def _is_foreign(kinds: NDArray[np.uint8], starts: NDArray[np.intp], foreign: NDArray[np.bool_]) -> bool:
    """Most hanzi that would change stand in sentences with kana or hangul: then the other sentences do not differ."""
    if not foreign.any():
        return False
    ours = ((kinds & (TRADITIONAL | AMBIGUOUS)) != 0) & ((kinds & JAPANESE) == 0)
    changing = np.add.reduceat(ours, starts, dtype=np.intp)
    return bool(2 * changing[foreign].sum() > changing.sum())


@cache
def _kinds(config: str) -> NDArray[np.uint8]:
    """The classes of every code point.

    GB 2312 is the character set of simplified text, Big5 that of traditional text: a character that is converted
    is ambiguous when GB 2312 has it; a result speaks for simplified text when Big5 lacks it. What neither has but JIS
    (図, 桜) is Japanese: in simplified text it stands in a name, and stays.
    """
    characters, phrases = merged(config)
    table = np.zeros(0x110000, dtype=np.uint8)
    for phrase, value in phrases.items():
        for before, after in zip(phrase, value, strict=False):
            if before != after and before not in characters:
                table[ord(before)] |= AMBIGUOUS  # as 沈 of 沈默
    for before, after in characters.items():
        if before == after:
            continue
        if not _has("gb2312", before) and not _has("big5", before) and _has("shift_jis", before):
            table[ord(before)] |= AMBIGUOUS | JAPANESE
        else:
            table[ord(before)] |= AMBIGUOUS if _has("gb2312", before) else TRADITIONAL
        if after not in characters and _has("gb2312", after) and not _has("big5", after):
            table[ord(after)] |= SIMPLIFIED
    for phrase, value in phrases.items():
        if phrase != value and not (table[code_points(phrase)] & (TRADITIONAL | AMBIGUOUS)).any():
            differing = [one for one, other in zip_longest(phrase, value[: len(phrase)]) if one != other]
            table[code_points("".join(differing) or phrase)] |= BY_PHRASE  # as 覆 of 反覆, which stands by itself
    for first, last in (*_KANA, *_HANGUL):
        table[first : last + 1] |= FOREIGN
    return table


def _has(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
