"""Elements that a reader does not see: how stray characters and spam are planted."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|$|!)"
    r"|(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|pt)"
    r"|(?:^|;)\s*opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|(?:^|;)\s*(?:height"
    r"|width)\s*:\s*[01](?:px)?\s*;.*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden\s*;.*(?:^|;)\s*(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)"
)
_WHITE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b|transparent\b)"
)
_PLANTED = re.compile(r"(?:^|\s)jammer(?:\s|$)")  # Discuz! puts its copy protection into this class
_TEXT_LEVEL = frozenset(("span", "font", "i", "b", "em", "u", "label", "small"))
_SEARCHED = 6


def is_hidden(element: HtmlElement, tag: str) -> bool:
    """Whether an element is kept from the reader by its own attributes.

    Text in the colour of a page's ground counts for text-level elements only, and not below anything that has a
    ground of its own.
    """
    if not element.keys():
        return False
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and _style_hides(style):
        return True
    if tag not in _TEXT_LEVEL:
        return False
    if (names := element.get("class")) and _PLANTED.search(names):
        return True
    white = (style and _style_is_white(style)) or (element.get("color") or "").lower() in ("#ffffff", "#fff", "white")
    return bool(white) and not _on_ground(element)


@lru_cache(maxsize=1024)
def _style_hides(style: str) -> bool:
    return _HIDDEN.search(style[:500].lower()) is not None


@lru_cache(maxsize=1024)
def _style_is_white(style: str) -> bool:
    lowered = style[:500].lower()
    return _WHITE.search(lowered) is not None and "background" not in lowered


def _on_ground(element: HtmlElement) -> bool:
    above = element
    for _ in range(_SEARCHED):
        above = above.getparent()
        if above is None:
            return False
        if "background" in (above.get("style") or "").lower() or above.get("bgcolor") or above.get("background"):
            return True
    return False
