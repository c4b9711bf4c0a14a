"""Goals of the stages that normalise, with their peers in the same run.

make bench-normalise ARGS='[--pairs PAIRS.tsv ...] [--good LINES.txt ...] [--traditional LINES.txt]'

PAIRS hold a sentence a line: id, traditional, simplified, separated by tabs. LINES are good simplified text (nothing in
it may change; it is also written in traditional characters by OpenCC and brought back), or traditional text for the
speed. Without any, the texts of the bundled samples are used. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import ftfy
import peers

sys.path.insert(0, str(peers.ROOT))
from pipelines import clean, variants
from pipelines.simplify.dictionaries import configuration
from pipelines.simplify.engine import engine

SAFE = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=False,
    normalization="NFC",
    unescape_html="auto",
)
"""The configuration in which ftfy changes no good Chinese."""
QUOTES = str.maketrans("「」『』", "“”‘’")
MARKS = "，；：？！（）"
FOLD = str.maketrans(MARKS, ",;:?!()")
WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]|(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])[．＠＿／－](?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
"""Fullwidth digits and letters, and signs between them: stage `characters` always changes these."""
SIZE = 350_000
"""Characters that are timed: about a megabyte of UTF-8."""
OVERLAPS = {"t2s": 100_000, "tw2s": 20_000, "hk2s": 20_000, "tw2sp": 20_000}

OFFICIAL = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from opencc import OpenCC
work = json.load(open(sys.argv[2], encoding="utf-8"))
convert = OpenCC(work["config"]).convert
results = [convert(text) for text in work["texts"]]
times = []
for _ in range(work["rounds"]):
    start = time.process_time()
    for text in work["texts"]:
        convert(text)
    times.append(time.process_time() - start)
json.dump([results, min(times, default=0.0)], open(sys.argv[2], "w", encoding="utf-8"))
"""
"""Runs in a process of its own: the module's name is also that of a package that this project has."""


def official(texts: list[str], config: str, rounds: int = 0) -> tuple[list[str], float] | None:
    """What official OpenCC makes of `texts`, and its CPU seconds."""
    if not (peers.OPENCC_FOLDER / "opencc").is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work.json"
        work.write_text(json.dumps({"config": config, "texts": texts, "rounds": rounds}), "utf-8")
        subprocess.run([sys.executable, "-c", OFFICIAL, str(peers.OPENCC_FOLDER), str(work)], check=True)
        results, seconds = json.loads(work.read_text("utf-8"))
    return results, seconds


def best(function: Callable[[], Any], rounds: int = 7) -> float:
    """CPU seconds of the fastest of some runs."""
    function()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def megabyte(lines: list[str]) -> str:
    text = "\n".join(lines)
    return (text * (SIZE // max(len(text), 1) + 1))[:SIZE]


def row(what: str, goal: str, figure: str) -> None:
    print(f"{what:66} {goal:>12}  {figure}", flush=True)


def simplified(text: str) -> str:
    return clean(text, stages=["simplify"])


def errors(found: str, wanted: str) -> int:
    """Hanzi that differ; marks are another stage's work."""
    if len(found) != len(wanted):
        return abs(len(found) - len(wanted)) + 1
    return sum(a != b and max(a, b) >= "\u3400" for a, b in zip(found, wanted, strict=True))


def accuracy(name: str, pairs: list[tuple[str, str]], convert: Callable[[str], str] = simplified) -> None:
    wrong = [errors(convert(traditional).translate(QUOTES), good.translate(QUOTES)) for traditional, good in pairs]
    characters = 100 - 100 * sum(wrong) / max(1, sum(len(good) for _, good in pairs))
    sentences = 100 - 100 * sum(map(bool, wrong)) / len(pairs)
    row(f"{name}: characters, sentences %", ">= 99.97, 99", f"{characters:.4f}, {sentences:.2f}")


def accuracies(name: str, pairs: list[tuple[str, str]]) -> None:
    accuracy(name, pairs)
    for config in ("t2s", "tw2s"):
        if theirs := official([traditional for traditional, _ in pairs], config):
            answers = dict(zip((traditional for traditional, _ in pairs), theirs[0], strict=True))
            accuracy(f"  OpenCC {config}", pairs, answers.__getitem__)
    if (other := peers.peer("opencc_pyo3")) is not None:
        accuracy("  opencc-pyo3 t2s", pairs, other.OpenCC("t2s").convert)
    if (other := peers.peer("zhconv_rs")) is not None:
        accuracy("  zhconv-rs", pairs, lambda text: str(other.zhconv(text, "zh-hans")))


def untouched(lines: list[str]) -> None:
    """Good simplified text: what changes, stage by stage, and whether cleaning again changes anything."""
    for stage in ("simplify", "characters", "punctuation"):
        changed = [line for line in lines if clean(line, stages=[stage]) != line]
        row(f"good simplified lines changed by {stage}, of {len(lines)}", "<= 5 / 10000", str(len(changed)))
        for line in changed[:5] if stage == "simplify" else []:
            print(f"    {line[:60]}\n    {simplified(line)[:60]}")


def settled(lines: list[str]) -> None:
    again = sum(clean(once) != once for once in map(clean, lines))
    row(f"cleaned again: lines changed, of {len(lines)}", "0", str(again))


def punctuation(lines: list[str]) -> None:
    marks = kept = touched = 0
    for text in lines:
        found = clean(text.translate(FOLD), stages=["punctuation"])
        if len(found) != len(text):
            continue  # printed twice, or the like: counted above
        marks += sum(each in MARKS for each in text)
        kept += sum(each in MARKS and each == back for each, back in zip(text, found, strict=True))
        touched += sum(each in ",;:?!()" and each != back for each, back in zip(text, found, strict=True))
    row("folded marks restored %; good ASCII marks touched", ">= 99.5; 0", f"{100 * kept / marks:.2f}; {touched}")


def cases() -> None:
    """The project's cases of what is right, and of good text that stays; peers on the same."""
    found = [
        case
        for path in sorted((peers.ROOT / "tests" / "cases").glob("*.json"))
        if path.stem.split("-")[0] in ("characters", "punctuation")
        for case in json.loads(path.read_text("utf-8"))
        if case["expect"] == "pass" and not case.get("options")
    ]
    tools: dict[str, Callable[[str], str]] = {
        "zhengwen": lambda text: clean(text, stages=["characters", "punctuation"]),
        "ftfy, safe": lambda text: ftfy.fix_text(text, SAFE),
        "ftfy": ftfy.fix_text,
        "NFKC": lambda text: unicodedata.normalize("NFKC", text),
    }
    for name, convert in tools.items():
        right = sum(convert(case["original"]) == case["fixed"] for case in found)
        good = [case["original"] for case in found if case["original"] == case["fixed"]]
        damaged = sum(convert(text) != text for text in good)
        figure = f"{right}/{len(found)}; {damaged}/{len(good)}"
        row(f"cases of characters and punctuation, {name}: right; good damaged", "all; 0", figure)


def exactness(name: str, count: int) -> None:
    """Random overlaps of the dictionaries' words, by exact mode and by official OpenCC with the same dictionaries."""
    draw = random.Random(5)
    words = sorted({word for group in configuration(name).chain for word in (*group.phrases, *group.characters)})
    texts = []
    for _ in range(count):
        parts = [draw.choice(words) for _ in range(draw.randint(1, 4))]
        texts.append("".join(part[draw.randint(0, 1) : len(part) - draw.randint(0, 1)] for part in parts))
    with tempfile.TemporaryDirectory() as folder:
        for path in (variants.folder() / "dictionary").glob("*.txt"):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        rules = (variants.folder() / "config" / f"{name}.json").read_text("utf-8")
        config = Path(folder) / "own.json"
        config.write_text(rules.replace('"txt"', '"text"'), "utf-8")
        theirs = official(texts, str(config))
    if theirs is None:
        return
    ours = engine(name, exact=True)
    differing = sum(ours.convert(text).text != their for text, their in zip(texts, theirs[0], strict=True))
    row(f"exact {name} against official OpenCC, {count:,} overlaps: differing", "0", str(differing))


def speed(traditional: str, good: str) -> None:
    size = len(traditional.encode()) / 1e6
    own = best(lambda: simplified(traditional))
    row("simplify, traditional text, MB/s", "", f"{size / own:.0f}")
    if theirs := official([traditional], "t2s", rounds=3):
        row("  times official OpenCC", ">= 3", f"{theirs[1] / own:.2f}")
    zhconv: ModuleType | None = peers.peer("zhconv_rs")
    if zhconv is not None:
        row("  times zhconv-rs", ">= 1", f"{best(lambda: zhconv.zhconv(traditional, 'zh-hans')) / own:.2f}")
    fresh = (good[:-1] + chr(0x4E00 + number) for number in itertools.count())  # what is told of a page is remembered
    theirs_alone = best(lambda: ftfy.fix_text(next(fresh), SAFE), 3)
    row("clean, all stages, good text: times ftfy", ">= 12", f"{theirs_alone / best(lambda: clean(next(fresh))):.2f}")
    for stage in ("unescape", "garble", "mojibake", "characters", "punctuation", "simplify"):
        row(f"  {stage} alone, ms", "", f"{1000 * best(lambda stage=stage: clean(next(fresh), stages=[stage])):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", nargs="*", default=[], type=Path)
    parser.add_argument("--good", nargs="*", default=[], type=Path)
    parser.add_argument("--traditional", type=Path)
    arguments = parser.parse_args()
    good = [line for path in arguments.good for line in path.read_text("utf-8").splitlines() if line.strip()]
    samples = [
        line
        for path in sorted(peers.ROOT.glob("data/samples/*/expected.jsonl"))
        for record in path.read_text("utf-8").splitlines()
        for line in (json.loads(record).get("text") or "").split("\n")
        if line.strip()
    ]
    good = [WIDE.sub(lambda wide: chr(ord(wide.group()) - 0xFEE0), line) for line in good or samples]
    row("what", "goal", "figure")
    cases()
    for path in arguments.pairs:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        accuracies(path.stem, [(fields[1], fields[2]) for fields in rows])
    for config in ("s2t", "s2tw", "s2hk"):
        if there := official(good, config):
            accuracy(f"written by OpenCC {config} and brought back", list(zip(there[0], good, strict=True)))
            settled([text.translate(FOLD) for text in there[0]])
    untouched(good)
    settled(good)
    punctuation(good)
    for name, count in OVERLAPS.items():
        exactness(name, count)
    traditional = arguments.traditional and arguments.traditional.read_text("utf-8").splitlines()
    if not traditional:
        there = official(good, "s2tw")
        traditional = there[0] if there else good
    speed(megabyte(traditional), megabyte([line for line in good if clean(line) == line]))


if __name__ == "__main__":
    main()
