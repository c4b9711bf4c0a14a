"""What is known of single hanzi: how common they are, and whether only traditional text has them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipelines.hanzi import model


def rank(character: str) -> int:
    """The character's place in the order of frequency, from 0.

    >>> rank("的") < rank("國") < rank("饕") < rank("A")
    True
    """
    return _ranks().get(character, 0xFFFF)


def is_traditional(character: str) -> bool:
    """Whether simplified text would have another character.

    >>> is_traditional("國"), is_traditional("人")
    (True, False)
    """
    return character in _traditional()


@cache
def traditional_characters() -> NDArray[np.int64]:
    """Code points of the basic plane that simplified text would not have."""
    return np.array(sorted(ord(c) for c in _traditional() if ord(c) < 0x10000), dtype=np.int64)


@cache
def _traditional() -> frozenset[str]:
    """Characters that the dictionary always makes into another one (OpenCC's, Apache-2.0)."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    changed = frozenset(traditional for traditional, many in rows if traditional not in many.split())
    return changed | {"著"}  # kept by the dictionary for 著名; machines write it for 着


@cache
def _ranks() -> dict[str, int]:
    return {character: number for number, character in enumerate(model().characters)}
