"""`zhengwen replay`: clean archived responses again."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import RunError, UsageError

if TYPE_CHECKING:
    from crawler.profiles import Profile

HELP = """Clean the archived responses of portals again, without the network, and write their articles.

Use it after an upgrade, or after a change of a portal's profile. Of each address the last response counts. The same
archive and the same version give the same output, byte for byte; what is stored is left as it is."""
EXAMPLE = "zhengwen replay benxi --data data -o benxi.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen replay`."""
    parser.add_argument("portals", nargs="*", metavar="NAME", help="portals (default: all that have an archive)")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to FILE (.jsonl, .json or .csv; default: stdout)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Replay, one portal after the other."""
    from crawler.archive.replay import replay
    from pipelines.exporters import Format, exporter
    from pipelines.exporters.formats import JSONLines

    root = arguments.data / "archive"
    with ExitStack() as stack:
        try:
            output: Format = (
                stack.enter_context(exporter(arguments.output)) if arguments.output else JSONLines(sys.stdout.buffer)
            )
        except ValueError as error:
            raise UsageError(str(error)) from None
        for profile in _profiles(arguments, root):
            for article in replay(root, profile):
                output.write(article)
    return 0


def _profiles(arguments: argparse.Namespace, root: Path) -> list[Profile]:
    from crawler.archive.replay import profile_of_archive
    from crawler.profiles import Portals

    portals = Portals.of(arguments.data)
    archived = sorted(path.name for path in root.glob("*") if any(path.glob("*.warc.gz")))
    if not archived:
        raise RunError(f"{root}: nothing is archived there")
    for name in arguments.portals:
        if name not in archived:
            raise UsageError(f"no archive of '{name}' in {root}: there are {', '.join(archived)}")
    known = portals.names()
    profiles = [
        portals.get(name) if name in known else profile_of_archive(root / name)
        for name in arguments.portals or archived
    ]
    return [profile for profile in profiles if profile]
