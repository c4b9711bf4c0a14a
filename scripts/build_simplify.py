"""Write pipelines/tables/traditional.txt: the characters that make stage simplify look at a text.

They come from the dictionaries of the installed opencc-python-reimplemented and from this project's own tables. Run it
after any of these has changed: python scripts/build_simplify.py
"""

from __future__ import annotations

from pathlib import Path

from pipelines.simplify.engine import merged

TARGET = Path(__file__).parents[1] / "pipelines" / "tables" / "traditional.txt"
CONFIGURATIONS = ("t2s", "tw2s", "hk2s", "tw2sp")
HEADER = """\
# Characters that stage simplify may change; made by scripts/build_simplify.py.
# From opencc-python-reimplemented 0.1.7 (Apache-2.0) and simplify-*.tsv.
"""


def characters() -> str:
    """The characters, sorted.

    Taiwan's and Hong Kong's variants which are simplified characters as well (什么, 抬) are no sign of anything.
    """
    found = set()
    for name in CONFIGURATIONS:
        single, phrases = merged(name)
        changed = {before for before, after in single.items() if before != after}
        found |= {each for each in changed if name == "t2s" or not _in_gb2312(each)}
        for phrase, value in phrases.items():
            if phrase != value and not changed.intersection(phrase) and len(phrase) == len(value):
                found |= {before for before, after in zip(phrase, value, strict=True) if before != after}
    return "".join(sorted(found))


def table() -> str:
    """The file's text."""
    text = characters()
    return HEADER + "".join(text[place : place + 60] + "\n" for place in range(0, len(text), 60))


def _in_gb2312(character: str) -> bool:
    return len(character.encode("gb2312", "ignore")) == 2


if __name__ == "__main__":
    TARGET.write_text(table(), "utf-8")
