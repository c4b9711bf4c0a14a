"""The main text: which box of the page weighs most, less what does not belong in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from pipelines.extract.dates import has_clock
from pipelines.extract.outline import NO_ROLE, Block, Node, Outline
from pipelines.extract.vocabulary import either

_MARKS = "，。！？；：,.、!?;"
_BOILERPLATE = re.compile(
    r"(?i)copyright|©|版权所有|版權所有|备案|ICP证|许可证|許可證|未经.{0,12}(?:授权|许可|允许)|未經.{0,12}授權|不良信息|举报电话|违法和不良|网络文化经营|技术支持"
    r"|all rights"
    r"|免责声明|违者必究|联系我们|网站地图|投稿邮箱|热线电话|本网站所刊|本站所有|如有侵权|侵权.{0,8}删除|JavaScript|浏览器版本"
)
_INSETS = either(
    """
    (?:更多|相关|相關|延伸|推荐|推薦)(?:阅读|閱讀|新闻|新聞|报道|報導|链接|連結|文章)[:：]? 广告 廣告 advertisement
    请继续往下阅读.* 請繼續往下閱讀.* 点击播报本文.* 收起(?:全文)?
    (?:展开|閱讀|阅读|查看|点击查看|点击展开)(?:剩余|更多|阅读)?(?:全文|更多|内容).{0,6}
    """
)
_INSET = re.compile(rf"^[【\[(（]?(?:{_INSETS})[】\])）]?$", re.I)
_LINKED = 0.5
# weights of a line, tuned on half of the pages of the extraction benchmark
_FULL_MARK = 8.0
_LINK_COST, _LINK_RATE = 10.0, 0.4
_PLAIN_COST = 1.5
_NOISE_COST, _NOISE_RATE = 4.0, 0.3
_SHORT, _CREDIT = 10, 60
_NAMED = 1.25
_ENOUGH = 0.4
_TEASER_LINES = 8
_TEASER_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "a", "p", "div", "li", "dt", "strong"))
_TEASER_BOXES = frozenset(("div", "dl", "section", "article"))
_TEASERS, _HEADLINE, _TEASED = 3, 6, 150.0
_BEHIND_TITLE = 15
_AFTER_HEADING = 6
_POSTED = re.compile(
    r"发[表佈布]于\s*[:：]?\s*(?:(?:19|20)\d\d|昨天|前天|\d+\s*(?:分钟|小时|天)前)|只看该作者|\d+\s*楼\b|楼主"
)
_POSTS = 3
_ARTICLE = 60


class Weights:
    """How much each line speaks for being part of the article.

    Attributes:
        lines: weight of each block; positive for prose, negative for links, labels and boilerplate.
        noise: which blocks lie in a box whose name says that it is beside the article.
        title_at: index of the heading that is the title, when it is known.
        prose: characters of prose up to each block, for sums over a box.
        teasers: how many boxes of headline and summary there are, on a page that has hardly anything else.
    """

    def __init__(self, outline: Outline, title_at: int | None = None, *, unmarked: bool = False) -> None:
        self.title_at = title_at
        self.lines = [weigh(block, unmarked=unmarked) for block in outline.blocks]
        if title_at is not None:
            self.lines[title_at] = min(self.lines[title_at], -_PLAIN_COST)
        self.noise = bytearray(len(self.lines))
        self.prose = [0.0, *accumulate(weight if weight > 0 else 0.0 for weight in self.lines)]
        self.teasers = 0
        self._silence(outline, title_at, captions=not unmarked)
        self._teasers(outline)
        self.sums = [0.0, *accumulate(self.lines)]

    def of(self, outline: Outline, box: int) -> float:
        """Sum over the lines of a box."""
        node = outline.nodes[box]
        return self.sums[node.last] - self.sums[node.first]

    def _teasers(self, outline: Outline) -> None:
        """Prose behind a linked heading, in an item of a list or one of several boxes alike, speaks of another article.

        Where hardly any prose stands elsewhere (a thread of a forum), it is what the page is about.
        """
        alike = Counter((node.parent, node.tag, node.element.get("class")) for node in outline.nodes)
        found: list[int] = []
        for node in outline.nodes:
            if not 2 <= node.last - node.first <= _TEASER_LINES:
                continue
            if node.tag == "li":
                self._quiet(self._behind_link(outline, node))
            elif node.tag in _TEASER_BOXES and (name := node.element.get("class")):
                behind = self._behind_link(outline, node) if alike[node.parent, node.tag, name] >= _TEASERS else ()
                self.teasers += bool(behind)
                found += behind
        inside = set(found)
        rest = self.prose[-1] - sum(max(0.0, self.lines[number]) for number in inside)
        if rest > min(_TEASED, (1 - _ENOUGH) * self.prose[-1]) or self._own_text(inside):
            self._quiet(found)
            self.teasers = 0

    def _own_text(self, teased: set[int]) -> bool:
        """Whether the first prose behind the title is no teaser: the page has a text of its own, however short."""
        if self.title_at is None:
            return False
        behind = range(self.title_at + 1, min(self.title_at + _BEHIND_TITLE, len(self.lines)))
        return next((number not in teased for number in behind if self.lines[number] > 0), False)

    def _behind_link(self, outline: Outline, node: Node) -> range:
        for number in range(node.first, node.last - 1):
            block = outline.blocks[number]
            is_headline = block.linked > _LINKED * len(block.text) and len(block.text) >= _HEADLINE
            if is_headline and outline.nodes[block.node].tag in _TEASER_HEADINGS:
                return range(number + 1, node.last)
        return range(0)

    def _quiet(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.lines[number] = min(self.lines[number], -_LINK_COST)

    def _silence(self, outline: Outline, title_at: int | None, *, captions: bool) -> None:
        """Lines in boxes that are named as noise lose their weight.

        A box that holds most of the page's prose, or the article's title, is no noise, whatever its name.
        """
        whole = self.prose[-1]
        for node in outline.nodes:
            if not (
                node.role.noise or node.tag in ("nav", "footer", "aside") or (captions and node.tag == "figcaption")
            ) or node.tag in (
                "body",
                "html",
            ):
                continue
            if title_at is not None and node.first <= title_at < node.last and title_at + 3 < node.last:
                continue
            if self.prose[node.last] - self.prose[node.first] > _ENOUGH * whole:
                continue
            for number in range(node.first, node.last):
                if not self.noise[number]:
                    self.noise[number] = 1
                    self.lines[number] = -_NOISE_COST - _NOISE_RATE * len(outline.blocks[number].text)


def weigh(block: Block, *, unmarked: bool = False) -> float:
    """Weight of a line by itself: characters and marks of prose count for it, links and boilerplate against it.

    A line without a mark is no prose, unless `unmarked` lines are all that a page has.
    """
    text = block.text
    length = len(text)
    if block.linked > _LINKED * length:
        return -_LINK_COST - _LINK_RATE * length
    free = length - block.linked
    marks = sum(map(text.count, _MARKS))
    if not (marks or unmarked) or free < _SHORT or (length <= _CREDIT and "。" not in text and has_clock(text)):
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


def best_run(outline: Outline, weights: Weights) -> tuple[int, float]:
    """The lines in a row that weigh most together, as a box of their own, and their weight.

    For pages whose text has no box to itself: it stands in the body, or in one with all the navigation.
    """
    best = total = 0.0
    start = first = last = 0
    for number, weight in enumerate(weights.lines):
        if total <= 0:
            total, start = 0.0, number
        total += weight
        if total > best:
            best, first, last = total, start, number + 1
    run = Node(0, outline.nodes[0].element, "run", NO_ROLE, first)
    run.last = last
    outline.nodes.append(run)
    return len(outline.nodes) - 1, best


def first_post(outline: Outline, box: int) -> int:
    """The first post, when a box holds a thread of a forum: boxes alike, each with a line that says who posted when."""
    whole = outline.nodes[box]
    posts: dict[tuple[int, str, str | None], list[int]] = {}
    for number in range(whole.first, whole.last):
        if not _POSTED.search(outline.blocks[number].text[:_CREDIT]):
            continue
        above = outline.blocks[number].node
        while above > box:
            node = outline.nodes[above]
            own = posts.setdefault((node.parent, node.tag, node.element.get("class")), [])
            if above not in own:
                own.append(above)
            above = node.parent
    return min((own[0] for own in posts.values() if len(own) >= _POSTS), default=box)


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
        if (inner_noise[number] and not whole_is_noise) or _INSET.match(block.text):
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
