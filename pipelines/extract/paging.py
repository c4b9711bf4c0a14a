"""The further pages of an article that is split over several."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_NEXT = re.compile(
    r"^[\s\[【(（<《«]*(?:下一[页頁]|下[页頁]|后一页|余下全文|[继繼][续續][阅閱][读讀]"
    r"|next(?: page)?)[\s\])】）>》»→]*$",
    re.I,
)
_THREAD = re.compile(r"viewthread|showthread|showtopic|/(?:thread|topic|forum)[-/]|read\.php", re.I)
_NUMBERED = re.compile(r"(?:[_-]\d{1,3})?(?=\.s?html?$)|/\d{1,3}/?$|/?$")


def next_page(tree: HtmlElement, url: str) -> str | None:
    """The address of the article's next page (下一页), `None` when this is the last or the only one.

    A link counts when it leads to the same host and, but for its page number, to the same path: 下一篇 and the
    next page of a list in another folder do not. The next page of a forum's thread holds replies, and does not either.
    """
    if _THREAD.search(url):
        return None
    for link in tree.iter("a", "link"):
        href = link.get("href")
        if not href or href.startswith(("#", "javascript:")):
            continue
        if link.tag == "link":
            if "next" not in (link.get("rel") or "").lower().split():
                continue
        elif not _NEXT.match("".join(link.itertext())):
            continue
        try:
            target: str = urljoin(url, href.strip())
            same = _same_article(url, target)
        except ValueError:
            continue
        if same:
            return target
    return None


def _same_article(url: str, target: str) -> bool:
    here, there = urlsplit(url), urlsplit(target)
    if here.netloc != there.netloc or here._replace(fragment="") == there._replace(fragment=""):
        return False
    if here.path == there.path:
        return _stem(here.query) == _stem(there.query)
    return _NUMBERED.sub("", here.path, count=1) == _NUMBERED.sub("", there.path, count=1)


def _stem(query: str) -> str:
    return "&".join(
        sorted(
            part for part in query.split("&") if part and not re.match(r"(?:page|p|pn|cpage|pageno)=\d+$", part, re.I)
        )
    )
