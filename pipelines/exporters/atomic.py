"""A file that is there whole, or as it was before: written to a temporary name, synced, and renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; it appears, or is replaced, only when the block ends well.

    Folders on the way are made. An existing file keeps its permissions; a link is followed; a device or a pipe, such
    as /dev/null, is written to as it is.

    Raises:
        OSError: it cannot be written; what stood there before still does.
    """
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as stream:
            yield stream
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # A temporary file of the same folder, so that the rename stays inside one file system.
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False) as temporary:
        try:
            yield cast(BinaryIO, temporary)
            temporary.flush()
            os.fchmod(temporary.fileno(), _mode(path))
            os.fsync(temporary.fileno())
            os.replace(temporary.name, path)
        except BaseException:
            os.unlink(temporary.name)
            raise
    _sync_folder(path.parent)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)  # the only way to read it is to set it
        os.umask(umask)
        return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
