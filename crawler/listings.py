"""The addresses in sitemaps and feeds: sitemap protocol 0.9, RSS 0.9 to 2.0, Atom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from crawler.failures import Refused
from crawler.packing import unpack

MOST = 50_000
"""Addresses that are taken from one file: what the sitemap protocol allows."""
_LIMIT = 8 * 1024 * 1024  # as for any body; a sitemap may lie packed on the server
_PIECE = 1 << 16


class Listed(NamedTuple):
    """An address, and whether it is that of a further sitemap."""

    url: str
    nested: bool


def listed(body: bytes) -> Iterator[Listed]:
    """Addresses in the order of the file; none when it is no listing. What comes after damage is left out.

    Entities of the file's own are not expanded, nothing outside it is looked at, and what was read is let go of.

    >>> list(listed(b"<urlset><url><loc> http://a.cn/1.html </loc></url></urlset>"))
    [Listed(url='http://a.cn/1.html', nested=False)]
    """
    try:
        body = unpack(body, ["gzip"], _LIMIT)
    except Refused:
        return
    parser = etree.XMLPullParser(
        ("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    found = 0
    for start in range(0, len(body), _PIECE):
        try:
            parser.feed(body[start : start + _PIECE])
        except etree.XMLSyntaxError:
            return
        for _, element in parser.read_events():
            address = _address(element)
            if address is None:
                continue
            yield address
            found += 1
            if found == MOST:
                return
            _let_go(element.getparent())


def _address(element: etree._Element) -> Listed | None:
    """The address that an element holds, if it is one of those that do."""
    parent = element.getparent()
    name, above = _name(element), _name(parent)
    text = (element.text or "").strip()
    if name == "loc" and above in ("url", "sitemap") and text:
        return Listed(text, above == "sitemap")
    if name == "link" and above == "item" and text:
        return Listed(text, False)
    if name == "link" and above == "entry" and element.get("rel", "alternate") == "alternate" and element.get("href"):
        return Listed(element.get("href", "").strip(), False)
    return None


def _name(element: etree._Element | None) -> str:
    """The name of an element without its namespace; comments have none."""
    return "" if element is None or not isinstance(element.tag, str) else element.tag.rpartition("}")[2].lower()


def _let_go(entry: etree._Element | None) -> None:
    """Free the entries before this one."""
    if entry is None:
        return
    parent = entry.getparent()
    while parent is not None and entry.getprevious() is not None:
        del parent[0]
