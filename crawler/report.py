"""What a run tells its user: a line while it goes on, a table at its end."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import IO

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from crawler.run import Outcome
from crawler.store import News
from crawler.tally import Tally

_PLAIN_EVERY = 15.0  # seconds between two lines where there is no terminal


class Progress(AbstractContextManager["Progress"]):
    """A line that counts on a terminal; a line now and then elsewhere. Always on stderr."""

    def __init__(self, tallies: Mapping[str, Tally]) -> None:
        self.tallies = tallies
        console = Console(stderr=True)
        self._live = Live(console=console, get_renderable=self._line, transient=True) if console.is_terminal else None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._print, name="progress", daemon=True)

    def __enter__(self) -> Progress:
        if self._live:
            self._live.start()
        else:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._live:
            self._live.stop()

    def _print(self) -> None:
        while not self._done.wait(_PLAIN_EVERY):
            print(self._line().plain, file=sys.stderr)

    def _line(self) -> Text:
        tallies = list(self.tallies.values())
        repairs = sum(tally.repairs.total() for tally in tallies)
        errors = sum(tally.errors.total() for tally in tallies)
        pages, articles = (sum(getattr(tally, name) for tally in tallies) for name in ("pages", "articles"))
        names = ", ".join(name for name, tally in self.tallies.items() if not tally.seconds)
        return Text(f"{pages} pages  {articles} articles  {repairs} repairs  {errors} errors  {names}")


def print_table(outcomes: Sequence[Outcome], file: IO[str] | None = None) -> None:
    """One row for each portal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, right in (
        ("portal", False),
        ("pages", True),
        ("articles", True),
        ("new", True),
        ("changed", True),
        ("encodings declared -> used", False),
        ("repairs by stage", False),
        ("flags", False),
        ("errors", False),
        ("seconds", True),
    ):
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for each in outcomes:
        tally = each.tally
        table.add_row(
            each.profile.id,
            str(tally.pages),
            str(tally.articles),
            str(tally.news[News.NEW]),
            str(tally.news[News.CHANGED]),
            _encodings(tally),
            _counts(tally.repairs),
            _counts(tally.flags),
            _counts(tally.errors),
            f"{tally.seconds:.1f}",
        )
    console = Console(file=file or sys.stdout)
    if not console.is_terminal:
        console.width = 160
    console.print(table)


def _encodings(tally: Tally) -> str:
    return ", ".join(f"{declared or 'none'} -> {used}" for (declared, used), _ in tally.encodings.most_common()) or "-"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "-"
