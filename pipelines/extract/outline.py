"""One walk over the tree: the lines that a reader sees, and the boxes they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.hidden import hidden_names, is_hidden
from pipelines.extract.names import Role, role
from pipelines.extract.vocabulary import words

_INLINE = words(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q ruby s samp small span "
    "strike strong sub sup time tt u var wbr img picture source o:p st1:chsdate"
)
_UNSEEN = words(
    "script style noscript iframe textarea select option button svg canvas object embed applet template head input "
    "video audio map datalist frameset noframes title meta link math rt rp"
)
_BREAKS = frozenset(("br", "hr"))
_WRAPPED = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACE = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
NO_ROLE = Role()


@lru_cache(maxsize=1024)
def _keeps_lines(style: str) -> bool:
    return _PRE.search(style[:500].lower()) is not None


def _is_link(element: HtmlElement) -> bool:
    """Whether an `a` leads somewhere, by its address or by a script; a named place in the page does not."""
    return element.get("href") is not None or not (element.get("name") or element.get("id"))


class Node:
    """A box (block-level element).

    Attributes:
        parent: index of the box around it, -1 for the root.
        element: the element.
        role: what its name says.
        first, last: its blocks are `blocks[first:last]`.
    """

    __slots__ = ("element", "first", "last", "parent", "role", "tag")

    def __init__(self, parent: int, element: HtmlElement, tag: str, own: Role, first: int) -> None:
        self.parent, self.element, self.tag, self.role, self.first, self.last = parent, element, tag, own, first, first


class Block:
    """A line as the reader sees it.

    Attributes:
        text: its text, white space collapsed.
        node: index of the innermost box.
        linked: how many of its characters are links.
        parts: the pieces of text between tags.
    """

    __slots__ = ("linked", "node", "parts", "text")

    def __init__(self, text: str, node: int, linked: int, parts: list[str]) -> None:
        self.text, self.node, self.linked, self.parts = text, node, linked, parts

    @property
    def line(self) -> str:
        """The text with a space between pieces that only their looks keep apart."""
        return self.text if len(self.parts) == 1 else " ".join(" ".join(self.parts).split(" "))


class Outline:
    """The lines and boxes of a page, in document order.

    Attributes:
        nodes, blocks: boxes and lines.
        fields: (field, element, block index) of elements whose name tells a field.
        comments: texts of the comments.
        hidden: boxes that were left out because the reader does not see them, and the box around each.

    Args:
        unseen: take in what is hidden, too.
        shown: take in these boxes although they are hidden.
    """

    def __init__(self, tree: HtmlElement, *, unseen: bool = False, shown: Collection[HtmlElement] = ()) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self.fields: list[tuple[str, HtmlElement, int]] = []
        self.comments: list[str] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._lines: set[HtmlElement] = set()  # open boxes whose line feeds are breaks
        self._current = -1
        self._keep_hidden = unseen
        self._shown = shown
        self.hidden: list[tuple[HtmlElement, int]] = []
        self._hidden_names = hidden_names(tree)
        self._walk(tree)

    def inside(self, node: int, box: int) -> bool:
        """Whether `node` is `box` or lies in it."""
        outer = self.nodes[box]
        return box == node or (
            node > box and outer.first <= self.nodes[node].first and self.nodes[node].last <= outer.last
        )

    def _walk(self, tree: HtmlElement) -> None:
        walker = etree.iterwalk(tree, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "start":
                self._enter(walker, element)
            elif event == "end":
                self._leave(element)
                if element is not tree and element.tail:
                    self._add(element.tail)
            else:
                if element.text:
                    self.comments.append(element.text)
                if element.tail:
                    self._add(element.tail)
        self._flush()

    def _enter(self, walker: etree.iterwalk, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _UNSEEN:
            walker.skip_subtree()
            return
        has_attributes = bool(element.keys())
        if (
            has_attributes
            and not self._keep_hidden
            and is_hidden(element, tag, self._hidden_names)
            and element not in self._shown
        ):
            if tag not in _INLINE:
                self.hidden.append((element, self._current))
            walker.skip_subtree()
            return
        name = f"{element.get('class') or ''} {element.get('id') or ''}" if has_attributes else " "
        own = role(name) if name != " " else NO_ROLE
        if tag in _BREAKS:
            self._flush()
            return
        if tag in _INLINE:
            if tag == "a" and _is_link(element):
                self._links += 1
        else:
            self._flush()
            if tag == "pre" or (has_attributes and (style := element.get("style")) and _keeps_lines(style)):
                self._lines.add(element)
            self.nodes.append(Node(self._current, element, tag, own, len(self.blocks)))
            self._current = len(self.nodes) - 1
        if tag == "time" and not own.field:
            own = Role(own.noise, own.body, "published")
        if own.field:
            self.fields.append((own.field, element, len(self.blocks)))
        if element.text:
            self._add(element.text)

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a" and _is_link(element):
            self._links = max(0, self._links - 1)  # a hidden link ends, too, and never began
        elif tag not in _INLINE and self._current >= 0 and self.nodes[self._current].element is element:
            self._flush()
            self._lines.discard(element)
            node = self.nodes[self._current]
            node.last = len(self.blocks)
            self._current = node.parent

    def _add(self, text: str) -> None:
        if "\n" in text or "\r" in text:
            if self._lines:
                *ended, text = text.splitlines() or [""]
                for line in ended:
                    self._parts.append(line)
                    self._linked += len(line.strip()) if self._links else 0
                    self._flush()
            text = _WRAPPED.sub("", text)
        self._parts.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        if not self._parts:
            return
        text = _SPACE.sub(" ", "".join(self._parts)).strip()
        if text:
            parts = [piece for part in self._parts if (piece := _SPACE.sub(" ", part).strip())]
            self.blocks.append(Block(text, self._current, self._linked, parts))
        self._parts = []
        self._linked = 0
