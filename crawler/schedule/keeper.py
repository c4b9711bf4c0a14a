"""Keeps schedules: starts a crawl of each portal when it is due, one at a time of each."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from crawler.errors import UsageError
from crawler.profiles import Portals, Profile, load_profile
from crawler.schedule.cron import upcoming
from crawler.schedule.units import command
from pipelines.exporters import atomic

_LONGEST = 30.0
"""Seconds between two looks at the profiles and the clock, which may be set or wake from sleep."""


class Process(Protocol):
    """What is needed of a process that was started."""

    def poll(self) -> int | None:
        """Its exit code, `None` as long as it runs."""

    def terminate(self) -> None:
        """Ask it to end."""

    def wait(self) -> int:
        """Wait for its end."""


@dataclass
class Turn:
    """A portal's next turn: by which expression, and when, jitter included."""

    expression: str
    due: datetime


def start(portal: str, data: Path) -> Process:
    """Start a crawl as a process of its own; its output goes where ours does."""
    return subprocess.Popen(command(portal, data), stdin=subprocess.DEVNULL)


class Keeper:
    """Knows what is due and what runs.

    A turn that was missed, because nothing kept the schedule or the last run took so long, is made up for once.

    Args:
        data: the data folder; profiles are read again at every look, so that changes count at once.
        jitter: seconds by which a turn may be late, at random, so that portals do not all begin at the full hour.
        jobs: crawls at a time.
        say: is told what happens, in one line each.
    """

    def __init__(
        self,
        data: Path,
        *,
        jitter: float,
        jobs: int,
        say: Callable[[str], None],
        now: Callable[[], datetime] = datetime.now,
        start: Callable[[str, Path], Process] = start,
    ) -> None:
        self._data, self._jitter, self._jobs = data, jitter, jobs
        self._say, self._now, self._start = say, now, start
        self._turns: dict[str, Turn] = {}
        self.running: dict[str, Process] = {}

    def step(self) -> float:
        """Look once: note what has ended, start what is due. Returns the seconds until the next look."""
        now = self._now()
        self._note_ends()
        self._read(now)
        for portal, turn in sorted(self._turns.items(), key=lambda each: each[1].due):
            if turn.due > now or portal in self.running or len(self.running) >= self._jobs:
                continue
            self._remember(portal, now)
            self.running[portal] = self._start(portal, self._data)
            self._say(f"{portal}: started")
            turn.due = self._after(turn.expression, now)
        waiting = [(turn.due - now).total_seconds() for turn in self._turns.values() if turn.due > now]
        return max(0.1, min([*waiting, 1.0 if self.running else _LONGEST, _LONGEST]))

    def stop(self) -> None:
        """End the crawls; each is good for going on from where it was."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait()
        self._note_ends()

    def _note_ends(self) -> None:
        for portal, process in list(self.running.items()):
            code = process.poll()
            if code is not None:
                del self.running[portal]
                self._say(f"{portal}: ended with exit code {code}")

    def _read(self, now: datetime) -> None:
        """Take over what the profiles say by now."""
        known = {profile.id: profile for profile in scheduled(self._data)}
        for portal in set(self._turns) - set(known):
            del self._turns[portal]
        for portal, profile in known.items():
            turn, expression = self._turns.get(portal), profile.schedule or ""
            if turn is None or turn.expression != expression:
                self._turns[portal] = Turn(expression, self._first(portal, expression, now))

    def _first(self, portal: str, expression: str, now: datetime) -> datetime:
        last = self._remembered(portal)
        if last is not None and last < now and next(upcoming(expression, last)) <= now:
            self._say(f"{portal}: a turn was missed since {last:%Y-%m-%d %H:%M}")
            return now + self._late()
        if last is None:
            self._remember(portal, now)  # from now on its turns count
        return self._after(expression, now)

    def _after(self, expression: str, now: datetime) -> datetime:
        return next(upcoming(expression, now)) + self._late()

    def _late(self) -> timedelta:
        return timedelta(seconds=random.uniform(0, self._jitter))

    def _remembered(self, portal: str) -> datetime | None:
        try:
            return datetime.fromisoformat((self._data / "schedule" / portal).read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            return None

    def _remember(self, portal: str, when: datetime) -> None:
        with atomic(self._data / "schedule" / portal) as stream:
            stream.write(when.isoformat(timespec="seconds").encode() + b"\n")


def scheduled(data: Path) -> list[Profile]:
    """The portals that have a schedule; what cannot be read is left out."""
    portals = Portals.of(data)
    profiles = []
    for path in map(portals.path, portals.names()):
        with suppress(OSError, UsageError):
            status = path.stat()
            profiles.append(_load(path, status.st_mtime_ns, status.st_size))
    return [profile for profile in profiles if profile.schedule]


@lru_cache(maxsize=4096)
def _load(path: Path, changed: int, size: int) -> Profile:
    """A profile; read again only when its file has changed."""
    return load_profile(path)
