"""Build pipelines/tables/words.bin, the word model, from libime's language model.

    python scripts/build_words.py [--cache DIR]

Source, pinned by its SHA-256: the source package of libime 1.0.16 in Debian 12 (LGPL-2.1+), which holds a trigram model
of simplified Chinese in ARPA form; fetched with `apt-get source --download-only` (which needs a `deb-src` line) or put
into the cache by hand. The result depends on nothing else: same source, same bytes.

What the file leaves out is worked out: how often each word is met is the distribution that the bigrams keep unchanged,
and what the probabilities behind a word lack to one is how often a clause ends there.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.words import TABLE, pack

SOURCE = "libime_1.0.16.orig.tar.xz"
DIGEST = "3f034ae347b4110ac3dfb88d678a38d2264e6588d61f249b9007a7759751b2f9"
MEMBER = "libime-1.0.16/data/lm_sc.arpa-20220810.tar.xz"
WORDS, PAIRS = 80_000, 600000
MISSED_ENDS = 2.0
"""The model's lines end at fewer marks than clauses do: half of the marks of news, reviews and encyclopedias."""


class Bigrams(NamedTuple):
    """The bigrams of an ARPA file; logarithms are natural.

    Attributes:
        words: the vocabulary.
        logs: shape (2, words): of each word's probability where no bigram tells, and of what is left for such words.
        first, second: shape (pairs,): numbers of both words.
        behind: shape (pairs,): of the second's probability behind the first.
    """

    words: list[str]
    logs: NDArray[np.float64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    behind: NDArray[np.float64]


def fetch(cache: Path) -> bytes:
    """The ARPA file, out of the source package."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / SOURCE
    if not path.exists():
        subprocess.run(["apt-get", "source", "--download-only", "-qq", "libime"], cwd=cache, check=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != DIGEST:
        raise SystemExit(f"{path}: SHA-256 is {found}, expected {DIGEST}")
    with tarfile.open(path) as outer:
        packed = outer.extractfile(MEMBER)
        assert packed is not None
        with tarfile.open(fileobj=io.BytesIO(packed.read())) as inner:
            member = inner.extractfile(inner.getmembers()[0])
            assert member is not None
            return member.read()


def read(arpa: bytes) -> Bigrams:
    """Unigrams and bigrams of the file."""
    _, one, two, _ = re.split(r"\\[123]-grams:\n", arpa.decode("utf-8"))
    rows = [line.split("\t") for line in one.splitlines() if line]
    words = [row[1] for row in rows]
    number = {word: place for place, word in enumerate(words)}
    logs = np.array([(float(row[0]), float(row[2])) for row in rows]).T * np.log(10)
    pairs = [line.split("\t") for line in two.splitlines() if line]
    both = [row[1].split(" ") for row in pairs]
    return Bigrams(
        words,
        logs,
        np.array([number[before] for before, _ in both]),
        np.array([number[after] for _, after in both]),
        np.array([float(row[0]) for row in pairs]) * np.log(10),
    )


def shares(found: Bigrams) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often each word is met in running text, and how often a clause ends behind it; both as probabilities."""
    size = len(found.words)
    alone, left = np.exp(found.logs)
    behind = np.exp(found.behind)
    beyond = behind - left[found.first] * alone[found.second]
    ends = 1 - np.bincount(found.first, beyond, size) - left  # beyond what backing off would give any word
    met = alone / alone.sum()
    for _ in range(30):
        met = np.bincount(found.second, met[found.first] * beyond, size) + alone * (met @ left)
        met = np.maximum(met, 0) / met.sum()
    return met, np.clip(ends * MISSED_ENDS, 1e-3, 0.8)


def build(found: Bigrams) -> bytes:
    """The table: the words met most often, and of their pairs those that tell most."""
    met, ends = shares(found)
    chinese = np.array([re.fullmatch(r"[\u3400-\u9fff〇]+", word) is not None for word in found.words])
    order = np.argsort(-met * chinese, kind="stable")[:WORDS]
    rank = np.full(met.size, -1)
    rank[order] = np.arange(order.size)
    alone, left = found.logs
    gain = found.behind - left[found.first] - alone[found.second]
    worth = np.exp(found.behind) * met[found.first] * np.abs(gain)
    worth[(rank[found.first] < 0) | (rank[found.second] < 0)] = 0.0
    chosen = np.argsort(-worth, kind="stable")[:PAIRS]
    rows, columns = rank[found.first[chosen]], rank[found.second[chosen]]
    sorting = np.lexsort((columns, rows))
    logs = np.stack([np.log(met[order] + 1e-12), alone[order], left[order], np.log(ends[order])])
    return pack(
        [found.words[each] for each in order], logs, rows[sorting], columns[sorting], found.behind[chosen][sorting]
    )


def main() -> None:
    """Build the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("data/cache/words"), help="where the source is kept")
    parser.add_argument("-o", type=Path, default=Path(__file__).parent.parent / "pipelines/tables" / TABLE)
    arguments = parser.parse_args()
    table = build(read(fetch(arguments.cache)))
    arguments.o.write_bytes(table)
    print(f"{arguments.o}: {len(table):,} bytes, SHA-256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
