"""Fields and main text on real pages, beside the peers that are installed.

make bench-extract PAGES=DIR ARGS=[first|second|all]

DIR holds pages (`*.html`, UTF-8) and `gold.jsonl` with `file, url, title, published, source, author, body`; null means
not annotated. Pages fall into two halves by a hash of their name. Time is CPU from
bytes to fields: decoding is part of it for this project, peers are given text.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peers import FOLDER

from pipelines.decode import decode
from pipelines.extract import extract_tree, parse

sys.path.append(str(FOLDER))  # last: the project runs with its own versions of what it shares with the peers

Found = dict[str, str | None]
GOALS = {
    "body F1": 0.945,
    "below .5": 0.03,
    "day": 0.96,
    "minute": 0.97,
    "wrong day": 0.03,
    "source": 0.90,
    "author": 0.75,
    "title": 0.95,
    "ms/145 KB": 8.0,
}


def ours(html: str, url: str | None) -> Found:
    fields = extract_tree(parse(decode(html.encode(), content_type="text/html; charset=utf-8", url=url).text), url=url)
    return {
        "title": fields.title,
        "published": fields.published_at,
        "source": fields.source,
        "author": "、".join(fields.authors),
        "body": fields.text,
    }


def with_trafilatura(html: str, url: str | None) -> Found:
    import trafilatura

    found = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    record: dict[str, Any] = found if isinstance(found, dict) else (found.as_dict() if found else {})
    return {
        "title": record.get("title"),
        "published": record.get("date"),
        "source": record.get("sitename"),
        "author": record.get("author"),
        "body": record.get("text"),
    }


def with_gne(html: str, url: str | None) -> Found:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(html)
    return {
        "title": found["title"],
        "published": found["publish_time"],
        "source": None,
        "author": found["author"],
        "body": found["content"],
    }


def with_readability(html: str, url: str | None) -> Found:
    from readability import Document

    document = Document(html)
    return {"title": document.short_title(), "body": _plain(document.summary())}


def with_magic_html(html: str, url: str | None) -> Found:
    from magic_html import GeneralExtractor

    found = GeneralExtractor().extract(html, base_url=url or "http://example.cn/")
    return {"title": found.get("title"), "body": _plain(found.get("html") or "")}


def with_resiliparse(html: str, url: str | None) -> Found:
    from resiliparse.extract.html2text import extract_plain_text

    return {"body": extract_plain_text(html, main_content=True)}


def _plain(html: str) -> str:
    import lxml.html

    return str(lxml.html.fromstring(html or "<p/>").text_content())


PEERS: dict[str, Callable[[str, str | None], Found]] = {
    "zhengwen": ours,
    "trafilatura": with_trafilatura,
    "gne": with_gne,
    "readability-lxml": with_readability,
    "magic-html": with_magic_html,
    "resiliparse": with_resiliparse,
}


def f1(found: str | None, gold: str) -> float:
    """F1 of the multisets of 4-grams, white space removed."""
    one, other = _grams(found or ""), _grams(gold)
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values()))


def _grams(text: str) -> Counter[str]:
    text = re.sub(r"\s+", "", text)
    return Counter(text[place : place + 4] for place in range(max(1, len(text) - 3)))


def _same(found: str | None, gold: str) -> float:
    return float(re.sub(r"\s+", "", found or "") == re.sub(r"\s+", "", gold))


def judge(found: Found, gold: dict[str, Any], scores: dict[str, list[float]]) -> None:
    if gold["body"]:
        score = f1(found.get("body"), gold["body"])
        scores.setdefault("body F1", []).append(score)
        scores.setdefault("below .5", []).append(float(score < 0.5))
    for field in ("title", "source", "author"):
        if gold[field]:
            scores.setdefault(field, []).append(_same(found.get(field), gold[field]))
    if gold["published"]:
        when = (found.get("published") or "").replace("T", " ")
        same_day = when[:10] == gold["published"][:10]
        scores.setdefault("day", []).append(float(same_day))
        scores.setdefault("wrong day", []).append(float(bool(when) and not same_day))
        if len(gold["published"]) >= 16:
            scores.setdefault("minute", []).append(float(when[:16] == gold["published"][:16]))


def run(peer: Callable[[str, str | None], Found], pages: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    scores: dict[str, list[float]] = {}
    spent = 0.0
    try:
        peer("<html><body><p>先把模块都载入，再开始计时。</p></body></html>", None)
    except ImportError:
        return {}
    except Exception:  # some peers raise where there is nothing to find
        pass
    for html, gold in pages:
        start = time.process_time()
        try:
            found = peer(html, gold["url"] or None)
        except Exception:  # a peer that fails on a page has found nothing there
            found = {}
        spent += time.process_time() - start
        judge(found, gold, scores)
    row = {name: f"{sum(values) / len(values):.3f} ({len(values)})" for name, values in scores.items()}
    size = sum(len(html.encode()) for html, _ in pages)
    return row | {"ms/145 KB": f"{spent / size * 145_000 * 1000:.1f}"}


def half_of(name: str) -> str:
    return ("first", "second")[int(hashlib.md5(name.encode()).hexdigest(), 16) % 2]


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit("usage: bench_extract.py DIR [first|second|all]")
    folder, half = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "all"
    golds = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    golds = [gold for gold in golds if half in ("all", half_of(gold["file"]))]
    pages = [((folder / gold["file"]).read_text(encoding="utf-8"), gold) for gold in golds]
    print(f"{len(pages)} pages, half: {half}; in brackets how many are annotated")
    print(f"{'':18}" + "".join(f"{name:>14}" for name in GOALS))
    print(f"{'goal':18}" + "".join(f"{goal:>14}" for goal in GOALS.values()))
    for name, peer in PEERS.items():
        row = run(peer, pages)
        print(f"{name:18}" + ("".join(f"{row.get(goal, '-'):>14}" for goal in GOALS) if row else "not installed"))


if __name__ == "__main__":
    main()
