"""The section that an article stands in: the page's breadcrumb."""

from __future__ import annotations

import re

from pipelines.extract.dom import text_of
from pipelines.extract.finder import Finder
from pipelines.extract.labels import tidy
from pipelines.extract.shadow import Shadow
from pipelines.extract.titles import plain

_CRUMB_START = re.compile(r"^(?:您|你)?(?:现在|当前|所在|目前)?(?:的)?(?:所在)?位置(?:是)?\s*:?\s*")
_CRUMB_CUT = re.compile(r"\s*(?:>+|›|»|→|＞|-->|/|\\)\s*|\s+[-·]\s+")
_CRUMBS_BEFORE = 500
_DEEPEST = 6
_ARROW = re.compile(r"[>›»→]+")
_HOME = re.compile(r"(?:首页|主页|home|网站首页)$", re.I)
_CRUMB_END = re.compile(r"^(?:正文|内容|详情|查看内容|文章|新闻正文|浏览文章|阅读|详细内容|正文内容|文章正文)$")


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
