"""Chinese names: what one looks like where nothing but its shape can tell."""

from __future__ import annotations

# the common surnames, in simplified characters; common knowledge
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫"
    "孔向常汤康易乔赖文欧殷詹施庞樊兰柳翟梅庄辛管祝左涂谷时舒耿牟卜路葛凌靳古牛季申童齐包柴华安骆颜柯裴鲍"
    "霍洪司卓岳倪焦项甘房纪单鲁曲温解符游景席伍聂尤穆费阮卫宫成关边佟冷鲜蒙冉隋宁辜麦瞿窦党巩商滕全闵苗岑"
    "盛桂迟戚米巫储冀褚娄楚印宗候荆臧苑佘屈车盖连查师闻仇简明战初原丛荣翁应郁虞敖晏郎"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|端木|澹台|宇文|长孙|独孤|南宫"
NAME = rf"(?:(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{_SINGLE}][\u4e00-\u9fff]{{1,2}})"
"""A regular expression for a name that begins with a common surname."""
SPACED_NAME = rf"[{_SINGLE}]\s[\u4e00-\u9fff]"
"""A name of two characters, spread to the width of three: 方 敏."""
