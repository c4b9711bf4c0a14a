"""Articles that a page brings along for its script to show: as data, or in an element that is not shown."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.dom import parse

_CONTENT = re.compile(
    r"""["']?(?P<key>(?:article_?)?(?:content|body|contentHtml|htmlContent|detail))["']?\s*:\s*(?P<value>"(?:[^"\\]|\\.){120,}"|'(?:[^'\\]|\\.){120,}')""",
    re.I,
)
_PARAGRAPH = re.compile(r"<(?:p|br|div|section)\b", re.I)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENOUGH, _LONGEST = 60, 2_000_000


def embedded_text(tree: HtmlElement) -> HtmlElement | None:
    r"""The longest piece of HTML with Chinese text that stands as a string in a page's scripts, as a tree.

    Only to be asked when nothing is printed in the page itself: such data may hold other articles, too.

    >>> script = '<script>x = {"content": "%s"}</script>' % (r"\u003cp\u003e" + "第一段，说了一件事。" * 20)
    >>> embedded_text(parse(script)).findtext(".//p")[:10]
    '第一段，说了一件事。'
    """
    found = [(len(_HAN.findall(text)), text) for text in _strings(tree)]
    most, text = max(found, default=(0, ""))
    return parse(f"<div>{text}</div>") if most >= _ENOUGH else None


def _strings(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("noscript", "textarea"):
        yield (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    for script in tree.iter("script"):
        source = script.text or ""
        if len(source) > _LONGEST:
            continue
        for match in _CONTENT.finditer(source):
            text = _unquoted(match["value"])
            if _PARAGRAPH.search(text) or match["key"].lower() == "articlebody":
                yield text.replace("\n", "<br>")


def _unquoted(literal: str) -> str:
    """The string that a literal of JavaScript stands for; as it is when it is none of JSON's."""
    inner = literal[1:-1]
    if literal[0] == "'":
        inner = inner.replace("\\'", "'").replace('"', '\\"')
    try:
        text = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        text = inner
    return html.unescape(text) if "&lt;" in text else text
