"""CSS selectors for the fields of a site's articles, kept only when they find the same on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawler.survey import Looked
from pipelines import Hints
from pipelines.extract import Fields, extract_tree

_FIELDS = ("title", "text", "published_at", "source")
_NAME = re.compile(r"[A-Za-z_-][A-Za-z_-]+\d{0,2}")  # a longer number may be that of one page
_TAGS = ("h1", "h2", "h3", "div", "p", "span", "td", "article", "section", "time", "em", "a")
_FEWEST = 3
_LONGEST = 200


def selectors_of(articles: Sequence[Looked]) -> dict[str, str]:
    """Field to CSS selector.

    A selector is taken from the first page and has to give every page the same field that is found without it.
    """
    if len(articles) < _FEWEST:
        return {}
    trees = [(looked.page.tree, looked.page.url) for looked in articles]
    plain = [extract_tree(tree, url=url) for tree, url in trees]
    found = {}
    for field in _FIELDS:
        if not all(getattr(fields, field) for fields in plain):
            continue
        for selector in _candidates(trees[0][0], plain[0], field):
            hints = Hints(selectors={field: selector})
            if all(
                tree.cssselect(selector)
                and getattr(extract_tree(tree, url=url, hints=hints), field) == getattr(fields, field)
                for (tree, url), fields in zip(trees, plain, strict=True)
            ):
                found[field] = selector
                break
    return found


def _candidates(tree: HtmlElement, fields: Fields, field: str) -> Iterator[str]:
    """Selectors of elements that hold the field, the innermost first."""
    wanted = _squeezed(_clue(fields, field))
    for element in reversed(list(tree.iter(*_TAGS))):
        text = _squeezed("".join(element.itertext()))
        fits = wanted in text and (field == "text" or len(text) <= _LONGEST)
        if fits and (selector := _selector(element)) and len(tree.cssselect(selector)) == 1:
            yield selector


def _clue(fields: Fields, field: str) -> str:
    value = str(getattr(fields, field))
    if field == "published_at":
        return value[11:16] if len(value) > 10 else value[:4]
    return value.rsplit("\n", 1)[-1] if field == "text" else value


def _selector(element: HtmlElement) -> str | None:
    """`#id`, or the tag with its class; for a heading of the first rank its tag is enough."""
    if (own := element.get("id")) and _NAME.fullmatch(own):
        return f"#{own}"
    names = [name for name in (element.get("class") or "").split() if _NAME.fullmatch(name)]
    if names:
        return f"{element.tag}.{names[0]}"
    return "h1" if element.tag == "h1" else None


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
