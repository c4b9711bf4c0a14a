"""Elements that a reader does not see: how stray characters and spam are planted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|$|!)"
    r"|(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|pt)"
    r"|(?:^|;)\s*opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|(?:^|;)\s*(?:height"
    r"|width)\s*:\s*[01](?:px)?\s*;.*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden\s*;.*(?:^|;)\s*(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)"
)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)")
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)")
_HEXADECIMAL = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")
_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "transparent": "transparent"}
_WHITE = "#ffffff"
_PLANTED = re.compile(r"(?:^|\s)jammer(?:\s|$)")  # Discuz! puts its copy protection into this class
_TEXT_LEVEL = frozenset(("span", "font", "i", "b", "em", "u", "label", "small", "strong", "s", "code"))
_NAME = re.compile(r"\s*[a-z]*([.#][\w-]+)\s*", re.I)
_HIDING = tuple(
    f"{name}:{space}{value}"
    for name, value in (
        ("display", "none"),
        ("visibility", "hidden"),
        ("font-size", "0"),
        ("opacity", "0"),
        ("left", "-"),
    )
    for space in ("", " ")
)
_MOST_RULES = 100
_LONGEST_SHEET = 60_000
_SEARCHED = 6


def hidden_names(tree: HtmlElement) -> frozenset[str]:
    """`.class` and `#id` of the elements that the page's own style sheets hide, by rules for one name alone.

    What they hide on paper or on small screens only is not meant.
    """
    names: set[str] = set()
    for sheet in tree.iter("style"):
        text = (sheet.text or "")[:_LONGEST_SHEET]
        for place in _places(text):
            start = text.rfind("{", 0, place)
            rules = text[start + 1 : text.find("}", place)]
            begin = max(text.rfind(mark, 0, start) for mark in "{}/") + 1
            media = text.rfind("@media", 0, start)
            inside = media >= 0 and text.count("{", media, start) > text.count("}", media, start)
            if start > 0 and not inside and _style_hides(rules.strip()):
                selectors = text[begin:start].split(",")
                names.update(match[1] for each in selectors if (match := _NAME.fullmatch(each)))
    return frozenset(names)


def _places(text: str) -> Iterator[int]:
    """Where a style sheet may hide something; looked for word by word, which is much faster than an expression."""
    for word in _HIDING:
        place = text.find(word)
        for _ in range(_MOST_RULES):
            if place < 0:
                break
            yield place
            place = text.find(word, place + 1)


def is_hidden(element: HtmlElement, tag: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether an element is kept from the reader by its own attributes, or by `names` (see `hidden_names`).

    Names, and text in the colour of its ground, count for text-level elements only: scripts show boxes again.
    """
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and _style_hides(style):
        return True
    if tag not in _TEXT_LEVEL:
        return False
    if own := element.get("class"):
        if _PLANTED.search(own):
            return True
        if names and any(f".{name}" in names for name in own.split()):
            return True
    if names and f"#{element.get('id')}" in names:
        return True
    colour = (_colour_in(style) if style else None) or normal_colour(element.get("color") or "")
    return bool(colour) and colour in ("transparent", _ground_of(element))


@lru_cache(maxsize=1024)
def _style_hides(style: str) -> bool:
    return _HIDDEN.search(style[:500].lower()) is not None


@lru_cache(maxsize=1024)
def _colour_in(style: str) -> str | None:
    found = _COLOUR.search(style[:500].lower())
    return normal_colour(found[1]) if found else None


def normal_colour(value: str) -> str | None:
    """A colour as `#rrggbb`; `None` for what is none, or is named in a way that is not known here.

    >>> normal_colour("#FFF"), normal_colour("rgb(255, 255, 255)"), normal_colour("White "), normal_colour("inherit")
    ('#ffffff', '#ffffff', '#ffffff', None)
    """
    value = value.strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    if match := _RGB.match(value):
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in match.groups())
    if len(value) == 4 and (match := _HEXADECIMAL.fullmatch(value)):
        return "#" + "".join(digit * 2 for digit in match.groups())
    return value if len(value) == 7 and value[0] == "#" else None


def _ground_of(element: HtmlElement) -> str | None:
    """The colour behind an element: that of the nearest box with one, white where none has, `None` for a picture."""
    own: HtmlElement | None = element
    for _ in range(_SEARCHED):
        if own is None:
            break
        style = own.get("style")
        found = _GROUND.search(style[:500].lower()) if style else None
        value = found[1] if found else own.get("bgcolor")
        if value:
            return normal_colour(value.split()[0])
        if own.get("background"):
            return None
        own = own.getparent()
    return _WHITE
