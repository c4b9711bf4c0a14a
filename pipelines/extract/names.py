"""What the class and id of an element say about it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_START = r"(?:^|[\s_-])"

_NOISE = re.compile(
    _START + r"(?:comments?(?!ary)|reply|replies|pinglun|liuyan|guestbook|(?:bd|wx)?shares?(?!d)|sharing|jiathis"
    r"|social|fenxiang"
    r"|relat\w*|relevant|xgyd|xgwz|xgxw|similar|recommend\w*|recomm|tuijian|hots?(?:news|list|word|tag)?(?![a-z])"
    r"|ranks?|ranking|paihang|phb"
    r"|side(?:bar)?(?![a-z])|sidebar|aside|foot(?:er)?(?![a-z])|bottom(?:nav|bar|bg)?(?![a-z])|copyright|copyrights"
    r"|bread\w*|crumbs?|location|weizhi|dqwz|position|nav(?:i|bar|igation|igator|menu)?(?![a-z])|menus?|submenu"
    r"|login|register|signin|toolbar|tools?(?![a-z])|pager?nav|pager|pages(?![a-z])|pagination|paging|fenye"
    r"|ads?(?![a-z])|adv(?:ert\w*)?(?![a-z])|guanggao|gg\d*(?![a-z])|banner|sponsor|promo\w*"
    r"|qr(?:code)?(?![a-z])|ewm|erweima|weixin|wechat|weibo|subscribe|follow|download|app(?:down|load|link)\w*"
    r"|pop(?:up)?(?![a-z])|modal|dialog|toast|mask|tooltip|disclaim\w*|shengming|mianze|tags?(?![a-z])|keywords?"
    r"|prev(?:next)?|prenext|next(?:page|news|article)?(?![a-z])|shangxia|updown|vote|digg|dianzan|praise|mood|xinqing"
    r"|author(?:info|card|box)|zebian|editors?(?:box|info)?$|jubao|report|feedback|jiucuo|search\w*|friendlink"
    r"|links?(?![a-z])|sitemap"
    r"|(?:fig|img|pic|photo|image)?-?captions?|(?:img|pic|photo|image)-?_?(?:desc\w*|notes?|text|tit(?:le)?s?)|tuzhu|pic_?exp"
    r"|loading|skip(?:link)?|jammer|attach\w*|views?num|pstatus|jiathis\w*|bshare\w*|bdsharebuttonbox)"
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:article-?_?(?:content|body|con|text|main|detail|txt)\w*|(?:news|detail|main|post|entry|text"
    r"|show|art|content|info|page)"
    r"-?_?(?:content|body|text|txt|con|article)\w*|trs-?_?(?:u?editor)\w*|rich-?_?media-?_?content|content(?:s"
    r"|-?text|-?main|-?detail|-?body|-?ph)?"
    r"|articlebody|newsbody|zhengwen|zw|ozoom|endtext|cont|txt|t_f|t_msgfont|message|vwtb|zoom|fontzoom"
    r"|artibody)(?=$|[\s_-]|\d)"
)
_FIELD = re.compile(
    r"(?:^|[\s_-])(?P<field>(?P<published>pub\w*-?(?:time|date)\w*|post-?(?:time|date|on)|date\w*|times?(?:tamp)?"
    r"|riqi|shijian|fbsj|authi)"
    r"|(?P<source>sources?|laiyuan|ly|origin|copyfrom|media(?:name)?|comefrom|from)|(?P<author>authors?|byline"
    r"|writer|zuozhe|reporter)"
    r"|(?P<title>titles?|tit|biaoti|headline|bt|ph|subject))(?=$|[\s_-]|\d)"
)


class Role(NamedTuple):
    """What a name says: it stands beside the article, holds its body, or holds a field of it.

    Fields are `published`, `source`, `author` and `title`.
    """

    noise: bool = False
    body: bool = False
    field: str | None = None


@lru_cache(maxsize=4096)
def role(name: str) -> Role:
    """The role told by a class and id, joined by a space.

    >>> role("articleContent").body, role("bdsharebuttonbox").noise, role("pub_time").field
    (True, True, 'published')
    """
    name = _CAMEL.sub("-", name[:300]).lower()
    field = _FIELD.search(name)
    kind = next((key for key in ("published", "source", "author", "title") if field[key]), None) if field else None
    return Role(_NOISE.search(name) is not None, _BODY.search(name) is not None, kind)
