"""Cron expressions: five fields, as Debian's cron reads them, in local time.

Weekdays are 0 to 7, both 0 and 7 being Sunday. When day of month and day of week are both restricted, either suffices;
when one of them begins with a star, both must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from cronsim import CronSim, CronSimError

_PLAIN = re.compile(r"[\d*,/-]+|(?:[\d*,/-]|[A-Za-z]{3})+")
_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


def parse(expression: str, after: datetime | None = None) -> CronSim:
    """The moments of an expression, after one given as naive local time.

    Raises:
        ValueError: it is none, or its day never comes; says what is wrong.
    """
    plain = _ALIASES.get(expression.strip().lower(), expression)
    fields = plain.split()
    if len(fields) != 5:
        raise ValueError(
            f"'{expression}' has {len(fields)} fields; there are minute hour day month weekday: 0 */6 * * *"
        )
    for field in fields:
        if not _PLAIN.fullmatch(field):
            raise ValueError(f"'{expression}': cron does not know '{field}'")
    try:
        return CronSim(plain, after or datetime.now())
    except CronSimError as error:
        raise ValueError(f"'{expression}': {str(error).lower()}") from None


def upcoming(expression: str, after: datetime) -> Iterator[datetime]:
    """The moments at which an expression is due, after one, in naive local time.

    Raises:
        ValueError: see `parse`.

    >>> [f"{when:%a %H:%M}" for when, _ in zip(upcoming("30 6 * * 1", datetime(2023, 7, 21)), range(2))]
    ['Mon 06:30', 'Mon 06:30']
    """
    yield from parse(expression, after)


def on_calendar(expression: str) -> list[str]:
    """The same as systemd's OnCalendar; two lines where cron says "either of two days".

    Raises:
        ValueError: see `parse`.

    >>> on_calendar("0 */6 * * 1-5"), on_calendar("5 4 1 * 7")
    (['Mon,Tue,Wed,Thu,Fri *-*-* 00,06,12,18:00:00'], ['*-*-01 04:05:00', 'Sun *-*-* 04:05:00'])
    """
    sim = parse(expression)
    weekdays = sorted({int(day) % 7 for day in sim.weekdays if isinstance(day, int)})
    week = "" if len(weekdays) == 7 else ",".join(_DAYS[day] for day in weekdays) + " "
    months, days = _some(sim.months, range(1, 13)), _some(sim.days, range(1, 32))
    clock = f"{_some(sim.hours, range(24))}:{_some(sim.minutes, range(60))}:00"
    if sim.day_and or not week or days == "*":
        return [f"{week}*-{months}-{days} {clock}"]
    return [f"*-{months}-{days} {clock}", f"{week}*-{months}-* {clock}"]


def _some(chosen: set[int], all_of_them: range) -> str:
    return "*" if chosen == set(all_of_them) else ",".join(f"{each:02}" for each in sorted(chosen))
