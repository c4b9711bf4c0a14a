"""Published, source, authors and section of a page, each settled by agreement of all that speaks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from pipelines.extract.bylines import authors_of_text, byline
from pipelines.extract.dates import Moment, day_in_url, moments, tells_time
from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import (
    Dated,
    Line,
    authors_in,
    dates_in,
    is_author,
    is_source,
    source_in,
    split_names,
    tidy,
)
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
_PLAIN_OUTLET = re.compile(
    r"^[\u4e00-\u9fff]{2,10}(?:网|日报|晚报|早报|晨报|时报|都市报|电视台|通讯社|客户端|发布|在线|新闻)$"
)
_PAPER = re.compile(r"《([^》]{2,20}[报刊])\s*》\s*\(?\s*(?:19|20)\d\d\s*[年-]")
_PAPER_LINES = 3
_LONG_NAME = 12


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
                dated += [Dated(moment, 1, number) for moment in moments(Shadow(text).text, offset, fetched_at)[:1]]
    return _best(dated, finder.title_at)


def _best(dated: list[Dated], title_at: int | None) -> Moment | None:
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
        if script.text and (match := _SCRIPTED.search(script.text)) and (found := moments(match["value"], offset)):
            return found[0]
    return None


def source(finder: Finder) -> str | None:
    """The outlet that the article was taken from (来源)."""
    chosen = finder.selected("source")
    if chosen is not None:
        text = text_of(chosen)
        return source_in(Shadow(text)) or (tidy(text) or None)
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
    for line in [*finder.near, *finder.after[:_PAPER_LINES], *map(_line, finder.paragraphs[-1:])]:
        if paper := _PAPER.search(line.shadow.text[-80:]):
            yield tidy(paper[1])


def _line(text: str) -> Line:
    return Line(Shadow(text), 0)


def _named(finder: Finder, wanted: str) -> Iterator[str]:
    """Texts of elements near the title whose class tells the field."""
    lines = {line.order for line in finder.near}
    for field, element, number in finder.outline.fields:
        if field != wanted or number not in lines:
            continue
        text = text_of(element)
        if 2 <= len(text) <= 24 and not moments(Shadow(text).text, "+08:00"):
            value = tidy(text if "//" in text else text.rpartition("：")[2].rpartition(":")[2])
            if " " in value and len(value) > _LONG_NAME:
                value = tidy(value.partition(" ")[0])
            if value and (is_source(value) if wanted == "source" else is_author(value)):
                yield value


def _beside_date(finder: Finder) -> Iterator[str]:
    """A piece of the line of the date, or a line beside it, that looks like an outlet's name."""
    dated = {line.order for line in finder.near if len(line.shadow.text) <= 80 and tells_time(line.shadow.text)}
    for line in finder.near:
        if line.order in dated:
            pieces = [piece for part in finder.outline.blocks[line.order].parts for piece in re.split(r"[\s|·]+", part)]
            shape = _OUTLET
        elif dated & {line.order - 1, line.order + 1} and line.order > (finder.title_at or 0):
            pieces, shape = [finder.outline.blocks[line.order].text], _PLAIN_OUTLET
        else:
            continue
        for value in map(tidy, pieces):
            if 2 <= len(value) <= 16 and shape.search(Shadow(value).text) and is_source(value) and "：" not in value:
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
    for line in finder.near:
        if line.order > (finder.title_at or 0) and (found := _bylines(finder, line)):
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


def _bylines(finder: Finder, line: Line) -> tuple[str, ...]:
    """Writers of a line that is a byline, or of those of its pieces that are."""
    if found := byline(line.shadow):
        return found
    pieces = [piece for part in finder.outline.blocks[line.order].parts for piece in re.split(r"[|｜丨]", part)]
    return tuple(dict.fromkeys(name for piece in pieces for name in byline(Shadow(piece.strip()))))


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
