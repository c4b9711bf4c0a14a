"""One article in every way that a page may be built: it is found in all of them, and nothing else with it."""

from __future__ import annotations

import pytest
from test_fields import PROSE
from test_fields import TITLE as T

from pipelines.extract import extract

NAV = "<ul>" + "".join(f"<li><a href='/{n}.html'>另一条新闻的标题在这里{n}</a></li>" for n in range(12)) + "</ul>"
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
TIME = "<p>2024-05-20 08:36　来源：江风网</p>"
COMMENT = "<div><b>网友</b><p>这个办法好，希望早点推广到我们村里来，大家都等着用呢，真的很需要。</p></div>"
RIGHTS = "<p>本网站所刊载的内容仅代表作者个人观点，与本网站立场无关，未经授权不得转载，侵权必究，请联系我们处理。</p>"
LAYOUTS = {
    "article": f"<article><h1>{T}</h1>{TIME}{BODY}</article><footer>©2024 版权所有</footer>",
    "breaks": f"<div><h2>{T}</h2>2024-05-20 08:36<br>{'<br><br>'.join('　　' + each for each in PROSE)}</div>",
    "tables": f"<table><tr><td>{NAV}</td><td><table><tr><td><b>{T}</b></td></tr><tr><td>2024-05-20</td></tr>"
    f"<tr><td>{'<br>'.join(PROSE)}</td></tr>"
    "</table></td></tr></table>",
    "spans": f"<h1>{T}</h1><div>{''.join(f'<span>{each}</span><br/>' for each in PROSE)}</div>",
    "sections in the body": f"<h1>{T}</h1>{''.join(f'<section><p>{each}</p></section>' for each in PROSE)}",
    "boxes in boxes": f"<h1>{T}</h1><div>{''.join(f'<div class=p><div>{each}</div></div>' for each in PROSE)}</div>",
    "misleading names": f"<div class='share-wrap related'><h1>{T}</h1><div class='hot-text'>{BODY}</div></div>",
    "list": f"<h1>{T}</h1><ul class=txt>{''.join(f'<li>{each}</li>' for each in PROSE)}</ul>",
    "links in the text": f"<h1>{T}</h1><div>{BODY.replace('进度', '<a href=/k>进度</a>')}</div>",
    "long comments": f"<h1>{T}</h1><div>{BODY}</div><div><h3>网友评论</h3>{COMMENT * 30}</div>",
    "long rights": f"<h1>{T}</h1><div>{BODY}</div><div><h3>免责声明</h3>{RIGHTS * 8}</div>",
    "named place around all": f"<a name=top><h1>{T}</h1><div>{BODY}</div></a>",
    "form": f"<form id=form1><h1>{T}</h1><div id=Content>{BODY}</div></form>",
    "hidden until shown": f"<h1>{T}</h1><div style='display:none' id=content>{BODY}</div>",
    "unclosed": f"<center><h1>{T}</h1></center><font size=3>{''.join(f'<p>{each}' for each in PROSE)}</font>",
    "captions alone": f"<h1>{T}</h1>{''.join(f'<figure><figcaption>{each}</figcaption></figure>' for each in PROSE)}",
    "noscript": f"<h1>{T}</h1><noscript><div>{BODY}</div></noscript><div id=app></div>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str) -> None:
    fields = extract(f"<title>{T}</title>{NAV}{LAYOUTS[layout]}")
    assert (fields.title, fields.text, fields.flags) == (T, "\n".join(PROSE), frozenset())
