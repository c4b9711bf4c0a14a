"""The options that `clean` and `explain` share: what the input is, and how to clean it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from crawler.errors import UsageError

if TYPE_CHECKING:
    from crawler.cli.cleaning import How


def add_how(parser: argparse.ArgumentParser) -> None:
    """Arguments that say what the input is and how it is to be cleaned."""
    kind = parser.add_mutually_exclusive_group()
    for name, what in (("text", "plain text"), ("html", "pages"), ("jsonl", "JSON Lines")):
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name, help=f"the input is {what}")
    parser.add_argument("--field", action="append", metavar="NAME", help="field of a line to clean (default: text)")
    parser.add_argument("--url", help="address that a page came from")
    parser.add_argument("--stages", metavar="A,B", help="run only these: unescape garble mojibake characters ...")
    parser.add_argument(
        "--script", choices=("simplified", "keep"), default="simplified", help="keep: leave traditional text as it is"
    )
    parser.add_argument("--opencc", choices=("t2s", "tw2s", "hk2s", "tw2sp"), default="t2s", help="which conversion")
    parser.add_argument("--no-fill", action="store_true", help="leave lost characters lost; guess none")


def how_from(arguments: argparse.Namespace, *, records: bool = False) -> How:
    """What those arguments say.

    Raises:
        UsageError: there is no such stage.
    """
    from crawler.cli.cleaning import How
    from pipelines import Options
    from pipelines.stages import NAMES

    stages = tuple(arguments.stages.split(",")) if arguments.stages else None
    if unknown := set(stages or ()) - set(NAMES):
        raise UsageError(f"no stage named {', '.join(sorted(unknown))}; the stages are {', '.join(NAMES)}")
    options = Options(script=arguments.script, opencc=arguments.opencc, fill=not arguments.no_fill)
    fields = tuple(arguments.field or ("text",))
    return How(options=options, stages=stages, fields=fields, url=arguments.url, records=records)
