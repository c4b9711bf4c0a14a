"""The two ways to convert: OpenCC to the letter, and the default, which adds this project's tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol

import numpy as np

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.explain import Chained, Mapped, Result, Splices
from pipelines.simplify.converter import Converter, Replacement, pattern, segments, splice
from pipelines.simplify.dictionaries import Words, configuration, expanded, supplement

REASON = "traditional to simplified"
ROUNDS = 4
"""Each leaves fewer characters that a phrase keeps; random heaps of phrases need one or two."""


class Engine(Protocol):
    """Converts a text and tells where."""

    def convert(self, text: str, array: CodePoints | None = None) -> Result:
        """`text` converted, with the edits; `array`: its code points, where they are known."""
        ...


class Exact:
    """OpenCC's configuration `name`, to the letter.

    OpenCC cuts the text at the borders of its segmentation's words, then converts each segment by one group of
    dictionaries after the other; a phrase is never found across two segments.
    """

    def __init__(self, name: str) -> None:
        rules = configuration(name)
        self._words = pattern(rules.segmentation)
        self._chain = [Converter(*group) for group in rules.chain]

    def convert(self, text: str, array: CodePoints | None = None) -> Result:
        """`text` converted."""
        if len(self._chain) == 1:  # its phrases are the segmentation's words: one search finds both
            return one_to_one(text, self._chain[0].convert(text))
        edits = Splices()
        for start, end in segments(text, self._words):
            piece = text[start:end]
            for converter in self._chain:
                piece = converter.convert(piece)
            _add(edits, text, start, end, piece)
        return Result(edits.apply(text), edits)


class Default:
    """The same dictionaries in a single group, with this project's tables on top."""

    def __init__(self, name: str) -> None:
        characters, phrases = merged(name)
        self._converter = Converter(characters, phrases)
        self._one_to_one = one_for_one(phrases)
        self._reach = max(map(len, phrases))

    def convert(self, text: str, array: CodePoints | None = None) -> Result:
        """`text` converted until converting again changes nothing."""
        result, phrases = self._once(text, code_points(text) if array is None else array)
        for _ in range(ROUNDS):
            if self._settled(result.text, phrases):
                break
            again, phrases = self._once(result.text, code_points(result.text))
            if self._one_to_one:
                result = one_to_one(text, again.text)
            else:
                result = Result(again.text, Chained([(text, result.edits), (result.text, again.edits)]))
        return result

    def _once(self, text: str, array: CodePoints) -> tuple[Result, list[Replacement]]:
        """`text` converted once, and its phrases that are not what their characters are one by one."""
        mapped, begins = self._converter.map(array)
        plain = to_text(mapped)
        phrases = list(self._converter.replacements(text, array, begins, plain))
        if self._one_to_one:
            most = int(np.count_nonzero(mapped != array)) + sum(end - start for start, end, _ in phrases)
            return one_to_one(text, splice(plain, phrases), most), phrases
        edits = Splices()
        last = 0
        for start, end, value in phrases:
            _add(edits, text, last, start, plain[last:start])
            _add(edits, text, start, end, value)
            last = end
        _add(edits, text, last, len(text), plain[last:])
        return Result(edits.apply(text), edits), phrases

    def _settled(self, text: str, phrases: list[Replacement]) -> bool:
        """Converting `text` again changes nothing.

        Where each character becomes one, what it could change was kept or hidden by a phrase: only these count.
        """
        if not self._one_to_one:
            return self._converter.convert(text) == text
        near = "\n".join(text[max(0, start - self._reach) : end + self._reach] for start, end, _ in phrases)
        return not near or self._converter.convert(near) == near


@cache
def engine(name: str, *, exact: bool) -> Engine:
    """The converter for the configuration `name`, made when it is first asked for."""
    return Exact(name) if exact else Default(name)


@cache
def merged(name: str) -> tuple[Words, Words]:
    """Characters and phrases of the default way.

    A phrase that protects a character (乾隆, 顯著) is entered in simplified characters too, so that it also holds
    in mixed text and when a text is cleaned again. So is a word that came out of the vocabulary, even if it is a
    word to replace by itself: 程式 becomes 程序, which would become 进程.
    """
    *variants, (characters, phrases) = configuration(name).chain
    last = Converter(characters, phrases)
    vocabulary: Words = {}
    for group in variants:
        characters = characters | {key: last.convert(value) for key, value in group.characters.items()}
        vocabulary |= {key: last.convert(value) for key, value in group.phrases.items()}
    phrases = phrases | vocabulary
    characters = characters | supplement("characters")
    phrases = phrases | expanded(supplement("phrases"), characters)
    both = {value: value for value in phrases.values() if any(characters.get(each, each) != each for each in value)}
    phrases = both | phrases
    if not one_for_one(phrases):
        convert = Converter(characters, phrases).convert
        phrases |= {word: word for word in vocabulary.values() if convert(word) != word}
    return characters, phrases


def one_for_one(words: Words) -> bool:
    """Whether every word is as long as what it becomes."""
    return all(len(key) == len(value) for key, value in words.items())


def one_to_one(before: str, after: str, most: int | None = None) -> Result:
    """The result of a conversion that keeps the length, in `most` places at most."""
    return Result(after, Mapped(before, after, REASON, most=most))


def _add(edits: Splices, text: str, start: int, end: int, after: str) -> None:
    """Add what differs between `text[start:end]` and `after`: single characters, when the length is the same."""
    for first, last, value in _differences(text[start:end], after):
        edits.add(start + first, start + last, value, REASON)


def _differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    if before == after:
        return
    if len(before) != len(after):
        yield 0, len(before), after
        return
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            yield place, place + 1, new
