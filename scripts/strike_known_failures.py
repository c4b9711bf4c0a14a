"""Strike fields that come out right by now off the samples' `known_failures.toml`; never adds one.

Usage: python scripts/strike_known_failures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_samples import PORTALS, SAMPLES, pages, record, toml  # noqa: E402  # found on the path set above


def wrong_fields() -> dict[tuple[str, str], list[str]]:
    """(portal, path) to the fields that do not come out."""
    found: dict[tuple[str, str], list[str]] = {}
    for case in pages():
        portal, path, field, wanted = case.values
        if record(portal, path)[field] != wanted:
            found.setdefault((portal, path), []).append(field)
    return found


def write(portal: str, failures: dict[str, tuple[list[str], str]]) -> None:
    """Write a portal's list; one that is empty is no file."""
    target = SAMPLES / portal / "known_failures.toml"
    target.unlink(missing_ok=True)
    parts = [
        f"[{json.dumps(path)}]\nfields = {json.dumps(fields)}\nreason = {json.dumps(reason, ensure_ascii=False)}\n"
        for path, (fields, reason) in failures.items()
    ]
    if parts:
        target.write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """Go through every portal's list."""
    wrong = wrong_fields()
    for portal in PORTALS:
        left = {}
        for path, known in toml(SAMPLES / portal / "known_failures.toml").items():
            fields = [field for field in known["fields"] if field in wrong.get((portal, path), ())]
            if fields:
                left[path] = (fields, known["reason"])
        write(portal, left)


if __name__ == "__main__":
    main()
