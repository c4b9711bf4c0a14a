"""A piece of text that was damaged as a whole: which wrong decoders, one after the other, made it?"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.codepoints import CodePoints, code_points
from pipelines.mojibake.codecs import READERS, differ, read, wrong_decoder
from pipelines.mojibake.score import Chain, Repair, judge, likelihood

SURE_MEAN = -8.5
"""A reading whose mean is above this is not searched behind for another, deeper one."""


def possible_decoders(array: CodePoints) -> list[str]:
    """Which wrong decoders can have made some of the characters, by the signs that each leaves."""
    found = []
    if ((array >= 0x80) & (array <= 0xFF)).any():
        found.append("cp1252")
    if ((array >= 0x400) & (array <= 0x45F)).any():
        found.append("cp1251")
    if ((array >= 0x3400) & (array <= 0xFFFD) | (array > 0x20000)).any():
        found += ["gb18030", "big5", "cp950"]
        if ((array >= 0xAC00) & (array <= 0xD7A3)).any():
            found.append("cp949")
        if ((array >= 0xFF61) & (array <= 0xFF9F)).any():
            found.append("cp932")
    return found


def undone(array: CodePoints) -> Iterator[tuple[str, Chain]]:
    """Every strict reading of the whole piece, one step back."""
    for wrong in possible_decoders(array):
        decoder = wrong_decoder(wrong)
        if not decoder.makes(array).all():
            continue
        for true in READERS:
            if differ(true, wrong):
                text = read(decoder.encode(array, true).raw, true)
                if text is not None:
                    yield text, (true, wrong)


def whole(text: str, depth: int = 2) -> Repair | None:
    """The best reading of a piece that was damaged as a whole, at most `depth` steps back.

    Left alone: a piece that is likely as it stands, and one whose readings are no likelier.

    >>> whole("鏂囧瓧涔辩爜").text, whole("中文文字")
    ('文字乱码', None)
    """
    before = likelihood(code_points(text))
    best: Repair | None = None
    level: list[tuple[str, tuple[Chain, ...]]] = [(text, ())]
    seen = {text}
    for _ in range(depth):
        following = []
        for piece, chain in level:
            for after, link in undone(code_points(piece)):
                if after in seen or (chain and not differ(link[0], chain[0][1])):  # there and back is no damage
                    continue
                seen.add(after)
                following.append((after, (*chain, link)))
                repair = judge(before, after, (*chain, link))
                if repair is not None and (best is None or repair.gain > best.gain):
                    best = repair
        if best is not None and best.mean > SURE_MEAN:
            break
        level = following
    return best
