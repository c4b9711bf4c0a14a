"""What a page says of itself in its head: meta elements and JSON-LD."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml.html import HtmlElement

_META: dict[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title", "twitter:title", "title", "headline"),
    "published_at": (
        "article:published_time",
        "og:published_time",
        "pubdate",
        "publishdate",
        "publish_time",
        "publishtime",
        "apub:time",
        "og:release_date",
        "og:time",
        "weibo:article:create_at",
        "datepublished",
        "article:create_at",
        "release_date",
        "publication-date",
        "publication_date",
        "firstpublishedtime",
        "date",
        "dc.date",
        "dc.date.issued",
        "bytedance:published_time",
        "og:article:published_time",
    ),
    "source": ("contentsource", "source", "mediaid", "article:source", "og:article:source", "copyfrom"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "byl"),
    "section": ("columnname", "article:section", "og:article:section", "column"),
    "site": ("sitename", "og:site_name", "application-name", "apple-mobile-web-app-title"),
    "type": ("og:type",),
}
_BY_NAME = {name: field for field, names in _META.items() for name in names}
_PRIORITY = {name: number for names in _META.values() for number, name in enumerate(names)}
_ARTICLE = re.compile(r"Article|Posting|Report|WebPage", re.I)
_MAX_JSON = 200_000


def head_fields(tree: HtmlElement) -> dict[str, str]:
    """Fields from meta elements, `itemprop` included; for each the most telling name wins."""
    found: dict[str, tuple[int, str]] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        field = _BY_NAME.get(name)
        if field is None:
            continue
        value = " ".join((meta.get("content") or "").split())
        rank = _PRIORITY[name]
        if value and (field not in found or rank < found[field][0]):
            found[field] = (rank, value[:500])
    return {field: value for field, (_, value) in found.items()}


def linked_data(tree: HtmlElement) -> dict[str, str]:
    """Fields from JSON-LD: headline, datePublished, author, publisher."""
    for script in tree.iter("script"):
        kind = script.get("type")
        if kind and "ld+json" in kind.lower() and script.text and len(script.text) <= _MAX_JSON:
            try:
                data = json.loads(script.text, strict=False)
            except (ValueError, RecursionError):
                continue
            if fields := _from_linked(data):
                return fields
    return {}


def _from_linked(data: Any) -> dict[str, str]:
    graph = data.get("@graph", data) if isinstance(data, dict) else data
    for item in graph if isinstance(graph, list) else [graph]:
        if not isinstance(item, dict) or not _ARTICLE.search(str(item.get("@type", ""))):
            continue
        values = {
            "title": item.get("headline") or item.get("title"),
            "published_at": item.get("datePublished") or item.get("pubDate"),
            "author": _name(item.get("author")),
            "site": _name(item.get("publisher")),
        }
        fields = {
            field: " ".join(value.split())
            for field, value in values.items()
            if isinstance(value, str) and value.strip()
        }
        if fields.get("published_at") or fields.get("title"):
            return fields
    return {}


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        names = [name for each in value if (name := _name(each))]
        return "、".join(names) or None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None
