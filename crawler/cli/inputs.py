"""Files named on the command line, or standard input: read one by one, and what goes wrong told in one line each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

STDIN = "-"


def add_files(parser: argparse.ArgumentParser) -> None:
    """The argument `FILE ...`, standard input by default."""
    parser.add_argument("files", nargs="*", default=[STDIN], metavar="FILE", help="- or none: standard input")


class Inputs:
    """Bodies of the named files; one that cannot be used is reported, and the next is read.

    Attributes:
        exit_code: 0, or 1 once a file has failed.
    """

    def __init__(self, names: Sequence[str], *, told_by: str) -> None:
        self.names, self.exit_code, self._told_by = tuple(names), 0, told_by

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name in self.names:
            try:
                body = read_body(name)
            except OSError as error:
                self.failed(name, error.strerror or str(error))
            else:
                if body:
                    yield shown(name), body
                else:
                    self.failed(name, "is empty")

    def failed(self, name: str, reason: str) -> None:
        """Tell why `name` could not be used."""
        self.exit_code = 1
        print(f"{self._told_by}: {shown(name)}: {reason}", file=sys.stderr)


def read_body(name: str) -> bytes:
    """All bytes of the file `name`, or of standard input.

    Raises:
        OSError: it cannot be read.
    """
    return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()


def shown(name: str) -> str:
    """`name` as a user is told of it."""
    return "standard input" if name == STDIN else name
