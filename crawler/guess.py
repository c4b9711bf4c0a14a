"""A profile guessed from what was seen of a site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from lxml.html import HtmlElement

from crawler.links import Kind, Linker
from crawler.profiles import profile_of_url
from crawler.selecting import selectors_of
from crawler.survey import ARTICLES, Looked, Sight
from crawler.url_shapes import address_patterns
from pipelines import decode
from pipelines.extract import preset_name
from pipelines.extract.titles import strip_site

_GENERATORS = ("discuz", "dedecms", "phpcms", "empirecms", "wordpress")
_SITEMAP = re.compile(r"^\s*sitemap:\s*(\S+)", re.I | re.M)
_MOST_SECTIONS = 12
_PLAIN_HOST = re.compile(r"^(?:www|m|wap|news|3g)\.")
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu"))
_FRONT = re.compile(
    r"^(?:首[页頁]|网站首页|欢迎(?:访问|来到|您))[\s_\-|—:：]*|[\s_\-|—]*(?:首[页頁]|官网|官方网站|门户网站)$"
)


def guess(sight: Sight, home: str) -> dict[str, Any]:
    """What a profile of the site would say, as `make_profile` takes it, `id` included."""
    own = [looked.page.url for looked in sight.articles]
    found: dict[str, Any] = {"id": id_of(home), "name": name_of(sight, home), "home": home}
    articles = address_patterns(own)
    lists = [pattern for pattern in address_patterns(_list_urls(sight)) if not _meets(pattern, own)]
    found |= {
        "sections": _relative(home, [named.link.url for named in _alike(sight)]),
        "articles": [] if any(_meets(each, _list_urls(sight)) for each in articles) else list(articles),
        "lists": lists,
        "feeds": _feeds(sight, Linker(profile_of_url(home))),
        "sitemaps": _SITEMAP.findall(sight.robots),
        "cms": _cms(sight),
        "encoding": _encoding(sight.articles),
        "script": _script(sight.articles),
        "selectors": selectors_of(sight.articles),
        "verified": len(sight.articles) == ARTICLES,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {}, ())}


def id_of(home: str) -> str:
    """A short name for a site: the part of its host that somebody registered.

    >>> id_of("http://www.benxi.gov.cn/"), id_of("https://news.example.com/"), id_of("http://jianglan.sample.test/")
    ('benxi', 'example', 'jianglan.sample')
    """
    parts = urlsplit(home)
    host = (parts.hostname or "site").lower()
    labels = _PLAIN_HOST.sub("", host).split(".")
    while len(labels) > 1 and (len(labels[-1]) <= 4 or labels[-1] in _SECOND_LEVEL) and not labels[-1].isdigit():
        labels.pop()
        if len(labels) > 1 and labels[-1] not in _SECOND_LEVEL:
            break
    return ".".join(labels) + (f"-{parts.port}" if parts.port else "")


def name_of(sight: Sight, home: str) -> str:
    """The site's name: what most of its articles call it, else its front page's title, else its host."""
    names = Counter(looked.article.site for looked in sight.articles if looked.article.site)
    if names and names.most_common(1)[0][1] * 2 > len(sight.articles):
        return str(names.most_common(1)[0][0])
    title = next(sight.home.tree.iter("title"), None)
    text = _FRONT.sub("", " ".join((title.text or "").split())) if title is not None else ""
    return (strip_site(text) if text else None) or urlsplit(home).netloc


def _list_urls(sight: Sight) -> list[str]:
    return [*(page.url for page in sight.lists), *(named.link.url for named in sight.turns)]


def _alike(sight: Sight) -> list[Any]:
    """Sections whose addresses are of the kind of the lists that were looked at, those first."""
    shapes = [re.compile(each) for each in address_patterns(page.url for page in sight.lists)]
    return [named for named in sight.sections if any(shape.search(named.link.url) for shape in shapes)][:_MOST_SECTIONS]


def _meets(pattern: str, urls: Iterable[str]) -> bool:
    return any(re.search(pattern, url) for url in urls)


def _relative(home: str, urls: Iterable[str]) -> list[str]:
    """Addresses as a profile writes them: below the home without its host."""
    own = urlsplit(home).netloc
    parted = ((url, urlsplit(url)) for url in urls)
    return [urlunsplit(("", "", parts.path, parts.query, "")) if parts.netloc == own else url for url, parts in parted]


def _feeds(sight: Sight, linker: Linker) -> list[str]:
    return [link.url for link in linker.links(sight.home.tree, sight.home.url) if link.kind is Kind.FEED]


def _cms(sight: Sight) -> str | None:
    """The publishing system, by what the pages say of themselves, or by its marks in most articles."""
    for tree in [sight.home.tree, *(looked.page.tree for looked in sight.articles[:1])]:
        said = _generator(tree)
        if name := next((name for name in _GENERATORS if name in said), None):
            return name
    names = Counter(preset_name(looked.page.tree) for looked in sight.articles)
    name, count = names.most_common(1)[0] if names else (None, 0)
    return name if count * 2 > len(sight.articles) else None


def _generator(tree: HtmlElement) -> str:
    metas = [meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "generator"]
    return " ".join((meta.get("content") or "").lower() for meta in metas)


def _encoding(articles: list[Looked]) -> str | None:
    """The encoding in use, when nobody declares it or what is declared is not true."""
    pages = [looked.page for looked in articles]
    used = Counter(page.encoding for page in pages if decode(page.body).declared != page.encoding)
    name, count = used.most_common(1)[0] if used else (None, 0)
    return name if count * 2 > len(articles) else None


def _script(articles: list[Looked]) -> str | None:
    """`traditional` when most articles come in it."""
    from pipelines.validate import language_of

    traditional = sum(language_of(looked.page.text) == "zh-Hant" for looked in articles)
    return "traditional" if traditional * 2 > len(articles) else None
