"""`zhengwen runs`: the history of crawls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import UsageError

if TYPE_CHECKING:
    from crawler.history import Run

HELP = """Show the last runs of a data folder's portals: when, how long, what was fetched, new, changed and failed, how
the number of articles stands to the usual one, and how each run ended. A run without an end was killed, or is still
going on."""
EXAMPLE = "zhengwen runs benxi -n 5"

_COLUMNS = ("started", "portal", "took", "requests", "articles", "new", "changed", "failed", "drift", "flags", "end")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen runs`."""
    parser.add_argument("portal", nargs="?", metavar="NAME", help="only this portal's runs")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    parser.add_argument("-n", "--most", default="20", metavar="N", help="how many (default: 20)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, with all counts")


def run(arguments: argparse.Namespace) -> int:
    """Print."""
    import msgspec

    from crawler.history import runs
    from crawler.store import Store

    if not arguments.most.isdigit() or not int(arguments.most):
        raise UsageError(f"-n: '{arguments.most}' is not a number above zero")
    store = Store.existing(arguments.data)
    found = list(runs(store, arguments.portal, int(arguments.most)))
    if arguments.json:
        for each in found:
            print(msgspec.json.encode(each).decode())
        return 0
    print_runs(found, {each.portal: usual_number(store, each.portal) for each in found})
    return 0


def usual_number(store: Any, portal: str) -> float | None:
    """How many articles a portal's lists usually show, `None` before the first good run."""
    from statistics import median

    from crawler.history import usual

    counts = usual(store, portal)
    return median(each.shown for each in counts) if counts else None


def print_runs(found: list[Run], usual: dict[str, float | None]) -> None:
    """A table, newest run last."""
    from datetime import datetime

    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(column, justify="right" if _COLUMNS.index(column) in range(2, 9) else "left", overflow="fold")
    for each in reversed(found):
        counts = each.counts
        table.add_row(
            datetime.fromtimestamp(each.started).isoformat(" ", "seconds"),
            each.portal,
            f"{each.ended - each.started:.0f} s" if each.ended else "",
            *(
                str(getattr(counts, name)) if counts else ""
                for name in ("requests", "shown", "new", "changed", "failed")
            ),
            _drift(counts.shown, usual[each.portal]) if counts and counts.whole else "",
            ", ".join(f"{flag} {count}" for flag, count in sorted(counts.flags.items())) if counts else "",
            each.failure or each.reason or "no end",
        )
    console = Console(file=sys.stdout)
    if not console.is_terminal:
        console.width = 200
    console.print(table)


def _drift(shown: int, usual: float | None) -> str:
    return f"{100 * (shown / usual - 1):+.0f} %" if usual else ""
