"""The article's title and the site's name, by agreement of heading, head and <title>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.extract.vocabulary import words

_SEPARATOR = re.compile(
    r"^\s*-+\s*|\s*[_|｜–—丨»«>]+\s*|\s+[-·]+\s+|(?<=[\u3400-\u9fff”？！》)）])-+(?=[\u3400-\u9fff])|--+"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_POWERED = re.compile(r"(?i)\s*(?:[-_|]\s*)?(?:powered\s+by.*|手机版|discuz!?.*)$")
_GENERIC = words(
    "首页 正文 新闻 资讯 文章 详情 新闻中心 新闻资讯 内容页 门户 手机版 网站首页 文章内容 文章页 查看内容 阅读"
)
_SITE_WORD = re.compile(
    r"(?:网|網|报|報|新闻|新聞|在线|在線|频道|頻道|门户|門戶|论坛|論壇|社区|客户端|政府|日报|广播|电视台|传媒|中心|\.com|\.cn|网站|网络)[^\u4e00-\u9fff]*$"
)


_SHORTEST = 4


def plain(text: str) -> str:
    """Letters and digits of a text, for comparing.

    >>> plain("A股：大 涨！") == plain("a股 大涨")
    True
    """
    return _NOT_LETTERS.sub("", text).lower()


_METADATA = re.compile(
    r"\s+[(\[|]?\s*(?:(?:发稿|发布|发表|更新)?(?:时间|日期)|[来來][源源]|稿源|作者|责任编辑|責任編輯|编辑|浏览|点击|阅读)\s*[:：]"
    r"|\s+[(\[|]?\s*(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
)


def without_metadata(heading: str) -> str:
    """A heading less the line of date and source that some templates put into the same box.

    >>> without_metadata("本溪举办论坛 发布时间：2023-07-21 来源：本溪网")
    '本溪举办论坛'
    """
    found = _METADATA.search(heading, 1)
    return heading[: found.start()].rstrip() if found and found.start() >= _SHORTEST else heading


def choose_title(
    headings: Sequence[str], stated: Iterable[str | None], page_title: str | None, site: str | None = None
) -> str | None:
    """The title, from headings in the text, titles stated in the head, and <title>.

    What stands in the page as a heading and also in the <title> wins (the longest of them); then a stated title which
    agrees with a heading or the <title>; then a heading that stands alone; then the <title> without the site's name.
    """
    whole = _POWERED.sub("", page_title or "").strip()
    whole_plain = plain(whole)
    site_plain = plain(site or "")
    parts = {plain(part) for part in _SEPARATOR.split(whole)}
    candidates = [
        heading
        for heading in map(without_metadata, headings)
        if (3 <= len(plain(heading)) <= 120 or (len(plain(heading)) == 2 and plain(heading) in parts))
        and plain(heading) != site_plain
    ]
    agreed = [heading for heading in candidates if plain(heading) in whole_plain and heading not in _GENERIC]
    agreed = [heading for heading in agreed if not _is_site_part(heading, whole)]
    if agreed:
        return max(agreed, key=lambda heading: len(plain(heading)))
    given = [value.strip() for value in stated if value and plain(value)]
    for value in given:
        if any(plain(heading) == plain(value) for heading in candidates):
            return value
    cut = strip_site(whole, site)
    for heading in candidates:
        own = plain(heading)
        if cut and len(own) >= 6 and _alike(own, plain(cut)):
            return heading
    for value in given:
        if plain(value) in whole_plain:
            return strip_site(value, site)
    if cut and not (candidates and _names_site(cut)):
        return cut
    return next(iter(given), None) or max(candidates, key=len, default=None) or cut


def _names_site(title: str) -> bool:
    """Whether a <title> gives the site's name and nothing else."""
    return len(plain(title)) <= 16 and _SITE_WORD.search(title) is not None


def strip_site(title: str, site: str | None = None) -> str | None:
    """A <title> without section and site behind it (or before it).

    >>> strip_site("本溪举办论坛_要闻_本溪网"), strip_site("人民网--高质量发展调研行")
    ('本溪举办论坛', '高质量发展调研行')
    """
    parts = [part.strip() for part in _SEPARATOR.split(title) if part and part.strip()]
    if not parts:
        return title.strip() or None
    if len(parts) == 1:
        return parts[0]
    kept = [part for part in parts if part not in _GENERIC and plain(part) != plain(site or "\0")]
    if not kept:
        return parts[0]
    first = kept[0]
    rest = max(kept, key=len)
    return rest if len(rest) > 2 * len(first) or (_SITE_WORD.search(first) and len(first) < 8) else first


def site_of(page_title: str | None, title: str | None) -> str | None:
    """The site's name: the last part of a <title> behind the article's own.

    >>> site_of("本溪举办论坛_要闻_本溪网", "本溪举办论坛")
    '本溪网'
    """
    whole = _POWERED.sub("", page_title or "").strip()
    if not whole or not title or plain(whole) == plain(title):
        return None
    parts = [part.strip() for part in _SEPARATOR.split(whole) if part and part.strip()]
    outside = [part for part in parts if part not in _GENERIC and plain(part) not in plain(title)]
    for part in reversed(outside):
        if 2 <= len(part) <= 20 and _SITE_WORD.search(part):
            return str(part)
    last = str(parts[-1])
    return last if outside and outside[-1] == last and 2 <= len(outside[-1]) <= 12 else None


def _is_site_part(heading: str, whole: str) -> bool:
    """Whether a heading is only the site's or the section's part of the <title>: a logo in an h1."""
    parts = [part.strip() for part in _SEPARATOR.split(whole) if part and part.strip()]
    if len(parts) < 2 or plain(heading) == plain(parts[0]):
        return False
    return any(plain(heading) == plain(part) for part in parts[1:]) and len(plain(heading)) <= 14


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of their pairs of characters."""
    pairs, others = {one[i : i + 2] for i in range(len(one) - 1)}, {other[i : i + 2] for i in range(len(other) - 1)}
    return bool(pairs) and bool(others) and len(pairs & others) / min(len(pairs), len(others)) > 0.7
