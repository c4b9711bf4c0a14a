"""Files named on the command line, or standard input; one that cannot be read does not stop the others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from crawler.cli.problems import Problems

if TYPE_CHECKING:
    from pipelines.readers import Document

STDIN = "-"


def add_files(parser: argparse.ArgumentParser) -> None:
    """The argument `FILE ...`, standard input by default."""
    parser.add_argument("files", nargs="*", default=[STDIN], metavar="FILE", help="- or none: standard input")


def documents(names: Sequence[str], kind: str | None, problems: Problems) -> Iterator[Document]:
    """What the named files hold.

    Args:
        names: of files; `-` is standard input.
        kind: a key of `pipelines.readers.READERS`, `None` to tell it file by file.
        problems: is told of each file that cannot be read, or is empty.
    """
    from pipelines.readers import ReadError, read

    for name in names:
        found = False
        try:
            with open_input(name) as stream:
                for document in read(stream, name, kind):
                    if document.body:
                        found = True
                        yield document
        except OSError as error:
            problems.failed(shown(name), error.strerror or str(error))
        except ReadError as error:
            problems.failed(shown(name), str(error))
        else:
            if not found:
                problems.failed(shown(name), "is empty")


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """The file `name`, or standard input, for reading bytes.

    Raises:
        OSError: it cannot be opened.
    """
    if name != STDIN:
        with open(name, "rb") as stream:
            yield stream
        return
    if sys.stdin.isatty():
        print("reading what you type; end with Ctrl-D", file=sys.stderr)
    yield sys.stdin.buffer


def shown(name: str, *within: str) -> str:
    """A file as a user is told of it, with the places `within` it that are not empty."""
    return ", ".join(["standard input" if name == STDIN else name, *filter(None, within)])
