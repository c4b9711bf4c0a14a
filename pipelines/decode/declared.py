"""What a body and its header say of their encoding: byte order mark, Content-Type, meta elements, XML declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.decode.labels import label_of

BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16le",
    b"\xfe\xff": "utf-16be",
    b"\x84\x31\x95\x33": "gb18030",
}
HEAD = 8192
"""Declarations are looked for in so many bytes; browsers look in 1,024, but pages with scripts before it are common."""

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;,\"']+)", re.IGNORECASE)
# Comments first, so that a declaration in a comment is passed over.
_IN_PAGE = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]{1,40})"
    rb"|<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([^\s\"'/>;]{1,40})",
    re.IGNORECASE | re.DOTALL,
)


class Declaration(NamedTuple):
    """One place that names an encoding.

    Attributes:
        kind: `header`, `meta` or `xml`.
        label: the label, `None` for a name that nobody knows.
        name: as it was written.
    """

    kind: str
    label: str | None
    name: str


def byte_order_mark(body: bytes) -> tuple[bytes, str] | None:
    r"""The mark that the body begins with, and the label it stands for.

    >>> byte_order_mark(b"\xff\xfea\0")
    (b'\xff\xfe', 'utf-16le')
    """
    return next(((mark, label) for mark, label in BYTE_ORDER_MARKS.items() if body.startswith(mark)), None)


def declarations(body: bytes, content_type: str | None) -> Iterator[Declaration]:
    """What header and page say, the header first, as HTML ranks them.

    A page that can be read as ASCII is not UTF-16: a meta element that says so means utf-8 (as HTML has it).

    >>> page = b'<!-- <meta charset=koi8-r> --><meta http-equiv=Content-Type content="text/html; charset=GB2312">'
    >>> [each.label for each in declarations(page, "text/html; charset=utf8")]
    ['utf-8', 'gb2312']
    """
    if content_type and (found := _IN_HEADER.search(content_type)):
        yield Declaration("header", label_of(found[1]), found[1])
    for match in _IN_PAGE.finditer(body, 0, HEAD):
        name = match[1] or match[2]
        if name:
            label = label_of(name)
            kind = "xml" if match[1] else "meta"
            yield Declaration(kind, "utf-8" if label and label.startswith("utf-16") else label, name.decode("latin-1"))
