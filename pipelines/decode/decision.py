"""Which encoding is it? Evidence first, then the decision, at the price that the evidence asks for.

Valid UTF-8 is UTF-8, but for a handful of characters; a declared Chinese encoding whose text is good Chinese is right.
Only what is left in doubt is read by several encodings, and only a sample of it (see `score`). The decision's unit is
the natural logarithm of a likelihood: what header, page and address say is added to what the hanzi model says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.decode.codecs import decode_strictly, known
from pipelines.decode.declared import Declaration
from pipelines.decode.labels import GB, UNSUPPORTED, label_of, same
from pipelines.decode.result import Evidence
from pipelines.decode.sample import sample, units
from pipelines.decode.score import Reading, read

CHINESE = ("utf-8", "gbk", "big5")
FOREIGN = ("shift_jis", "euc-jp", "euc-kr", "windows-1251", "koi8-r", "windows-1252")
UNITS = ("utf-16le", "utf-16be")

SURE = 12
"""So many bytes more than characters: no other encoding's text is valid UTF-8 by chance."""
GOOD = -8.8
"""A mean of the hanzi model that no wrong reading of twenty characters reaches (`make bench-decode`)."""
ENOUGH = 20
CLEAR = -9.6
"""A mean better than this, over some characters, and foreign encodings need not be tried."""

_DECLARED = 4.0
_ADDRESS = 2.0
_NOT_CHINESE = -16.0  # pages of this project are Chinese before anything is known of them
_CHARDET = 3.0
_DOUBT = 12.0  # a lead of less asks chardet
_TAU = 3.0  # lead to confidence, as a logistic function

_ADDRESSES = {
    "cn": ("gbk",),
    "tw": ("big5",),
    "hk": ("big5",),
    "mo": ("big5",),
    "jp": ("shift_jis", "euc-jp"),
    "kr": ("euc-kr",),
    "ru": ("windows-1251", "koi8-r"),
    "su": ("windows-1251", "koi8-r"),
    "fr": ("windows-1252",),
}
_ESCAPED = (
    ("iso-2022-jp", re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DO])")),
    ("iso-2022-cn", re.compile(rb"\x1b\$[)*+][AEGH]")),
    ("iso-2022-kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")),
)


class Verdict(NamedTuple):
    """A decision.

    Attributes:
        label: the encoding.
        confidence: 0 to 1.
        text: the whole text, where deciding took reading it; `None` otherwise.
    """

    label: str
    confidence: float
    text: str | None = None


def decide(body: bytes, declared: Sequence[Declaration], url: str | None, steps: list[Evidence]) -> Verdict:
    """Decide the encoding of a body without a byte order mark.

    Args:
        body: any bytes.
        declared: what header and page say.
        url: the body's address, whose top-level domain is a hint.
        steps: takes the evidence, in the order in which it was looked at.
    """
    labels = list(dict.fromkeys(each.label for each in declared if each.label))
    text = decode_strictly(body, "utf-8")
    if text is not None:
        if body.isascii():
            return _ascii(body, text, labels, url, steps)
        if len(body) - len(text) >= SURE and b"\0" not in body:
            steps.append(Evidence("validity", "utf-8", "the whole body is valid UTF-8"))
            return Verdict("utf-8", 1.0, text)
        steps.append(Evidence("validity", "utf-8", "valid UTF-8, of few characters"))
    part = sample(body)
    for label in labels[:2]:
        if label in GB or label == "big5":
            reading = read(part, label)
            steps.append(_heard(reading, 0.0))
            if reading.characters >= ENOUGH and reading.mean > GOOD and _clear(reading):
                return Verdict(label, 1.0)
    return _weigh(body, part, labels, url, steps)


def _ascii(body: bytes, text: str, labels: list[str], url: str | None, steps: list[Evidence]) -> Verdict:
    """Seven-bit encodings, and ASCII, which every encoding holds."""
    for label, pattern in _ESCAPED:
        if (b"\x1b" in body if label != "hz" else b"~{" in body) and (found := pattern.search(body)):
            steps.append(Evidence("escape", label, f"its escape sequence at byte {found.start()}"))
            if label != "hz" or label in labels or _is_hz(body):
                return Verdict(label, 0.99)
    if b"\0" in body:
        return _weigh(body, sample(body), labels, url, steps)
    steps.append(Evidence("validity", None, "nothing but ASCII"))
    label = next((each for each in labels if known(each) and each not in ("hz", *UNITS)), "utf-8")
    return Verdict(label, 1.0, text)


def _is_hz(body: bytes) -> bool:
    """Whether what stands between the escapes is Chinese: programs and prose hold `~{` and `~}` too."""
    reading = read(body[:4096], "hz")
    return reading.characters > 0 and reading.mean > CLEAR and not reading.invalid


def _weigh(body: bytes, part: bytes, labels: list[str], url: str | None, steps: list[Evidence]) -> Verdict:
    """Read the sample by every encoding that it can be, until one is clearly best."""
    hints = _hints(labels, url, steps)
    legacy = [label for label in labels if known(label) and label not in (*CHINESE, *GB, *UNITS, *FOREIGN, "hz")]
    heard = {label: read(part, label) for label in CHINESE}
    best = max(heard.values(), key=lambda each: each.total + hints.get(each.label, 0.0))
    if not _clear(best):
        heard |= {label: read(part, label) for label in (*FOREIGN, *legacy)}
    if not _clear(best) or b"\0" in body[:65536]:
        heard |= _of_units(body, heard.values())
    totals = {label: reading.total + _prior(label) + hints.get(label, 0.0) for label, reading in heard.items()}
    ranked = sorted(totals, key=totals.__getitem__, reverse=True)
    if totals[ranked[0]] - totals[ranked[1]] < _DOUBT:
        _ask_chardet(part, totals, steps)
        ranked.sort(key=totals.__getitem__, reverse=True)
    steps += [_heard(heard[label], totals[label]) for label in ranked]
    first, second = (totals[label] for label in ranked[:2])
    return Verdict(ranked[0], 1 / (1 + math.exp(min((second - first) / _TAU, 50.0))))


def _clear(reading: Reading) -> bool:
    return (
        reading.characters >= 4
        and reading.mean > CLEAR
        and reading.invalid * 20 <= reading.characters
        and reading.kana * 8 <= reading.characters  # kana have the same bytes in gbk and euc-jp
    )


def _prior(label: str) -> float:
    return 0.0 if label in (*CHINESE, *UNITS) else _NOT_CHINESE


def _hints(labels: list[str], url: str | None, steps: list[Evidence]) -> dict[str, float]:
    """What is to be added for declarations and for the address."""
    hints: dict[str, float] = {}
    for label in labels:
        label = "gbk" if label in GB else label
        hints[label] = _DECLARED - (0.0 if label in CHINESE else _NOT_CHINESE)
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    top = host.rpartition(".")[2]
    for label in _ADDRESSES.get(top, ()):
        hints[label] = hints.get(label, 0.0) + _ADDRESS
        steps.append(Evidence("url", label, f"top-level domain .{top}", _ADDRESS))
    return hints


def _of_units(body: bytes, others: Iterable[Reading]) -> dict[str, Reading]:
    """UTF-16 read from a sample of its own, its likelihood carried over to the one that the others read."""
    part = units(body)
    best = max(others, key=lambda each: each.total)
    if len(part) < 4 or best.label in UNITS:
        return {}
    base = read(part, best.label).total
    readings = (read(part, label) for label in UNITS)
    return {each.label: each._replace(total=best.total + each.total - base) for each in readings}


def _ask_chardet(part: bytes, totals: dict[str, float], steps: list[Evidence]) -> None:
    import chardet  # 40 ms, and only doubt needs it

    # "no match" comes back with the encoding named for it, and next to no confidence.
    found = chardet.detect(part, include_encodings=["utf-8", "gb18030", "big5hkscs"], no_match_encoding="utf-8")
    label = label_of(found["encoding"])
    label = "gbk" if label in GB else label
    if label is not None and label in totals:
        weight = _CHARDET * (found["confidence"] or 0.0)
        totals[label] += weight
        steps.append(Evidence("chardet", label, f"confidence {found['confidence']:.2f}", weight))


def _heard(reading: Reading, total: float) -> Evidence:
    detail = f"mean {reading.mean:.2f} over {reading.characters} characters, {reading.invalid} invalid"
    return Evidence("hanzi", reading.label, detail, round(total, 1))


def agrees(label: str, declared: str | None) -> bool:
    """Whether a declaration, if there is one, names the encoding in use."""
    return declared is None or same(label, declared) or declared in UNSUPPORTED
