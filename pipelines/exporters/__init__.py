"""Records to a file, in a format that is told by the file's ending.

To add a format: a class like those in `formats`, and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.exporters.atomic import atomic
from pipelines.exporters.formats import CSV, JSON, Format, JSONLines

__all__ = ["FORMATS", "Format", "atomic", "exporter"]

FORMATS: dict[str, type[Format]] = {".jsonl": JSONLines, ".ndjson": JSONLines, ".json": JSON, ".csv": CSV}


@contextmanager
def exporter(path: Path) -> Iterator[Format]:
    """An exporter to `path`; the file appears only when the block ends well, whole and synced to the disk.

    Raises:
        ValueError: the ending is of no known format.
        OSError: the file cannot be written; what stood there before still does.
    """
    try:
        form = FORMATS[path.suffix.lower()]
    except KeyError:
        raise ValueError(
            f"{path}: no format ends in {path.suffix or 'nothing'}; known are {', '.join(FORMATS)}"
        ) from None
    with atomic(path) as stream:
        export = form(stream)
        yield export
        export.finish()
