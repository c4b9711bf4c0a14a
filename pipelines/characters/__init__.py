"""Stage characters: invisible characters, compatibility forms, indents, letter-spaced hanzi."""

from __future__ import annotations

from pipelines.characters import forms, invisible, spacing
from pipelines.codepoints import Sign, code_points, signs
from pipelines.explain import Context, Result, Splices, in_turn
from pipelines.options import Flag

SIGNS = Sign.INVISIBLE | Sign.COMPATIBILITY | Sign.SPACE | Sign.LOST | Sign.PRIVATE | Sign.FOREIGN

PASSES = (
    (Sign.INVISIBLE | Sign.SPACE, invisible.line_ends),
    (Sign.INVISIBLE, invisible.removed),
    (Sign.COMPATIBILITY, forms.unified),
    (Sign.MARK, forms.symbols),
    (Sign.FOREIGN, forms.look_alikes),
    (Sign.SPACE, spacing.indents),
    (Sign.SPACE, spacing.no_break),
    (Sign.SPACE, spacing.letter_spaced),
)
"""Without one of its signs a pass has no work."""


_FLAGS = ((Sign.LOST, Flag.LOST), (Sign.PRIVATE, Flag.PRIVATE_USE))


def apply(text: str, context: Context) -> Result | None:
    """Bring every character to the form that Chinese text is written in.

    Emoji, rare hanzi, variation selectors, private-use characters (flagged) and U+FFFD (flagged) are kept.

    >>> apply("中\N{ZERO WIDTH SPACE}国ＡＢＣ１２３", Context()).text
    '中国ABC123'
    """
    present = signs(code_points(text))
    result = in_turn(text, [each for needed, each in PASSES if needed & present])
    flags = frozenset(flag for sign, flag in _FLAGS if sign in present)
    if result is None:
        return Result(text, Splices(), flags) if flags else None
    return result._replace(flags=flags)
