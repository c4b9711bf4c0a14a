"""Source, authors and time of publication in the lines around an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pipelines.extract.dates import Moment, moments
from pipelines.extract.shadow import Shadow
from pipelines.extract.surnames import NAME

_COUNT = r"(?:时间|日期|次数|人数|人次|于|者|人|数|量)?\s*(?:[:\d(\[|]|$|\s)"
_OTHER_LABEL = (
    r"(?:发布|发表|更新)(?:时间|日期|于|者|人|\s*:)"
    rf"|(?:责任?编辑?|责编|[\u4e00-\u9fff]{{0,4}}编辑|时间|日期|点击|浏览|阅读|查看|评论(?!员)|人气|访问|热度|关注|次数|审核|校对|摄影|选稿|采编"
    rf"|下载|已有|收藏|打印|分享){_COUNT}"
    r"|译者|声明|原标题|字号|字体|我要|扫一扫|手机看|大中小|独家|整理|原?作者|\d+\s*(?:次|人|评|阅)|(?:19|20)\d\d\s*[-/.年]|\d{1,2}:\d\d"
)
_EDGE = r"$|[|<>\[\]【】()•丨]|\s·|\s{2,}"
_RANK = "(?:全媒体?|融媒体?|首席|见习|特约|实习)*"
_STOP = rf"(?=\s*(?:{_EDGE}|·\s|·\d|{_OTHER_LABEL}|{_RANK}记者|来源|通讯员))"
_AUTHOR_STOP = rf"(?=\s*(?:{_EDGE}|{_OTHER_LABEL}|来源|图\s*[/:|丨]|系|摄))"
_SOURCE = re.compile(
    r"(?:(?:信息|文章|新闻|稿件|内容|资料|本文|图文|消息|原文)?\s*(?:来\s*源|稿\s*源)(?:于|自|媒体)?|出\s*处|转载自|转自|来自|摘自|原载(?:于)?|供稿单位)\s*:\s*"
    r"(?P<value>[^\s|:][^|\n]{0,40}?)" + _STOP
)
_BARE_SOURCE = re.compile(
    r"(?:^|[\s|])(?:来源|稿源|出处)\s*[|丨/]?\s*(?P<value>[^\s:|,。、\d(的于自和是]{2,15})(?=\s|\||$)"
)
_AUTHOR = re.compile(
    r"(?:(?<!责)(?:原作者|作\s*者|撰\s*文|撰\s*稿|撰稿人|采\s*写|采写|文/图|图/文|文图|记\s*者|供\s*稿|执\s*笔|通讯员|发布人|发布者"
    r"|(?<![\u4e00-\u9fff])文)\s*:"
    r"|(?<![\u4e00-\u9fff])(?:作者|撰文|撰稿|采写|文/图|图/文|文图|记者|文(?!\s*[/|丨]\s*图))\s*[/|丨])\s*"
    r"(?P<value>[^\s|:][^|\n]{0,40}?)" + _AUTHOR_STOP
)
_BARE_AUTHOR = re.compile(r"(?:^|[\s|])作者\s*(?P<value>[^\s:|,。、\d(的和是]{2,10})(?=\s|\||$)")
_NO_SOURCE = re.compile(
    r"^(?:本站(?:原创|编辑|整理|讯)?|未知|互联网|网络|原创|转载|佚名|不详|手机.*|(?:[a-z0-9-]+\.)+[a-z]+|.*//.*|暂无|无|admin|点击.*|[-—_\s\d]*|iPhone.*|Android.*"
    r"|图片|视频)$",
    re.I,
)
_NO_AUTHOR = re.compile(
    r"^(?:未知|佚名|不详|网络|本站|admin.*|管理员|编辑|小编|匿名|系统管理员|站长|暂无|无|原创|互联网|转载|[-—_\s\d]*|.*(?:摄|编辑部|记者|评论员|通讯员)|整合|整理|报道|综合|综合报道)$",
    re.I,
)
_PUBLISHED = re.compile(r"(?:发布|发表|发稿|上传|录入|添加|刊发|首发|创建|发文)[^\d]{0,8}$")
_DATE_LABEL = re.compile(r"(?:时\s*间|日\s*期)[^\d]{0,8}$")
_MODIFIED = re.compile(r"(?:更新|修改|编辑于|回复|截至|截止|有效期|活动|失效|过期)[^\d|]{0,8}$")
_CHANGED = re.compile(r"\s*(?:更新|修改|最后编辑)(?!时间|日期|于|人|\s*:)")
_DRAFTED = re.compile(r"(?:成文|生成|签发|施行|实施|会议|活动)(?:时间|日期)[^\d]{0,4}$")
OUTLET = re.compile(
    r"(?:网|电台|電台|通[讯訊]社|报|社|日报|晚报|早报|时报|新闻|在线|客户端|电视台|广播|卫视|周刊|杂志|频道|发布|观察|财经|科技|传媒|公众号|快讯|视频|委|局|办|厅|政府|中心|之声|资讯|头条)$"
)
"""How the names of outlets end."""
_EDGES = " \t\u3000\u00a0:：|,，、;；。.·-—_【】[]<>《》\"'"


class Line(NamedTuple):
    """A line near the article, and how far it stands from the title or the body."""

    shadow: Shadow
    order: int


class Dated(NamedTuple):
    """A date in a line; how plainly the line says that it is that of publication: 2 发布时间, 1 时间, 0 not at all."""

    moment: Moment
    label: int
    line: int


def dates_in(line: Line, offset: str, fetched_at: datetime | None) -> list[Dated]:
    """The dates of a line that may be that of publication; those of changes and deadlines are left out."""
    text = line.shadow.text
    found = []
    for moment in moments(text, offset, fetched_at):
        before = text[max(0, moment.start - 14) : moment.start]
        if not _MODIFIED.search(before) and not _CHANGED.match(text, moment.end):
            found.append(Dated(moment, _label_of(before), line.order))
    return found


def _label_of(before: str) -> int:
    if _PUBLISHED.search(before):
        return 2
    return int(_DATE_LABEL.search(before) is not None and not _DRAFTED.search(before))


def source_in(shadow: Shadow) -> str | None:
    """The outlet named by a label, as printed.

    A label that is followed by nothing, or by a word for "unknown", names none.

    >>> source_in(Shadow("2023-07-21 來(lái)源：人民日報(bào) 作者：李明"))
    '人民日報(bào)'
    """
    for pattern in (_SOURCE, _BARE_SOURCE):
        for match in pattern.finditer(shadow.text):
            start, end = match.span("value")
            if gap := _BETWEEN_HAN.search(shadow.text, start, end):
                end = gap.start()
            value = tidy(shadow.raw(start, end))
            if _is_label(match):
                continue
            if value and not _NO_SOURCE.match(match["value"].strip(_EDGES)):
                return value
    return None


def _is_label(match: re.Match[str]) -> bool:
    """Whether what stands behind a label is the next label: 作者：  浏览：88."""
    return match["value"].rstrip().endswith(":") or match.string[match.end("value") : match.end("value") + 1] == ":"


def authors_in(shadow: Shadow) -> tuple[str, ...]:
    """Names behind 作者, 记者, 文 and the like, as printed; 编辑 is not an author.

    >>> authors_in(Shadow("来源：新华社 作者：张三、李四 责任编辑：王五"))
    ('张三', '李四')
    """
    found: list[str] = []
    for pattern in (_AUTHOR, _BARE_AUTHOR):
        for match in pattern.finditer(shadow.text):
            if _is_label(match):
                continue
            for name in split_names(shadow, *match.span("value")):
                if name not in found:
                    found.append(name)
        if found:
            break
    return tuple(found)


_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff》]{3})\s+(?=[\u4e00-\u9fff]{2})")
_BETWEEN = re.compile(r"[、,，;；/&\s]+|(?<=\S\S)(?:和|与)(?=\S{2})")
_FROM_PLACE = re.compile(rf"(?:/\s*|\s+(?!{NAME}报))[\u4e00-\u9fff]{{2,4}}报[道导]\s*$")
_TITLE_WORD = re.compile(
    r"^(?:由|[Bb]y|[\u4e00-\u9fffA-Za-z]{0,14}?(?:记者|通讯员|作者|撰稿人?|评论员|实习生|特派员)|采写|文(?=[:/]))[:/\s]*"
    r"|(?:[/\s]+(?:文|图|摄)|[/\s]*(?:摄影|整理|综合|报[道导]|编译|供图))+$"
)


def is_source(value: str) -> bool:
    """Whether a value can be an outlet's name: not 未知, 本站 or an address."""
    return bool(value) and len(value) <= 40 and not _NO_SOURCE.match(Shadow(value).text.strip(_EDGES))


def is_author(value: str) -> bool:
    """Whether a value can be a name: not 佚名, admin or 编辑."""
    return bool(value) and len(value) <= 60 and not _NO_AUTHOR.match(Shadow(value).text.strip(_EDGES))


def split_names(shadow: Shadow, start: int, end: int) -> list[str]:
    """Single names out of a span of a shadow, as printed."""
    names = []
    text = _FROM_PLACE.sub("", shadow.text[start:end])
    cuts = [match.span() for match in _BETWEEN.finditer(text)]
    edges = zip([0, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), len(text)], strict=True)
    for left, right in _joined(list(edges), text):
        piece = text[left:right]
        stripped = _TITLE_WORD.sub("", piece)
        offset = piece.find(stripped) if stripped else 0
        left, right = left + offset, left + offset + len(stripped)
        name = tidy(shadow.raw(start + left, start + right))
        if name and len(stripped) <= 24 and not _NO_AUTHOR.match(stripped.strip(_EDGES)):
            names.append(name)
    return names


def _joined(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """A name of two characters that is spaced out (方 敏) is one name."""
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and right - left == 1 and joined[-1][1] - joined[-1][0] == 1 and text[joined[-1][1]].isspace():
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    return joined


def tidy(value: str) -> str:
    """A value without the marks around it; brackets that have lost their partner go, too.

    >>> tidy("：人民网 |"), tidy("（新华社）")
    ('人民网', '新华社')
    """
    value = value.strip(_EDGES)
    if value[:1] in ("(", "（") and value[-1:] in (")", "）"):
        value = value[1:-1].strip(_EDGES)
    if value.count("《") > value.count("》"):
        value += "》"
    if value[-1:] in ("(", "（"):
        value = value[:-1].strip(_EDGES)
    return value


def names_outlet(names: Iterable[str]) -> bool:
    """Whether what was given as authors are outlets, all of them.

    >>> names_outlet(["中央社"]), names_outlet(["林小舟"])
    (True, False)
    """
    return all(OUTLET.search(Shadow(name).text) for name in names)
