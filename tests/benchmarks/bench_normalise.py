"""Goals of the stages that normalise, with their peers in the same run.

python tests/benchmarks/bench_normalise.py PAIRS.tsv    (id, traditional, simplified)

Peers (OpenCC, zhconv-rs, ftfy) are measured when they are installed: never beside opencc-python-reimplemented in the
project's own environment, but in another folder that PYTHONPATH names.
"""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from pipelines import clean
from pipelines.simplify.dictionaries import _root, configuration
from pipelines.simplify.engine import engine

QUOTES = str.maketrans("「」『』", "“”‘’")
FOLD = str.maketrans("，；：？！（）", ",;:?!()")


def peer(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


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
    return (text * (1_000_000 // len(text.encode()) + 1))[:350_000]


def row(what: str, goal: str, figure: str) -> None:
    print(f"{what:58} {goal:>14}  {figure}")


def accuracy(pairs: list[tuple[str, str]]) -> None:
    wrong = total = sentences = 0
    for traditional, simplified in pairs:
        found = clean(traditional, stages=["simplify"]).translate(QUOTES)
        differences = sum(a != b and b >= "一" for a, b in zip(found, simplified, strict=True))
        wrong, total, sentences = wrong + differences, total + len(simplified), sentences + (differences > 0)
    row("traditional to simplified: characters %", ">= 99.97", f"{100 - 100 * wrong / total:.4f}")
    row("traditional to simplified: sentences %", ">= 99.0", f"{100 - 100 * sentences / len(pairs):.2f}")
    row("simplified sentences changed", "0", f"{sum(clean(simplified) != simplified for _, simplified in pairs)}")


def punctuation(pairs: list[tuple[str, str]]) -> None:
    marks = kept = touched = 0
    for _, text in pairs:
        found = clean(text.translate(FOLD), stages=["punctuation"])
        if len(found) != len(text):
            continue  # printed twice, or the like: counted above
        marks += sum(each in "，；：？！（）" for each in text)
        kept += sum(each in "，；：？！（）" and each == back for each, back in zip(text, found, strict=True))
        touched += sum(each in ",;:?!()" and each != back for each, back in zip(text, found, strict=True))
    row("folded marks restored %; good ASCII marks touched", ">= 99.5; 0", f"{100 * kept / marks:.2f}; {touched}")


def exactness(official: ModuleType | None) -> None:
    if official is None:
        row("exact mode against official OpenCC, 100,000 overlaps", "0", "not installed")
        return
    random.seed(5)
    group = configuration("t2s").chain[0]
    words = sorted(group.phrases)
    texts = []
    for _ in range(100_000):
        parts = [random.choice(words) for _ in range(random.randint(1, 4))]
        texts.append("".join(part[random.randint(0, 1) : len(part) - random.randint(0, 1)] for part in parts))
    root = _root() / "dictionary"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("TSPhrases", "TSCharacters"):
            (Path(folder) / f"{name}.txt").write_bytes((root / f"{name}.txt").read_bytes())
        phrases, characters = (f'{{"type":"text","file":"{name}.txt"}}' for name in ("TSPhrases", "TSCharacters"))
        (Path(folder) / "own.json").write_text(
            f'{{"name":"own","segmentation":{{"type":"mmseg","dict":{phrases}}},'
            f'"conversion_chain":[{{"dict":{{"type":"group","dicts":[{phrases},{characters}]}}}}]}}'
        )
        convert = official.OpenCC(str(Path(folder) / "own.json")).convert
        ours = engine("t2s", exact=True)
        row(
            "exact mode against official OpenCC, 100,000 overlaps",
            "0",
            f"{sum(convert(text) != ours.convert(text).text for text in texts)} differ",
        )


def speed(pairs: list[tuple[str, str]], official: ModuleType | None, zhconv: ModuleType | None) -> None:
    traditional, simplified = (
        megabyte([pair[0] for pair in pairs]),
        megabyte([good for _, good in pairs if clean(good) == good]),
    )
    size = len(traditional.encode()) / 1e6
    own = best(lambda: clean(traditional, stages=["simplify"]))
    row("simplify, traditional text, MB/s", "", f"{size / own:.0f}")
    if official:
        convert = official.OpenCC("t2s").convert
        row("  times official OpenCC", ">= 3", f"{best(lambda: convert(traditional), 3) / own:.2f}")
    if zhconv:
        row("  times zhconv-rs", ">= 1", f"{best(lambda: zhconv.zhconv(traditional, 'zh-hans')) / own:.2f}")
    import ftfy

    config = ftfy.TextFixerConfig(
        uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, normalization="NFC"
    )
    theirs = best(lambda: ftfy.fix_text(simplified, config), 3)
    whole = best(lambda: clean(simplified))
    row("clean, all stages, good text: times ftfy", ">= 12", f"{theirs / whole:.2f}")


def main() -> None:
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    pairs = [(line.split("\t")[1], line.split("\t")[2]) for line in lines]
    official, zhconv = peer("opencc"), peer("zhconv_rs")
    if official is not None and not hasattr(official, "opencc_clib"):
        official = None  # opencc-python-reimplemented has the same name
    row("what", "goal", "figure")
    accuracy(pairs)
    punctuation(pairs)
    exactness(official)
    speed(pairs, official, zhconv)
    for name, module in (("OpenCC", official), ("zhconv-rs", zhconv)):
        if module is None:
            print(f"{name}: not installed")


if __name__ == "__main__":
    main()
