"""Lines at the edges of an article's box that are not its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipelines.extract.dates import tells_time
from pipelines.extract.shadow import Shadow
from pipelines.extract.vocabulary import either

_BEHIND = either(
    r"""
    相关(?:阅读|新闻|报道|链接|文章|推荐|资讯|搜索|专题|稿件|内容) 延伸阅读 推荐阅读
    更多(?:阅读|新闻|精彩|内容|资讯|相关)
    热门(?:推荐|文章|新闻|阅读|评论) 猜你喜欢 为您推荐 精彩推荐 大家都在看 上一[篇页条则則] 下一[篇页条则則] 阅读下一篇
    分享(?:到|至|给|让) (?:共享|分享)(?:此|本|这篇)?文章 我要(?:分享|评论|纠错)
    (?:发表|网友|最新|全部|用户)评论 评论区 (?:免责|版权|特别|郑重|重要)(?:声明|提示) 声明[:：]
    返回(?:列表|首页|顶部) 打印本[页文] 关闭窗口 【?纠错】? 扫一扫 扫码 微信扫 标签[:：] 关键[词字][:：] Tags?[:：]
    责任?编辑[:：] 责编[:：] 值班编辑 编辑[:：] \(?责任编辑 \(?责编
    本文(?:来源|转自|标签|地址|链接|网址) 文章来源[:：] 转载请注明 凡本[网站]
    下载(?:客户端|app) 点击(?:查看|进入|关注|下载) 关注(?:我们|公众号) 打赏 赞赏 收藏 举报 顶一下 踩一下
    新闻热线 版权所有 copyright © 审核[:：] 校对[:：] 投稿 [—\-\s.*]*(?:the\s+)?end[—\-\s.*]*$
    """
)
_CUT = re.compile(rf"^[【\[\s(>]*(?:{_BEHIND})", re.I)
_CREDITS = either(
    r"""
    (?:稿件|信息|新闻|文章|图文|资料)?来\s*源 稿源 作\s*者 责任?\s*编\s*辑 责\s*编 编\s*辑 编审 审\s*[核读校] 校\s*对
    监制 统筹 排版 制作 点击 浏览 阅读 查看 访问 (?:发布|发表|更新)(?:时间|日期|于)? (?:时\s*间|日\s*期)(?=\s*:\s*\d)
    """
)
_CREDIT = re.compile(rf"(?:^[【\[\s(]*|[\s|】\])])(?:{_CREDITS})(?:次数|量|数|人数)?\s*[:：丨|/]")
_BUTTONS = either(
    r"""
    字[号体] 大\s*中\s*小 \[?\s*[大中小]\s*\]? 打印 收藏 分享 评论 纠错 听(?:新闻|全文) 来源 我要分享 复制链接 扫一扫
    微信 微博 QQ空间 原创 关注 正在阅读 当前位置 您(?:当前|现在)?的?位置 点击.{0,4}蓝字.{0,10} 首页 A[+-]? T[+-]? \d+ \+
    Play\sVideo \d+:\d+ /\d+:\d+ 播报文章 文章 正文 导语 \|
    (?:[\d.,万亿]+\s*[人条次]?\s*(?:参与|评论|阅读|浏览|收藏|转发|点赞|赞|播放|跟[帖贴])\s*)+
    """
)
_HEAD = re.compile(rf"^(?:{_BUTTONS})[:：\s]*$")
# nothing of the article stands behind these
_END = re.compile(
    r"^[【\[\s(]*(?:责任编辑|责编|编辑)\s*[:/|丨]\s*\S[^。,]{0,30}$"
    r"|^(?:最新|最热|热门|全部|网友|精彩|用户|大家)(?:评论|跟[帖贴]|留言)|^评论\s*\(?\d+\)?$|^\d+\s*条(?:评论|跟[帖贴])"
)
_HEAD_LINES = 12
_SHORT = 40
_ENOUGH = 150.0
_CREDIT_LENGTH = 80


def trim(lines: Sequence[str], weights: Sequence[float], is_title: Callable[[str], bool]) -> range:
    """Which of a box's lines are the article.

    Cut at the front: its title, the line of date and source, buttons. Cut at the end: what stands behind the line of
    the editor or a heading of comments; what begins with 相关阅读, 声明 and the like, when less than a third of the
    prose would go with it; and lines that only name source, author or editor. Everything between stays.
    """
    if not lines:
        return range(0)
    shadows = [Shadow(line[:120]).text for line in lines]
    first = _first(lines, shadows, is_title)
    last = _last(lines, shadows, weights, first)
    return range(first, last)


def _first(lines: Sequence[str], shadows: Sequence[str], is_title: Callable[[str], bool]) -> int:
    first = 0
    for number in range(min(len(lines), _HEAD_LINES)):
        line, shadow = lines[number], shadows[number]
        if is_title(line) or is_credit(line, shadow):
            first = number + 1
        elif len(line) > _SHORT or line[-1] in "。！？：":
            break
        elif _HEAD.match(shadow) and first == number:
            first = number + 1
    return first


def is_credit(line: str, shadow: str) -> bool:
    """Whether a line (and its shadow) only tells source, author or time."""
    if len(line) > _CREDIT_LENGTH:
        return False
    if _CREDIT.search(shadow):
        return "。" not in shadow
    return len(line) < 60 and not re.search("[。；,]", shadow[:-1]) and tells_time(shadow)


def _last(lines: Sequence[str], shadows: Sequence[str], weights: Sequence[float], first: int) -> int:
    prose = [max(0.0, weight) for weight in weights]
    rest, last = 0.0, _ended(shadows, prose, first)
    whole = sum(prose[first:last]) or 1.0
    for number in range(last - 1, first, -1):
        rest += prose[number]
        if rest > whole / 3:
            break
        if _CUT.match(shadows[number]):
            last = number
    while last > first + 1:
        line, shadow = lines[last - 1], shadows[last - 1]
        if (
            not (_CUT.match(shadow) and len(line) < 300)
            and not (_CREDIT.match(shadow) and len(line) < 40)
            and not _HEAD.match(shadow)
        ):
            break
        last -= 1
    return last


def _ended(shadows: Sequence[str], prose: Sequence[float], first: int) -> int:
    """Index of the line that ends the article for sure, once enough of it has passed."""
    passed = 0.0
    for number in range(first, len(shadows)):
        if passed > _ENOUGH and _END.match(shadows[number]):
            return number
        passed += prose[number]
    return len(shadows)
