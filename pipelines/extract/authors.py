"""Who wrote an article."""

from __future__ import annotations

import re

from pipelines.extract.bylines import authors_of_text, byline
from pipelines.extract.dates import tells_time
from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import Line, authors_in, is_author, names_outlet, split_names
from pipelines.extract.shadow import Shadow
from pipelines.extract.surnames import NAME
from pipelines.extract.titles import plain

_EDITOR = re.compile(
    r"(?:责任?编辑?|编辑|选稿|编审|审核|校对|主编|监制)\s*[:/|]\s*([^\s|\]()【】]{2,12}(?:[\s、][\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff:]))*)"
)
_POSTED = re.compile(r"^\s*(?P<value>[^\s:|]{2,16})\s+发[表布]于\s*:?\s*(?:19|20)\d\d")
_REPORTER = re.compile(rf"(?:记者|通讯员)\s*(?P<value>{NAME}(?:[\s、,]{NAME})*)(?=\s|$|[|)/])")
_ACCOUNT = re.compile(r"[_@/\d]|^[a-z.-]+$|[Tt]eam|[Cc]lub|Inc\b")


def authors(finder: Finder) -> tuple[str, ...]:
    """作者 and 记者: from the line of metadata, the text's byline, the lines behind the text, or the head."""
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
    hinted = hinted_authors(finder)
    if hinted and not names_outlet(hinted):
        return hinted
    found = next((found for line in finder.after if (found := authors_in(line.shadow))), ())
    return found or next((named for line in finder.near if (named := _poster(line))), ())


def _poster(line: Line) -> tuple[str, ...]:
    """Who a forum says has posted: 江边客 发表于 2024-5-19."""
    match = _POSTED.search(line.shadow.text)
    return (line.shadow.raw(*match.span("value")),) if match and is_author(match["value"]) else ()


def hinted_authors(finder: Finder) -> tuple[str, ...]:
    """Whom the head, or the class of an element near the title, calls the author: often that is the editor."""
    said = Shadow("\n".join(line.shadow.text for line in (*finder.near, *finder.after))).text
    editors = " ".join(match[1] for match in _EDITOR.finditer(said))
    others = {plain(value) for value in (finder.site, finder.head.get("source"), finder.page_title) if value}
    for value in (finder.linked.get("author"), finder.head.get("author"), *finder.named("author")):
        if not value or not is_author(value) or plain(value) in others or _ACCOUNT.search(value):
            continue
        shadow = Shadow(value)
        names = split_names(shadow, 0, len(shadow.text)) or [value]
        if not any(name in editors or any(editor in name for editor in editors.split()) for name in names):
            return tuple(names)
    return ()


def _bylines(finder: Finder, line: Line) -> tuple[str, ...]:
    """Writers of a line that is a byline, or of those of its pieces that are."""
    if found := byline(line.shadow):
        return found
    pieces = [piece for part in finder.outline.blocks[line.order].parts for piece in re.split(r"[|｜丨]", part)]
    found = tuple(dict.fromkeys(name for piece in pieces for name in byline(Shadow(piece.strip()))))
    if not found and tells_time(line.shadow.text) and (match := _REPORTER.search(line.shadow.text)):
        return tuple(split_names(line.shadow, *match.span("value")))
    return found
