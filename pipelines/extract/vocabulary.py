"""Lists of words, written as text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, parted by white space.

    >>> sorted(words("a  b"))
    ['a', 'b']
    """
    return frozenset(text.split())


def either(text: str) -> str:
    """A regular expression for any one of the words (which may be expressions) of a text.

    >>> either("a b+")
    'a|b+'
    """
    return "|".join(text.split())
