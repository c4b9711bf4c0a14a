"""A line's shadow: what it would say without garble, in simplified characters, for matching labels on it.

Fields are extracted before they are cleaned, so a label may read `来源：`, `來源:` or `來(lái)源,：`. The shadow
knows where each of its characters stands in the line, so that a value found on it can be given as it was printed.
"""

from __future__ import annotations

import re

_FOLD = str.maketrans(
    "來報記責編輯發佈時間稱網閱讀轉載處攝訊電欄頁當聞撰寫採訪員審監製統籌實習見團隊聯係簽題標類別點擊瀏覽數評論收藏關鍵詞摘導語"
    "總張陳劉楊黃趙吳馬羅鄭謝韓馮蕭鄧許蔣葉蘇呂盧鍾譚陸範賈韋鄒閻龍萬錢湯賴龔龐顧紀項歐聶齊莊顏倫衛駱區單寧關鮑華閆喬賀邊畢魯時傅滿"
    "內譯圖權屬與為這個於從門號總體進過對還書長開東樂廣傳媒動態導臺灣財經"
    "：（）｜　\u00a0０１２３４５６７８９／－．，；",
    "来报记责编辑发布时间称网阅读转载处摄讯电栏页当闻撰写采访员审监制统筹实习见团队联系签题标类别点击浏览数评论收藏关键词摘导语"
    "总张陈刘杨黄赵吴马罗郑谢韩冯萧邓许蒋叶苏吕卢钟谭陆范贾韦邹阎龙万钱汤赖龚庞顾纪项欧聂齐庄颜伦卫骆区单宁关鲍华闫乔贺边毕鲁时傅满"
    "内译图权属与为这个于从门号总体进过对还书长开东乐广传媒动态导台湾财经"
    ":()|  0123456789/-.,;",
)
_TONES = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_GARBLE = re.compile(
    rf"(?<=[\u3400-\u9fff])\([{_TONES}]{{1,6}}\)"  # 國(guó)
    rf"|\?[{_TONES}]{{1,6}}\)"  # the remnant of an annotation that lost its bracket
    r"|(?<=[\u3400-\u9fff)])[,，](?=[：:，,。、；;！？])"  # a stray comma before a mark
)


class Shadow:
    """A line and its shadow.

    Attributes:
        text: the shadow.

    >>> shadow = Shadow("來(lái)源：人民日報(bào)")
    >>> shadow.text, shadow.raw(3, 7)
    ('来源:人民日报', '人民日報(bào)')
    """

    __slots__ = ("_line", "_places", "text")

    def __init__(self, line: str) -> None:
        self._line = line
        self._places: list[int] | None = None
        if _GARBLE.search(line):
            self._places = []
            last = 0
            for cut in _GARBLE.finditer(line):
                self._places.extend(range(last, cut.start()))
                last = cut.end()
            self._places.extend(range(last, len(line)))
            self._places.append(len(line))
            self.text = _GARBLE.sub("", line).translate(_FOLD)
        else:
            self.text = line.translate(_FOLD)

    def raw(self, start: int, end: int) -> str:
        """What stands in the line where the shadow has `text[start:end]`."""
        if self._places is None:
            return self._line[start:end]
        return self._line[self._places[start] : self._places[end]]
