"""Build pipelines/tables/words.bin, the word model, from free sources.

    python scripts/build_words.py [--cache DIR]

Sources, each pinned by its SHA-256:

- the source package of libime 1.0.16 in Debian 12 (LGPL-2.1+), which holds a trigram model of simplified Chinese in
  ARPA form; fetched with `apt-get source --download-only` (which needs a `deb-src` line) or put into the cache by hand;
- jieba 0.42.1, `dict.txt` (MIT): words that the model lacks, mostly names; fetched by pip.

The result depends on nothing else: same sources, same bytes.

What the file leaves out is worked out: how often each word is met is the distribution that the bigrams keep unchanged,
and what the probabilities behind a word lack to one is how often a clause ends there.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.words import LONGEST, NEIGHBOURS, TABLE, Behind, pack

LIBIME = "libime_1.0.16.orig.tar.xz", "3f034ae347b4110ac3dfb88d678a38d2264e6588d61f249b9007a7759751b2f9"
ARPA = "libime-1.0.16/data/lm_sc.arpa-20220810.tar.xz"
JIEBA = "jieba-0.42.1.tar.gz", "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2"
PAIRS, TRIPLES = 1_200_000, 450_000
"""As many as a table of 11 MB holds."""
MOST_BEHIND_A_PAIR = 255
"""They are counted in a byte."""
MISSED_ENDS = 2.0
"""The model's lines end at fewer marks than clauses do: half of the marks of news, reviews and encyclopedias."""
# Words that only jieba lists: how often one of them must have been met, and how probable it is for that. The words of
# both are 1.8 times as probable in the model as in the list; what the model never met is taken to be rarer than that.
LISTED, SHARE = 5, 0.7
LISTED_LEFT, LISTED_END = -0.3, -2.3  # nothing tells of these: one in ten ends a clause, as of unknown words


class Grams(NamedTuple):
    """What an ARPA file holds; logarithms are natural.

    Attributes:
        words: the vocabulary.
        logs: shape (2, words): of each word's probability where no pair tells, and of what is left for such words.
        first, second: shape (pairs,): numbers of both words.
        behind: shape (pairs,): of the second's probability behind the first.
        left: shape (pairs,): of what is left for words of which no triple tells.
        pair, third: shape (triples,): number of the pair, and of the word behind it.
        after: shape (triples,): of that word's probability there.
    """

    words: list[str]
    logs: NDArray[np.float64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    behind: NDArray[np.float64]
    left: NDArray[np.float64]
    pair: NDArray[np.int64]
    third: NDArray[np.int64]
    after: NDArray[np.float64]


def fetch(cache: Path, name: str, digest: str, command: list[str]) -> Path:
    """A source: from the cache, or by a command that leaves it there; checked."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / name
    if not path.exists():
        subprocess.run(command, cwd=cache, check=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        raise SystemExit(f"{path}: SHA-256 is {found}, expected {digest}")
    return path


def arpa(cache: Path) -> str:
    """The language model of libime, out of its source package."""
    path = fetch(cache, *LIBIME, ["apt-get", "source", "--download-only", "-qq", "libime"])
    with tarfile.open(path) as outer:
        packed = outer.extractfile(ARPA)
        assert packed is not None
        with tarfile.open(fileobj=io.BytesIO(packed.read())) as inner:
            member = inner.extractfile(inner.getmembers()[0])
            assert member is not None
            return member.read().decode("utf-8")


def listed(cache: Path) -> list[tuple[str, float]]:
    """The words of jieba that hold hanzi, with their frequencies."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "jieba==0.42.1"]
    with tarfile.open(fetch(cache, *JIEBA, pip)) as tar:
        member = tar.extractfile("jieba-0.42.1/jieba/dict.txt")
        assert member is not None
        lines = member.read().decode("utf-8").splitlines()
    pairs = (line.split(" ")[:2] for line in lines)
    return [(word, float(count)) for word, count in pairs if re.search(r"[\u3400-\u9fff]", word)]


def read(text: str) -> Grams:
    """Single words, pairs and triples of the file."""
    _, one, two, three = re.split(r"\\[123]-grams:\n", text)
    ones, twos, threes = (
        [line.split("\t") for line in part.splitlines() if "\t" in line] for part in (one, two, three)
    )
    words = [row[1] for row in ones]
    number = {word: place for place, word in enumerate(words)}
    both = {row[1]: place for place, row in enumerate(twos)}
    parts = [words.split(" ") for words in both]
    ends = [row[1].rsplit(" ", 1) for row in threes]

    def logs(rows: list[list[str]], column: int) -> NDArray[np.float64]:
        return np.array([float(row[column]) if column < len(row) else 0.0 for row in rows]) * np.log(10)

    return Grams(
        words,
        np.stack([logs(ones, 0), logs(ones, 2)]),
        np.array([number[before] for before, _ in parts]),
        np.array([number[after] for _, after in parts]),
        logs(twos, 0),
        logs(twos, 2),
        np.array([both[before] for before, _ in ends]),
        np.array([number[after] for _, after in ends]),
        logs(threes, 0),
    )


def shares(found: Grams) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often each word is met in running text, and how often a clause ends behind it; both as probabilities."""
    size = len(found.words)
    alone, left = np.exp(found.logs)
    behind = np.exp(found.behind)
    beyond = behind - left[found.first] * alone[found.second]
    ends = 1 - np.bincount(found.first, beyond, size) - left  # beyond what backing off would give any word
    met = alone / alone.sum()
    for _ in range(30):  # it comes to rest long before
        met = np.bincount(found.second, met[found.first] * beyond, size) + alone * (met @ left)
        met = np.maximum(met, 0) / met.sum()
    return met, np.clip(ends * MISSED_ENDS, 1e-3, 0.8)


def build(found: Grams, names: list[tuple[str, float]]) -> bytes:
    """The table: the words, and of their pairs and triples those that tell most.

    Args:
        found: the language model.
        names: words of a list, with their frequencies.
    """
    met, ends = shares(found)
    chinese = np.array([re.fullmatch(r"[\u3400-\u9fff〇]+", word) is not None for word in found.words])
    order = np.argsort(-met * chinese, kind="stable")[: np.count_nonzero(chinese)]
    rank = np.full(met.size, NEIGHBOURS)
    rank[order] = np.arange(order.size)
    alone, left = found.logs
    logs = np.stack([np.log(met[order] + 1e-12), alone[order], left[order], np.log(ends[order])])
    more = _more(names, set(found.words))
    listed_logs = np.log([SHARE * share for _, share in more])
    others = [np.full(len(more), each) for each in (LISTED_LEFT, LISTED_END)]
    logs = np.hstack([logs, np.stack([listed_logs, listed_logs, *others])])

    pairs, chosen = _pairs(found, met, rank)
    triples = _triples(found, met, rank, pairs, chosen)
    words = [found.words[each] for each in order] + [word for word, _ in more]
    return pack(words, logs, pairs, found.left[chosen], triples)


def _pairs(found: Grams, met: NDArray[np.float64], rank: NDArray[np.int64]) -> tuple[Behind, NDArray[np.int64]]:
    """The pairs that tell most beyond their back-off, weighted by how often they are met, and their places in `found`.

    Args:
        found: the language model.
        met: shape (words,): how often each word is met.
        rank: shape (words,): the number of each word in the table.
    """
    beyond = found.behind - _backed_off(found, found.first, found.second)
    worth = np.exp(found.behind) * met[found.first] * np.abs(beyond)
    chosen = _best(worth * (rank[found.first] < NEIGHBOURS) * (rank[found.second] < NEIGHBOURS), PAIRS)
    chosen = chosen[np.lexsort((rank[found.second[chosen]], rank[found.first[chosen]]))]
    return Behind(rank[found.first[chosen]], rank[found.second[chosen]], found.behind[chosen]), chosen


def _triples(
    found: Grams, met: NDArray[np.float64], rank: NDArray[np.int64], pairs: Behind, chosen: NDArray[np.int64]
) -> Behind:
    """The same of triples, of those behind the pairs `chosen`; their back-off is what the table has of shorter ones."""
    place = np.full(found.first.size, -1)
    place[chosen] = np.arange(chosen.size)
    second = found.second[found.pair]
    keys, wanted = pairs.owners * NEIGHBOURS + pairs.words, rank[second] * NEIGHBOURS + rank[found.third]
    shorter = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    lower = np.where(keys[shorter] == wanted, pairs.logs[shorter], _backed_off(found, second, found.third))
    often = met[found.first[found.pair]] * np.exp(found.behind[found.pair] + found.after)
    worth = often * np.abs(found.after - found.left[found.pair] - lower)
    kept = _best(worth * (place[found.pair] >= 0) * (rank[found.third] < NEIGHBOURS), TRIPLES)
    kept = kept[_earlier(place[found.pair[kept]]) < MOST_BEHIND_A_PAIR]
    kept = kept[np.lexsort((rank[found.third[kept]], place[found.pair[kept]]))]
    return Behind(place[found.pair[kept]], rank[found.third[kept]], found.after[kept])


def _backed_off(found: Grams, before: NDArray[np.int64], word: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithms of the probability of each word behind the one before, where no pair tells."""
    alone, left = found.logs
    return np.asarray(left[before] + alone[word])


def _more(names: list[tuple[str, float]], known: set[str]) -> list[tuple[str, float]]:
    """Words of the list that the model lacks, with their shares, the most frequent first."""
    total = sum(count for _, count in names)
    found = [
        (word, count / total)
        for word, count in names
        if count >= LISTED and word not in known and re.fullmatch(rf"[\u3400-\u9fff]{{2,{LONGEST}}}", word)
    ]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _best(worth: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Places of the highest values above zero, the highest first."""
    places = np.argsort(-worth, kind="stable")[:number]
    return places[worth[places] > 0]


def _earlier(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the same owner stand before each."""
    order = np.argsort(owners, kind="stable")
    first = np.searchsorted(owners[order], owners[order])
    among = np.empty_like(order)
    among[order] = np.arange(order.size) - first
    return among


def main() -> None:
    """Build the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("data/cache/words"), help="where the sources are kept")
    parser.add_argument("-o", type=Path, default=Path(__file__).parent.parent / "pipelines/tables" / TABLE)
    arguments = parser.parse_args()
    table = build(read(arpa(arguments.cache)), listed(arguments.cache))
    arguments.o.write_bytes(table)
    print(f"{arguments.o}: {len(table):,} bytes, SHA-256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
