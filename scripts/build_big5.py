"""Build pipelines/tables/big5.txt: the pairs of the standard's Big5 that Python's big5hkscs lacks.

    npm pack text-encoding@0.7.0 && tar xzf text-encoding-0.7.0.tgz
    python scripts/build_big5.py package/lib/encoding-indexes.js

The file holds the indexes of the WHATWG Encoding Standard as JSON (Unlicense or Apache-2.0). The eleven pairs which
Python has, but maps to other characters, stand in pipelines/decode/codecs.py.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "pipelines" / "tables" / "big5.txt"
HEADER = """\
# Pairs of Big5 as the WHATWG Encoding Standard maps it which Python's codec big5hkscs does not know: pair, character.
# Made by scripts/build_big5.py; see big5.md.
"""


def pairs(source: str) -> Iterator[tuple[bytes, str]]:
    """Pairs of the index in order: `pointer` counts 157 trails for each lead from 0x81."""
    found = re.search(r'"big5":(\[[^\]]*\])', source)
    if not found:
        raise SystemExit("no index named big5 in the file")
    for pointer, code in enumerate(json.loads(found[1])):
        if code is not None:
            lead, trail = divmod(pointer, 157)
            yield bytes((lead + 0x81, trail + (0x40 if trail < 0x3F else 0x62))), chr(code)


def missing(pair: bytes) -> bool:
    """Whether Python's codec does not know the pair."""
    try:
        pair.decode("big5hkscs")
    except UnicodeDecodeError:
        return True
    return False


def main() -> None:
    """Write the table."""
    lines = [f"{pair.hex()}\t{text}\n" for pair, text in pairs(Path(sys.argv[1]).read_text("utf-8")) if missing(pair)]
    TABLE.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{TABLE}: {len(lines)} pairs")


if __name__ == "__main__":
    main()
