"""What is known of single hanzi: how common they are, and whether only traditional text has them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.hanzi import model
from pipelines.variants import simplified_forms


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
    """Characters that always become another one."""
    return frozenset(traditional for traditional, many in simplified_forms().items() if traditional not in many)


@cache
def _ranks() -> dict[str, int]:
    return {character: number for number, character in enumerate(model().characters)}
