"""The main text: which box of the page weighs most, less what does not belong in it."""

from __future__ import annotations

import re
from itertools import accumulate

from pipelines.extract.dates import has_clock
from pipelines.extract.outline import Block, Outline

_MARKS = "，。！？；：,.、!?;"
_BOILERPLATE = re.compile(
    r"(?i)copyright|©|版权所有|版權所有|备案|ICP证|许可证|許可證|未经.{0,12}(?:授权|许可|允许)|未經.{0,12}授權|不良信息|举报电话|违法和不良|网络文化经营|技术支持"
    r"|all rights"
    r"|免责声明|违者必究|联系我们|网站地图|投稿邮箱|热线电话|本网站所刊|本站所有|如有侵权|侵权.{0,8}删除|JavaScript|浏览器版本"
)
_LINKED = 0.5
# weights of a line, tuned on half of the pages of the extraction benchmark
_FULL_MARK = 8.0
_LINK_COST, _LINK_RATE = 10.0, 0.4
_PLAIN_COST = 1.5
_NOISE_COST, _NOISE_RATE = 4.0, 0.3
_SHORT = 10
_NAMED = 1.25
_ENOUGH = 0.4
_TEASER_LINES = 8
_TEASER_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "a", "p", "div", "li", "dt", "strong"))
_AFTER_HEADING = 6
_ARTICLE = 60


class Weights:
    """How much each line speaks for being part of the article.

    Attributes:
        lines: weight of each block; positive for prose, negative for links, labels and boilerplate.
        noise: which blocks lie in a box whose name says that it is beside the article.
        title_at: index of the heading that is the title, when it is known.
        prose: characters of prose up to each block, for sums over a box.
    """

    def __init__(self, outline: Outline, title_at: int | None = None) -> None:
        self.title_at = title_at
        self.lines = [weigh(block) for block in outline.blocks]
        self.noise = bytearray(len(self.lines))
        self.prose = [0.0, *accumulate(weight if weight > 0 else 0.0 for weight in self.lines)]
        self._silence(outline, title_at)
        self._teasers(outline)
        self.sums = [0.0, *accumulate(self.lines)]

    def of(self, outline: Outline, box: int) -> float:
        """Sum over the lines of a box."""
        node = outline.nodes[box]
        return self.sums[node.last] - self.sums[node.first]

    def _teasers(self, outline: Outline) -> None:
        """Prose in an item of a list behind a linked or set heading speaks of another article."""
        blocks, nodes = outline.blocks, outline.nodes
        for node in nodes:
            if node.tag != "li" or not 2 <= node.last - node.first <= _TEASER_LINES:
                continue
            for number in range(node.first, node.last - 1):
                block = blocks[number]
                if block.linked > _LINKED * len(block.text) and nodes[block.node].tag in _TEASER_HEADINGS:
                    for later in range(number + 1, node.last):
                        self.lines[later] = min(self.lines[later], -_LINK_COST)
                    break

    def _silence(self, outline: Outline, title_at: int | None) -> None:
        """Lines in boxes that are named as noise lose their weight.

        A box that holds most of the page's prose, or the article's title, is no noise, whatever its name.
        """
        whole = self.prose[-1]
        for node in outline.nodes:
            if not (node.role.noise or node.tag in ("nav", "footer", "aside")) or node.tag in ("body", "html"):
                continue
            if title_at is not None and node.first <= title_at < node.last and title_at + 3 < node.last:
                continue
            if self.prose[node.last] - self.prose[node.first] > _ENOUGH * whole:
                continue
            for number in range(node.first, node.last):
                if not self.noise[number]:
                    self.noise[number] = 1
                    self.lines[number] = -_NOISE_COST - _NOISE_RATE * len(outline.blocks[number].text)


def weigh(block: Block) -> float:
    """Weight of a line by itself: characters and marks of prose count for it, links and boilerplate against it."""
    text = block.text
    length = len(text)
    if block.linked > _LINKED * length:
        return -_LINK_COST - _LINK_RATE * length
    free = length - block.linked
    marks = sum(map(text.count, _MARKS))
    if not marks or free < _SHORT:
        return -_PLAIN_COST
    if length < 300 and _BOILERPLATE.search(text):
        return -_LINK_COST - length
    return free - 2 * block.linked + _FULL_MARK * marks


def main_box(outline: Outline, weights: Weights) -> int | None:
    """The box with the greatest sum of its lines' weights; of equals, the innermost.

    A box whose name says that it holds the article has its sum raised a little.
    """
    best, best_sum = None, 0.0
    sums = weights.sums
    for number, node in enumerate(outline.nodes):
        own = sums[node.last] - sums[node.first]
        if own <= 0 or own * _NAMED < best_sum:
            continue
        if node.role.body and not node.role.noise:
            own *= _NAMED
        if own >= best_sum:
            best, best_sum = number, own
    return best


def lines_of(outline: Outline, weights: Weights, box: int) -> list[int]:
    """The blocks of a box that belong to its text: no noise, no lists of links."""
    node = outline.nodes[box]
    inner_noise = weights.noise
    whole_is_noise = all(inner_noise[node.first : node.last])
    kept: list[int] = []
    for number in range(node.first, node.last):
        block = outline.blocks[number]
        if outline.nodes[block.node].tag == "h1" and _begins_another(outline, weights, node.first, number):
            break
        if inner_noise[number] and not whole_is_noise:
            continue
        if block.linked > _LINKED * len(block.text) and not _linked_sentence(block):
            continue
        kept.append(number)
    return kept


def _begins_another(outline: Outline, weights: Weights, first: int, number: int) -> bool:
    """Whether an h1 behind the text opens the next article of an endless page: a line with a time of day follows it."""
    if number == weights.title_at or weights.prose[number] - weights.prose[first] < _ARTICLE:
        return False
    following = outline.blocks[number + 1 : number + _AFTER_HEADING]
    return any(len(block.text) < 60 and has_clock(block.text) for block in following)


def _linked_sentence(block: Block) -> bool:
    return len(block.text) > 40 and block.text[-1] in "。！？.!?”"
