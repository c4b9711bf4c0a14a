"""Stage characters: invisible characters, compatibility forms, indents, letter-spaced hanzi."""

from __future__ import annotations

from pipelines.characters import forms, invisible, spacing
from pipelines.codepoints import Sign
from pipelines.explain import Context, Result, Splices, in_turn
from pipelines.options import Flag

SIGNS = Sign.INVISIBLE | Sign.COMPATIBILITY | Sign.SPACE | Sign.LOST | Sign.PRIVATE | Sign.FOREIGN

PASSES = (
    invisible.line_ends,
    invisible.removed,
    forms.unified,
    forms.symbols,
    forms.look_alikes,
    spacing.indents,
    spacing.no_break,
    spacing.letter_spaced,
)


def apply(text: str, context: Context) -> Result | None:
    """Bring every character to the form that Chinese text is written in.

    Emoji, rare hanzi, variation selectors, private-use characters (flagged) and U+FFFD (flagged) are kept.

    >>> apply("中\N{ZERO WIDTH SPACE}国ＡＢＣ１２３", Context()).text
    '中国ABC123'
    """
    result = in_turn(text, PASSES)
    flags = frozenset(
        flag
        for flag, found in ((Flag.LOST, "\N{REPLACEMENT CHARACTER}" in text), (Flag.PRIVATE_USE, _has_private(text)))
        if found
    )
    if result is None:
        return Result(text, Splices(), flags) if flags else None
    return result._replace(flags=flags)


def _has_private(text: str) -> bool:
    return forms.PRIVATE.search(text) is not None
