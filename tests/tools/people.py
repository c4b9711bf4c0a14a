"""Documents in which people wrote readings behind hanzi, as they do: nothing of it is garble.

Each function takes a text and a source of chance, and gives the text with such readings. Look-alikes for the tests and
for tests/benchmarks/bench_garble.py.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TypeVar

from tools.forward import readings

from pipelines.garble.known import rank

_T = TypeVar("_T")


def words(text: str, draw: random.Random) -> str:
    """Some words of two to four hanzi, annotated whole the first time."""
    begins = _sample(draw, [place for place in range(len(text)) if _hanzi(text[place : place + 2])])
    return _put(text, {place for begin in begins for place in range(begin, begin + draw.choice((2, 2, 2, 3, 4)))})


def words_everywhere(text: str, draw: random.Random) -> str:
    """Some words of two hanzi, annotated wherever they stand."""
    found = [text[place : place + 2] for place in range(len(text)) if _hanzi(text[place : place + 2])]
    places = {place for word in _sample(draw, found) for place in range(len(text)) if text.startswith(word, place)}
    return _put(text, places | {place + 1 for place in places})


def first_mentions(text: str, draw: random.Random) -> str:
    """Some hanzi that stand more than once, annotated the first time."""
    found = [character for character in dict.fromkeys(text) if _hanzi(character) and text.count(character) > 1]
    return _put(text, {text.index(character) for character in _sample(draw, found)})


def read_otherwise(text: str, draw: random.Random) -> str:
    """One or two hanzi, once, with a reading that is not the usual one."""
    found = [place for place, character in enumerate(text) if len(readings(character)) > 1]
    return _put(text, set(_sample(draw, found)[:2]), 1)


def rare(text: str, draw: random.Random) -> str:
    """Some rare hanzi, annotated wherever they stand."""
    found = [character for character in dict.fromkeys(text) if _hanzi(character) and rank(character) >= 2500]
    chosen = _sample(draw, found)[:4]
    return _put(text, {place for place, character in enumerate(text) if character in chosen})


def spoken_of(text: str, draw: random.Random) -> str:
    """A sentence more, about some characters."""
    chosen = _sample(draw, list(dict.fromkeys(filter(_hanzi, text))))
    return text + "\n" + "，".join(f"「{_annotated(character)}」" for character in chosen) + "。"


def new_characters(text: str, draw: random.Random) -> str:
    """A lesson's list of new characters before its text."""
    chosen = _sample(draw, list(dict.fromkeys(filter(_hanzi, text))))
    return "生字：" + "、".join(map(_annotated, chosen)) + "。\n" + text


def one_line(text: str, draw: random.Random) -> str:
    """One line of the text with all its readings."""
    lines = text.split("\n")
    place = draw.randrange(len(lines))
    lines[place] = _put(lines[place], range(len(lines[place])))
    return "\n".join(lines)


Way = Callable[[str, random.Random], str]
WAYS: tuple[Way, ...] = (
    words,
    words_everywhere,
    first_mentions,
    read_otherwise,
    rare,
    spoken_of,
    new_characters,
    one_line,
)


def _sample(draw: random.Random, found: list[_T]) -> list[_T]:
    return draw.sample(found, min(len(found), draw.randint(1, 8)))


def _hanzi(text: str) -> bool:
    return bool(text) and all("\u4e00" <= character <= "\u9fff" and readings(character) for character in text)


def _annotated(character: str, number: int = 0) -> str:
    return f"{character}({readings(character)[number]})"


def _put(text: str, places: Iterable[int], number: int = 0) -> str:
    chosen = set(places)
    return "".join(
        _annotated(character, number) if place in chosen and _hanzi(character) else character
        for place, character in enumerate(text)
    )
