"""`zhengwen detect`: which encoding is it, and what says so?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from crawler.cli.inputs import add_files, open_input, shown
from crawler.cli.problems import Problems

if TYPE_CHECKING:
    from pipelines.decode import Decoded

HELP = """\
Name the encoding of each file, or of standard input.

Columns: file; encoding in use (a WHATWG label); confidence, 0 to 1; encoding declared by
the page, or -; what was found besides."""
EXAMPLE = "zhengwen detect -v page.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `zhengwen detect`."""
    add_files(parser)
    parser.add_argument("--content-type", metavar="HEADER", help="the Content-Type header that the file came with")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the evidence too, in the order it was seen")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each file")


def run(arguments: argparse.Namespace) -> int:
    """Print what `decode` decides for each file."""
    from pipelines.decode import decode

    problems = Problems("zhengwen detect")
    for name in arguments.files:
        try:
            with open_input(name) as stream:
                body = stream.read()
        except OSError as error:
            problems.failed(shown(name), error.strerror or str(error))
            continue
        if not body:
            problems.failed(shown(name), "is empty")
            continue
        decoded = decode(body, content_type=arguments.content_type)
        print(_object(name, decoded) if arguments.json else _lines(name, decoded, verbose=arguments.verbose))
    return problems.exit_code


def _lines(name: str, decoded: Decoded, *, verbose: bool) -> str:
    found = ", ".join(sorted(decoded.flags)) or "-"
    lines = ["\t".join([name, decoded.encoding, f"{decoded.confidence:.2f}", decoded.declared or "-", found])]
    if verbose:
        lines += [
            f"  {each.kind:<10} {each.label or '-':<12} {each.weight:+9.3f}  {each.detail}" for each in decoded.steps
        ]
    return "\n".join(lines)


def _object(name: str, decoded: Decoded) -> str:
    import msgspec

    fields = {each: getattr(decoded, each) for each in ("encoding", "confidence", "declared", "flags", "steps")}
    return msgspec.json.encode({"file": name, **fields}, order="deterministic").decode()
