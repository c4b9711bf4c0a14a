"""When a known article is looked at again."""

from __future__ import annotations

from crawler.store import Known

_HOUR, _DAY = 3600.0, 86400.0


def is_due(known: Known, hours: float, now: float) -> bool:
    """Whether an article is to be fetched again at `now` (seconds since 1970).

    The longer it has stood, the rarer: `hours` apart on its first day, ten times as far apart when it is ten days old.
    `hours` of 0 is always.

    >>> day = 86400.0
    >>> is_due(Known("", 0.0, 0.0, None, None), 24, now=day)
    True
    >>> is_due(Known("", 0.0, 10 * day, None, None), 24, now=15 * day)
    False
    """
    age = max(0.0, known.fetched - known.first_seen)
    return now - known.fetched >= hours * _HOUR * max(1.0, age / _DAY)
