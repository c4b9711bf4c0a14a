"""`zhengwen detect`: which encoding is it, and what says so?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from crawler.cli.inputs import Inputs, add_files

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

    inputs = Inputs(arguments.files, told_by="zhengwen detect")
    for name, body in inputs:
        decoded = decode(body, content_type=arguments.content_type)
        if arguments.json:
            print(_object(name, decoded))
            continue
        flags = ", ".join(sorted(decoded.flags)) or "-"
        print(name, decoded.encoding, f"{decoded.confidence:.2f}", decoded.declared or "-", flags, sep="\t")
        if arguments.verbose:
            for each in decoded.steps:
                print(f"  {each.kind:<10} {each.label or '-':<12} {each.weight:+9.3f}  {each.detail}")
    return inputs.exit_code


def _object(name: str, decoded: Decoded) -> str:
    import msgspec

    fields = {each: getattr(decoded, each) for each in ("encoding", "confidence", "declared", "flags", "steps")}
    return msgspec.json.encode({"file": name, **fields}).decode()
