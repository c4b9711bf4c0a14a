"""Exact leftmost-longest replacement: a table for characters, a regular expression only where phrases may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.explain import Span

Replacement = tuple[int, int, str]
Begins = NDArray[np.uint8]
"""Of each character whether it begins a phrase that needs to be looked for, is the second of one, or all of one."""

_FIRST, _SECOND, _ALONE = 1, 2, 4
_CODE_BITS = 21
_CODE = np.uint32((1 << _CODE_BITS) - 1)


class Converter:
    """Replaces the longest phrase at each place, left to right, and every other character by itself.

    Most phrases give what their characters give one by one. Only the others need to be looked for, where their first
    two characters stand together. The regular expression sees the runs of phrase characters around such places; a
    phrase cannot reach beyond such a run, nor be cut by its border.

    Args:
        characters: single characters and what they become.
        phrases: longer keys.

    >>> converter = Converter({"乾": "干", "淨": "净"}, {"乾坤": "乾坤"})
    >>> converter.convert("乾淨乾坤乾")
    '干净乾坤干'
    """

    def __init__(self, characters: Mapping[str, str], phrases: Mapping[str, str]) -> None:
        before = code_points("".join(characters))
        # Differences in the lower bits, what a phrase begins with above them: pages that are all zeros take no memory.
        self._steps = np.zeros(0x110000, dtype=np.uint32)
        self._steps[before] = (code_points("".join(characters.values())) - before) & _CODE
        self._phrases = phrases
        self._members = frozenset("".join(phrases))
        self._regexes = _by_first(phrases)
        differing = {
            phrase[:2]
            for phrase, value in phrases.items()
            if value != "".join(characters.get(each, each) for each in phrase)
        }
        alone = {each for each in differing if len(each) == 1}  # a character that becomes a word
        differing -= alone
        for two in differing:
            self._steps[ord(two[0])] |= _FIRST << _CODE_BITS
            self._steps[ord(two[1])] |= _SECOND << _CODE_BITS
        for each in alone:
            self._steps[ord(each)] |= _ALONE << _CODE_BITS
        self._alone = bool(alone)
        self._pairs = np.array(sorted(_pair(ord(two[0]), ord(two[1])) for two in differing), dtype=np.uint64)
        self._hashes = np.zeros(1 << 16, dtype=np.bool_)
        self._hashes[self._pairs & np.uint64(0xFFFF)] = True

    def convert(self, text: str, segments: Iterable[Span] | None = None) -> str:
        """`text` converted; no phrase is found across the borders of `segments`."""
        array = code_points(text)
        mapped, begins = self.map(array)
        plain = to_text(mapped)
        return splice(plain, self.replacements(text, array, begins, plain, segments))

    def map(self, array: CodePoints) -> tuple[CodePoints, Begins]:
        """Every code point by itself, and what it is in the phrases that need to be looked for."""
        steps = self._steps.take(array)
        return (array + steps) & _CODE, (steps >> _CODE_BITS).astype(np.uint8)

    def replacements(
        self, text: str, array: CodePoints, begins: Begins, plain: str, segments: Iterable[Span] | None = None
    ) -> Iterator[Replacement]:
        """Where the phrases of `text` differ from `plain`, its characters one by one: start, end, what it becomes."""
        runs = self._runs(text, self._places(array, begins)) if segments is None else segments
        for start, end in runs:
            place = start
            while place < end:
                regex = self._regexes.get(text[place])
                match = regex.match(text, place, end) if regex else None
                if match is None:
                    place += 1
                    continue
                first, place = match.span()
                value = self._phrases[match.group()]
                if plain[first:place] != value:
                    yield first, place, value

    def _places(self, array: CodePoints, begins: Begins) -> list[int]:
        """Where the first two characters of a phrase that needs to be looked for stand together."""
        if not self._pairs.size:
            return []
        places = np.flatnonzero((begins[:-1] & (begins[1:] >> 1) & _FIRST).view(np.bool_))
        pairs = _pair(array[places].astype(np.uint64), array[places + 1].astype(np.uint64))
        likely = self._hashes.take(pairs & np.uint64(0xFFFF))  # most are ruled out by their last bits alone
        places, pairs = places[likely], pairs[likely]
        near = np.minimum(np.searchsorted(self._pairs, pairs), self._pairs.size - 1)
        places = places[self._pairs[near] == pairs]
        if self._alone:
            places = np.union1d(places, np.flatnonzero(begins & _ALONE))
        found: list[int] = places.tolist()
        return found

    def _runs(self, text: str, places: list[int]) -> Iterator[Span]:
        """The runs of phrase characters around `places`."""
        members, end, length = self._members, 0, len(text)
        for place in places:
            if place < end:
                continue
            start = place
            while start > end and text[start - 1] in members:
                start -= 1
            end = place + 1
            while end < length and text[end] in members:
                end += 1
            yield start, end


def _pair(first: Any, second: Any) -> Any:
    """Two code points, or arrays of them, as one number."""
    return first * 0x110003 + second


def splice(text: str, replacements: Iterable[Replacement]) -> str:
    """`text` with the replacements done."""
    parts: list[str] = []
    last = 0
    for start, end, value in replacements:
        parts += (text[last:start], value)
        last = end
    if not last:
        return text
    parts.append(text[last:])
    return "".join(parts)


def segments(text: str, words: re.Pattern[str]) -> Iterator[Span]:
    """Cut `text` at the borders of `words`, found leftmost-longest."""
    last = 0
    for match in words.finditer(text):
        if last < match.start():
            yield last, match.start()
        yield match.span()
        last = match.end()
    if last < len(text):
        yield last, len(text)


def _trie(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of `words`; a look-ahead on first characters lets it skip fast."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]  # a recursive type would say no more
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    if not root:
        return r"(?!)"
    firsts = "".join(map(re.escape, root))
    return f"(?=[{firsts}])(?:{'|'.join(re.escape(character) + _branch(node) for character, node in root.items())})"


def _branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg]  # as above
    options = [re.escape(character) + _branch(child) for character, child in node.items() if character]
    if not options:
        return ""
    return f"(?:{'|'.join(options)})" + ("?" if "" in node else "")


def _by_first(words: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """To each first character of some words a regular expression for the longest of those that begin so.

    One for all would try thousands of branches in turn at every place.
    """
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return {first: re.compile(_trie(group)) for first, group in groups.items()}


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A compiled leftmost-longest search for any of `words`."""
    return re.compile(_trie(words))
