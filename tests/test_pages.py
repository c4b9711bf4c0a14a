"""Golden pages: a folder holds the bytes of a page, its address, and the fields that stand in it, uncleaned."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from pipelines.decode import decode
from pipelines.extract import Fields, extract

PAGES = sorted(path.parent for path in (Path(__file__).parent / "pages").glob("*/page.html"))
FIELDS = ("title", "published_at", "source", "authors", "section", "site", "text", "flags")


def extracted(folder: Path) -> Fields:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    decoded = decode((folder / "page.html").read_bytes(), content_type=meta.get("content_type"), url=meta["url"])
    return extract(decoded.text, url=meta["url"], fetched_at=datetime.fromisoformat(meta["fetched_at"]))


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_page(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = msgspec.to_builtins(extracted(folder))
    for field in FIELDS:
        value = sorted(found[field]) if field == "flags" else found[field]
        assert (list(value) if isinstance(value, tuple) else value) == expected[field], field
