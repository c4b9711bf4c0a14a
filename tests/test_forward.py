"""The forward model gives the strings that stand on real pages, unasked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.forward import garble, random_table

CASES = Path(__file__).parent / "cases"


def test_the_seed_page_from_its_original() -> None:
    page = (CASES / "benxi-portal-page.txt").read_text(encoding="utf-8")
    original = (CASES / "benxi-portal-page.expected.txt").read_text(encoding="utf-8")
    annotation = r"\(([a-zü\u00e0-\u01dc]+)\)"
    table = {"報": "bào"} | dict(re.findall(r"([\u4e00-\u9fff])" + annotation, page)) | {"請": "qǐng"}
    rhythm = [len(cluster) == 2 for cluster in re.findall(r",?[,。、;]", re.sub(annotation, "", page))]
    assert sum(rhythm) == 68
    assert garble(original, table=table, commas="characters", marks="，。、；", share=rhythm, fold=True) == page


@pytest.mark.parametrize(
    ("text", "table", "commas", "nfkc", "garbled"),
    [
        ("此书以为用女性的角度来看", {"詾": "xiōng", "來": "lái"}, "", True, "此書以?xiōng)橛门?缘慕嵌葋?lái)看"),
        ("现在。现在", {"現": "xiàn"}, "，", True, "現(xiàn)在?,F(xiàn)在"),
        ("。”新浪网的", {"網": "wǎng"}, "！", False, "?！毙吕司W(wǎng)的"),
        ("。《中华人民", {}, "！", False, "?！吨腥A人民"),
        ("当地“好资源", {"數": "shù"}, "", False, "當?shù)亍昂觅Y源"),
        ("此行。”据了解", {"據": "jù"}, "！", False, "此行?！睋?jù)了解"),
    ],
)
def test_strings_of_other_sites(text: str, table: dict[str, str], commas: str, nfkc: bool, garbled: str) -> None:
    machine = {"commas": "bytes" if commas else "none", "marks": commas, "nfkc": nfkc}
    assert garble(text, table=table, **machine) == garbled


def test_decoders_differ_in_what_they_swallow() -> None:
    table = {"報": "bào", "請": "qǐng"}
    assert garble("日报", table=table) == "日?qǐng)?bào)"
    assert garble("日报", table=table, decoder="keep", lost="\ufffd") == "日\ufffd(qǐng)\ufffd(bào)"


def test_variants() -> None:
    table = {"國": "guó"}
    assert garble("中国", table=table, style="number") == "中國(guo2)"
    assert garble("中国", table=table, style="plain", gap=" ", nfkc=False) == "中國 (guo)"
    assert garble("中国", table=table, brackets=("（", "）"), nfkc=False) == "中國（guó）"
    assert garble("中国，好", after_marks=" ", commas="characters", fold=True) == "中國, , 好"
    assert garble("2月", lost_indents=True) == "????2月"


def test_random_tables_repeat_by_seed() -> None:
    assert random_table(7, 40) == random_table(7, 40) != random_table(8, 40)
    assert set(random_table(1, 3, "中国的发展")) == {"國", "發"}
