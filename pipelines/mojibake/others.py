"""UTF-8 read as one of the rarer single-byte encodings (MacRoman, cp437, ISO 8859-2): what ftfy knows, asked last.

ftfy knows nothing of the encodings of Chinese, and what it changes before those are undone cannot be undone any more.
"""

from __future__ import annotations

from pipelines.codepoints import CodePoints, code_points, to_text
from pipelines.mojibake.runs import Run
from pipelines.mojibake.score import LOST, PRICE, Repair, likelihood

CHAIN = ("utf-8", "a single-byte encoding (ftfy)")
SUFFICIENT = 2.0
"""Gain a character, in natural logarithms, that a result of ftfy has to bring as well."""

ALL = 0.45
"""Share of the characters beyond ASCII that go: half of a sequence of two bytes, two thirds of one of three. Text of
which only parts are such sequences is not for ftfy, which finds some in any debris."""


def by_ftfy(array: CodePoints) -> list[Run]:
    r"""A line as ftfy reads it, when that is much likelier; its other fixes (quotes, widths, ligatures) are not made.

    >>> damaged = "\u2030\u220f\u2260\xca\xf1\xe1\xc1\u03a9\xeb\xc8\xb0\xb5"
    >>> [run.repair.text for run in by_ftfy(code_points(damaged))]
    ['中文网页']
    """
    from ftfy import fix_encoding  # reads its tables on import, which most texts never need

    text = to_text(array)
    after = fix_encoding(text)
    if after == text or after.count(LOST) > text.count(LOST):
        return []
    gain = likelihood(code_points(after)) - likelihood(array) - PRICE["utf-8"]
    before, counted = (sum(character > "\x7f" for character in each) for each in (text, after))
    if len(text) - len(after) < max(2.0, ALL * before) or gain < SUFFICIENT * counted:
        return []
    return [Run(0, array.size, Repair(after, (CHAIN,), gain, 0.0))]
