"""`zhengwen store`: backup, check and repair."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.errors import UsageError

HELP = """Keep a data folder's store for years.

backup  copies it to FILE, also while a crawl is writing to it
check   reads all of it and names what is wrong
repair  makes a new one of what can be read; the damaged one stays beside it

Opening a store that an older zhengwen wrote takes it forward by itself."""
EXAMPLE = "zhengwen store backup backups/monday.sqlite"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen store`."""
    parser.add_argument("action", choices=("backup", "check", "repair"), help="what to do")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="where the backup goes")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    from crawler.store import Store
    from crawler.upkeep import backup, problems, repair

    if (arguments.action == "backup") is (arguments.file is None):
        raise UsageError("backup needs a FILE, check and repair take none; see zhengwen store --help")
    if arguments.action == "repair":
        repaired = repair(arguments.data)
        for table, count in repaired.rows.items():
            print(f"{table}: {count}")
        print(f"the damaged store: {repaired.damaged}")
        return 0
    store = Store.existing(arguments.data)
    if arguments.action == "backup":
        backup(store, arguments.file)
        return 0
    found = 0
    for found, line in enumerate(problems(store), start=1):  # noqa: B007 - its last value is the number of lines
        print(line)
    if found:
        print(f"{found} problems: zhengwen store repair makes a new store of what can be read")
    return int(found > 0)
