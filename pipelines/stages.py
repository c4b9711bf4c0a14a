"""The stages in their order: the only place where order is written."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines import characters, garble, mojibake, punctuation, simplify, unescape
from pipelines.codepoints import Sign
from pipelines.explain import Applied, Context, Explanation, Result, Splices
from pipelines.options import Flag, Options
from pipelines.rounds import Stage, in_rounds

STAGES: tuple[Stage, ...] = (
    Stage("unescape", unescape.SIGNS, unescape.apply),
    Stage("garble", garble.SIGNS, garble.apply, rests=False),
    Stage("mojibake", mojibake.SIGNS, mojibake.apply, rests=False, asleep=True),
    Stage("characters", characters.SIGNS, characters.apply),
    Stage("punctuation", punctuation.SIGNS, punctuation.apply),
    Stage("simplify", simplify.SIGNS, simplify.apply),
)
NAMES = tuple(stage.name for stage in STAGES)


def clean(text: str, *, stages: Iterable[str] | None = None, options: Options | None = None) -> str:
    """Repair and normalise Chinese text.

    Args:
        text: any string.
        stages: names of the stages to run (they run in the order of `NAMES`); `None` runs all.
        options: how to clean.

    Returns:
        The cleaned text; the same as `explain(...).text`.

    Raises:
        ValueError: a name in `stages` is not a stage.

    >>> clean("第一,,我們要努力。")
    '第一，我们要努力。'
    """
    return explain(text, stages=stages, options=options).text


def explain(
    text: str, *, stages: Iterable[str] | None = None, options: Options | None = None, page: str | None = None
) -> Explanation:
    """Clean `text` and keep account of every change.

    Args:
        text: any string.
        stages: as for `clean`.
        options: as for `clean`.
        page: the whole text that `text` is a piece of, where the piece alone is too short for a verdict.

    Returns:
        The text, the steps that led to it, and what was found.

    Raises:
        ValueError: a name in `stages` is not a stage.
    """
    chosen = (_ENCODABLE, *_chosen(stages))
    context = Context(options=options or Options(), page=page)
    applied, rest = in_rounds(text, chosen, context)
    if not rest:
        flags = Explanation(text, applied).flags - {Flag.GARBLED, Flag.GUESSED} | {Flag.UNRESOLVED}
        applied, _ = in_rounds(text, chosen[:1], context)
        applied.append(Applied("", text, Result(text, Splices(), flags)))
    return Explanation(text, applied)


def _chosen(names: Iterable[str] | None) -> tuple[Stage, ...]:
    if names is None:
        return STAGES
    wanted = {names} if isinstance(names, str) else set(names)
    if unknown := wanted - set(NAMES):
        raise ValueError(f"no stage named {', '.join(sorted(unknown))}: the stages are {', '.join(NAMES)}")
    return tuple(stage for stage in STAGES if stage.name in wanted)


def _without_surrogates(text: str, context: Context) -> Result:
    edits = Splices()
    for place, character in enumerate(text):
        if "\ud800" <= character <= "\udfff":
            edits.add(place, place + 1, "\N{REPLACEMENT CHARACTER}", "lone surrogate")
    return Result(edits.apply(text), edits, frozenset({Flag.LOST}))


_ENCODABLE = Stage("decode", Sign.SURROGATE, _without_surrogates)
