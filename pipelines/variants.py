"""The dictionaries of opencc-python-reimplemented (Apache-2.0): which form a character or word has in the other script.

They are read as data, from where that package lies; it is never imported, because the `OpenCC` distribution owns the
same module name.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path


def folder() -> Path:
    """Where the package's `config` and `dictionary` lie."""
    return Path(str(metadata.distribution("opencc-python-reimplemented").locate_file("opencc")))


def dictionary(file: str) -> dict[str, list[str]]:
    """Each word of a dictionary file with what it may become, the usual one first.

    >>> dictionary("TSCharacters.txt")["乾"]
    ['干', '乾']
    """
    lines = (folder() / "dictionary" / file).read_text("utf-8").splitlines()
    return {word: many.split(" ") for word, many in (line.split("\t") for line in lines if line)}


def simplified_forms() -> dict[str, list[str]]:
    """Each traditional character with its simplified ones, the usual one first."""
    return dictionary("TSCharacters.txt") | {"著": ["着"]}  # kept by the dictionary for 著名; machines write it for 着
