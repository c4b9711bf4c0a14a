"""Which encoding is it? Evidence first, then the decision, at the price that the evidence asks for.

Valid UTF-8 is UTF-8, but for a handful of characters; a declared Chinese encoding whose text is good Chinese is right.
Only what is left in doubt is read by several encodings, and only a sample of it (see `weighing`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.decode.codecs import decode_strictly, invalid_at, known
from pipelines.decode.declared import Declaration
from pipelines.decode.labels import GB
from pipelines.decode.result import Evidence
from pipelines.decode.sample import sample
from pipelines.decode.score import read
from pipelines.decode.weighing import CLEAR, UNITS, Verdict, is_clear, told, weigh

SURE = 12
"""So many bytes more than characters: no other encoding's text is valid UTF-8 by chance."""
GOOD = -8.8
"""A mean of the hanzi model that no wrong reading of so many characters reaches (`make bench-decode`)."""
ENOUGH = 20

_ESCAPED = (
    ("iso-2022-jp", re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DO])")),
    ("iso-2022-cn", re.compile(rb"\x1b\$[)*+][AEGH]")),
    ("iso-2022-kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")),
)


def decide(
    body: bytes, declared: Sequence[Declaration], url: str | None, hint: str | None, steps: list[Evidence]
) -> Verdict:
    """Decide the encoding of a body without a byte order mark.

    Args:
        body: any bytes.
        declared: what header and page say.
        url: the body's address, whose top-level domain is a hint.
        hint: a label that the body's portal is known to use.
        steps: takes the evidence, in the order in which it was looked at.
    """
    labels = list(dict.fromkeys(label for label in (*(each.label for each in declared), hint) if label))
    if hint:
        steps.append(Evidence("profile", hint, "its portal is known to use it"))
    text = decode_strictly(body, "utf-8")
    if text is not None:
        if body.isascii():
            return _ascii(body, text, labels, url, steps)
        if len(body) - len(text) >= SURE and b"\0" not in body:
            steps.append(Evidence("validity", "utf-8", "the whole body is valid UTF-8"))
            return Verdict("utf-8", 1.0, text)
        steps.append(Evidence("validity", "utf-8", "valid UTF-8, of few characters"))
    else:
        steps.append(Evidence("validity", "utf-8", f"not valid at byte {invalid_at(body, 'utf-8')}"))
    part = sample(body)
    heard = {}
    for label in dict.fromkeys("gbk" if label in GB else label for label in (*labels, "gbk", "big5")):
        if label in ("gbk", "big5"):
            heard[label] = reading = read(part, label)
            if reading.characters >= ENOUGH and reading.mean > GOOD and is_clear(reading):
                steps += [told(each, each.total) for each in heard.values()]
                return Verdict(label, 1.0)
    return weigh(body, part, labels, url, heard, steps)


def _ascii(body: bytes, text: str, labels: list[str], url: str | None, steps: list[Evidence]) -> Verdict:
    """Seven-bit encodings, and ASCII, which every encoding holds."""
    for label, pattern in _ESCAPED:
        if (b"\x1b" in body if label != "hz" else b"~{" in body) and (found := pattern.search(body)):
            steps.append(Evidence("escape", label, f"its escape sequence at byte {found.start()}"))
            if label != "hz" or label in labels or _is_hz(body[found.start() :]):
                return Verdict(label, 0.99)
    if b"\0" in body:
        return weigh(body, sample(body), labels, url, {}, steps)
    steps.append(Evidence("validity", None, "nothing but ASCII"))
    label = next((each for each in labels if known(each) and each not in ("hz", *UNITS)), "utf-8")
    return Verdict(label, 1.0, text)


def _is_hz(body: bytes) -> bool:
    """Whether what stands between the escapes is Chinese: programs and prose hold `~{` and `~}` too."""
    reading = read(body[:4096], "hz")
    return reading.characters > 0 and reading.mean > CLEAR and reading.invalid * 4 <= reading.characters
