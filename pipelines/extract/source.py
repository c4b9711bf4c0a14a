"""The outlet that an article was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extract.authors import hinted_authors
from pipelines.extract.dates import tells_time
from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import OUTLET, is_source, names_outlet, source_in, tidy
from pipelines.extract.shadow import Shadow

_PLAIN_OUTLET = re.compile(
    r"^[\u4e00-\u9fff]{1,10}(?:网|[日晚早晨时京]报|都市报|商报|电视台|通讯社|客户端|发布|在线|新闻)$"
)
_PAPER = re.compile(r"《([^》]{2,20}[报刊])\s*》\s*\(?\s*(?:19|20)\d\d\s*[年-]")
_SAID_AT_END = re.compile(
    r"[(]\s*(?:文章|稿件|内容)?(?:来\s*源|稿源|转自|摘自)\s*:?\s*(?P<value>[^()]{2,24})[)]\s*[。.]?$"
)
_PAPER_LINES, _PAPER_LINE = 3, 80


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
    yield from finder.named("source")
    stated = finder.head.get("source")
    if stated and is_source(stated):
        yield source_in(Shadow(stated)) or tidy(stated)
    for line in finder.after:
        if found := source_in(line.shadow):
            yield found
    for paragraph in reversed(finder.paragraphs[-_PAPER_LINES:]):
        shadow = Shadow(paragraph[-_PAPER_LINE:])
        if match := _SAID_AT_END.search(shadow.text):
            yield tidy(shadow.raw(*match.span("value")))
    yield from _beside_date(finder)
    hinted = hinted_authors(finder)
    if hinted and names_outlet(hinted):
        yield hinted[0]
    said = [line.shadow.text for line in (*finder.near, *finder.after[:_PAPER_LINES])]
    said += [Shadow(paragraph[-_PAPER_LINE:]).text for paragraph in finder.paragraphs[-1:]]
    for text in said:
        if paper := _PAPER.search(text[-_PAPER_LINE:]):
            yield tidy(paper[1])


def _beside_date(finder: Finder) -> Iterator[str]:
    """A piece of the line of the date, or a line beside it, that looks like an outlet's name."""
    dated = {line.order for line in finder.near if len(line.shadow.text) <= 80 and tells_time(line.shadow.text)}
    for line in finder.near:
        if line.order in dated:
            pieces = [piece for part in finder.outline.blocks[line.order].parts for piece in re.split(r"[\s|·]+", part)]
            shape = OUTLET
        elif dated & {line.order - 1, line.order + 1} and line.order > (finder.title_at or 0):
            pieces, shape = finder.outline.blocks[line.order].text.split(" ")[:1], _PLAIN_OUTLET
        else:
            continue
        for value in map(tidy, pieces):
            if 3 <= len(value) <= 16 and shape.search(Shadow(value).text) and is_source(value) and "：" not in value:
                yield value
