"""Make pipelines/tables/common.txt: the hanzi that running text is made of.

What is not in it is `Sign.RARE` in pipelines/codepoints.py. The table is cut from the hanzi model, so that a text
without trouble need not load the model to be passed over.

    python scripts/build_common.py
"""

from __future__ import annotations

from pathlib import Path

from pipelines.hanzi import model

RARER = -11.0
"""Natural logarithm of a probability. At -11, 2 of 3,210 titles of four characters that were read as gb18030 hold no
rare character, and 5 of 100 clean lines hold one (docs/measurements/mojibake.md)."""
WIDTH = 60
TARGET = Path(__file__).parent.parent / "pipelines" / "tables" / "common.txt"


def main() -> None:
    """Write the table."""
    common = sorted(c for c in model().characters if "\u3400" <= c <= "\u9fff" and model().unigram(c) > RARER)
    rows = ["".join(common[start : start + WIDTH]) for start in range(0, len(common), WIDTH)]
    head = "# Hanzi more frequent than exp(-11) by the hanzi model; made by scripts/build_common.py, see common.md."
    TARGET.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
