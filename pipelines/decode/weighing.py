"""Doubt: a sample is read by every encoding that it can be, and what header, page and address say is added.

The unit is the natural logarithm of a likelihood. Every weight was set on half of the texts of `make bench-decode` and
of technical prose, and checked on the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.decode.codecs import decode_strictly, known
from pipelines.decode.labels import GB, label_of
from pipelines.decode.languages import FOREIGN
from pipelines.decode.result import Evidence
from pipelines.decode.sample import units
from pipelines.decode.score import Reading, read

CHINESE = ("utf-8", "gbk", "big5")
UNITS = ("utf-16le", "utf-16be")
CLEAR = -9.6
"""A mean better than this, over some characters, and foreign encodings need not be tried."""

_OTHERS = ("shift_jis", "euc-jp", "euc-kr", "windows-1251", "koi8-r", "windows-1252")
_PLAUSIBLE = {"ja": -7.5, "ko": -9.0, "ru": -4.6, "la": -6.0, "zh": -11.0}  # means that texts of the language reach
_VALID = 0.3  # of the bytes outside ASCII; of GBK and Big5 some 5 % are valid UTF-8 by chance
_HIGH = bytes(range(0x80, 0x100))
_NOT_EUC_TW = re.compile(rb"[\x80-\x8d\x8f-\xa0\xff]|\x8e(?![\xa1-\xb0])")

_DECLARED = 4.0
_ADDRESS = 2.0
_NOT_CHINESE = -16.0  # pages of this project are Chinese before anything is known of them
_CHARDET = 3.0
_DOUBT = 12.0  # a lead of less asks chardet
_LEAD = 3.0  # lead to confidence, as a logistic function; of texts of 1 to 7 hanzi, as many as it says are right
_PLACES = 16  # where a byte may be lost: what lies between place and loss is read wrongly, a sixteenth at most
_ENOUGH = 20  # characters, for a reading with a byte lost
_SHIFTED = 0.9
_IMPLAUSIBLE = 0.3  # no more confidence than this for a text that is good in no language

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


def weigh(
    body: bytes, part: bytes, labels: list[str], url: str | None, heard: dict[str, Reading], steps: list[Evidence]
) -> Verdict:
    """The encoding by which the sample is likeliest.

    Args:
        body: the whole body.
        part: a sample of it, as of `sample.sample`.
        labels: what was declared.
        url: the body's address.
        heard: readings of the sample that there are already.
        steps: takes the evidence.
    """
    hints = _hints(labels, url, steps)
    legacy = [label for label in labels if label not in (*CHINESE, *GB, *UNITS, *_OTHERS, "hz") and known(label)]
    wanted = ("utf-8", "gbk", "big5") if _like_utf8(part, steps) else ("gbk", "big5")
    heard = {label: heard.get(label) or read(part, label) for label in wanted}
    best = max(heard.values(), key=lambda each: each.total + hints.get(each.label, 0.0))
    if not is_clear(best):
        heard |= {label: read(part, label) for label in (*_OTHERS, *_taiwanese(part), *legacy)}
    if not is_clear(best) or b"\0" in body[:65536]:
        heard |= _of_units(body, heard.values())
    totals = {label: reading.total + _prior(label) + hints.get(label, 0.0) for label, reading in heard.items()}
    ranked = sorted(totals, key=totals.__getitem__, reverse=True)
    if totals[ranked[0]] - totals[ranked[1]] < _DOUBT:
        _ask_chardet(part, totals, steps)
        ranked.sort(key=totals.__getitem__, reverse=True)
    steps += [told(heard[label], totals[label]) for label in ranked]
    label, lead = ranked[0], totals[ranked[0]] - totals[ranked[1]]
    confidence = 1 / (1 + math.exp(-min(lead / _LEAD, 50.0)))
    plausible = heard[label].mean >= _PLAUSIBLE[FOREIGN.get(label, "zh")]
    if plausible and not (legacy and _prior(label)):
        return Verdict(label, confidence)
    shifted = None if plausible else _with_a_byte_lost(part, steps)
    if shifted:
        return Verdict(shifted, _SHIFTED)
    for said in legacy:
        if decode_strictly(body, said) is not None:
            steps.append(Evidence("abstained", said, "no language that is known here: left to its declaration"))
            return Verdict(said, 0.5)
    return Verdict(label, confidence if plausible else min(confidence, _IMPLAUSIBLE))


def is_clear(reading: Reading) -> bool:
    """Whether a reading is Chinese beyond doubt."""
    return (
        reading.characters >= 4
        and reading.mean > CLEAR
        and reading.invalid * 20 <= reading.characters
        and reading.kana * 8 <= reading.characters  # kana have the same bytes in gbk and euc-jp
    )


def told(reading: Reading, total: float) -> Evidence:
    """A reading as evidence."""
    detail = f"mean {reading.mean:.2f} over {reading.characters} characters, {reading.invalid} invalid"
    return Evidence("hanzi", reading.label, detail, round(total, 1))


def _with_a_byte_lost(part: bytes, steps: list[Evidence]) -> str | None:
    """The two-byte encoding in which the sample is Chinese if one byte of it was lost, which shifts all that follow."""
    best = None
    for label in ("gbk", "big5"):
        for place in range(0, len(part), max(len(part) // _PLACES, 1)):
            start = place + 1  # at a character, if what is before it is in step
            before, after = read(part[:place], label), read(part[start:], label)
            count = before.characters + after.characters
            mean = (before.mean * before.characters + after.mean * after.characters) / max(count, 1)
            if count >= _ENOUGH and (best is None or mean > best[0]):
                best = mean, label, place
    if best is None or best[0] < CLEAR:
        return None
    steps.append(Evidence("hanzi", best[1], f"mean {best[0]:.2f} with a byte lost near byte {best[2]} of the sample"))
    return best[1]


def _like_utf8(part: bytes, steps: list[Evidence]) -> bool:
    """Whether enough of the sample is valid UTF-8 to look closer."""
    ascii_only = len(part.translate(None, _HIGH))
    high, valid = len(part) - ascii_only, len(part.decode("utf-8", "ignore").encode()) - ascii_only
    steps.append(Evidence("validity", "utf-8", f"{valid} of {high} bytes outside ASCII"))
    return valid >= _VALID * high


def _taiwanese(part: bytes) -> tuple[str, ...]:
    """euc-tw, if the sample has its shape: of the bytes from 0x80 to 0xA0 only 0x8E, before a plane's number."""
    return ("euc-tw",) if not _NOT_EUC_TW.search(part) else ()


def _prior(label: str) -> float:
    return 0.0 if label in (*CHINESE, *UNITS, "euc-tw") else _NOT_CHINESE


def _hints(labels: list[str], url: str | None, steps: list[Evidence]) -> dict[str, float]:
    """What is to be added for declarations and for the address."""
    hints: dict[str, float] = {}
    for label in labels:
        label = "gbk" if label in GB else label
        hints[label] = _DECLARED - _prior(label)
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
    if len(part) < 4:
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
