"""Published, source, authors and section of a page, each settled by agreement of all that speaks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from pipelines.extract.bylines import authors_of_text
from pipelines.extract.dates import Moment, day_in_url, moments
from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import Dated, authors_in, dates_in, is_author, is_source, source_in, split_names, tidy
from pipelines.extract.shadow import Shadow
from pipelines.extract.titles import plain

_SCRIPTED = re.compile(
    r"""["']?(?:pub_?(?:lish)?_?(?:time|date)|news_?time|publish(?:ed)?_?(?:at|time)|ctime|create_?time|datePublished)["']?\s*[:=]\s*["']"""
    r"""(?P<value>(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)""",
    re.I,
)
_CRUMB_START = re.compile(r"^(?:您|你)?(?:现在|当前|所在|目前)?(?:的)?(?:所在)?位置(?:是)?\s*:?\s*")
_CRUMB_CUT = re.compile(r"\s*(?:>+|›|»|→|＞|-->|/|\\)\s*|\s+[-·]\s+")
_CRUMBS_BEFORE = 500
_DEEPEST = 6
_ARROW = re.compile(r"[>›»→]+")
_HOME = re.compile(r"(?:首页|主页|home|网站首页)$", re.I)
_CRUMB_END = re.compile(r"^(?:正文|内容|详情|查看内容|文章|新闻正文|浏览文章|阅读|详细内容|正文内容|文章正文)$")
_OUTLET = re.compile(
    r"(?:网|报|社|日报|晚报|早报|时报|新闻|在线|客户端|电视台|广播|卫视|周刊|杂志|频道|发布|观察|财经|科技|传媒|公众号|快讯|视频|委|局|办|厅|政府|中心|之声|资讯|头条)$"
)


def published_at(finder: Finder, url: str | None, fetched_at: datetime | None) -> str | None:
    """When the article was published, to the minute if the page says so.

    What is visible beside the title goes before what the head states, unless the head and the address agree on another
    day; a statement with a time goes before one without, if they agree on the day.
    """
    offset = finder.hints.timezone
    chosen = finder.selected("published_at")
    if chosen is not None and (found := moments(Shadow(text_of(chosen)).text, offset, fetched_at)):
        return found[0].text
    seen = _visible(finder, offset, fetched_at)
    stated = _stated(finder, offset)
    in_url = day_in_url(url) if url else None
    if seen and stated and seen.day != stated.day and in_url == stated.day:
        return stated.text
    ordered = [moment for moment in (seen, stated) if moment]
    if not ordered:
        ordered = [moment for moment in (_elsewhere(finder, offset, fetched_at), _scripted(finder, offset)) if moment]
    if not ordered:
        return in_url
    first = ordered[0]
    return next((moment.text for moment in ordered if moment.exact and moment.day == first.day), first.text)


def _visible(finder: Finder, offset: str, fetched_at: datetime | None) -> Moment | None:
    dated = [each for line in finder.near for each in dates_in(line, offset, fetched_at)]
    lines = {line.order for line in finder.near}
    for field, element, number in finder.outline.fields:
        if field == "published" and number in lines:
            text = element.get("datetime") or element.get("title") or text_of(element)
            if len(text) <= 80:
                dated += [Dated(moment, True, number) for moment in moments(Shadow(text).text, offset, fetched_at)[:1]]
    return _best(dated, finder.title_at)


def _best(dated: list[Dated], title_at: int | None) -> Moment | None:
    """Of several dates: one with a label, with a time, behind the title, the nearest to it."""
    if not dated:
        return None
    title = -1 if title_at is None else title_at

    def rank(each: Dated) -> tuple[bool, bool, bool, bool, int]:
        return (
            not (each.labelled and each.moment.exact),
            not each.moment.exact,
            not each.labelled,
            each.line < title,
            abs(each.line - title),
        )

    return min(dated, key=rank).moment


def _stated(finder: Finder, offset: str) -> Moment | None:
    found = [
        moment
        for value in (finder.head.get("published_at"), finder.linked.get("published_at"))
        if value
        for moment in moments(value, offset)[:1]
    ]
    return next((moment for moment in found if moment.exact), found[0] if found else None)


def _elsewhere(finder: Finder, offset: str, fetched_at: datetime | None) -> Moment | None:
    """Labelled dates behind the text, then any date with a label or a time before it."""
    behind = [each for line in finder.after for each in dates_in(line, offset, fetched_at) if each.labelled]
    if behind:
        return behind[0].moment
    clocked = [each for line in finder.after for each in dates_in(line, offset, fetched_at) if each.moment.exact]
    before = [each for line in finder.before for each in dates_in(line, offset, fetched_at)]
    before = [each for each in before if each.labelled or each.moment.exact]
    if before:
        return before[-1].moment
    return clocked[0].moment if clocked else None


def _scripted(finder: Finder, offset: str) -> Moment | None:
    for script in finder.tree.iter("script"):
        if script.text and (match := _SCRIPTED.search(script.text)) and (found := moments(match["value"], offset)):
            return found[0]
    return None


def source(finder: Finder) -> str | None:
    """The outlet that the article was taken from (来源)."""
    chosen = finder.selected("source")
    if chosen is not None and (text := text_of(chosen)):
        shadow = Shadow(text)
        return source_in(shadow) or (tidy(text) or None)
    return next(_sources(finder), None)


def _sources(finder: Finder) -> Iterator[str]:
    for line in finder.near:
        if found := source_in(line.shadow):
            yield found
    yield from _named(finder, "source")
    stated = finder.head.get("source")
    if stated and is_source(stated):
        yield source_in(Shadow(stated)) or tidy(stated)
    for line in finder.after:
        if found := source_in(line.shadow):
            yield found
    yield from _beside_date(finder)


def _named(finder: Finder, wanted: str) -> Iterator[str]:
    """Texts of elements near the title whose class tells the field."""
    lines = {line.order for line in finder.near}
    for field, element, number in finder.outline.fields:
        if field != wanted or number not in lines:
            continue
        text = text_of(element)
        if 2 <= len(text) <= 24 and not moments(Shadow(text).text, "+08:00"):
            value = tidy(text.rpartition("：")[2].rpartition(":")[2])
            if value and (is_source(value) if wanted == "source" else is_author(value)):
                yield value


def _beside_date(finder: Finder) -> Iterator[str]:
    """A piece of the line of the date that looks like an outlet's name."""
    for line in finder.near:
        block = finder.outline.blocks[line.order]
        if len(block.line) > 80 or not moments(line.shadow.text, "+08:00"):
            continue
        for part in block.parts:
            for piece in re.split(r"[\s|·]+", part):
                value = tidy(piece)
                if (
                    2 <= len(value) <= 16
                    and _OUTLET.search(Shadow(value).text)
                    and is_source(value)
                    and "：" not in value
                ):
                    yield value


def authors(finder: Finder) -> tuple[str, ...]:
    """作者 and 记者: from the line of metadata, the text's byline, the head, or the lines behind the text."""
    chosen = finder.selected("authors")
    if chosen is not None:
        shadow = Shadow(text_of(chosen))
        return authors_in(shadow) or tuple(split_names(shadow, 0, len(shadow.text)))
    for line in finder.near:
        if found := authors_in(line.shadow):
            return found
    if found := authors_of_text(finder.paragraphs):
        return found
    for value in (finder.linked.get("author"), finder.head.get("author")):
        if (
            value
            and is_author(value)
            and plain(value) not in (plain(finder.site or "\0"), plain(source(finder) or "\0"))
        ):
            shadow = Shadow(value)
            return tuple(split_names(shadow, 0, len(shadow.text)))
    if named := next(_named(finder, "author"), None):
        shadow = Shadow(named)
        return tuple(split_names(shadow, 0, len(shadow.text))) or (named,)
    return next((found for line in finder.after if (found := authors_in(line.shadow))), ())


def section(finder: Finder) -> str | None:
    """The breadcrumb below the home page, parts joined by ` > `."""
    chosen = finder.selected("section")
    if chosen is not None and (text := text_of(chosen)):
        return " > ".join(_crumbs(text, finder)) or None
    for block in finder.outline.blocks[: min(finder.start + 1, _CRUMBS_BEFORE)]:
        if len(block.line) > 160:
            continue
        shadow = Shadow(block.line)
        if _CRUMB_START.match(shadow.text) or (
            block.linked and _CRUMB_CUT.search(shadow.text) and _is_crumb(shadow.text)
        ):
            parts = _crumbs(block.line, finder)
            if 0 < len(parts) <= _DEEPEST:
                return " > ".join(parts)
    return finder.head.get("section")


def _is_crumb(text: str) -> bool:
    if len(_ARROW.findall(text)) >= 2:
        return True
    parts = _CRUMB_CUT.split(text)
    return _HOME.search(parts[0].strip()) is not None or (
        len(parts) > 1 and _CRUMB_END.match(parts[-1].strip()) is not None
    )


def _crumbs(line: str, finder: Finder) -> list[str]:
    start = _CRUMB_START.match(Shadow(line).text)
    text = line[start.end() :] if start else line
    parts = [tidy(part) for part in _CRUMB_CUT.split(text)]
    own, site = plain(finder.title or "\0"), plain(finder.site or "\0")
    return [
        part
        for part in parts
        if part
        and not _HOME.search(Shadow(part).text)
        and not _CRUMB_END.match(Shadow(part).text)
        and plain(part) not in (own, site)
        and len(part) <= 20
    ]


def first(values: Iterable[str | None]) -> str | None:
    """The first value that is not empty."""
    return next((value for value in values if value), None)
