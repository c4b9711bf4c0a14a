"""HTML entities, once or many times escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from pipelines.explain import Edit
from pipelines.unescape.prose import is_chinese, is_code, lines

REASON = "HTML entity"

_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKUP = frozenset({"lt", "gt", "amp", "quot", "apos", "LT", "GT", "AMP", "QUOT", "#60", "#62", "#38", "#34", "#39"})
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_AMPERSAND = re.compile(r"&(?:;|[^#A-Za-z0-9&\s])")  # a bare one: the text speaks of entities
_QUOTES = "\"'`/"


def entities(text: str) -> Iterator[Edit]:
    """Replace entities that name a character.

    Left alone: a name that HTML does not know, one without its semicolon (`&copy=1` in a URL), controls and
    surrogates; and, where markup is shown or quoted (tags in the text, the entity between quotes), those that
    markup needs: `&lt; &gt; &amp; &quot; &apos;`; in code and JSON all but those of Chinese characters.

    >>> [edit.after for edit in entities("&amp;#20013;&#x6587;&mdash; a&lt;b &copy=1 &nosuch;")]
    ['中', '文', '—', '<']
    >>> list(entities("<p>a &lt; b</p>"))
    []
    """
    if not _ENTITY.search(text):
        return
    markup = _TAG.search(text) is not None or _AMPERSAND.search(text) is not None
    for offset, line in lines(text, _ENTITY):
        code = is_code(line)
        for match in _ENTITY.finditer(line):
            start, end = match.span()
            if match[1] in _MARKUP and (markup or _quoted(line, start, end)):
                continue
            after = _character(match[1])
            if after is not None and not (code and not is_chinese(after)):
                yield Edit(offset + start, offset + end, after, REASON, 1.0)


def _quoted(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] in _QUOTES and end < len(text)


def _character(name: str) -> str | None:
    if name[0] != "#":
        return html5.get(name + ";")
    after = unescape(f"&{name};")
    if len(after) != 1 or "\ud800" <= after <= "\udfff" or after == "\N{REPLACEMENT CHARACTER}":
        return None
    return after if after.isprintable() or after in "\t\n\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\xad" else None
