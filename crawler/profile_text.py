"""A profile as the text of a TOML file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_ORDER = (
    *("name", "home", "region", "cms", "encoding", "script", "sections", "domains", "articles", "lists", "exclude"),
    *("feeds", "sitemaps", "timezone", "delay", "schedule", "allow_private", "verified"),
)
_PATTERNS = frozenset(("articles", "lists", "exclude"))


def profile_text(known: Mapping[str, Any], remark: str) -> str:
    r"""The file's text; `id` is the file's name and is left out.

    >>> print(profile_text({"name": "本溪网", "home": "http://a.cn/", "articles": [r"/\d+\.html"]}, "Guessed."), end="")
    # Guessed.
    name = "本溪网"
    home = "http://a.cn/"
    articles = ['/\d+\.html']
    """
    lines = [f"# {remark}"]
    lines += [f"{key} = {_value(key, known[key])}" for key in _ORDER if key in known]
    if selectors := known.get("selectors"):
        lines += ["", "[selectors]", *(f"{field} = {_string(selector)}" for field, selector in selectors.items())]
    return "\n".join(lines) + "\n"


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    return _array(value, literal=key in _PATTERNS)


def _array(values: Sequence[str], *, literal: bool) -> str:
    items = [f"'{value}'" if literal and "'" not in value else _string(value) for value in values]
    line = f"[{', '.join(items)}]"
    return line if len(line) <= 100 else "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _string(value: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
