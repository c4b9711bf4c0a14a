"""A look at a site: its front page, two of its lists and five of its articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from crawler.budgets import pattern
from crawler.links import Kind, Link, Linker
from crawler.responses import PageResponse
from crawler.visits import Visitor
from pipelines import Article, Hints, process
from pipelines.urls import canonical_url

LISTS, ARTICLES = 2, 5
_TRIES = 3  # pages fetched for each article that is wanted: some links lead elsewhere
_HEADLINE, _SECTION = 8, 8
_HAN = re.compile(r"[\u3400-\u9fff]")
_SERVICE = re.compile(
    r"登[录陸入陆]|注[册冊]|关于|關於|联系|聯[系絡]|版权|版權|声明|聲明|广告|廣告|招聘|投稿|网站地图|收藏|设为|首[页頁]|English|EN$|手机|APP|客户端|微[信博]|RSS|更多|搜索"
)
_NEXT = re.compile(r"^[\s\[<«»>]*(?:下一?[页頁]|2|尾[页頁])[\s\]>»]*$")


class Named(NamedTuple):
    """A link and what it is called."""

    link: Link
    text: str


class Looked(NamedTuple):
    """An article page: how it came, and what the extractor made of it."""

    page: PageResponse
    article: Article


class Sight(NamedTuple):
    """What was seen of a site.

    Attributes:
        home: the front page.
        lists: list pages.
        articles: pages that are articles.
        sections: links of the front page to lists, as its readers see them.
        turns: links to further pages of the lists.
        robots: robots.txt, when there is one.
    """

    home: PageResponse
    lists: list[PageResponse]
    articles: list[Looked]
    sections: list[Named]
    turns: list[Named]
    robots: str


async def survey(visitor: Visitor) -> Sight:
    """Look at the site of the visitor's profile.

    Raises:
        RunError: the front page cannot be had.
    """
    linker = visitor.linker
    home = await visitor.get(visitor.profile.home)
    robots = await visitor.try_get(urljoin(home.url, "/robots.txt"))
    sections = list(section_links(home, linker))
    lists: list[PageResponse] = []
    for named in sections:
        if len(lists) < LISTS and (page := await visitor.try_get(named.link.url)):
            lists.append(page)
    articles: list[Looked] = []
    for url in article_urls([*lists, home], linker)[: ARTICLES * _TRIES]:
        if len(articles) == ARTICLES:
            break
        if (page := await visitor.try_get(url)) and (article := read(page, visitor.profile.hints)):
            articles.append(Looked(page, article))
    turns = [named for page in lists for named in named_links(page, linker) if _NEXT.match(named.text)]
    return Sight(home, lists, articles, sections, turns, robots.text if robots else "")


def read(page: PageResponse, hints: Hints) -> Article | None:
    """The record of a page that is an article."""
    content_type = (page.headers.get("Content-Type") or b"").decode("latin-1") or None
    article = process(page.body, url=page.url, content_type=content_type, hints=hints)
    return article if article.text and article.title and article.published_at else None


def named_links(page: PageResponse, linker: Linker) -> Iterator[Named]:
    """The links of a page that the crawl may follow, by what they are called; each once, under its longest name."""
    names: dict[str, str] = {}
    for element in page.tree.iter("a", "area"):
        try:
            address = urljoin(page.url, (element.get("href") or "").strip())
            canonical = canonical_url(address)
        except ValueError:
            continue
        text = " ".join("".join(element.itertext()).split()) or element.get("title") or ""
        names[canonical] = max(names.get(canonical, ""), text, key=_telling)
    for link in linker.links(page.tree, page.url):
        yield Named(link, names.get(link.canonical, ""))


def _telling(text: str) -> tuple[bool, int]:
    """How well a text names what it links to: 更多 says less than 新闻."""
    return (not _SERVICE.search(text), len(_HAN.findall(text)))


def section_links(page: PageResponse, linker: Linker) -> Iterator[Named]:
    """Links of a front page to lists: those whose address says so first, then others with short names."""
    home, root = canonical_url(page.url), canonical_url(urljoin(page.url, "/"))
    short = [
        named
        for named in named_links(page, linker)
        if named.link.canonical not in (home, root)
        and named.link.kind in (Kind.LIST, Kind.PAGE)
        and 1 < len(_HAN.findall(named.text)) <= _SECTION
        and not _SERVICE.search(named.text)
    ]
    yield from sorted(short, key=lambda named: named.link.kind is not Kind.LIST)


def article_urls(pages: Iterable[PageResponse], linker: Linker) -> list[str]:
    """Addresses of articles that pages link to, the likeliest first, taken from the pages in turn.

    Likely are addresses of the kind that most headlines link to.
    """
    linked = [
        [named for named in named_links(page, linker) if len(_HAN.findall(named.text)) >= _HEADLINE] for page in pages
    ]
    counts: dict[str, int] = {}
    for named in (each for own in linked for each in own if each.link.kind is not Kind.LIST):
        counts[pattern(named.link.url)] = counts.get(pattern(named.link.url), 0) + 1

    def likely(named: Named) -> tuple[bool, int]:
        return (named.link.kind is not Kind.ARTICLE, -counts.get(pattern(named.link.url), 0))

    rows = [sorted((each for each in own if each.link.kind is not Kind.LIST), key=likely) for own in linked]
    turns = (row[place] for place in range(max(map(len, rows), default=0)) for row in rows if place < len(row))
    return list(dict.fromkeys(named.link.url for named in turns))
