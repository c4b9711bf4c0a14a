"""Damage that left the bytes valid: a lost byte whose shifted pairs are characters all the way back into step.

Only short bodies are looked at: in a long one such a run is a small part, and looking would cost every good page. A
run is read anew only where several characters in a row are ones that Chinese does not put there; and the new reading
has to be good Chinese, not just better.
"""

from __future__ import annotations

import numpy as np

from pipelines import gbk
from pipelines.codepoints import code_points
from pipelines.decode.codecs import decode_replacing
from pipelines.decode.damage import LOST, Restored, around, run_at
from pipelines.decode.labels import GB
from pipelines.decode.resync import lost_bytes
from pipelines.hanzi import model
from pipelines.options import Flag

LIMIT = 1 << 14
"""Bytes of a body that is looked at (`make bench-decode`, speed)."""

# Means of the hanzi model, set by `make bench-decode` (a byte dropped; pure pages of rare characters).
_WINDOW = 4
_ODD = -12.0  # of so many characters in a row: read their run anew
_WRONG = -10.5  # of what stands there
_GOOD = -9.2  # of what the new reading puts there,
_ENOUGH = 5  # if it is so many characters: less can be made of anything
_TRIES = 8


def shifted(body: bytes, text: str, label: str) -> Restored | None:
    """The text with hidden damage marked, `None` when there is none.

    Args:
        body: a body that `label` decodes.
        text: its text.
        label: gbk, gb18030 or big5.

    >>> body = "据市气象台预报未来三天我市以多云天气为主A".encode("gbk")
    >>> body = body[:7] + body[8:]
    >>> shifted(body, body.decode("gb18030"), "gbk").text
    '据市气�台预报未来三天我市以多云天气为主A'
    """
    if len(body) > LIMIT:
        return None
    pieces: list[str] = []
    done = lost = 0
    for place in _odd_places(text, label)[:_TRIES]:
        if place < done:
            continue
        start, end = run_at(body, place, label)
        run = body[start:end]
        spans, _ = lost_bytes(run, label, last=end == len(body))
        if not spans:
            continue
        found = "".join(around(run, spans, label))
        if _better(found, decode_replacing(run, label)):
            pieces += [decode_replacing(body[done:start], label), found]
            done = end
            lost += len(spans)
    if not lost:
        return None
    pieces.append(decode_replacing(body[done:], label))
    return Restored("".join(pieces), lost, frozenset({Flag.LOST, Flag.DAMAGED}))


def _odd_places(text: str, label: str) -> list[int]:
    """Byte offsets of characters with which a window of odd ones begins; next to each other, the first."""
    codes = code_points(text)
    values = model().logp(codes)
    known = np.flatnonzero(~np.isnan(values))
    if known.size < _WINDOW:
        return []
    sums = np.concatenate(([0.0], np.cumsum(values[known], dtype=np.float64)))
    odd = np.flatnonzero(sums[_WINDOW:] - sums[:-_WINDOW] < _ODD * _WINDOW)
    if not odd.size:
        return []
    widths = np.where(codes < 0x80, 1, 2)
    if label in GB:
        widths[(codes > 0xFFFF) | (gbk.pairs().take(codes, mode="clip") == 0) & (codes >= 0x80)] = 4
    ends = np.cumsum(widths)
    first = odd[np.concatenate(([True], np.diff(odd) > 1))]
    found: list[int] = (ends[known[first]] - 1).tolist()
    return found


def _better(found: str, before: str) -> bool:
    """Whether what a new reading changes was no Chinese, and is now.

    A trail byte let loose as ASCII speaks against it; but the run's end may have swallowed one.
    """
    size = min(len(found), len(before))
    start = next((at for at in range(size) if found[at] != before[at]), size)
    end = next((at for at in range(size - start) if found[-1 - at] != before[-1 - at]), size - start)
    old, new = (text[start : len(text) - end].replace(LOST, "") for text in (before, found))
    loose = sum(map(str.isascii, new)) - sum(map(str.isascii, old))
    if loose > 1 or len(new) < _ENOUGH * (1 + max(loose, 0)):
        return False
    return model().mean(old)[0] < _WRONG and model().mean(new)[0] > _GOOD
