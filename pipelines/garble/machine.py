"""What a page tells of the machine that garbled it, and what that makes of a reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.garble.known import is_traditional
from pipelines.garble.scoring import score

_NEW_KIND = -4.0  # a reading behind a character that is annotated nowhere else


class Machine(NamedTuple):
    """What is known of the machine that garbled the text.

    Attributes:
        kinds: its table, hanzi to reading.
        present: for each code point whether it stands in the text as no part of the table.
        folded: whether the text was folded by NFKC.
        stray: whether it puts commas before marks.
        commas: whether any comma of the text itself is left without one before it.
        traditional: whether it made the text traditional.
        on_bytes: whether commas were put in on bytes, where marks are no ASCII yet.
        signs: the characters that stand for what could not be decoded.
        swallows: whether what follows a torn lead byte was lost with it.
        hides: whether pairs that GBK does not have may have left no sign.
        neighbours: to a hanzi, those that stand behind it elsewhere on the page.
    """

    kinds: Mapping[str, str]
    present: NDArray[np.bool_]
    folded: bool
    stray: bool
    commas: bool
    traditional: bool
    on_bytes: bool
    signs: str
    swallows: bool
    hides: bool
    neighbours: Mapping[str, str]

    def annotates(self, character: str, reading: str) -> float:
        """What it costs to believe that the table has this character with this reading, as a natural logarithm."""
        if character in self.kinds:
            return 0.0 if self.kinds[character] == reading else 3 * _NEW_KIND
        cost = _NEW_KIND if is_traditional(character) or not self.traditional else 2 * _NEW_KIND
        return cost + (2 * _NEW_KIND if self.present[ord(character)] else 0.0) + 0.3 * score("", character, False)
