"""Authors who are named inside the article: in its first line (本报讯 记者 ...) or after its last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract.labels import split_names
from pipelines.extract.shadow import Shadow

# the common surnames, in simplified characters; common knowledge
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫"
    "孔向常汤康易乔赖文欧殷詹施庞樊兰柳翟梅庄辛管祝左涂谷时舒耿牟卜路葛凌靳古牛季申童齐包柴华安骆颜柯裴鲍"
    "霍洪司卓岳倪焦项甘房纪单鲁曲温解符游景席伍聂尤穆费阮卫宫成关边佟冷鲜蒙冉隋宁辜麦瞿窦党巩商滕全闵苗岑"
    "盛桂迟戚米巫储冀褚娄楚印宗候荆臧苑佘屈车盖连"
)
_NAME = (
    rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    r"|(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|端木)[\u4e00-\u9fff]{1,2})"
)
_NAMES = rf"{_NAME}(?:[\s、,，]+{_NAME}){{0,5}}"
_KIND = r"(?:[\u4e00-\u9fffA-Za-z]{0,12}(?:记者|通讯员|评论员))"
_LEAD = re.compile(
    rf"\(\s*{_KIND}\s*:?\s*(?P<value>[^()]{{2,40}}?)\s*\)|^[^。()]{{0,24}}?(?:讯"
    rf"|电)?\s*{_KIND}\s*(?P<bare>{_NAMES})(?=\s|\d|报道|发自|$|[,:])"
)
_TAIL = re.compile(rf"\(\s*(?:{_KIND}\s*:?\s*)?(?P<value>{_NAMES})\s*(?:[/\s]*(?:文|报道|整理))?\s*\)\s*[。.]?\s*$")
_SIGNED = re.compile(
    rf"^\s*(?:{_KIND}|作者|文|撰文|采写|撰稿)\s*[:/|丨]?\s*(?P<value>{_NAMES})\s*(?:[/\s]*(?:文|图|摄|报道|整理)*)\s*$"
)
_EDGE = 2


def authors_of_text(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Reporters named in the first two paragraphs, or in brackets at the end of the last two, as printed.

    A bracket at the end names an author only if it holds names and nothing else: (完), (图) and (新华社) do not.

    >>> authors_of_text(["本报讯（记者 张小三 李四）7月1日，……", "……圆满结束。（完）"])
    ('张小三', '李四')
    >>> authors_of_text(["论坛举行。", "就此展开对话。(李楠楠)"])
    ('李楠楠',)
    """
    for paragraph in paragraphs[:_EDGE]:
        shadow = Shadow(paragraph[:160])
        if match := _LEAD.search(shadow.text):
            group = "value" if match["value"] else "bare"
            if names := split_names(shadow, *match.span(group)):
                return tuple(names)
    for paragraph in reversed(paragraphs[-_EDGE:]):
        shadow = Shadow(paragraph[-160:])
        if match := _TAIL.search(shadow.text) or _SIGNED.search(shadow.text):
            return tuple(split_names(shadow, *match.span("value")))
    return ()
