"""What was cleaned is clean: cleaning again changes nothing and finds nothing new, whatever the text was.

A thousand examples each, other ones every time: HYPOTHESIS_PROFILE=thorough pytest tests/properties/test_rest.py
"""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tools.damage import ESCAPES, IRRECOVERABLE, LOSSLESS, LOSSY
from tools.foreign import SENTENCES, sentences
from tools.forward import garble, random_table

from pipelines import Options, clean, process, replay
from pipelines.stages import NAMES, explain

CASES = Path(__file__).parents[1] / "cases"
GOOD = [line for line in (CASES / "good-simplified.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
SEEN = [case["original"] for path in sorted(CASES.glob("*.json")) for case in msgspec.json.decode(path.read_bytes())]
FOREIGN = [sentence for kind in SENTENCES for sentence in sentences(kind)]
CODECS = (
    *("latin-1", "cp1252", "cp1251", "koi8-r", "mac-roman", "cp437", "iso8859-2"),
    *("gbk", "gb18030", "big5", "big5hkscs", "cp949", "cp932", "euc-jp", "utf-8", "utf-16-le"),
)
DAMAGES = [*LOSSLESS.values(), *LOSSY.values(), *IRRECOVERABLE.values(), *ESCAPES.values()]
DEBRIS = (
    "\ufffd|?|????|\ue15f|\u200b|\x85|\x84\x81|\u2028|\x00|\u202e|\u3000|\xa0|,|,,|,。|。。|...|(|）|：|；;|「|，|%|&|\\|="
    "|(guó)|(xíng)|?ng)|國(guó)|行(xíng)|锟斤拷|烫烫|ÖÐ|ä¸|å›|涓|鏂|é\x97´|Ｃ|⼈|豈|&amp;|&nbsp;|&lt;|\\u4e2d|%E4%B8%AD"
    "|%D6%D0|%u4e2d|\\xe4\\xb8\\xad|=D6=D0|+Ti0-|~{VP~}|著|乾|12|ab|カ|한|Привет|http://a.cn/?b=1,,2"
)
_WHOLE = st.one_of(
    st.lists(st.sampled_from(GOOD), min_size=1, max_size=3).map("".join), *map(st.sampled_from, (SEEN, FOREIGN))
)
CUT = st.tuples(_WHOLE, st.integers(0, 200), st.integers(1, 150)).map(
    lambda cut: cut[0][cut[1] % len(cut[0] or " ") :][: cut[2]]
)
RAW = st.builds(lambda raw, codec: raw.decode(codec, "replace"), st.binary(max_size=120), st.sampled_from(CODECS))
MISREAD = st.builds(
    lambda text, true, wrong, errors: text.encode(true, "replace").decode(wrong, errors)[:200],
    CUT,
    st.sampled_from(CODECS),
    st.sampled_from(CODECS),
    st.sampled_from(["replace", "ignore"]),
)
GARBLED = st.builds(
    lambda lines, seed, commas: garble("".join(lines), table=random_table(seed, 40, "".join(lines)), commas=commas),
    st.lists(st.sampled_from(GOOD), min_size=3, max_size=6),
    st.integers(0, 99),
    st.sampled_from(["bytes", "characters"]),
)


def _damaged(text: str, numbers: list[int]) -> str:
    for number in numbers:
        text = DAMAGES[number](text) or text
    return text[:400]


def _strewn(text: str, pieces: list[str], seed: int) -> str:
    draw = random.Random(seed)
    for piece in pieces:
        place = draw.randint(0, len(text))
        text = text[:place] + piece + text[place + draw.choice((0, 0, 1, 3)) :]
    return text


DAMAGED = st.builds(_damaged, CUT, st.lists(st.integers(0, len(DAMAGES) - 1), min_size=1, max_size=3))
NASTY = st.one_of(RAW, MISREAD, DAMAGED, GARBLED, CUT)
TEXTS = st.one_of(
    NASTY,
    st.builds(_strewn, NASTY, st.lists(st.sampled_from(DEBRIS.split("|")), min_size=1, max_size=8), st.integers(0, 99)),
    st.lists(st.one_of(NASTY.map(lambda text: text[:60]), st.sampled_from(DEBRIS.split("|"))), max_size=5).map("".join),
)


@given(TEXTS)
@example("&\x1bamp;&lt;")
@example("D0%D6%D0\u2028\\xe4")
@example("�虯g膏+絩薖/,茻2\r嘎攣iod艤麮銃醝3v嫚苃謋hj8}⑵蟋:巍蹇邯漿褗")
@example("\ue4cc售\ue308涔嵶\ue6e2匁尻\ue56e\ue712鏬\ue582\ue436裂\ue3ed\ue59c鱲嚧殅")
@example("Â´Ã©Â\x8dÅ\xa0Ã¥Â¬ÂªÃ§â€œÂ§")
@example("Â¿Ã¤Â¼Å¡Ã¨Â§Â\x81Ã¥Â¤â€“Ã¥â€ºÂ½Ã¥Â®Â¢Ã¤ÂºÂº?会议")
@example(" \x84\x81\x84\x80\x84")
@example("閻㈤亶鏅ｉ梹鍨\ufffd鏋傛い锟\ufffd")
def test_any_text(text: str) -> None:
    told = explain(text)
    again = explain(told.text)
    assert again.text == told.text
    assert again.flags <= told.flags
    assert replay(text, told.steps) == told.text
    assert all(step.before != step.after for step in told.steps)
    assert all(0 <= start < end <= len(told.text) for start, end in told.uncertain)


@pytest.mark.parametrize("stage", NAMES)
@given(TEXTS)
def test_each_stage_alone(stage: str, text: str) -> None:
    told = explain(text, stages=[stage])
    assert clean(told.text, stages=[stage]) == told.text
    assert replay(text, told.steps) == told.text


@given(
    TEXTS,
    st.sampled_from(
        [
            Options(script="keep"),
            *(Options(opencc=name) for name in ("tw2s", "hk2s", "tw2sp")),
            *(Options(garbled=garbled) for garbled in (True, False)),
            Options(fill=False),
        ]
    ),
)
@example("??l?I?i?gù??A", Options(garbled=True))
def test_every_option(text: str, options: Options) -> None:
    once = clean(text, options=options)
    assert clean(once, options=options) == once


@given(TEXTS, st.sampled_from(["utf-8", "gb18030", "big5hkscs"]), st.integers(0, 99))
def test_a_record_is_clean(text: str, codec: str, place: int) -> None:
    title, line = GOOD[place][:20], GOOD[place + 1]
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{line}</p><p>{text}</p></body></html>"
    article = process(html.encode(codec, "replace"), url="https://news.example.cn/2026/1.html")
    page = f"{article.title}\n{article.text}"
    for value in (article.title, article.text):
        if value:
            assert explain(value, page=page).text.strip() == value
