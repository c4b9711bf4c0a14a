"""A page as an lxml tree, whatever the page is like."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

_BAD = re.compile("[\x00\ud800-\udfff]")
_END = re.compile(rb"</(?:html|body)\s*>", re.I)
_EMPTY = b"<html><body></body></html>"


def parse(html: str) -> HtmlElement:
    """An lxml tree of a page; never raises.

    Comments stay in the tree, because some publishing systems mark the article by them. What stands behind a `</html>`
    in the middle of a page (left by an included header) belongs to the page, as in browsers; libxml2 would part it off.
    Elements nested deeper than libxml2 follows (2,048) are left out.

    >>> parse("").tag, parse("<p>正文").findtext(".//p")
    ('html', '正文')
    """
    try:
        body = html.encode()
    except UnicodeEncodeError:
        body = _BAD.sub("\N{REPLACEMENT CHARACTER}", html).encode()
    if b"\0" in body:
        body = body.replace(b"\0", b"")
    body = _END.sub(b"", body)
    # bytes and a named encoding: a str with an XML declaration is refused, and what its meta says is no longer true
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml.html.document_fromstring(_EMPTY)


def text_of(element: HtmlElement) -> str:
    r"""The text inside an element on one line, parts kept apart by a space.

    >>> text_of(parse("<p>来源：<a>人民网</a> \n 2023</p>"))
    '来源： 人民网 2023'
    """
    return " ".join(" ".join(element.itertext(tag=etree.Element)).split())
