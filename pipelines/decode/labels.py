"""Names of encodings: any name that a page or a server writes, to one label.

Labels are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), in lower case.
They differ from the standard where a reader of Chinese pages wants to know more: `gb2312` keeps its name (its decoder
is gbk's), and hz, iso-2022-cn, iso-2022-kr and euc-tw are named, where a browser refuses or does not know them.
"""

from __future__ import annotations

_ALIASES = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8 utf_8 cp65001 utf-8n
utf-16le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf16
utf-16be: unicodefffe
gb2312: chinese csgb2312 csiso58gb231280 gb_2312 gb_2312-80 iso-ir-58 euc-cn euccn gb2312-80 x-euc-cn
gbk: x-gbk cp936 ms936 windows-936 936
gb18030: gb-18030 gb18030-2000 gb18030-2022
big5: big5-hkscs cn-big5 csbig5 x-x-big5 big-5 big5hkscs cp950 ms950 windows-950 big5-eten
hz: hz-gb-2312 hz-gb2312 hzgb2312
iso-2022-cn: csiso2022cn iso-2022-cn-ext
euc-tw: euctw x-euc-tw cns11643 cseuctw
iso-2022-kr: csiso2022kr
euc-jp: cseucpkdfmtjapanese x-euc-jp eucjp
shift_jis: csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932
iso-2022-jp: csiso2022jp
euc-kr: cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 euckr
windows-1250: cp1250 x-cp1250
windows-1251: cp1251 x-cp1251
windows-1252: cp1252 x-cp1252 ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591\
 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii
windows-1253: cp1253 x-cp1253
windows-1254: cp1254 x-cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5
windows-1255: cp1255 x-cp1255
windows-1256: cp1256 x-cp1256
windows-1257: cp1257 x-cp1257
windows-1258: cp1258 x-cp1258
windows-874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620
iso-8859-2: csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso-8859-3: csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso-8859-4: csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso-8859-5: csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso-8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127\
 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso-8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987\
 sun_eu_greek
iso-8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988\
 visual
iso-8859-8-i: csiso88598i logical
iso-8859-10: csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso-8859-13: iso8859-13 iso885913
iso-8859-14: iso8859-14 iso885914
iso-8859-15: csisolatin9 iso8859-15 iso885915 iso_8859-15 l9
iso-8859-16:
koi8-r: cskoi8r koi koi8 koi8_r
koi8-u: koi8-ru
ibm866: 866 cp866 csibm866
macintosh: csmacintosh mac x-mac-roman
x-mac-cyrillic: x-mac-ukrainian
"""
_LABELS = {
    name: label
    for label, _, aliases in (line.partition(":") for line in _ALIASES.strip().splitlines())
    for name in (label, *aliases.split())
}

UNSUPPORTED = frozenset({"euc-tw", "iso-2022-cn"})
"""Recognised, and not decoded here."""
GB = frozenset({"gb2312", "gbk", "gb18030"})
"""One decoder."""


def label_of(name: str | bytes | None) -> str | None:
    """The label that a name stands for, `None` when it stands for none.

    >>> label_of(" GB2312 "), label_of("x-gbk"), label_of("Latin1"), label_of("big5-HKSCS"), label_of("wingdings")
    ('gb2312', 'gbk', 'windows-1252', 'big5', None)
    """
    if isinstance(name, bytes):
        name = name.decode("latin-1")
    return _LABELS.get(name.strip(" \t\n\r\f\"'").lower()) if name else None


def same(one: str | None, other: str | None) -> bool:
    """Whether two labels have one decoder.

    >>> same("gb2312", "gbk"), same("gbk", "big5")
    (True, False)
    """
    return one == other or (one in GB and other in GB)
