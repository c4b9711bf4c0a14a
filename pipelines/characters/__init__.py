"""Stage characters: invisible characters, compatibility forms, indents, letter-spaced hanzi."""

from __future__ import annotations

from pipelines.characters import forms, invisible, spacing
from pipelines.characters.common import BEGINS, IS_LOST, IS_PRIVATE, Characters
from pipelines.explain import Context, Result, Splices
from pipelines.options import Flag
from pipelines.rules import in_turn

SIGNS = BEGINS

PASSES = (
    invisible.line_ends,
    invisible.removed,
    forms.unified,
    forms.look_alikes,
    spacing.indents,
    spacing.no_break,
    spacing.letter_spaced,
)

_FLAGS = ((IS_LOST, Flag.LOST), (IS_PRIVATE, Flag.PRIVATE_USE))


def apply(text: str, context: Context) -> Result | None:
    """Bring every character to the form that Chinese text is written in.

    Emoji, rare hanzi, variation selectors, private-use characters (flagged) and U+FFFD (flagged) are kept.

    >>> apply("中\N{ZERO WIDTH SPACE}国ＡＢＣ１２３", Context()).text
    '中国ABC123'
    """
    seen = Characters(text, context.seen)
    flags = frozenset(flag for kind, flag in _FLAGS if seen.present & kind)
    result = in_turn(seen, PASSES, Characters)
    if result is None:
        return Result(text, Splices(), flags) if flags else None
    return result._replace(flags=flags)
