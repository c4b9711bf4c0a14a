"""One page's search for its parts: outline, main box, title, text, and the lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.extract.body import Weights, best_run, first_post, lines_of, main_box
from pipelines.extract.dates import moments
from pipelines.extract.dom import text_of
from pipelines.extract.labels import Line, is_author, is_source, tidy
from pipelines.extract.markup import head_fields, linked_data
from pipelines.extract.names import role
from pipelines.extract.outline import Outline
from pipelines.extract.presets import Places, Preset, preset_of
from pipelines.extract.shadow import Shadow
from pipelines.extract.titles import choose_title, plain, site_of
from pipelines.extract.trim import is_credit, trim
from pipelines.options import Hints

_HEADINGS = frozenset(("h1", "h2", "h3"))
_BEFORE_TITLE, _BEFORE_TEXT, _AFTER = 4, 15, 8
_LONGEST_LINE, _LONGEST_TITLE = 240, 1000
_PRESET_SHARE, _RUN_SHARE = 0.3, 0.5
_HEAD_LINES = 12
_TITLE = 6
_MANY = 400
_LONG_NAME = 12
_LABEL = re.compile(r"(?:(?:信息|文章|稿件)?来源|作者|记者|(?:发布|发表)(?:时间|日期)|时间|日期)")
_REST, _REST_LINE = 150, 40
_FEW = 50  # characters of text below which hidden boxes are looked at, too


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector, translator="html")
    except (SelectorError, etree.XPathError):
        return None


def _goes_on(outline: Outline, element: HtmlElement, around: int) -> bool:
    """Whether a hidden box is the rest of the text around it, shown at a click (展开全文)."""
    node = outline.nodes[around] if around >= 0 else None
    if node is None or not node.role.body or node.role.noise:
        return False
    own = role(f"{element.get('class') or ''} {element.get('id') or ''}")
    if own.noise or not any(len(outline.blocks[number].text) > _REST_LINE for number in range(node.first, node.last)):
        return False
    text = text_of(element)
    return len(text) > _REST and sum(map(text.count, "，。")) > len(text) // _REST_LINE


class Finder:
    """A page under search; every part is worked out once, when it is asked for."""

    def __init__(self, tree: HtmlElement, hints: Hints) -> None:
        self.tree = tree
        self.hints = hints
        self._unseen = False

    @cached_property
    def outline(self) -> Outline:
        """The page's lines; with what is hidden when hardly anything is visible, or when it goes on with the text."""
        outline = Outline(self.tree)
        if sum(len(block.text) for block in outline.blocks if not block.linked) < _FEW:
            whole = Outline(self.tree, unseen=True)
            if len(whole.blocks) > len(outline.blocks):
                return whole
        if rest := [element for element, around in outline.hidden if _goes_on(outline, element, around)]:
            return Outline(self.tree, shown=rest)
        return outline

    @cached_property
    def head(self) -> dict[str, str]:
        """Fields of the meta elements."""
        return head_fields(self.tree)

    @cached_property
    def linked(self) -> dict[str, str]:
        """Fields of JSON-LD."""
        return linked_data(self.tree)

    @cached_property
    def page_title(self) -> str:
        """The <title>."""
        found = next(self.tree.iter("title"), None)
        return " ".join((found.text or "")[:_LONGEST_TITLE].split()) if found is not None else ""

    @cached_property
    def weights(self) -> Weights:
        """The weights of the lines."""
        return Weights(self.outline, self.heading_at)

    @cached_property
    def heading_at(self) -> int | None:
        """Index of the first h1 that the <title> holds, too."""
        whole = plain(self.page_title)
        for number, block in enumerate(self.outline.blocks):
            if self.outline.nodes[block.node].tag == "h1" and len(block.text) >= _TITLE and plain(block.text) in whole:
                return number
        return None

    @cached_property
    def places(self) -> Places:
        """Boxes by id and class."""
        return Places(self.outline)

    @cached_property
    def preset(self) -> Preset | None:
        """The publishing system that made the page, if its marks are there."""
        return preset_of(self.places, self.hints.cms)

    def selected(self, field: str) -> HtmlElement | None:
        """The element that a selector for a field finds: the profile's, or else the publishing system's."""
        selector = self.hints.selectors.get(field) or (self.preset.selectors.get(field) if self.preset else None)
        compiled = _compiled(selector) if selector else None
        found = compiled(self.tree) if compiled else []
        return next((element for element in found if text_of(element)), None)

    @cached_property
    def box(self) -> int | None:
        """Index of the box that holds the text: the profile's, the publishing system's, or the one that weighs most."""
        chosen = self.selected("text")
        if chosen is not None:
            for number, node in enumerate(self.outline.nodes):
                if node.element is chosen:
                    return number
        heaviest = self._heaviest()
        if heaviest is None and self.heading_at is not None:  # no line has a mark: a caption, a poem, a table
            self.weights = Weights(self.outline, self.heading_at, unmarked=True)
            heaviest = self._heaviest()
        place = self.places.first(self.preset.body) if self.preset else None
        if place is None:
            return heaviest if heaviest is None else first_post(self.outline, heaviest)
        own = self._prose(place)
        if own and (heaviest is None or own >= _PRESET_SHARE * self._prose(heaviest)):
            return place
        return heaviest

    def _heaviest(self) -> int | None:
        box = main_box(self.outline, self.weights)
        run, weight = best_run(self.outline, self.weights) if self.outline.blocks else (0, 0.0)
        alone = weight > _FEW and (box is None or self.weights.of(self.outline, box) < _RUN_SHARE * weight)
        return run if alone else box

    def _prose(self, box: int) -> float:
        node = self.outline.nodes[box]
        prose = self.weights.prose
        return prose[node.last] - prose[node.first]

    @cached_property
    def start(self) -> int:
        """Index of the first line of prose in the box."""
        if self.box is None:
            return len(self.outline.blocks)
        node = self.outline.nodes[self.box]
        lines = self.weights.lines
        return next((number for number in range(node.first, node.last) if lines[number] > 0), node.first)

    @cached_property
    def title(self) -> str | None:
        """The article's title."""
        chosen = self.selected("title")
        if chosen is not None and (text := text_of(chosen)):
            return text
        stated = (self.head.get("title"), self.linked.get("title"))
        return choose_title(self._headings(), stated, self.page_title, self.head.get("site"))

    def _headings(self) -> list[str]:
        """Texts of headings that stand before the text, or are its first lines."""
        outline, found = self.outline, []
        for number, block in enumerate(outline.blocks[: self.start + 3]):
            if outline.nodes[block.node].tag in _HEADINGS and block.linked <= len(block.text) // 2:
                found += [(number, block.text), (number, max(block.parts, key=len))]
                if number and outline.blocks[number - 1].node == block.node:  # a heading of two lines
                    found.append((number, f"{outline.blocks[number - 1].text} {block.text}"))
        for field, element, number in outline.fields:
            if field == "title" and number <= self.start + 3 and (text := text_of(element)) and len(text) <= 120:
                found.append((number, text))
                if number < len(outline.blocks) and outline.blocks[number].text == text.replace(" ", ""):
                    found.append((number, max(outline.blocks[number].parts, key=len)))
        for number, block in enumerate(outline.blocks[self.start + 3 :], self.start + 3):
            if outline.nodes[block.node].tag == "h1":
                found.append((number, block.text))
        return [text for _, text in sorted(found, key=lambda pair: pair[0])]

    @cached_property
    def site(self) -> str | None:
        """The site's name."""
        return self.head.get("site") or site_of(self.page_title, self.title) or self.linked.get("site")

    @cached_property
    def title_at(self) -> int | None:
        """Index of the line that holds the title, the last one before the text."""
        own = plain(self.title or "")
        if len(own) < 2:
            return None
        before = range(min(self.start + 2, len(self.outline.blocks)) - 1, -1, -1)
        return next((number for number in before if own in plain(self.outline.blocks[number].text)), None)

    @cached_property
    def body(self) -> tuple[list[str], range]:
        """The lines of the box, and which of them are the article."""
        if self.box is None:
            return [], range(0)
        lines, weights = self._rows(lines_of(self.outline, self.weights, self.box))
        own = plain(self.title or "\0")
        return lines, trim(lines, weights, lambda line: bool(own) and plain(line) == own)

    @cached_property
    def paragraphs(self) -> list[str]:
        """The article's text, by paragraphs."""
        lines, kept = self.body
        return [lines[number] for number in kept]

    def _rows(self, numbers: list[int]) -> tuple[list[str], list[float]]:
        """Texts and weights of blocks; the cells of a row of a table are one line, a tab between them."""
        texts: list[str] = []
        weights: list[float] = []
        last_cell = last_row = -1
        for number in numbers:
            block = self.outline.blocks[number]
            cell, row = self._cell(block.node)
            if row >= 0 and row == last_row and cell != last_cell:
                texts[-1] += "\t" + block.text
                weights[-1] += self.weights.lines[number]
            else:
                texts.append(block.text)
                weights.append(self.weights.lines[number])
            last_cell, last_row = cell, row
        return texts, weights

    def _cell(self, node: int) -> tuple[int, int]:
        """The cell of a table that a box stands in, and its row; -1 when the cell is more than a line."""
        nodes = self.outline.nodes
        for _ in range(3):
            if node < 0:
                break
            if nodes[node].tag in ("td", "th"):
                single = nodes[node].last - nodes[node].first == 1
                return (node, nodes[node].parent) if single else (-1, -1)
            node = nodes[node].parent
        return -1, -1

    @cached_property
    def text_at(self) -> int:
        """Index of the first line of prose that is neither the title nor tells source and time."""
        own, blocks, lines = plain(self.title or ""), self.outline.blocks, self.weights.lines
        first = max(self.start, self.title_at or 0)
        for number in range(first, min(first + _HEAD_LINES, len(blocks))):
            text = blocks[number].text
            if lines[number] > 0 and plain(text) != own and not is_credit(text, Shadow(text[:120]).text):
                return number
        return first

    @cached_property
    def near(self) -> list[Line]:
        """The lines between title and text, those before them, and the text's first."""
        first = self.start - _BEFORE_TEXT
        if self.title_at is not None:
            first = max(self.title_at - _BEFORE_TITLE, self.start - 4 * _BEFORE_TEXT)
        return self._lines(max(0, first), self.text_at + 1)

    @cached_property
    def before(self) -> list[Line]:
        """The last lines before the text."""
        return self._lines(max(0, self.start - _MANY), self.start)

    @cached_property
    def after(self) -> list[Line]:
        """Short lines of the box that were cut from its end, and the next ones behind the box."""
        lines, kept = self.body
        cut = [
            Line(Shadow(line), number) for number, line in enumerate(lines[kept.stop :]) if len(line) <= _LONGEST_LINE
        ]
        last = self.outline.nodes[self.box].last if self.box is not None else 0
        return cut[: 2 * _AFTER] + self._lines(last, last + _AFTER)

    def _lines(self, first: int, last: int) -> list[Line]:
        """Lines as shadows; one that ends in a label's colon goes on with the next."""
        found: list[Line] = []
        carried = ""
        for number in range(first, min(last, len(self.outline.blocks))):
            line = self.outline.blocks[number].line
            if len(line) > _LONGEST_LINE:
                carried = ""
                continue
            line = f"{carried} {line}" if carried else line
            if (line[-1] in ":：" and len(line) < 30) or _LABEL.fullmatch(line):
                carried = line if line[-1] in ":：" else f"{line}："
                continue
            carried = ""
            found.append(Line(Shadow(line), number))
        return found

    def named(self, wanted: str) -> Iterator[str]:
        """Texts of elements near the title whose class tells the field."""
        lines = {line.order for line in self.near}
        for field, element, number in self.outline.fields:
            if field != wanted or number not in lines:
                continue
            text = text_of(element)
            if 2 <= len(text) <= 24 and not moments(Shadow(text).text, "+08:00"):
                value = tidy(text if "//" in text else text.rpartition("：")[2].rpartition(":")[2])
                if " " in value and len(value) > _LONG_NAME:
                    value = tidy(value.partition(" ")[0])
                if value and (is_source(value) if wanted == "source" else is_author(value)):
                    yield value
