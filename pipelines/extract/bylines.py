"""Authors who are named inside the article: in its first lines (本报讯 记者 ...) or its last ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract.labels import split_names
from pipelines.extract.shadow import Shadow
from pipelines.extract.surnames import NAME, SPACED_NAME

_ONE = rf"(?:{SPACED_NAME}(?![\u4e00-\u9fff])|{NAME})"
_NAMES = rf"{_ONE}(?:[\s、,/]+{_ONE}){{0,5}}"
_REPORTER = r"(?:记者|通讯员|评论员|特派员|实习生|撰稿人?)"
_KIND = rf"(?:[\u4e00-\u9fffA-Za-z·]{{0,14}}?{_REPORTER})"
_WRITER = rf"(?:{_KIND}|原?作者|撰文|采写|采访|执笔|文字|文/图|图/文|文图|图文|文)"
_OTHER = (
    r"(?:摄影?|图片?|视频|制图|海报|设计|剪辑|来源|译者?|翻译|监制|统筹|策划|排版|制作|出品|签发|主编|美编|责编|编审"
    r"|[\u4e00-\u9fff]{0,4}?编辑|审[核读校]|校对|[初复终一二三]审)"
)
_BULLETS = r"\s—\-●○□■◆◇▲△★☆*(\[【〔"
_OUTLET = rf"(?:[\u4e00-\u9fff·]{{1,10}}(?:[报网社台]|新闻|客户端|视频)[\s|丨]+(?=\S{{0,4}}{_REPORTER}))"
_OPENING = re.compile(rf"[{_BULLETS}]*{_OUTLET}?")
_CLOSING = re.compile(r"[\s)\]】〕。.]*$")
_ROLE = re.compile(
    rf"(?:^|(?<=[|;,、{_BULLETS}]))(?:(?P<writer>{_WRITER})|(?P<other>{_OTHER}))(?P<mark>\s*[:/|丨·\]】]\s*|\s+)?(?=\S)"
)
_REPORT = r"(?:综合|摄影|整理|采写)?报[道导]|整理|综合|文"
_PLACE = (
    r"(?:台北|臺北|新北|桃园|新竹|苗栗|台中|彰化|南投|云林|嘉义|台南|高雄|屏东|宜兰|花莲|台东|基隆|金门|澎湖|综合|香港|北京|上海|东京"
    r"|华盛顿|纽约|伦敦)"
)
_BEHIND = rf"(?:[\s/]*(?:{_REPORT})|/?{_PLACE}报[道导])?"
_ANY = r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fffA-Za-z]+(?:[·.•][\u4e00-\u9fffA-Za-z]+)+"
_ROLES = rf"(?:{_KIND}\s*:?\s*)?"
_KNOWN = re.compile(rf"{_ROLES}(?P<value>{_NAMES}){_BEHIND}")
_LOOSE = re.compile(
    rf"{_ROLES}(?P<value>(?:{SPACED_NAME}|{_ANY})(?:[\s、,/&和]+(?:{SPACED_NAME}|{_ANY})){{0,7}}?){_BEHIND}"
)
_NO_NAME = re.compile(
    r"手记|观察|调查|简介|见闻|日记|团队|快讯|连线|探访|走访|说明|声明|寄语|本报|本网|记者|按语?$|[社报网台]$|获悉|了解"
)
_BRACKETED = re.compile(
    rf"[(\[【〔](?:[^()\[\]【】〔〕]{{2,12}}[\s:])??\s*{_KIND}\s*:?\s*(?P<value>[^()\[\]【】〔〕]{{2,48}}?)\s*[)\]】〕]"
)
_DISPATCH = re.compile(rf"(?P<value>{NAME}|[\u4e00-\u9fff]{{2,3}}?)(?:/{_PLACE}|{_PLACE}\d)")
_DATELINE = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9\s]{{2,20}}?[讯电]\s*[(](?P<value>{_NAMES})[)]")
_OTHERS = rf"(?:[\s、,]*{_REPORTER}\s*[\u4e00-\u9fff]{{2,4}}?)*"
_BARE = re.compile(
    rf"^[^。()]{{0,24}}?[讯电]?\s*{_KIND}\s*(?P<value>{_NAMES}{_OTHERS})"
    rf"(?=\s|\d|/?{_PLACE}报|(?:摄影)?报道|发自|$|:)"
)
_TAIL = re.compile(
    rf"[(]\s*(?:{_WRITER}\s*:?\s*)?(?P<value>{_NAMES}(?:\s+{_REPORTER}\s*{_NAMES})*)[/\s]*(?:{_REPORT})?\s*[)]\s*[。.]?\s*$"
)
_BRACKET_AT_END = re.compile(r"[(]\s*(?P<value>[^()]{4,60}?)\s*[)]\s*[。.]?\s*$")
_SAID_AT_END = re.compile(
    rf"[(][^()]*(?:记者|作者|撰文)\s*:\s*(?P<value>{_NAMES})[^()]*[)]\s*$|[。！？”]\s*{_KIND}\s+(?P<last>{_NAMES})\s*$"
)
_PEN_NAME = re.compile(r"(?P<value>[\u4e00-\u9fffA-Za-z0-9]{2,8})")
_PEN_LABEL = re.compile(r"(?:作者|文|撰文)\s*[:/|丨]")
_BY_SLASH = re.compile(rf"(?P<value>{_NAMES})\s*/\s*(?:文|图文|文图)(?![\u4e00-\u9fff])")
_POST = re.compile(
    rf"^[(]?\s*(?:本文)?作者\s*:?\s*(?P<value>{_NAMES})\s*[,，(]?\s*(?:系|为|是|现任|单位|[\u4e00-\u9fff]{{2,20}}\)$)"
)
_PICTURE = re.compile(r"(?:摄|供图|摄影|绘)\s*[)]?\s*[。.]?\s*$")
_FIRST, _LAST = 3, 3
_LONGEST_LINE, _SEEN = 70, 160


def authors_of_text(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Writers named in the first paragraphs, or at the end of the last, as printed.

    A bracket at the end names an author only if it holds names and nothing else: (完), (图) and (新华社) do not. Who
    took a picture, edited or read the proofs is no author.

    >>> authors_of_text(["本报讯（记者 张小三 李四）7月1日，……", "……圆满结束。（完）"])
    ('张小三', '李四')
    >>> authors_of_text(["论坛举行。", "就此展开对话。(李楠楠)"])
    ('李楠楠',)
    >>> authors_of_text(["文｜李楠楠 图｜张小三", "论坛举行。"])
    ('李楠楠',)
    """
    for paragraph in paragraphs[:_FIRST]:
        shadow = Shadow(paragraph[:_SEEN])
        if found := byline(shadow) or _in_dateline(shadow):
            return found
    for paragraph in reversed(paragraphs[-_LAST:]):
        shadow = Shadow(paragraph[-_SEEN:])
        if found := byline(shadow) or _at_end(shadow):
            return found
    return ()


def byline(shadow: Shadow) -> tuple[str, ...]:
    """The writers of a line that is a byline and nothing else.

    >>> byline(Shadow("新京报记者 林小舟 编辑 石磊 校对 周同"))
    ('林小舟',)
    >>> byline(Shadow("记者走进江城村，只见田间一片繁忙。"))
    ()
    """
    text = shadow.text
    if len(text) > _LONGEST_LINE or "。" in text[:-1]:
        return ()
    if post := _POST.match(text):
        return tuple(split_names(shadow, *post.span("value")))
    start = _OPENING.match(text).end()  # type: ignore[union-attr]  # it matches the empty string, too
    end = _CLOSING.search(text).start()  # type: ignore[union-attr]  # as above
    return _labelled(shadow, start, end)


def _labelled(shadow: Shadow, start: int, end: int) -> tuple[str, ...]:
    """The writers of a span that is roles and names throughout."""
    text = shadow.text
    if _PICTURE.search(text, start, end):
        return ()
    labels = list(_ROLE.finditer(text, start, end))
    if not labels or labels[0].start() != start:
        return ()
    names: list[str] = []
    for label, stop in zip(labels, [*(label.start() for label in labels[1:]), end], strict=True):
        if label["writer"]:
            found = _names(shadow, label.end(), stop, _LOOSE if label["mark"] else _KNOWN)
            if found is None and _PEN_LABEL.match(label[0]):
                found = _names(shadow, label.end(), stop, _PEN_NAME)
            if found is None:
                return ()
            names += [name for name in found if name not in names]
    return tuple(names)


def _names(shadow: Shadow, start: int, end: int, shape: re.Pattern[str]) -> list[str] | None:
    """The names of a span, `None` when something else stands there."""
    text = shadow.text[start:end]
    left, right = start + len(text) - len(text.lstrip()), start + len(text.rstrip(" ;,、|/"))
    if left >= right:
        return []
    match = shape.fullmatch(shadow.text, left, right)
    if match is None or _NO_NAME.search(match["value"]):
        return None
    return split_names(shadow, *match.span("value"))


def _in_dateline(shadow: Shadow) -> tuple[str, ...]:
    """Reporters of 本报讯（记者 ...）, 新华社北京5月19日电（...） and 东方网记者...报道."""
    text = shadow.text
    if match := _BRACKETED.search(text):
        dispatch = _DISPATCH.match(text, *match.span("value"))
        start, end = (dispatch or match).span("value")
        return () if _PICTURE.search(text[start:end]) else tuple(split_names(shadow, start, end))
    match = _DATELINE.match(text) or _BARE.match(text)
    return tuple(split_names(shadow, *match.span("value"))) if match else ()


def _at_end(shadow: Shadow) -> tuple[str, ...]:
    text = shadow.text
    if (match := _BRACKET_AT_END.search(text)) and (found := _labelled(shadow, *match.span("value"))):
        return found
    if match := _SAID_AT_END.search(text):
        return tuple(split_names(shadow, *match.span("value" if match["value"] else "last")))
    match = _TAIL.search(text) or _BY_SLASH.search(text, max(0, len(text) - _LONGEST_LINE))
    return tuple(split_names(shadow, *match.span("value"))) if match else ()
