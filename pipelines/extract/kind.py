"""What a page is when it is not an article."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from pipelines.extract.dates import tells_time
from pipelines.extract.finder import Finder
from pipelines.extract.outline import Outline
from pipelines.extract.shadow import Shadow
from pipelines.options import Flag

_GONE = re.compile(
    r"(?:^|\D)404(?:\D|$)|(?:页面|网页|文章|内容|信息|新闻|主题|帖子|文档|资源|稿件|文件)(?:已经?|可能已?|暂时|或许)?(?:被)?(?:不存在|没有找到|找不到|未找到"
    r"|无法(?:找到|访问|显示)|删除|下线|过期|失效|移除|撤销|走丢|飞走)"
    r"|(?:找不到|没有找到|未找到|无法找到)(?:您?|你?)(?:要|想|所)?(?:访问|查看|浏览|请求|找|的)*(?:页面|网页|文章|内容|主题|文件|地址)|(?:抱歉"
    r"|对不起)[,，!！]?\s*(?:指定的|您(?:要)?访问的|该|此|你访问的).{0,16}(?:不存在|删除|找不到|未通过审核|关闭)"
    r"|page not found|not found|访问(?:的)?(?:页面)?出错|页面(?:跑|走|弄)?丢了|出错了|服务器(?:错误|开小差)",
    re.I,
)
_LOGIN = re.compile(
    r"(?:请|需要?|必须|须|您尚未|你尚未|您还未|您还没有|未)先?(?:登录|登陆|登入)|登[录陆]后(?:才能|可|方可|继续|查看|阅读)|没有权限(?:访问|查看|阅读)|无权(?:访问|查看|阅读)"
    r"|仅(?:限)?会员|会员(?:专享|可见)|付费(?:阅读|后)|订阅后(?:阅读|查看)"
)
_LOCATION = re.compile(
    r"(?:window\.|self\.|top\.|document\.|parent\.)?location(?:\.href)?\s*(?:=\s*['\"]|\.(?:replace|assign)\s*\()"
)
_SCRIPT_NEEDED = re.compile(
    r"(?i)(?:enable|requires?|turn on)[^.]{0,20}JavaScript|启用.{0,10}JavaScript|开启.{0,10}JavaScript|(?:您"
    r"|你)的浏览器.{0,12}(?:不支持|禁用|未启用).{0,12}(?:脚本|JavaScript)|需要.{0,8}JavaScript"
)
_SHELL = frozenset(("app", "root", "__next", "__nuxt", "main-app", "application", "react-root"))
_STUB, _SHORT, _LONG = 300, 400, 1500
_FEWEST = (100, 40, 10)  # characters of an article: without a date, with one, with one below its own heading
_TINY, _SENTENCE = 40, 8
_MANY_LINKS, _MANY_TEASERS = 12, 5


def kind_of(finder: Finder, text: str) -> Flag | None:
    """The flag of a page that is not an article, `None` for an article; `text` is what was taken for its text."""
    tree, outline = finder.tree, finder.outline
    title = Shadow(finder.title or "").text
    stated = finder.head.get("published_at") or finder.linked.get("published_at")
    dated = bool(stated) or any(tells_time(line.shadow.text) for line in [*finder.near, *finder.after[:3]])
    visible = sum(len(block.text) for block in outline.blocks)
    if visible < _STUB and _redirects(tree):
        return Flag.REDIRECT_STUB
    whole = "\n".join(block.text for block in outline.blocks) if visible < _LONG else ""
    said = Shadow(f"{title}\n{text if len(text) < _SHORT else ''}\n{whole}").text
    if len(text) < _SHORT and not dated:
        if _LOGIN.search(f"{title}\n{text}") or (len(text) < _TINY and _LOGIN.search(_unlinked(outline))):
            return Flag.LOGIN_WALL
        if _GONE.search(said) and (_GONE.search(title) or _GONE.search(text) or visible < _LONG):
            return Flag.SOFT_404
    if visible < _STUB and len(text) < 80 and _is_shell(tree):
        return Flag.NEEDS_JAVASCRIPT
    headed = finder.heading_at is not None and any(
        tells_time(line.shadow.text) for line in finder.near if line.order > (finder.heading_at or 0)
    )
    if finder.weights.teasers >= _MANY_TEASERS or _is_list(outline, text, _FEWEST[bool(dated) + headed]):
        return Flag.LIST_PAGE
    return None if text else Flag.EMPTY


def _unlinked(outline: Outline) -> str:
    """The page's lines without links and navigation: 请登录 in a head's corner asks nobody."""
    return Shadow(
        "\n".join(block.text for block in outline.blocks if not block.linked and len(block.text) >= _SENTENCE)
    ).text


def _redirects(tree: HtmlElement) -> bool:
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh" and "url" in (meta.get("content") or "").lower():
            return True
    scripts = [script.text or "" for script in tree.iter("script")]
    return sum(map(len, scripts)) < 5000 and any(_LOCATION.search(script) for script in scripts)


def _is_shell(tree: HtmlElement) -> bool:
    scripts = 0
    for element in tree.iter("script", "noscript", "div"):
        if element.tag == "script":
            scripts += 1
        elif element.tag == "noscript":
            if _SCRIPT_NEEDED.search("".join(element.itertext())):
                return True
        elif (element.get("id") or "").lower() in _SHELL and not "".join(element.itertext()).strip():
            return True
    return scripts >= 2


def _is_list(outline: Outline, text: str, fewest: int) -> bool:
    """Many lines of links and less text than a page with such a head needs to be an article."""
    links = [
        len(block.text) for block in outline.blocks if block.linked > 0.5 * len(block.text) and len(block.text) >= 8
    ]
    if len(links) < _MANY_LINKS:
        return False
    return len(text) < fewest or (fewest == _FEWEST[0] and len(text) < min(300.0, 0.5 * sum(links)))
