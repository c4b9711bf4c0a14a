"""Schedules: when a turn is due, as cron and systemd see it, and who takes it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cli import main
from crawler.errors import UsageError
from crawler.profiles import make_profile
from crawler.schedule.cron import on_calendar, parse, upcoming
from crawler.schedule.keeper import Keeper
from crawler.schedule.units import crontab, systemd

NOW = datetime(2026, 11, 24, 9, 30)
SYSTEMD = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def turns(expression: str, count: int = 3, after: datetime = NOW) -> list[datetime]:
    return list(islice(upcoming(expression, after), count))


def systemd_turns(calendar: str, count: int, after: datetime = NOW) -> list[datetime]:
    """The next moments as systemd computes them."""
    assert SYSTEMD is not None
    said = subprocess.run(
        [SYSTEMD, "calendar", calendar, f"--iterations={count}", f"--base-time={after:%Y-%m-%d %H:%M:%S}"],
        capture_output=True, text=True, check=True, env=os.environ | {"TZ": "UTC", "LC_ALL": "C"},
    ).stdout  # fmt: skip
    found = re.findall(r"(?:Next elapse|Iter(?:ation|\.) #\d+): \w+ (\S+ \S+) UTC", said)
    return [datetime.fromisoformat(each) for each in found]


@pytest.mark.parametrize("day", range(8))
def test_weekdays_are_those_of_cron(day: int) -> None:
    """0 and 7 are Sunday, 1 is Monday (crontab(5)); Python's own numbers begin with Monday."""
    for expression in (f"0 6 * * {day}", f"0 6 * * {NAMES[day]}", f"0 6 * * {NAMES[day].lower()}"):
        assert [when.isoweekday() % 7 for when in turns(expression, 10)] == [day % 7] * 10


@needs_systemd
@pytest.mark.parametrize("day", range(8))
def test_weekdays_are_those_of_systemd(day: int) -> None:
    (calendar,) = on_calendar(f"0 6 * * {day}")
    assert systemd_turns(calendar, 5) == turns(f"0 6 * * {day}", 5)


EXPRESSIONS = [
    "0 */6 * * *", "*/7 3 * * *", "0 0 1 * *", "15 10 * * 1-5", "0 12 13 * 5", "0 12 */2 * 5", "59 23 31 12 *",
    "0 4 29 2 *", "5,35 8-18/2 * 3,JUN-aug mon,thu", "0 0 1-7 * */2", "0 5 * * 6,0", "0 5 * * 5-7", "@daily", "@weekly",
]  # fmt: skip


@needs_systemd
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_exported_calendars_mean_the_same(expression: str) -> None:
    found: set[datetime] = set()
    for calendar in on_calendar(expression):
        found |= set(systemd_turns(calendar, 8))
    assert sorted(found)[:4] == turns(expression, 4)


@pytest.mark.parametrize(
    "expression",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "0 0 30 2 *",
     "*/0 * * * *", "5-1 * * * *", "a * * * *", "* * L * *", "* * * * 1#2", "* * * * 5L", "@often"],
)  # fmt: skip
def test_what_is_no_expression_is_told(expression: str) -> None:
    with pytest.raises(ValueError, match="'"):
        parse(expression)
    with pytest.raises(UsageError, match="'schedule': "):
        make_profile({"id": "a", "name": "a", "home": "http://a.cn/", "schedule": expression})


@given(st.text(max_size=20) | st.from_regex(r"[\d*/,-]{1,4}( [\d*/,-]{1,4}){4}", fullmatch=True))
def test_any_text_is_an_expression_or_told(text: str) -> None:
    try:
        parse(text)
    except ValueError:
        return
    on_calendar(text)
    assert next(upcoming(text, NOW)) > NOW


class Crawl:
    """A crawl that ends when it is told to."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.code = 143

    def wait(self) -> int:
        return self.code or 0


class World:
    """A clock, the crawls that were started, and what was said."""

    def __init__(self, data: Path, jitter: float = 0.0, jobs: int = 4) -> None:
        self.data, self.jitter, self.jobs = data, jitter, jobs
        self.now = NOW
        self.crawls: list[tuple[str, datetime, Crawl]] = []
        self.said: list[str] = []

    def keeper(self) -> Keeper:
        return Keeper(
            self.data, jitter=self.jitter, jobs=self.jobs, say=self.said.append, now=lambda: self.now, start=self.start
        )

    def start(self, portal: str, data: Path) -> Crawl:
        self.crawls.append((portal, self.now, Crawl()))
        return self.crawls[-1][2]

    def schedule(self, portal: str, expression: str) -> None:
        path = self.data / "portals" / f"{portal}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"name = 'x'\nhome = 'http://{portal}.cn/'\nschedule = '{expression}'\n", encoding="utf-8")

    def pass_time(self, keeper: Keeper, until: timedelta, ends: bool = True) -> None:
        end = self.now + until
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=keeper.step()))
            if ends:
                for _, _, crawl in self.crawls:
                    crawl.code = 0
        keeper.step()

    @property
    def started(self) -> list[str]:
        return [f"{portal} {when:%d %H:%M}" for portal, when, _ in self.crawls]


def test_turns_are_taken_when_due(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "0 */6 * * *")
    world.schedule("b", "45 9 * * *")
    world.pass_time(world.keeper(), timedelta(hours=15))
    assert world.started == ["b 24 09:45", "a 24 12:00", "a 24 18:00", "a 25 00:00"]


def test_missed_turns_are_made_up_for_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "0 * * * *")
    world.pass_time(world.keeper(), timedelta(hours=1))
    assert world.started == ["a 24 10:00"]
    world.now += timedelta(hours=50)
    world.pass_time(world.keeper(), timedelta(minutes=20))
    assert world.started == ["a 24 10:00", "a 26 12:30"]


def test_a_new_schedule_has_missed_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "0 0 * * *")
    world.pass_time(world.keeper(), timedelta(minutes=20))
    world.pass_time(world.keeper(), timedelta(minutes=20))
    assert world.started == []


def test_one_crawl_of_a_portal_at_a_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "*/10 * * * *")
    keeper = world.keeper()
    world.pass_time(keeper, timedelta(hours=1), ends=False)
    assert world.started == ["a 24 09:40"]
    world.crawls[0][2].code = 0
    world.pass_time(keeper, timedelta(seconds=2), ends=False)
    assert len(world.crawls) == 2  # what fell due meanwhile, once
    keeper.stop()
    assert world.said[-1] == "a: ended with exit code 143"


def test_no_more_crawls_at_a_time_than_allowed(tmp_path: Path) -> None:
    world = World(tmp_path, jobs=2)
    for portal in "abcd":
        world.schedule(portal, "0 10 * * *")
    keeper = world.keeper()
    world.pass_time(keeper, timedelta(hours=1), ends=False)
    assert len(world.crawls) == 2
    world.pass_time(keeper, timedelta(minutes=2))
    assert sorted(portal for portal, _, _ in world.crawls) == list("abcd")


def test_jitter_spreads_the_starts(tmp_path: Path) -> None:
    world = World(tmp_path, jitter=1200, jobs=20)
    for number in range(20):
        world.schedule(f"p{number}", "0 10 * * *")
    world.pass_time(world.keeper(), timedelta(hours=2))
    times = [when for _, when, _ in world.crawls]
    assert len(times) == 20
    assert min(times) >= NOW.replace(hour=10, minute=0)
    assert max(times) <= NOW.replace(hour=10, minute=21)
    assert len(set(times)) > 5


def test_changes_of_profiles_count_at_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "0 12 * * *")
    keeper = world.keeper()
    keeper.step()
    world.schedule("a", "40 9 * * *")
    (tmp_path / "portals" / "broken.toml").write_text("name =", encoding="utf-8")
    world.pass_time(keeper, timedelta(hours=1))
    (tmp_path / "portals" / "a.toml").unlink()
    world.pass_time(keeper, timedelta(hours=24))
    assert world.started == ["a 24 09:40"]


def test_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = make_profile({"id": "a", "name": "a", "home": "http://a.cn/", "schedule": "5 4 1 * 0"})
    data = tmp_path / "with space 100%"
    line = crontab(profile, data)
    assert line.startswith("5 4 1 * 0 ")
    assert "100\\%" in line
    units = systemd(profile, data, 90)
    assert units["zhengwen-a.timer"].count("OnCalendar=") == 2
    assert "RandomizedDelaySec=90" in units["zhengwen-a.timer"]
    assert f'"{data}%"' in units["zhengwen-a.service"]
    World(tmp_path).schedule("a", "0 6 * * *")
    assert main(["schedule", "show", "--data", str(tmp_path)]) == 0
    assert main(["schedule", "export", "cron", "--data", str(tmp_path)]) == 0
    assert main(["schedule", "export", "systemd", "--data", str(tmp_path), "-o", str(tmp_path / "units")]) == 0
    assert sorted(path.name for path in (tmp_path / "units").iterdir()) == ["zhengwen-a.service", "zhengwen-a.timer"]
    assert "a  0 6 * * *  " in capsys.readouterr().out
    assert main(["schedule", "export", "--data", str(tmp_path)]) == 2
    assert main(["schedule", "show", "--data", str(tmp_path / "none")]) == 1


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    assert SYSTEMD is not None
    profile = make_profile({"id": "a", "name": "a", "home": "http://a.cn/", "schedule": "5 4 1 * 0"})
    for name, text in systemd(profile, tmp_path / "with space 100%", 90).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [SYSTEMD, "verify", str(tmp_path / "zhengwen-a.timer"), str(tmp_path / "zhengwen-a.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [line for line in checked.stderr.splitlines() if "zhengwen-a" in line]
    assert own == []


def test_the_keeper_starts_real_crawls_and_ends_with_a_signal(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.schedule("a", "0 0 1 1 *")
    (tmp_path / "schedule").mkdir()
    (tmp_path / "schedule" / "a").write_text("2020-06-01T00:00:00\n", encoding="ascii")
    words = [sys.executable, "-m", "crawler.cli", "schedule", "run", "--data", str(tmp_path), "--jitter", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        assert "a: a turn was missed since 2020-06-01" in process.stdout.readline()
        assert "a: started" in process.stdout.readline()
        again = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()
    assert process.returncode == 143
    assert time.monotonic() - start < 20
    assert "a: ended with exit code" in said
    assert again.returncode == 1
    assert "another run" in again.stderr
