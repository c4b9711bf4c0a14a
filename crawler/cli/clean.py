"""`zhengwen clean`: repair and normalise what the user has."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from crawler.cli.how import add_how, how_from
from crawler.cli.inputs import add_files, documents, shown
from crawler.cli.problems import Problems

if TYPE_CHECKING:
    from crawler.cli.cleaning import Cleaned
    from pipelines.readers import Document

HELP = """\
Repair and normalise text, HTML or JSON Lines: any encoding in, UTF-8 out.

Text gives text. A page of HTML gives its article's text. JSON Lines give the same lines,
with one field cleaned and all else as it was. What a file is, is told by its ending or by
how it begins. A file that cannot be used is named on standard error; the others are done."""
EXAMPLE = "zhengwen clean garbled.txt -o clean.txt"

_BATCH_BYTES = 1 << 18
"""What a worker is given at once: takes much longer to clean than to send."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `zhengwen clean`."""
    add_files(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE|DIR",
        help="one file for all, or a folder (an existing one, or a name that ends in /) with a file for each",
    )
    parser.add_argument("--json", action="store_true", help="give JSON Lines: a page's record, a text with its repairs")
    add_how(parser)
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes (default: 1)")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell on standard error what was repaired")


def run(arguments: argparse.Namespace) -> int:
    """Clean every file, in order."""
    from crawler.cli.cleaning import clean_batch
    from crawler.cli.outputs import open_output
    from pipelines.executors import run as execute

    how, problems, rows = how_from(arguments, records=arguments.json), Problems("zhengwen clean"), _Rows()
    batches = _batches(documents(arguments.files, arguments.kind, problems))
    with open_output(arguments.output) as output:
        results = execute(partial(clean_batch, how=how), batches, workers=arguments.workers)
        for cleaned in chain.from_iterable(results):
            _tell(cleaned, problems, verbose=arguments.verbose)
            rows.count(cleaned)
            if cleaned.output is not None:
                output.write(cleaned.document.file, cleaned.ending, cleaned.output)
    rows.tell(problems, how.fields)
    return problems.exit_code


def _tell(cleaned: Cleaned, problems: Problems, *, verbose: bool) -> None:
    name = shown(cleaned.document.file, cleaned.document.place)
    if cleaned.problem:
        problems.failed(name, cleaned.problem)
    elif verbose:
        repairs = ", ".join(f"{stage} {count:,}" for stage, count in cleaned.repairs.items()) or "nothing to repair"
        problems.tell(name, "; ".join(filter(None, (cleaned.encoding, repairs))))


class _Rows:
    """How many rows of each file had nothing to clean."""

    def __init__(self) -> None:
        self._all: Counter[str] = Counter()
        self._untouched: Counter[str] = Counter()

    def count(self, cleaned: Cleaned) -> None:
        if cleaned.document.kind == "row" and not cleaned.problem:
            self._all[cleaned.document.file] += 1
            self._untouched[cleaned.document.file] += cleaned.untouched

    def tell(self, problems: Problems, fields: tuple[str, ...]) -> None:
        named = " or ".join(map(repr, fields))
        for file, count in self._untouched.items():
            if count and count == self._all[file]:
                problems.failed(shown(file), f"no line has text in a field {named}; name the field with --field")
            elif count:
                kept = f"{count:,} of {self._all[file]:,} lines have no text in a field {named}: kept as they were"
                problems.tell(shown(file), kept)


def _batches(found: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in found:
        batch.append(document)
        size += len(document.body)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a whole number from 1 up")
    return int(word)
