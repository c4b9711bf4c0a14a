"""A response that is decoded once and parsed once, by this project's own decoder and parser."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from scrapy.http import HtmlResponse, Response
from scrapy.selector import Selector

from pipelines import Decoded, decode
from pipelines.extract import parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement


class PageResponse(HtmlResponse):
    """A page: its text, encoding, selectors and links all come from `decoded` and `tree`.

    Attributes:
        hint: a WHATWG label that the portal's profile gives; it weighs as much as a declaration.
    """

    # Without `encoding`: Scrapy reads every attribute when it copies a response, and would guess one for nothing.
    attributes: tuple[str, ...] = (*Response.attributes, "hint")

    def __init__(self, *arguments: Any, hint: str | None = None, **keywords: Any) -> None:
        self.hint = hint
        super().__init__(*arguments, **keywords)

    @classmethod
    def of(cls, response: Response, hint: str | None) -> PageResponse:
        """The same response as a page."""
        return cls(**{name: getattr(response, name) for name in Response.attributes}, hint=hint)

    @cached_property
    def decoded(self) -> Decoded:
        """The body's text, with the evidence for its encoding."""
        content_type = (self.headers.get("Content-Type") or b"").decode("latin-1") or None
        return decode(self.body, content_type=content_type, url=self.url, hint=self.hint)

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed page. Nobody may change it."""
        return parse(self.text)

    @property
    def text(self) -> str:
        """The decoded body."""
        return self.decoded.text

    @property
    def encoding(self) -> str:
        """WHATWG label of the encoding in use."""
        return self.decoded.encoding

    @cached_property
    def selector(self) -> Selector:
        """A selector over `tree`."""
        return Selector(root=self.tree, type="html", base_url=self.url)
