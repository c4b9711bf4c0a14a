"""What holds for every text and every body, whatever the stages do."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import Explanation, Options, clean, decode, explain, explain_page, extract, process, replay
from pipelines.stages import NAMES

CHINESE = "我们在河边种了一排柳树，春天来的时候，孩子们都跑出来放风筝。"
VISIBLE = (
    "中国 發展 網(wǎng)絡(luò) 報(bào)道 國(guó) 行(xíng)走 ，， ,, ,。 。。。 “ ” 《 》 々 〇 "
    r"&amp; &amp;lt; &#20013; \u4e2d %E4%B8%AD %D6%D0 %u4E2D =E4=B8=AD +Ti0- ~{VP~} "
    "ÖÐ¹ú 锟斤拷 中é ? Ａ１ ⼀ ﬁ ① ㎡ 图書館は 도서관 привет café 😀 http://a.cn/?b=1,,2 a,,b=1"
)
INVISIBLE = "\ufffd\ue000\U000f0000\u200b\ufeff\xad\u3000\xa0\t\0\r\n \ud800\udfff"
JOINED = ["\r\n", "ä¸\xadå›½", "涓\ue15f浗", "中é\x97´", "👩\u200d💻"]
PIECES = st.sampled_from([*VISIBLE.split(), *INVISIBLE, *JOINED])
TEXTS = st.one_of(
    st.text(st.characters(), max_size=80),  # every code point, lone surrogates too
    st.lists(st.one_of(PIECES, st.sampled_from(list(CHINESE))), max_size=40).map("".join),
)


def in_hand(explanation: Explanation) -> None:
    """What must hold inside an explanation."""
    assert Counter(step.stage for step in explanation.steps) == explanation.counts
    for start, end in explanation.uncertain:
        assert 0 <= start < end <= len(explanation.text)
    assert explanation.uncertain == sorted(explanation.uncertain)
    assert all(0 <= step.confidence <= 1 and step.reason for step in explanation.steps)
    assert all(step.before != step.after for step in explanation.steps)


@given(TEXTS)
@example("")
@example("\ud83d\ude00")
@example(CHINESE)
def test_any_text(text: str) -> None:
    explanation = explain(text)
    in_hand(explanation)
    assert clean(text) == explanation.text
    assert replay(text, explanation.steps) == explanation.text
    assert clean(explanation.text) == explanation.text
    explanation.text.encode()


@given(TEXTS, st.sets(st.sampled_from(NAMES)), st.sampled_from(["simplified", "keep"]), st.booleans())
def test_any_stages_and_options(text: str, stages: set[str], script: str, fill: bool) -> None:
    options = Options(script=script, fill=fill)
    explanation = explain(text, stages=stages, options=options)
    in_hand(explanation)
    assert {step.stage for step in explanation.steps} <= {*stages, "decode"}
    assert replay(text, explanation.steps) == explanation.text
    assert clean(explanation.text, stages=stages, options=options) == explanation.text


@given(TEXTS, TEXTS)
def test_a_piece_judged_by_its_page(piece: str, page: str) -> None:
    explanation = explain(piece, page=page)
    in_hand(explanation)
    assert replay(piece, explanation.steps) == explanation.text


@given(TEXTS)
def test_a_text_gives_the_same_every_time(text: str) -> None:
    first, second = explain(text), explain(text)
    assert (first.text, first.steps, first.flags) == (second.text, second.steps, second.flags)


@given(st.one_of(st.binary(max_size=200), TEXTS.map(lambda text: text.encode("gb18030", "replace"))), st.text())
def test_any_body(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type=content_type)
    decoded.text.encode()
    assert 0 <= decoded.confidence <= 1
    page = explain_page(body, url="https://news.example.cn/", content_type=content_type)
    assert page.article == process(body, url="https://news.example.cn/", content_type=content_type)
    for each in page.article.uncertain:
        value = getattr(page.article, each.field.split("[")[0])
        assert each.end <= len(value if isinstance(value, str) else value[int(each.field[:-1].split("[")[1])])
    assert sum(each.count for each in page.article.repairs) == sum(
        len(explanation.steps) for explanation in page.explanations.values()
    )


@given(st.one_of(TEXTS, TEXTS.map(lambda text: f"<html><body><h1>{text}</h1><p>{CHINESE}{text}</p>")))
def test_any_page(html: str) -> None:
    fields = extract(html, url="https://news.example.cn/")
    assert all(value is None or value.strip() for value in (fields.title, fields.text, fields.source, fields.site))


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="no stage named shine"):
        clean("", stages=["shine"])


def test_steps_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="another text"):
        replay("平安", explain("發展").steps)
