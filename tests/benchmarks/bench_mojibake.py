"""How much mojibake is repaired, how much good text is touched, and how fast, beside ftfy.

python tests/benchmarks/bench_mojibake.py [-n TEXTS] [--clean TEXTS] [--half first|second|all] [--only WORD] [FILE ...]

FILE is plain text, a sentence or paragraph a line; of tab-separated lines the last column is simplified and the one
before it traditional. Without one, the texts of the bundled sample portals are used. Texts are drawn by a seed, damaged
by tests/tools/damage.py and repaired by the stages unescape, garble and mojibake. A row gives the share of texts that
come back exactly, of characters that are right, and of texts with a wrong character that is not marked as guessed or
lost; then what ftfy makes of the same texts in its safe and its default configuration (exact %).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import ftfy
from opencc import OpenCC

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tools.damage import ESCAPES, IRRECOVERABLE, LOSSLESS, LOSSY, Damage, one_byte_off  # noqa: E402  # needs the path above
from tools.foreign import variants  # noqa: E402  # needs the path above

from pipelines import Flag, clean, explain  # noqa: E402  # needs the path above

STAGES = ("unescape", "garble", "mojibake")
SAFE = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=False,
    normalization="NFC",
    unescape_html="auto",
    explain=False,
)
LOST = "\N{REPLACEMENT CHARACTER}"
Draw = Callable[[random.Random], str]


class Lines(NamedTuple):
    """Sentences in both scripts."""

    simplified: list[str]
    traditional: list[str]


def lines_of(files: list[str], half: str) -> Lines:
    rows: list[list[str]] = []
    for name in files:
        rows += [row.split("\t") for row in Path(name).read_text("utf-8").splitlines() if row.strip()]
    if not files:
        for path in sorted(ROOT.glob("data/samples/*/expected.jsonl")):
            for record in map(json.loads, path.read_text("utf-8").splitlines()):
                rows += [[line] for line in (record.get("text") or "").split("\n") if len(line) > 7]
    rows = {"all": rows, "first": rows[::2], "second": rows[1::2]}[half]
    convert = OpenCC("s2t").convert
    return Lines(
        [row[-1].strip() for row in rows],
        [(row[-2] if len(row) > 2 else convert(row[-1])).strip() for row in rows],
    )


class Source:
    """Draws texts of each shape."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        clauses = ([c for line in side for c in re.split("[，。；：、！？“”（）]", line)] for side in lines)
        self.titles = [[c for c in side if re.fullmatch("[\u4e00-\u9fff]{4,14}", c)] for side in clauses]

    def side(self, draw: random.Random, traditional: bool | None) -> int:
        return int(draw.random() < 0.25) if traditional is None else int(traditional)

    def paragraph(self, draw: random.Random, traditional: bool | None = None) -> str:
        return "".join(draw.choices(self.lines[self.side(draw, traditional)], k=draw.randint(1, 4)))

    def title(self, draw: random.Random, traditional: bool | None = None) -> str:
        return draw.choice(self.titles[self.side(draw, traditional)])

    def sentence(self, draw: random.Random, traditional: bool | None = None) -> str:
        return draw.choice(self.lines[self.side(draw, traditional)])


def script_of(label: str) -> bool | None:
    """Big5 holds traditional text, GBK here simplified, UTF-8 both."""
    return True if label.startswith("big5") else False if label.startswith("gb") or label == "HZ" else None


Pair = tuple[str, str]


def damaged(shape: Callable[..., str], label: str, damage: Damage, number: int) -> Iterator[Pair]:
    """Pairs of text and damaged text."""
    made = 0
    for seed in range(number * 40):
        text = shape(random.Random(f"{label}{seed}"), script_of(label))
        result = damage(text)
        if result is not None and result != text:
            made += 1
            yield text, result
        if made == number:
            return


def in_page(source: Source, inside: bool, number: int) -> Iterator[Pair]:
    """One damaged paragraph in a page, as its own line or inside one."""
    labels = list(LOSSLESS)
    for seed in range(number * 20):
        draw = random.Random(seed)
        label = labels[seed % len(labels)]
        traditional = script_of(label) or False
        parts = [source.paragraph(draw, traditional) for _ in range(draw.randint(3, 7))]
        place = draw.randrange(len(parts))
        text = source.sentence(draw, traditional)
        result = LOSSLESS[label](text)
        if result is None or result == text:
            continue
        head, tail = (source.sentence(draw, traditional), source.sentence(draw, traditional)) if inside else ("", "")
        pair = ["\n".join([*parts[:place], head + middle + tail, *parts[place:]]) for middle in (text, result)]
        yield pair[0], pair[1]
        number -= 1
        if not number:
            return


class Row(NamedTuple):
    """What became of the texts of a row, in per cent; `speed` in Mchar/s."""

    texts: int
    exact: float
    right: float
    unmarked: float
    lost: float
    safe: float
    default: float
    speed: float


def measure(label: str, pairs: list[Pair], *, peers: bool = True) -> Row:
    exact = right = total = unmarked = lost = safe = default = length = 0
    seconds = 0.0
    shown = 0
    for wanted, text in pairs:
        start = time.process_time()
        told = explain(text, stages=STAGES)
        seconds += time.process_time() - start
        length += len(text)
        exact += told.text == wanted
        correct, wrong = compared(told.text, wanted, told.uncertain)
        right += correct
        total += len(wanted)
        unmarked += wrong
        lost += Flag.LOST in told.flags
        if peers:
            safe += ftfy.fix_text(text, SAFE) == wanted
            default += ftfy.fix_text(text) == wanted
        if told.text != wanted and shown < ARGUMENTS.show:
            shown += 1
            print(f"--- {label}\n    wanted {wanted!r}\n    from   {text!r}\n    got    {told.text!r}")
    share = 100 / max(1, len(pairs))
    return Row(
        len(pairs),
        exact * share,
        100 * right / max(1, total),
        unmarked * share,
        lost * share,
        safe * share,
        default * share,
        length / max(seconds, 1e-9) / 1e6,
    )


def compared(got: str, wanted: str, uncertain: list[tuple[int, int]]) -> tuple[int, bool]:
    """Characters that are right, and whether a wrong one is neither U+FFFD nor in an uncertain span."""
    if got == wanted:
        return len(wanted), False
    marked = {place for start, end in uncertain for place in range(start, end)}
    right, silent = 0, False
    for tag, a, b, _, _ in SequenceMatcher(None, got, wanted, autojunk=False).get_opcodes():
        if tag == "equal":
            right += b - a
        else:
            silent |= any(got[place] != LOST and place not in marked for place in range(a, b))
            silent |= tag == "insert" and not ({a - 1, a} & marked) and LOST not in got[max(0, a - 1) : a + 1]
    return right, silent


def report(label: str, pairs: Iterator[Pair] | list[Pair]) -> None:
    if ARGUMENTS.only and ARGUMENTS.only not in label:
        return
    row = measure(label, list(pairs))
    print(
        f"{label:42} {row.texts:6} {row.exact:7.2f} {row.right:7.2f} {row.unmarked:8.2f} {row.lost:6.1f}"
        f" {row.safe:6.1f} {row.default:6.1f} {row.speed:7.2f}",
        flush=True,
    )


def untouched(label: str, texts: Iterator[tuple[str, str]]) -> None:
    """How many clean texts are changed, by kind."""
    if ARGUMENTS.only and ARGUMENTS.only not in label:
        return
    changed: Counter[str] = Counter()
    total = safe = default = 0
    for kind, text in texts:
        total += 1
        told = explain(text, stages=STAGES)
        if told.text != text:
            changed[kind] += 1
            if ARGUMENTS.show and changed[kind] <= ARGUMENTS.show:
                print(f"--- {kind}: {[(s.stage, s.before, s.after) for s in told.steps]}")
        safe += ftfy.fix_text(text, SAFE) != text
        default += ftfy.fix_text(text) != text
    share = 100 / max(1, total)
    print(
        f"{label:42} {total:6} changed {sum(changed.values()) * share:.3f} % {dict(changed)},"
        f" ftfy safe {safe * share:.2f} %, default {default * share:.1f} %",
        flush=True,
    )


def chinese(source: Source, number: int) -> Iterator[tuple[str, str]]:
    for seed in range(number):
        draw = random.Random(f"clean{seed}")
        traditional = draw.random() < 0.5
        shape = draw.choice((source.paragraph, source.title, source.sentence))
        yield ("traditional" if traditional else "simplified"), shape(draw, traditional)


def speed(source: Source) -> None:
    """Clean and damaged text of a megabyte and of ten, and one damaged line in ten; best of three."""
    draw = random.Random(0)
    paragraphs = [source.paragraph(draw, False) for _ in range(2000)]
    small = "\n".join(draw.choices(paragraphs, k=350_000 // 60))
    bad = LOSSLESS["gb18030 as cp1252"](paragraphs[0]) or ""
    mixed = "\n".join(LOSSLESS["utf-8 as gb18030"](p) or LOSSY["utf-8 as gbk, U+FFFD"](p) or p for p in paragraphs)
    jobs: dict[str, tuple[str, Callable[[str], object]]] = {
        "ftfy safe, clean 1 MB": (small, lambda text: ftfy.fix_text(text, SAFE)),
        "unescape + mojibake, clean 1 MB": (small, lambda text: clean(text, stages=["unescape", "mojibake"])),
        "mojibake, clean 1 MB": (small, lambda text: clean(text, stages=["mojibake"])),
        "mojibake, clean 10 MB": (small * 10, lambda text: clean(text, stages=["mojibake"])),
        "mojibake, 10 MB with one bad line": (
            f"{small * 5}\n{bad}\n{small * 5}",
            lambda text: clean(text, stages=["mojibake"]),
        ),
        "mojibake, damaged": (mixed, lambda text: clean(text, stages=["mojibake"])),
    }
    for name, (text, job) in jobs.items():
        best = 9e9
        for _ in range(3):
            start = time.process_time()
            job(text)
            best = min(best, time.process_time() - start)
        print(f"{name:42} {len(text) / best / 1e6:8.2f} Mchar/s, {best:.3f} s", flush=True)


def main() -> None:
    source = Source(lines_of(ARGUMENTS.files, ARGUMENTS.half))
    number = ARGUMENTS.n
    print(
        f"{'':42} {'n':>6} {'exact':>7} {'chars':>7} {'unmarked':>8} {'lost':>6} {'safe':>6} {'ftfy':>6} {'Mchar/s':>7}"
    )
    for shape, name in ((source.paragraph, ""), (source.title, ", title")):
        for label, damage in LOSSLESS.items():
            report(label + name, damaged(shape, label, damage, number))
    report("one paragraph of a page, its own line", in_page(source, False, number))
    report("one paragraph of a page, inside a line", in_page(source, True, number))
    for label, damage in ESCAPES.items():
        report(f"escape: {label}", damaged(source.paragraph, label, damage, number))
    for label, damage in LOSSY.items():
        report(label, damaged(source.paragraph, label, damage, number))
    for added in (False, True):
        draw = random.Random(f"shift{added}")
        label = f"gbk one byte off, {'added' if added else 'lost'}"
        report(label, damaged(source.paragraph, "gbk", lambda t: one_byte_off(t, draw, added=added), number))  # noqa: B023  # called before the loop goes on
    for label, damage in IRRECOVERABLE.items():
        pairs = [(text, text) for _, text in damaged(source.paragraph, label, damage, number)]
        report(f"not to be repaired: {label}", pairs)
    if not ARGUMENTS.only or "clean" in ARGUMENTS.only:
        untouched("clean: Chinese", chinese(source, ARGUMENTS.clean))
        untouched("clean: other languages and the like", variants(ARGUMENTS.clean))
    if not ARGUMENTS.only or ARGUMENTS.only == "speed":
        speed(source)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("-n", type=int, default=100, help="texts of each row (default: 100)")
    parser.add_argument("--clean", type=int, default=3000, help="clean texts (default: 3000)")
    parser.add_argument("--half", choices=("all", "first", "second"), default="all")
    parser.add_argument("--only", help="rows whose label holds this word")
    parser.add_argument("--show", type=int, default=0, help="print so many failures of each row")
    ARGUMENTS = parser.parse_args()
    main()
