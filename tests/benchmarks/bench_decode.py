"""How many bodies are decoded right, beside other deciders, and how fast.

python tests/benchmarks/bench_decode.py [-n BODIES] [--seed N] [--rows PATTERN] [--no-peers]
    [--foreign DIR] [--pages DIR] [FILE ...]

FILE is plain text, a sentence or paragraph a line; of tab-separated lines the last column counts (simplified). Without
one, the texts of the bundled sample portals and tests/cases/good-simplified.txt are used. `--foreign DIR` holds
japanese.txt, korean.txt, russian.txt, french.txt instead of the project's own sentences. `--pages DIR` holds real pages
as UTF-8, which are sent in gb2312 without their declarations.

A body counts as right when its whole text is. Peers give a label; their text is what Python's codec (gb18030 for gbk,
big5hkscs for big5) makes of it, U+FFFD for what it cannot read. Speed is CPU time, MB of bytes in, text in hand.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from peers import peer  # noqa: E402  # needs the path above
from tools import bodies  # noqa: E402
from tools.bodies import Body, Texts  # noqa: E402

from pipelines.decode import decode  # noqa: E402

SHORT = ("gbk", "traditional", "gb18030", "big5", "hkscs")
OTHERS = ("utf-16le", "utf-16be", "hz")
Decider = Callable[[Body], str]
CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "big5-hkscs": "big5hkscs"}


FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")


def lines_of(files: list[str]) -> list[str]:
    if files:
        lines = [line.split("\t")[-1].strip() for name in files for line in Path(name).read_text("utf-8").splitlines()]
    else:
        import json

        records = [json.loads(row) for path in ROOT.glob("data/samples/*/expected.jsonl") for row in path.open("rb")]
        lines = [line for record in records for line in (record.get("text") or "").split("\n")]
        lines += (ROOT / "tests/cases/good-simplified.txt").read_text("utf-8").splitlines()
    return [line for line in lines if len(line) >= 12 and not FOREIGN.search(line)]


# ---- deciders


def by_label(detect: Callable[[bytes], str | None]) -> Decider:
    """The text that a peer's label gives."""

    def text(body: Body) -> str:
        label = (detect(body.body) or "utf-8").lower()
        try:
            return body.body.decode(CODECS.get(label, label), "replace").removeprefix("\ufeff")
        except LookupError:
            return ""

    return text


def deciders(*, peers: bool) -> Iterator[tuple[str, Decider]]:
    yield "zhengwen", lambda body: decode(body.body, content_type=body.content_type).text
    if not peers:
        return
    import chardet
    from scrapy.http import HtmlResponse

    chinese = ["utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "hz", "ascii"]
    yield "chardet", by_label(lambda body: chardet.detect(body)["encoding"])
    yield (
        "chardet zh",
        by_label(lambda body: chardet.detect(body, include_encodings=chinese, no_match_encoding="utf-8")["encoding"]),
    )
    if normalizer := peer("charset_normalizer"):
        yield "normalizer", by_label(lambda body: getattr(normalizer.from_bytes(body).best(), "encoding", None))

    def scrapy(body: Body) -> str:
        headers = {"Content-Type": body.content_type} if body.content_type else {}
        return HtmlResponse("http://sample.test/", headers=headers, body=body.body).text

    yield "scrapy", scrapy
    if chardetng := peer("chardetng_py"):
        yield "chardetng", by_label(chardetng.detect)
    if resiliparse := peer("resiliparse.parse.encoding"):
        yield "resiliparse", by_label(resiliparse.detect_encoding)


# ---- rows: what, goal in %, bodies


def rows(
    texts: Texts, number: int, pages: Path | None, foreign: Path | None
) -> Iterator[tuple[str, float, list[Body]]]:
    draw = texts.draw

    def each(make: Callable[[], Body]) -> list[Body]:
        return [make() for _ in range(number)]

    def plain(kind: str, size: int) -> Body:
        text, label = texts.text(kind, size)
        return Body(bodies.encoded(text, label), text, label)

    for size, kinds in ((20, SHORT), (60, SHORT + OTHERS), (2000, SHORT + OTHERS)):
        for kind in kinds:
            yield f"{size} B {kind}", 99.5 if size == 20 else 99.9, each(partial(plain, kind, size))
    for kind, said in (("gbk", "utf-8"), ("big5", "gb2312"), ("utf-8", "gbk"), ("gb18030", "big5")):
        page = partial(texts.page, kind, 900)
        yield f"wrong meta, {kind}", 99.5, each(partial(page, said))
        yield f"wrong header, {kind}", 99.5, [lied(page, said) for page in each(partial(page, kind))]
        yield f"both wrong, {kind}", 99.5, [lied(page, "iso-8859-1") for page in each(partial(page, said))]
    for kind in ("gbk", "big5"):
        yield f"4-6 hanzi, {kind}", 99.5, [texts.few(kind, draw.randint(4, 6)) for _ in range(number)]
    for kind in ("gbk", "big5", "utf-8"):
        page = partial(texts.page, kind, 3000)
        yield f"0.1 % bad, {kind}", 99.5, [bodies.with_bad_bytes(page, draw) for page in each(page)]
        yield f"cut, {kind}", 99.5, [bodies.cut_short(body) for body in each(partial(plain, kind, 400))]
    for inner, outer in (("gbk", "utf-8"), ("utf-8", "gbk"), ("utf-8", "big5")):
        yield f"mixed, {inner} in {outer}", 98.0, each(partial(texts.mixed, inner, outer, 2500))
    dropped = [bodies.one_byte_short(body, draw) for body in each(partial(plain, "gbk", 400))]
    yield "characters kept, a byte dropped", 97.0, dropped
    if pages:
        yield "real gb2312 pages", 100.0, list(real_pages(pages))
    for language, labels in bodies.FOREIGN.items():
        lines = (foreign / f"{language}.txt").read_text("utf-8").splitlines() if foreign else None
        for label in labels:
            yield f"{language}, {label}", 98.0, each(partial(bodies.foreign_page, language, label, draw, lines))


def right(what: str, found: str, text: str) -> float:
    """1 for a right text; of damaged ones the characters that were not hit count, and of one row their share."""
    if what.startswith("characters kept"):
        matcher = difflib.SequenceMatcher(None, found, text.replace(bodies.LOST, ""), autojunk=False)
        return sum(block.size for block in matcher.get_matching_blocks()) / (len(text) - 1)
    if bodies.LOST in text:
        return float(found.replace(bodies.LOST, "") == text.replace(bodies.LOST, ""))
    return float(found == text)


def lied(page: Body, charset: str) -> Body:
    return page._replace(content_type=f"text/html; charset={charset}")


def real_pages(folder: Path) -> Iterator[Body]:
    for path in sorted(folder.glob("*.html")):
        text = re.sub(r"(?i)charset\s*=\s*[\"']?[\w-]+", "", path.read_text("utf-8"))
        body = text.encode("gb2312", "ignore")
        yield Body(body, body.decode("gb2312"), "gbk")


# ---- speed


def rate(decider: Decider, group: list[Body]) -> float:
    """MB a second; the best of three runs."""
    size = sum(len(body.body) for body in group)
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for body in group:
            decider(body)
        best = max(best, size / 1e6 / max(time.process_time() - start, 1e-9))
    return best


def speeds(texts: Texts) -> Iterator[tuple[str, float, list[Body]]]:
    for kind, charset, size, goal in (
        ("utf-8", "utf-8", 90_000, 600),
        ("gbk", "gbk", 90_000, 100),
        ("gbk", None, 90_000, 100),
        ("big5", None, 90_000, 100),
        ("gbk", None, 1800, 5),
        ("big5", None, 1800, 5),
    ):
        what = f"{kind}, {'declared' if charset else 'undeclared'}, {'100 KB' if size > 9999 else '2 KB'}"
        yield what, goal, [texts.page(kind, size, charset) for _ in range(8 if size > 9999 else 100)]


def large(megabytes: int = 50) -> Iterator[tuple[str, float, float]]:
    """CPU seconds and memory at most, as a multiple of the body, of bodies of 50 MB; each in a process of its own."""
    import subprocess

    size = megabytes * 1_000_000
    for what, make in LARGE.items():
        script = (
            f"import sys, time, resource; sys.path[:0] = {sys.path[:2]!r}\n"
            "from pipelines.decode import decode\n"
            "decode('我们在河边种了一排柳树。'.encode('gbk'))\n"
            f"n = {size}; body = ({make})[:n]\n"
            "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; start = time.process_time()\n"
            "decode(body)\n"
            "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "print(time.process_time() - start, (peak - base) * 1024 / n + 1)\n"
        )
        found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        seconds, memory = map(float, found.split())
        yield what, seconds, memory


LARGE = {
    "random bytes": "__import__('random').Random(1).randbytes(n)",
    "zeros": "bytes(n)",
    "0xFF": "b'\\xff' * n",
    "<": "b'<' * n",
    "gbk": "'我们在河边种了一排柳树。'.encode('gbk') * (n // 24 + 1)",
    "gbk, a bad byte each kilobyte": "('我们在河边种了一排柳树。'.encode('gbk') * 42 + b'\\xff') * (n // 1009 + 1)",
    "gbk, one byte short": "'我们在河边种了一排柳树。'.encode('gbk')[1:] * (n // 23 + 1)",
    "utf-8, one emoji in ASCII": "b'a' * (n - 4) + '\\U0001f600'.encode()",
    "utf-8 with a bad byte": "'我们在河边种了一排柳树。'.encode() * (n // 36) + b'\\xff'",
    "high bytes in a row": "bytes(range(0x81, 0xff)) * (n // 126 + 1)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("-n", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", default="", help="only rows whose name this pattern matches")
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--foreign", type=Path)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many failures of each row")
    arguments = parser.parse_args()
    texts = Texts(lines_of(arguments.files), arguments.seed)
    known = list(deciders(peers=not arguments.no_peers))
    print(f"{'% right':34}{'goal':>7}" + "".join(f"{name:>12}" for name, _ in known), flush=True)
    for what, goal, group in rows(texts, arguments.n, arguments.pages, arguments.foreign):
        if not re.search(arguments.rows, what):
            continue
        found = []
        for name, decider in known:
            shares = [right(what, decider(body), body.text) for body in group]
            failures = [body for body, share in zip(group, shares, strict=True) if share < 1]
            found.append(100 * sum(shares) / len(group))
            for body in failures[: arguments.show if name == "zhengwen" else 0]:
                show(body)
        print(f"{what:34}{goal:7.1f}" + "".join(f"{each:12.1f}" for each in found), flush=True)
    if re.search(arguments.rows, "speed"):
        print(f"\n{'MB/s':34}{'goal':>7}" + "".join(f"{name:>12}" for name, _ in known))
        for what, goal, group in speeds(texts):
            print(f"{what:34}{goal:7.0f}" + "".join(f"{rate(each, group):12.1f}" for _, each in known), flush=True)
    if re.search(arguments.rows, "large"):
        print(f"\n{'50 MB of':34}{'CPU s':>7}{'memory / body (goal 6)':>28}")
        for what, seconds, memory in large():
            print(f"{what:34}{seconds:7.1f}{memory:28.1f}", flush=True)


def show(body: Body) -> None:
    found = decode(body.body, content_type=body.content_type)
    print(f"  {body.label} read as {found.encoding} ({found.confidence:.2f}, {sorted(found.flags)})")
    at = next((at for at, pair in enumerate(zip(body.text, found.text, strict=False)) if pair[0] != pair[1]), 0)
    print(f"    {body.text[max(0, at - 10) : at + 30]!r}\n    {found.text[max(0, at - 10) : at + 30]!r}")


if __name__ == "__main__":
    main()
