"""`zhengwen schedule`: crawls that repeat."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.errors import RunError

HELP = """Keep the schedules of portals, show when they are due, or write them for systemd or cron.

A portal has a schedule when its profile has a line such as: schedule = "0 */6 * * *" (minute hour day month weekday, in
local time, as cron reads them). Profiles of your own lie in DATA/portals."""
EXAMPLE = "zhengwen schedule run --data data"

_ACTIONS = {
    "run": "keep the schedules until stopped",
    "show": "print the next turns of each portal",
    "export": "write units for systemd, or lines for a crontab",
}
_HELP = "; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen schedule`."""
    parser.add_argument(
        "action", choices=_ACTIONS, help="; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())
    )
    parser.add_argument("format", nargs="?", choices=("systemd", "cron"), help="of export")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    parser.add_argument("--jitter", type=float, default=60.0, metavar="S", help="start up to S seconds late (60)")
    parser.add_argument("--jobs", type=int, default=4, metavar="N", help="run: crawls at a time (4)")
    parser.add_argument("--count", type=int, default=3, metavar="N", help="show: turns of each portal (3)")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="export systemd: write the units there")


def run(arguments: argparse.Namespace) -> int:
    """Run, show or export."""
    from crawler.errors import UsageError
    from crawler.schedule.keeper import scheduled

    if (arguments.action == "export") != (arguments.format is not None):
        raise UsageError("say what to export: zhengwen schedule export systemd, or cron")
    if arguments.jitter < 0 or arguments.jobs < 1 or arguments.count < 1:
        raise UsageError("--jitter is at least 0, --jobs and --count at least 1")
    if arguments.action != "run" and not scheduled(arguments.data):
        folder = arguments.data / "portals"
        raise RunError(f"no portal has a schedule: add a line schedule = '0 */6 * * *' to a profile in {folder}")
    action: Any = {"run": _run, "show": _show, "export": _export}[arguments.action]
    code: int = action(arguments)
    return code


def _show(arguments: argparse.Namespace) -> int:
    from datetime import datetime

    from crawler.schedule.cron import upcoming
    from crawler.schedule.keeper import scheduled

    for profile in scheduled(arguments.data):
        expression = profile.schedule or ""
        turns = islice(upcoming(expression, datetime.now()), arguments.count)
        print(f"{profile.id}  {expression}  {', '.join(f'{when:%a %Y-%m-%d %H:%M}' for when in turns)}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from crawler.schedule.keeper import scheduled
    from crawler.schedule.units import crontab, systemd
    from pipelines.exporters import atomic

    if arguments.format == "cron":
        for profile in scheduled(arguments.data):
            print(crontab(profile, arguments.data), end="")
        return 0
    for profile in scheduled(arguments.data):
        for name, text in systemd(profile, arguments.data, arguments.jitter).items():
            if arguments.output:
                with atomic(arguments.output / name) as stream:
                    stream.write(text.encode())
            else:
                print(f"# {name}\n{text}")
    if arguments.output:
        print(f"written: {arguments.output}; then: systemctl --user link and enable --now the timers", file=sys.stderr)
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from datetime import datetime

    from crawler.locks import PortalLock
    from crawler.schedule.keeper import Keeper

    stopped = threading.Event()
    caught: list[int] = []

    def stop(number: int, _: object) -> None:
        caught.append(number)
        stopped.set()

    def say(line: str) -> None:
        print(f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}", flush=True)

    lock = PortalLock(arguments.data, "_schedule")  # no portal can be called so
    keeper = Keeper(arguments.data, jitter=arguments.jitter, jobs=arguments.jobs, say=say)
    before = [signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        while not stopped.wait(keeper.step()):
            pass
    finally:
        keeper.stop()
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
        lock.release()
    return 128 + caught[0]
