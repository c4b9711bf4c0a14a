"""The same words torn again: what is remembered of them is what a search of their place finds."""

from __future__ import annotations

from tools.forward import Machine, garble

from pipelines.codepoints import look
from pipelines.garble.around import before
from pipelines.garble.lattice import solve
from pipelines.garble.machine import machine_of
from pipelines.garble.torn import mend

ARTICLE = """来源：人民日报。
《人民日报》说，人民日报社昨天开会。
他在人民日报上看到，中国日报、人民日报网站和人民日报（海外版）都有。
"""


def test_what_was_met_is_what_a_search_finds() -> None:
    table = {"請": "qǐng", "報": "bào", "開": "kāi", "國": "guó", "網": "wǎng"}
    for made in (Machine(table=table), Machine(table=table, commas="characters"), Machine(table=table, commas="bytes")):
        text = "\n".join(garble(ARTICLE + line, made) for line in ("日报", "日报>", "日报(guó", "日报 "))
        seen = look(text)
        answers, _ = mend(text, seen, text)
        assert len(answers) > 20
        machine = machine_of(text, seen)
        for answer in answers:
            assert solve(text, answer.start, machine, before(text, answer.start)) == answer
