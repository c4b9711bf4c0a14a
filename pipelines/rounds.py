"""How a text goes through the stages: in order, and again until each has left it alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import NamedTuple

import msgspec

from pipelines.codepoints import Seen, Sign, look, together
from pipelines.explain import Applied, Context, Result

MAX_ROUNDS = 12
"""One is enough for most texts, the deepest damage takes three; what does not come to rest by then is left alone."""
LONG = 20_000
"""Characters from which a stage that left a text alone is asked only about the lines that are new to it."""
MANY = 0.5
"""Share of a text above which new lines are not worth cutting out."""


class Stage(NamedTuple):
    """A stage: its name, the signs without one of which it has no work, and its function.

    The function takes a text without lone surrogates and returns `None` when it changes and finds nothing. A stage
    that `rests` finds nothing more in what it made, as long as no other stage has changed it. One that is `asleep` has
    no work where nothing changed but letters and digits that became ASCII.
    """

    name: str
    signs: Sign
    apply: Callable[[str, Context], Result | None]
    rests: bool = True
    asleep: bool = False


def in_rounds(text: str, stages: Sequence[Stage], context: Context) -> tuple[list[Applied], bool]:
    """Go through the stages, round after round, until each has left the text alone; and whether that was reached."""
    applied: list[Applied] = []
    left: dict[str, str] = {}  # the text that each stage left alone, or made
    new: dict[str, str] = {}  # what is new in the text against one of those
    seen = look(text)
    quiet = 0  # stages in a row that found nothing to change
    for stage in islice(cycle(stages), MAX_ROUNDS * len(stages)):
        result = None
        before = left.get(stage.name)
        if before is not None and before not in new:
            new[before] = _new_lines(before, text)
        if before is None or len(new[before]) > MANY * len(text) or _changes(stage, new[before], context):
            result = _asked(stage, text, seen, context)
        if result is not None:
            applied.append(Applied(stage.name, text, result))
        if result is None or result.text == text:
            left[stage.name] = text
            quiet += 1
        else:
            if result.narrowed:
                left |= {each.name: result.text for each in stages if each.asleep and left.get(each.name) is text}
            text = result.text
            if stage.rests:
                left[stage.name] = text
            seen = look(text)
            new = {}
            quiet = int(stage.rests)
        if quiet == len(stages):
            return applied, True
    return applied, False


def _asked(stage: Stage, text: str, seen: Seen, context: Context) -> Result | None:
    if not stage.signs & together(seen.kinds):
        return None
    return stage.apply(text, msgspec.structs.replace(context, seen=seen))


def _changes(stage: Stage, lines: str, context: Context) -> bool:
    """Whether a stage would change some lines, which are all that is new to it."""
    result = _asked(stage, lines, look(lines), context)
    return result is not None and result.text != lines


def _new_lines(before: str, text: str) -> str:
    """The lines of a long text that were others before; all of a short one, or where lines were taken out or put in."""
    if len(text) < LONG or before is text:
        return "" if before is text else text
    lines, others = before.split("\n"), text.split("\n")
    if len(lines) != len(others):
        return text
    return "\n".join(after for line, after in zip(lines, others, strict=True) if line != after)
