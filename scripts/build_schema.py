"""Write the record's JSON Schema, made from `pipelines.article.Article`, to pipelines/article.schema.json.

Run it after a change of the record: `python scripts/build_schema.py`; a test compares the file with the struct.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.article import json_schema

TARGET = Path(__file__).parent.parent / "pipelines" / "article.schema.json"


def main() -> None:
    """Write the file."""
    TARGET.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
