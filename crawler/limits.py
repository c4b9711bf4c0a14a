"""What a user may ask of one run: `-a max_articles=`, `-a since=`, `-a full=1`, `-a recheck=`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

import msgspec

from crawler.errors import UsageError


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one run.

    Attributes:
        max_articles: the run ends after so many articles.
        since: articles that were published before this day are left out.
        full: everything is fetched again, and a crawl that was cut off starts over.
        recheck: hours after which a known article is looked at again, in place of the profile's.
    """

    max_articles: int | None = None
    since: date | None = None
    full: bool = False
    recheck: float | None = None

    @classmethod
    def read(cls, arguments: Mapping[str, str | None]) -> Limits:
        """Limits from `NAME=VALUE` arguments.

        Raises:
            UsageError: an unknown name or a value that cannot be.
        """
        for name in arguments:
            if name not in cls.__struct_fields__:
                near = get_close_matches(name, cls.__struct_fields__, 1)
                advice = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(cls.__struct_fields__)}"
                raise UsageError(f"unknown spider argument '{name}': {advice}")
        return cls(
            max_articles=_count(arguments.get("max_articles")),
            since=_day(arguments.get("since")),
            full=_switch(arguments.get("full")),
            recheck=_hours(arguments.get("recheck")),
        )


def _count(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or not int(value):
        raise UsageError(f"max_articles: '{value}' is not a number above zero")
    return int(value)


def _day(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"since: '{value}' is not a day; write it as YYYY-MM-DD, for example 2023-07-21") from None


def _switch(value: str | None) -> bool:
    if value not in (None, "0", "1"):
        raise UsageError(f"full: '{value}' is neither 1 nor 0")
    return value == "1"


def _hours(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        hours = float(value)
    except ValueError:
        hours = -1.0
    if not 0 <= hours < float("inf"):
        raise UsageError(f"recheck: '{value}' is not a number of hours")
    return hours
