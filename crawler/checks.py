"""Whether a run that went to its end was a good one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from urllib.parse import urlsplit

from crawler.failures import WORDS
from crawler.history import Counts
from crawler.profiles import Profile
from crawler.tally import FIELDS, Tally

MOST_FAILED = 1 / 3
"""Share of article pages that may fail; real portals have up to a tenth of dead links."""
FEWEST_AIMS = 4  # fetches of article pages from which their share of failures says something
FEWEST_SHOWN = 10  # records a portal usually has, from which their number says something
LEAST_SHARE = 0.5
"""Share of the usual number of records below which a run has failed."""
FEWEST_FETCHED = 3  # articles read in a run, from which a missing field says something
ALWAYS, NEVER = 0.9, 0.1  # share of articles that had a field before; that have it now
BARREN = frozenset({"http-404", "http-410", "soft-404"})
"""Failures of an address, not of its host: the others may be passing trouble."""


def judge(profile: Profile, tally: Tally, counts: Counts, usual: Sequence[Counts]) -> str | None:
    """One line that says why a finished run failed, `None` when it is good.

    Args:
        profile: the portal.
        tally: what was counted.
        counts: the same as the store is to remember it.
        usual: the last good and whole runs.
    """
    return next((f"{profile.id}: {line}" for line in _findings(profile, tally, counts, usual)), None)


def _findings(profile: Profile, tally: Tally, counts: Counts, usual: Sequence[Counts]) -> Iterator[str]:
    host = urlsplit(profile.home).netloc
    if not tally.valid and not (tally.given and BARREN.issuperset(tally.errors)):
        why = tally.front or next((reason for reason, _ in tally.errors.most_common(1)), "no page came")
        yield f"nothing could be fetched from {host}: {WORDS.get(why, why)}"
    known = round(median(each.dead for each in usual)) if usual else 0  # dead links stand in lists for years
    failed, aims = counts.dead - known, tally.aims.total() + tally.given - known
    if aims >= FEWEST_AIMS and failed > aims * MOST_FAILED:
        reasons = ", ".join(f"{reason} {count}" for reason, count in tally.errors.most_common(3))
        yield f"{counts.dead} of {tally.aims.total()} article pages of {host} failed: {reasons}"
    if not tally.articles and tally.front:
        yield f"the front page of {host} could not be had: {WORDS.get(tally.front, tally.front)}"
    if not tally.articles:
        yield f"no article found on {tally.pages} pages of {host}"
    if counts.whole and usual:
        before = median(each.shown for each in usual)
        if before >= FEWEST_SHOWN and counts.shown < before * LEAST_SHARE:
            yield f"{counts.shown} articles, where {before:.0f} are usual: has {host} changed?"
    gone = [name for name in FIELDS if _is_gone(name, counts, usual)]
    if gone:
        yield f"no article has {' or '.join(gone)} any more, which all had before: the layout of {host} has changed"


def _is_gone(name: str, counts: Counts, usual: Sequence[Counts]) -> bool:
    before = sum(each.fetched for each in usual)
    if counts.fetched < FEWEST_FETCHED or before < FEWEST_FETCHED:
        return False
    had = sum(each.fields.get(name, 0) for each in usual)
    return had >= ALWAYS * before and counts.fields.get(name, 0) <= NEVER * counts.fetched
