"""Where cleaned documents go: standard output, one file, or a folder with a file for each input."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from crawler.errors import RunError
from pipelines.exporters import atomic, exporter

_TABLES = (".csv", ".json")
"""Formats that are more than their lines, one after the other."""


class Output(ExitStack):
    """Standard output, or a file that appears, whole, when the block ends well and something was written."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self._write: Callable[[bytes], object] | None = None
        self._ended = True  # what was written last ended its line

    def write(self, file: str, ending: str, output: bytes) -> None:
        """Write what came of `file`, on a line of its own; `ending` is what such a file's name would end in.

        Raises:
            RunError: it cannot be written there.
        """
        if self._write is None:
            self._write = self._opened(ending)
        if not self._ended:
            self._write(b"\n")
        try:
            self._write(output)
        except ValueError as error:
            raise RunError(f"{self._path}: {file} does not fit: {error}") from error
        self._ended = output.endswith(b"\n") or not output

    def _opened(self, ending: str) -> Callable[[bytes], object]:
        if self._path is None:
            return sys.stdout.buffer.write
        if ending == ".jsonl" and self._path.suffix.lower() in _TABLES:
            export = self.enter_context(exporter(self._path))
            return lambda output: export.write(json.loads(output))  # as lenient as what wrote the lines
        return self.enter_context(atomic(self._path)).write


class Folder(Output):
    """A folder with a file for each input, named as the input is."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._file: str | None = None
        self._seen: dict[Path, str] = {}
        self._one = Output()

    def write(self, file: str, ending: str, output: bytes) -> None:
        """Write what came of `file`.

        Raises:
            RunError: another file's output has that name.
        """
        if file != self._file:
            self.close()
            path = self._folder / Path("stdin" if file == "-" else file).with_suffix(ending).name
            if path in self._seen:
                raise RunError(f"{file} and {self._seen[path]} would both be written to {path}")
            self._seen[path] = self._file = file
            self._one = self.enter_context(Output(path))
        self._one.write(file, ending, output)


def open_output(target: str | None) -> Output:
    """The output that `-o TARGET` asks for; none is standard output."""
    if target is None or target == "-":
        return Output()
    path = Path(target)
    return Folder(path) if target.endswith("/") or path.is_dir() else Output(path)
