"""The stages in their order: the only place where order is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from typing import NamedTuple

import msgspec

from pipelines import characters, garble, mojibake, punctuation, simplify, unescape
from pipelines.codepoints import Sign, look, together
from pipelines.explain import Applied, Context, Explanation, Result, Splices
from pipelines.options import Flag, Options


class Stage(NamedTuple):
    """A stage: its name, the signs without one of which it has no work, and its function.

    The function takes a text without lone surrogates and returns `None` when it changes and finds nothing. A stage
    that `rests` finds nothing more in what it made, as long as no other stage has changed it.
    """

    name: str
    signs: Sign
    apply: Callable[[str, Context], Result | None]
    rests: bool = True


STAGES: tuple[Stage, ...] = (
    Stage("unescape", unescape.SIGNS, unescape.apply),
    Stage("garble", garble.SIGNS, garble.apply, rests=False),
    Stage("mojibake", mojibake.SIGNS, mojibake.apply, rests=False),
    Stage("characters", characters.SIGNS, characters.apply),
    Stage("punctuation", punctuation.SIGNS, punctuation.apply),
    Stage("simplify", simplify.SIGNS, simplify.apply),
)
NAMES = tuple(stage.name for stage in STAGES)
MAX_ROUNDS = 12
"""One is enough for most texts, the deepest damage takes three; what does not come to rest by then is left alone."""


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
    applied, rest = _in_rounds(text, chosen, context)
    if not rest:
        flags = Explanation(text, applied).flags - {Flag.GARBLED, Flag.GUESSED} | {Flag.UNRESOLVED}
        applied, _ = _in_rounds(text, chosen[:1], context)
        applied.append(Applied("", text, Result(text, Splices(), flags)))
    return Explanation(text, applied)


def _in_rounds(text: str, stages: Sequence[Stage], context: Context) -> tuple[list[Applied], bool]:
    """Go through the stages, round after round, until each has left the text alone; and whether that was reached."""
    applied: list[Applied] = []
    seen = look(text)
    present = together(seen.kinds)
    quiet = 0  # stages in a row that found nothing to change
    for stage in islice(cycle(stages), MAX_ROUNDS * len(stages)):
        result = stage.apply(text, msgspec.structs.replace(context, seen=seen)) if stage.signs & present else None
        if result is not None:
            applied.append(Applied(stage.name, text, result))
        if result is None or result.text == text:
            quiet += 1
        else:
            text = result.text
            seen = look(text)
            present = together(seen.kinds)
            quiet = int(stage.rests)
        if quiet == len(stages):
            return applied, True
    return applied, False


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
