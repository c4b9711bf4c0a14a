"""When an article was published: by the lines around its title, the head of the page, its scripts and its address."""

from __future__ import annotations

import re
from datetime import datetime

from pipelines.extract.dates import Moment, day_in_url, moments, stated
from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import Dated, dates_in
from pipelines.extract.shadow import Shadow

_SCRIPTED = re.compile(
    r"""["']?(?:pub_?(?:lish)?_?(?:time|date)|news_?time|publish(?:ed)?_?(?:at|time)|ctime|create_?time|datePublished)["']?\s*[:=]\s*["']?"""
    r"""(?P<value>(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?|1[4-9]\d{8}(?:\d{3})?(?!\d))""",
    re.I,
)


def published_at(finder: Finder, url: str | None, fetched_at: datetime | None) -> str | None:
    """When the article was published, to the minute if the page says so.

    What is visible beside the title goes before what the head states, unless it is a date without a label or a time, or
    the head and the address agree on another day; a statement with a time goes before one without, if they agree on
    the day.
    """
    offset = finder.hints.timezone
    chosen = finder.selected("published_at")
    if chosen is not None and (found := moments(Shadow(text_of(chosen)).text, offset, fetched_at)):
        return found[0].text
    beside = _visible(finder, offset, fetched_at)
    seen = beside.moment if beside else None
    stated = _stated(finder, offset)
    in_url = day_in_url(url) if url else None
    ordered = [moment for moment in (seen, stated) if moment]
    if beside and stated and beside.moment.day != stated.day:
        bare = not beside.label and not beside.moment.exact  # any date that the article happens to speak of
        if bare or in_url == stated.day:
            return stated.text
    if not ordered:
        ordered = [moment for moment in (_elsewhere(finder, offset, fetched_at), _scripted(finder, offset)) if moment]
    if not ordered:
        return in_url
    first = ordered[0]
    return next((moment.text for moment in ordered if moment.exact and moment.day == first.day), first.text)


def _visible(finder: Finder, offset: str, fetched_at: datetime | None) -> Dated | None:
    dated = [each for line in finder.near for each in dates_in(line, offset, fetched_at)]
    lines = {line.order for line in finder.near}
    for field, element, number in finder.outline.fields:
        if field == "published" and number in lines:
            text = element.get("datetime") or element.get("title") or text_of(element)
            if len(text) <= 80:
                dated += [Dated(moment, 1, number) for moment in moments(Shadow(text).text, offset, fetched_at)[:1]]
    return _best(dated, finder.title_at)


def _best(dated: list[Dated], title_at: int | None) -> Dated | None:
    """Of several dates: one with a label, with a time, behind the title, the nearest to it."""
    if not dated:
        return None
    title = -1 if title_at is None else title_at

    def rank(each: Dated) -> tuple[bool, bool, int, bool, int]:
        return (
            not (each.label and each.moment.exact),
            not each.moment.exact,
            -each.label,
            each.line < title,
            abs(each.line - title),
        )

    return min(dated, key=rank)


def _stated(finder: Finder, offset: str) -> Moment | None:
    found = [
        moment
        for value in (finder.head.get("published_at"), finder.linked.get("published_at"))
        if value and (moment := stated(value, offset))
    ]
    return next((moment for moment in found if moment.exact), found[0] if found else None)


def _elsewhere(finder: Finder, offset: str, fetched_at: datetime | None) -> Moment | None:
    """Labelled dates behind the text, then any date with a label or a time before it."""
    behind = [each for line in finder.after for each in dates_in(line, offset, fetched_at) if each.label]
    if behind:
        return behind[0].moment
    clocked = [each for line in finder.after for each in dates_in(line, offset, fetched_at) if each.moment.exact]
    before = [each for line in finder.before for each in dates_in(line, offset, fetched_at)]
    before = [each for each in before if each.label or each.moment.exact]
    if before:
        return before[-1].moment
    return clocked[0].moment if clocked else None


def _scripted(finder: Finder, offset: str) -> Moment | None:
    for script in finder.tree.iter("script"):
        if script.text and (match := _SCRIPTED.search(script.text)):
            return stated(match["value"], offset)
    return None
