"""How much of the garble is undone, how much good text is touched, and how fast.

python tests/benchmarks/bench_garble.py [-n TEXTS] [--half first|second|all] [--variants] [FILE ...]

FILE is plain text, a sentence or paragraph a line; of tab-separated lines the last column counts (simplified). Without
one, the texts of the bundled sample portals are used. Documents are drawn from the lines by a seed, garbled by the
forward model of tests/tools/forward.py with random tables, readings, orders, comma shares and decoders, and undone by
stage `garble` alone. What is wanted is the same text through a machine with an empty table and without commas. Marks
are compared as NFKC has them, for whether a torn mark was folded cannot be seen. No other tool undoes this garble.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tools.forward import Machine, garble, random_table, readings, to_traditional  # noqa: E402  # needs the path above
from tools.people import WAYS  # noqa: E402  # needs the path above

from pipelines import Flag, clean, explain  # noqa: E402  # needs the path above

DOUBTS = {Flag.GUESSED, Flag.LOST, Flag.UNRESOLVED}


def lines_of(files: list[str], half: str) -> list[str]:
    if files:
        lines = [line.split("\t")[-1].strip() for name in files for line in Path(name).read_text("utf-8").splitlines()]
    else:
        records = [
            json.loads(row)
            for path in ROOT.glob("data/samples/*/expected.jsonl")
            for row in path.open(encoding="utf-8")
        ]
        lines = [line for record in records for line in (record.get("text") or "").split("\n")]
    lines = [line for line in lines if len(line) >= 8]
    return {"all": lines, "first": lines[::2], "second": lines[1::2]}[half]


def document(draw: random.Random, lines: list[str]) -> str:
    return "\n".join("".join(draw.sample(lines, draw.randint(1, 4))) for _ in range(draw.randint(2, 5)))


def machine(draw: random.Random, commas: str, whole: str, number: int) -> Machine:
    kinds = round(5 * 80 ** draw.random())
    fold = commas == "characters" and draw.random() < 0.5
    return Machine(
        table=random_table(number, kinds, whole),
        commas=commas,
        share=draw.choice((1.0, 0.66, 0.3)) if commas == "characters" else draw.choice((1.0, 0.7, 0.4)),
        commas_first=draw.choice((True, False, None)),
        fold=fold,
        nfkc=draw.random() < 0.7,
        decoder=draw.choice(("swallow", "swallow", "swallow", "keep")),
        lost=draw.choice(("?", "?", "?", "\N{REPLACEMENT CHARACTER}")),
        seed=number,
    )


VARIANTS: dict[str, dict[str, object]] = {
    "small tables, no commas": {"commas": "none", "kinds": 5},
    "the same, pages of 800 hanzi": {"commas": "none", "kinds": 5, "documents": 3},
    "flattened ruby, run in": {"brackets": ("", ""), "commas": "none", "ruby": True},
    "flattened ruby, brackets": {"brackets": ("（", "）"), "nfkc": False, "commas": "none", "ruby": True},
    "every bad byte by itself": {"decoder": "single", "lost": "\N{REPLACEMENT CHARACTER}"},
    "commas on bytes, bad bytes alone": {"decoder": "single", "commas": "bytes"},
    "lost signs that vanished": {"lost": ""},
    "the same with commas on bytes": {"lost": "", "commas": "bytes", "decoder": "swallow"},
    "fullwidth brackets": {"brackets": ("（", "）"), "nfkc": False},
    "numbered readings": {"style": "number"},
    "toneless readings": {"style": "plain"},
    "space before the bracket": {"gap": " "},
    "space behind the bracket": {"gap_behind": " ", "style": "plain", "ruby": True, "commas": "none"},
    "space after marks": {"after_marks": " "},
    "lost indents": {"lost_indents": True},
    "simplified characters annotated": {"script": "keep", "simplified": True},
    "the same as ruby, no commas": {"script": "keep", "simplified": True, "ruby": True, "commas": "none"},
}


def measure(label: str, number: int, lines: list[str], commas: str, change: dict[str, object] | None = None) -> None:
    whole = "\n".join(lines)
    exact = right = total = silent = flagged = 0
    stable = 0
    seconds = 0.0
    length = 0
    change = dict(change or {})
    commas = str(change.pop("commas", commas))
    small, simplified = change.pop("kinds", None), change.pop("simplified", False)
    documents = int(str(change.pop("documents", 1)))
    for seed in range(number):
        draw = random.Random(f"{label}{seed}")
        made = machine(draw, commas, whole, seed)
        text = "\n".join(document(draw, lines) for _ in range(documents))
        table = made.table
        if small:
            table = random_table(seed, int(str(small)), whole)
        if simplified:
            found = [c for c in whole if "\u4e00" <= c <= "\u9fff"]
            table = {c: readings(c)[0] for c in draw.sample(found, 60) if readings(c)}
        options = {"table": table, **change}
        garbled = garble(text, made, **options)
        wanted = garble(text, made, **(options | {"table": {}, "commas": "none", "lost_indents": False}))
        start = time.process_time()
        told = explain(garbled, stages=["garble"])
        seconds += time.process_time() - start
        length += len(garbled)
        got, wanted = unicodedata.normalize("NFKC", told.text), unicodedata.normalize("NFKC", wanted)
        exact += got == wanted
        stable += clean(told.text, stages=["garble"]) == told.text
        total += len(wanted)
        if got == wanted:
            right += len(wanted)
            continue
        blocks = difflib.SequenceMatcher(None, got, wanted, autojunk=False).get_matching_blocks()
        right += sum(block.size for block in blocks)
        flagged += bool(told.flags & DOUBTS)
        silent += not told.flags & DOUBTS
        if ARGUMENTS.show and silent + flagged <= ARGUMENTS.show:
            show(label, seed, made, garbled, got, wanted, told.flags)
    print(
        f"{label:34} {100 * exact / number:7.2f} {100 * right / total:8.3f} {100 * silent / number:7.2f}"
        f" {100 * flagged / number:7.2f} {100 * stable / number:7.1f} {length / seconds / 1e6:8.2f}"
    )


def show(label: str, seed: int, made: Machine, garbled: str, got: str, wanted: str, flags: frozenset[Flag]) -> None:
    print(f"--- {label} {seed} {replace(made, table={})} {sorted(flags)}")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, got, wanted, autojunk=False).get_opcodes():
        if tag != "equal":
            print(f"    {got[max(0, a - 6) : b + 6]!r}  wanted {wanted[max(0, c - 6) : d + 6]!r}")


LOOKALIKES = ("lesson", "poem", "ruby", "name", "english", "code", "first", "words", "glossary", "rare", "both", "chat")


def lookalikes(number: int, lines: list[str]) -> None:
    changed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for seed in range(number):
        draw = random.Random(seed)
        line = draw.choice(lines)
        kind = draw.choice(LOOKALIKES)
        if draw.random() < 0.5 and kind != "code":
            line = to_traditional(line)
        text = _lookalike(draw, kind, line)
        tried[kind] += 1
        if clean(text, stages=["garble"]) != text:
            changed[kind] += 1
            if ARGUMENTS.show:
                print(f"    {kind}: {text}")
    print(f"look-alikes changed: {sum(changed.values())} of {number} {dict(changed)}")


def people(number: int, lines: list[str]) -> None:
    """Documents, and single lines, with readings that people wrote, in both scripts."""
    changed: Counter[str] = Counter()
    for seed in range(number):
        draw = random.Random(f"people{seed}")
        way = WAYS[seed % len(WAYS)]
        text = draw.choice((document(draw, lines), draw.choice(lines)))
        text = way(to_traditional(text) if draw.random() < 0.5 else text, draw)
        if clean(text, stages=["garble"]) != text:
            changed[way.__name__] += 1
            if ARGUMENTS.show:
                print(f"    {way.__name__}: {text}")
    print(f"texts of people changed: {sum(changed.values())} of {number} {dict(changed)}")


def _lookalike(draw: random.Random, kind: str, line: str) -> str:
    hanzi = [place for place, c in enumerate(line) if "\u4e00" <= c <= "\u9fff" and readings(c)]
    if not hanzi or kind == "code":
        return f"{line[:4]} f(a,,b)=g(x),,{draw.randint(1, 9)};if(ok)print(ma);"
    if kind in ("lesson", "poem"):
        return "".join(f"{c}({readings(c)[0]})" if p in hanzi else c for p, c in enumerate(line[:40]))
    if kind in ("name", "english"):
        place = draw.choice(hanzi)
        word = readings(line[place])[0].capitalize() if kind == "name" else draw.choice(("WTO", "Xiamen", "a", "men"))
        return f"{line[: place + 1]}({word}){line[place + 1 :]}"
    if kind == "ruby":
        return "".join(f"{c}{readings(c)[0]}" if p in hanzi else c for p, c in enumerate(line[:40]))
    if kind == "words":
        begins = draw.sample(hanzi, min(len(hanzi), draw.randint(1, 2)))
        chosen = {place for begin in begins for place in range(begin, begin + draw.randint(1, 3))} & set(hanzi)
        return "".join(f"{c}({readings(c)[0]})" if p in chosen else c for p, c in enumerate(line))
    if kind == "glossary":
        return "；".join(
            f"{line[p]}({readings(line[p])[0]})：{line[p : p + 2]}" for p in draw.sample(hanzi, min(len(hanzi), 4))
        )
    if kind == "chat":
        return f"{line[:8]},,{line[8:16]}...真的嗎?{line[16:24]}??"
    if kind == "first":
        chosen = set(draw.sample(hanzi, min(len(hanzi), 2)))
        return "".join(f"{c}({readings(c)[0]})" if p in chosen else c for p, c in enumerate(line))
    if kind == "rare":
        place = draw.choice(hanzi)
        rare = draw.choice("饕餮貔貅魑魅龘爨囍翀喆堃彧祎頔")
        return f"{line[:place]}{rare}({readings(rare)[0]}){line[place:]}"
    place = draw.choice(hanzi)
    return f"{line[: place + 1]}({readings(line[place])[0]}){line[place + 1 :]}{line[place]}{line[place]}"


def speed(lines: list[str]) -> None:
    import ftfy

    config = ftfy.TextFixerConfig(
        uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, normalization="NFC"
    )
    draw = random.Random("speed")
    whole = "\n".join(document(draw, lines) for _ in range(1000))
    made = Machine(table=random_table(1, 75, whole))
    texts = {
        "the seed page, a hundred times": (ROOT / "tests/cases/benxi-portal-page.txt").read_text("utf-8") * 100,
        "commas on characters": garble(whole, made, commas="characters", share=0.66, fold=True),
        "commas on bytes": garble(whole, made, commas="bytes"),
    }
    for label, text in texts.items():
        jobs: dict[str, Callable[[str], object]] = {
            "ftfy, safe configuration": lambda each: ftfy.fix_text(each, config),
            "clean(), all stages": clean,
            "clean(stages=['garble'])": lambda each: clean(each, stages=["garble"]),
            "clean(), a text seen before": lambda _, text=text: clean(text),  # type: ignore[misc]  # verdicts are kept
        }
        print(f"{label}: {len(text)} characters")
        best: dict[str, float] = {}
        for turn in range(5):
            for number, (name, job) in enumerate(jobs.items()):
                another = text[len(jobs) * turn + number :]
                start = time.process_time()
                job(another)
                best[name] = min(best.get(name, 9e9), time.process_time() - start)
        base = best["ftfy, safe configuration"]
        for name, taken in best.items():
            print(f"    {name:30} {len(text) / taken / 1e6:8.2f} Mchar/s {base / taken:6.1f}x")


def main() -> None:
    lines = lines_of(ARGUMENTS.files, ARGUMENTS.half)
    print(f"{'':34} {'exact':>7} {'chars':>8} {'silent':>7} {'flagged':>7} {'stable':>7} {'Mchar/s':>8}")
    if not ARGUMENTS.only or ARGUMENTS.only == "characters":
        measure("commas on characters", ARGUMENTS.n, lines, "characters")
    if not ARGUMENTS.only or ARGUMENTS.only == "bytes":
        measure("commas on bytes", ARGUMENTS.n, lines, "bytes")
    if ARGUMENTS.variants or ARGUMENTS.only == "variants":
        for label, change in VARIANTS.items():
            measure(label, max(1, ARGUMENTS.n // 10), lines, "characters", change)
    if not ARGUMENTS.only or ARGUMENTS.only == "look-alikes":
        lookalikes(ARGUMENTS.n, lines)
        people(ARGUMENTS.n, lines)
    if not ARGUMENTS.only or ARGUMENTS.only == "speed":
        speed(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("-n", type=int, default=2000)
    parser.add_argument("--half", choices=("all", "first", "second"), default="all")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--only", choices=("characters", "bytes", "variants", "look-alikes", "speed"))
    parser.add_argument("--show", type=int, default=0, help="print so many of the failures")
    ARGUMENTS = parser.parse_args()
    main()
