"""Schedules as units of systemd and as lines of a crontab."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from crawler.profiles import Profile
from crawler.schedule.cron import on_calendar


def command(portal: str, data: Path) -> list[str]:
    """What crawls a portal: the console script beside this Python, or the module."""
    script = shutil.which("zhengwen", path=str(Path(sys.executable).parent))
    program = [script] if script else [sys.executable, "-m", "crawler.cli"]
    return [*program, "crawl", portal, "--data", str(data.absolute())]


def systemd(profile: Profile, data: Path, jitter: float) -> dict[str, str]:
    """File name to text: a service and its timer. A turn that was missed is made up for once."""
    name = f"zhengwen-{profile.id}"
    service = (
        f"[Unit]\nDescription=zhengwen: crawl {profile.id}\n"
        "After=network-online.target\nWants=network-online.target\n\n"
        f"[Service]\nType=oneshot\nExecStart={' '.join(map(_systemd_word, command(profile.id, data)))}\n"
        "Nice=10\nTimeoutStopSec=30\n"
    )
    calendar = "".join(f"OnCalendar={line}\n" for line in on_calendar(profile.schedule or ""))
    timer = (
        f"[Unit]\nDescription=zhengwen: when to crawl {profile.id}\n\n"
        f"[Timer]\n{calendar}Persistent=true\nRandomizedDelaySec={jitter:.0f}\n\n[Install]\nWantedBy=timers.target\n"
    )
    return {f"{name}.service": service, f"{name}.timer": timer}


def crontab(profile: Profile, data: Path) -> str:
    """A line of a crontab. A per cent sign would be a line feed there."""
    words = shlex.join(command(profile.id, data)).replace("%", "\\%")
    return f"{profile.schedule} {words}\n"


def _systemd_word(word: str) -> str:
    """A word of a command line, by systemd.service(5) and systemd.syntax(7)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(sign.isspace() or sign in "'\";" for sign in word) else escaped
