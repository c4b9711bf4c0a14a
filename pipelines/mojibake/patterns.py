"""UTF-8 with lost bytes: how can what is left be cut into characters?

A gap in the bytes stands for one lost byte, or for two where the decoder swallowed a pair; of bytes that were dropped
without a trace only the broken structure tells. Every cut has a cost, and only the cheapest are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

GAP, QUESTION = -1, -2
"""Tokens besides bytes: a lost byte, and a question mark, which may be one."""
HEAD, TAIL = -1, -2
"""In place of the byte behind a lost one: it is the first, or the second, of a pair that was lost as a whole."""

Slot = tuple[tuple[int | None, int | None, int | None], tuple[int | None, ...]]
"""The three bytes of a character, `None` where lost, and for each lost one the byte behind it, if known, `HEAD` or
`TAIL`."""
Cut = tuple[Slot | str, ...]

TWO_LOST = 2.0
"""Cost of a gap that stands for two bytes."""
DROPPED = 4.0
"""Cost of a byte that was dropped without a trace."""
LITERAL = 3.0
"""Cost of a question mark that is one."""
MOST = 6
"""Cuts that are kept."""
NEAR = 1.0
"""How much dearer than the cheapest a cut may be."""
LONGEST = 12
"""Tokens beyond which a damaged stretch is not cut."""
LIMIT = 14.0


def is_lead(token: int) -> bool:
    """Whether a byte begins a character of three bytes."""
    return 0xE2 <= token <= 0xEF


def is_continuation(token: int) -> bool:
    """Whether a byte can stand within a character."""
    return 0x80 <= token <= 0xBF


@lru_cache(maxsize=4096)
def cuts(tokens: tuple[int, ...], after: int | None = None) -> tuple[Cut, ...]:
    """The cheapest ways to read tokens as characters of three bytes; `after`: the byte behind them.

    >>> cuts((0xE4, 0xB8, GAP))
    ((((228, 184, None), (None, None, None)),),)
    >>> cuts((0xFF,))
    ()
    """
    if len(tokens) > LONGEST:
        return ()
    padded = tokens if after is None else (*tokens, after)
    found = sorted(_cut(padded, len(tokens), 0, False, LIMIT), key=lambda each: each[0])[:MOST]
    return tuple(cut for cost, cut in found if cost <= found[0][0] + NEAR)


def _cut(tokens: tuple[int, ...], size: int, place: int, owing: bool, limit: float) -> Iterator[tuple[float, Cut]]:
    """Cuts from `place` on; `owing`: the gap before it has a second byte to give."""
    if limit < 0:
        return
    if place == size and not owing:
        yield 0.0, ()
        return
    if not owing and tokens[place] == QUESTION:
        for cost, rest in _cut(tokens, size, place + 1, False, limit - LITERAL):
            yield cost + LITERAL, ("?", *rest)
    for cost, values, following, after, still in _bytes(tokens, size, place, owing, 0, limit):
        for more, rest in _cut(tokens, size, after, still, limit - cost):
            yield cost + more, (((values[0], values[1], values[2]), following), *rest)


_Bytes = tuple[float, tuple[int | None, ...], tuple[int | None, ...], int, bool]


def _bytes(tokens: tuple[int, ...], size: int, place: int, owing: bool, number: int, limit: float) -> Iterator[_Bytes]:
    """Ways to take the bytes of one character from the `number`th on."""
    if limit < 0:
        return
    if number == 3:
        yield 0.0, (), (), place, owing
        return
    for cost, value, following, after, still in _byte(tokens, size, place, owing, number):
        for more, values, others, end, left in _bytes(tokens, size, after, still, number + 1, limit - cost):
            yield cost + more, (value, *values), (following, *others), end, left


def _byte(
    tokens: tuple[int, ...], size: int, place: int, owing: bool, number: int
) -> Iterator[tuple[float, int | None, int | None, int, bool]]:
    """Ways to take one byte: cost, value, the byte after a lost one, and where that leads."""
    if owing:
        yield 0.0, None, TAIL, place, False
        return
    token = tokens[place] if place < size else None
    if token is not None and token >= 0:
        if is_lead(token) if number == 0 else is_continuation(token):
            yield 0.0, token, None, place + 1, False
            return
    elif token is not None:
        following = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1] >= 0 else None
        yield 0.0, None, following, place + 1, False
        yield TWO_LOST, None, HEAD, place + 1, True
    yield DROPPED, None, None, place, False
