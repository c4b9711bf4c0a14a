"""Build pipelines/tables/hanzi.bin, the character model, from free sources.

    python scripts/build_hanzi.py [--cache DIR]

Sources, each pinned by its SHA-256 (fetched by package name with pip and apt-get, or put into the cache by hand):

- jieba 0.42.1, `dict.txt` (MIT): 349,046 words with frequencies. What stands inside words, and how words begin and end.
- libime's language model, as scripts/build_words.py reads it (LGPL-2.1+): words of running text with their neighbours,
  and how often a clause ends behind them. What joins words, and where marks stand.
- LibreOffice 7.4 help in simplified and traditional Chinese (MPL-2.0): running text. Punctuation, and technical words.
- The OpenCC dictionaries of opencc-python-reimplemented (Apache-2.0), to have each word in both scripts.

The result depends on nothing else: same sources, same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import io
import re
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import build_words
import numpy as np
from opencc import OpenCC

from pipelines.hanzi import FLOOR, TABLE, pack

_HELP = "4%3a7.4.7-1+deb12u14_all.deb"
SOURCES = {
    f"libreoffice-help-zh-cn_{_HELP}": "db867cdece4c2f9c7eebe65e519c6cf386fdcf49d6e061db3dffec893b3e1dee",
    f"libreoffice-help-zh-tw_{_HELP}": "f79cb2bee8d8d783efd825051a957b4c97a56dad5a05bde0ee90e66099331209",
}
# Each weight was set on held-out running text; see docs/measurements/hanzi.md.
RUNNING = 10.0  # one occurrence in running text, in units of the word list's frequencies
MODEL = 2e8  # all words of the language model, in the same units
MARKS = {"，": 0.55, "。": 0.27, "、": 0.11, "；": 0.02, "：": 0.035, "！": 0.006, "？": 0.01}
QUOTES = {"“": 0.03, "”": 0.03, "《": 0.012, "》": 0.012, "（": 0.015, "）": 0.02}  # of the ends of clauses
TRADITIONAL = 0.5  # the traditional form of a word, against the simplified one
DISCOUNT = 0.6  # taken from each pair's count for pairs that were never seen
PAIRS = 800_000

# Written Cantonese and Hong Kong place names, which neither source knows.
CANTONESE = (
    "我哋 你哋 佢哋 佢 嘅 係 唔係 唔 喺 咗 啲 嗰 嗰啲 呢 呢啲 咁 噉 嚟 冇 嘢 乜嘢 點解 "
    "邊度 而家 鍾意 睇 畀 俾 揾 搵 咩 啱 攞 攰 嘥 嗌 嘈 瞓 瞓覺 噚日 尋日 琴日 聽日 返工 "
    "放工 靚 叻 嬲 諗 傾偈 咪 嘞 喇 囉 啫 咋 嘛 吖 嘩 㗎 嘅話 深水埗 鰂魚涌 赤鱲角 彩虹邨 "
    "屯門邨 公屋邨 邨 埗 鰂 鱲 埔 大埔 葵涌 荃灣 油麻地 旺角 尖沙咀 觀塘 沙田 將軍澳 銅鑼灣 "
    "灣仔 中環 上環 西環 柴灣 筲箕灣 黃大仙 鑽石山 九龍塘 九龍城 土瓜灣 紅磡 何文田 石硤尾 "
    "長沙灣 荔枝角 美孚 青衣 東涌 元朗 天水圍 粉嶺 上水 香港 新界 立法會 特首 巴士 的士 港鐵 "
    "裏 為 着 台 線 衞 啟 説 溫 眾 床 群 峰 粧 鷄 叁"
)


Weights = defaultdict[str, float]


class Counts(NamedTuple):
    """What was seen: characters, characters that begin a word or clause, and pairs, each with its weight."""

    characters: Weights
    starts: Weights
    pairs: Weights

    def add(self, words: Iterable[tuple[str, float]]) -> None:
        """Count pieces that end on both sides: words of a list, clauses of a text."""
        for word, weight in words:
            self.starts[word[0]] += weight
            for character in word:
                self.characters[character] += weight
            for before, after in pairwise(word):
                self.pairs[before + after] += weight


def paragraphs(package: Path) -> Iterator[str]:
    """Visible paragraphs of the HTML pages in a Debian package, each once, in a fixed order."""
    with tempfile.TemporaryDirectory() as folder:
        tarball = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
            tar.extractall(folder, filter="data")
        pages = sorted(Path(folder).rglob("text/**/*.html"))
        texts = [page.read_text(encoding="utf-8") for page in pages]
    seen: set[str] = set()
    for text in texts:
        body = re.sub(r"(?s)^.*?id=.DisplayArea.|<(script|style)\b.*?</\1>|<meta[^>]*>", "", text)
        for block in re.split(r"</?(?:p|div|td|tr|th|li|h[1-6]|br|ul|ol|table)\b[^>]*>", body):
            paragraph = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", block))).strip()
            if paragraph not in seen and re.search(r"[\u3400-\u9fff]{2}", paragraph):
                seen.add(paragraph)
                yield paragraph


def clauses(texts: Iterable[str], weight: float) -> Iterator[tuple[str, float]]:
    """Stretches of Chinese between ASCII."""
    for text in texts:
        for clause in re.findall(r"[^\x00-\xff]+", text):
            yield clause, weight


def in_both_scripts(pieces: list[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Simplified pieces, and the same as mainland, Taiwan and Hong Kong dictionaries write them in traditional."""
    yield from pieces
    joined = "\n".join(piece for piece, _ in pieces)
    variants = [OpenCC(name).convert(joined).split("\n") for name in ("s2t", "s2tw", "s2hk")]
    for (_, weight), *forms in zip(pieces, *variants, strict=True):
        for form in forms:
            yield form, weight * TRADITIONAL / len(forms)


def add_model(seen: Counts, found: build_words.Grams) -> None:
    """Count what a model of words expects: words, the characters that meet between them, and marks behind them."""
    met, ends = build_words.shares(found)
    joint = MODEL * met[found.first] * np.exp(found.behind)
    chinese = [re.fullmatch(r"[\u3400-\u9fff〇]+", word) is not None for word in found.words]
    joined = "\n".join(found.words)
    variants = [OpenCC(name).convert(joined).split("\n") for name in ("s2t", "s2tw", "s2hk")]
    for forms, weight in ((found.words, 1.0), *((each, TRADITIONAL / len(variants)) for each in variants)):
        seen.add((forms[place], weight * MODEL * met[place]) for place in np.flatnonzero(chinese).tolist())
        for first, second, times in zip(found.first.tolist(), found.second.tolist(), joint.tolist(), strict=True):
            if chinese[first] and chinese[second]:
                seen.pairs[forms[first][-1] + forms[second][0]] += weight * times
        for place in np.flatnonzero(chinese).tolist():
            for mark, share in (MARKS | QUOTES).items():
                times = weight * MODEL * met[place] * ends[place] * share
                seen.pairs[forms[place][-1] + mark] += times
                seen.characters[mark] += times


def count(cache: Path) -> Counts:
    """Everything that was seen in the sources, in both scripts."""
    simplified, traditional = (
        build_words.fetch(cache, name, digest, ["apt-get", "download", "-q", name.split("_")[0]])
        for name, digest in SOURCES.items()
    )
    seen = Counts(defaultdict(float), defaultdict(float), defaultdict(float))
    add_model(seen, build_words.read(build_words.arpa(cache)))
    seen.add(in_both_scripts(build_words.listed(cache)))
    seen.add(in_both_scripts(list(clauses(paragraphs(simplified), RUNNING))))
    own = list(clauses(paragraphs(traditional), RUNNING))
    seen.add(own)
    seen.add((OpenCC("tw2s").convert(piece), weight * TRADITIONAL) for piece, weight in own)
    seen.add((word, 2000.0) for word in CANTONESE.split())
    return seen


def build(seen: Counts) -> bytes:
    """The table: probabilities of single characters and of the pairs that are worth their place."""
    total, starting = sum(seen.characters.values()), sum(seen.starts.values())
    order = sorted(seen.characters, key=lambda character: (-seen.characters[character], character))
    unigram = np.array([seen.characters[c] / total for c in order])
    start = np.array([0.8 * seen.starts[c] / starting + 0.2 * seen.characters[c] / total for c in order])
    kept = {key: max(value - DISCOUNT, 0.0) / seen.characters[key[0]] for key, value in seen.pairs.items()}
    used: Weights = defaultdict(float)
    for key, share in kept.items():
        used[key[0]] += share
    backoff = np.array([min(max(1.0 - used[c], 0.02), 0.8) for c in order])
    rank = {character: number for number, character in enumerate(order)}
    rows = np.array([rank[key[0]] for key in kept])
    columns = np.array([rank[key[1]] for key in kept])
    probability = np.array(list(kept.values())) + backoff[rows] * start[columns]
    # How much a pair tells beyond its back-off, weighted by how often it is met.
    gain = np.log(probability / (backoff[rows] * start[columns]))
    worth = gain * np.array([seen.pairs[key] for key in kept])
    chosen = np.lexsort((columns, rows, -worth))[:PAIRS]
    chosen = chosen[(gain[chosen] > 0.1) & (rows[chosen] < 6500) & (columns[chosen] < 6500)]
    chosen = chosen[np.lexsort((columns[chosen], rows[chosen]))]
    logs = np.maximum(np.log(np.stack([unigram, start, backoff])), FLOOR)
    return pack("".join(order), logs, rows[chosen], columns[chosen], np.log(probability[chosen]))


def main() -> None:
    """Build the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("data/cache/hanzi"), help="where the sources are kept")
    parser.add_argument("-o", type=Path, default=Path(__file__).parent.parent / "pipelines/tables" / TABLE)
    arguments = parser.parse_args()
    table = build(count(arguments.cache))
    arguments.o.write_bytes(table)
    print(f"{arguments.o}: {len(table):,} bytes, SHA-256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
