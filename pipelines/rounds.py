"""How a text goes through the stages: in order, and again until each has left it alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import NamedTuple

import msgspec

from pipelines.codepoints import Seen, Sign, look
from pipelines.explain import Applied, Context, Edits, Result

MAX_ROUNDS = 12
"""One is enough for most texts, the deepest damage takes three; what does not come to rest by then is left alone."""
LONG = 20_000
FEW = 500
"""In texts of so many characters and more, changed in so few places at once, a stage that has left the text alone is
asked only about the lines that were changed since."""


class Stage(NamedTuple):
    """A stage: its name, the signs without one of which it has no work, and its function.

    The function takes a text without lone surrogates and returns `None` when it changes and finds nothing. A stage
    that `rests` finds nothing more in what it made, as long as no other stage has changed it. One that is `asleep` has
    no work where nothing changed but letters and digits that became ASCII, unless it has left damage alone before.
    """

    name: str
    signs: Sign
    apply: Callable[[str, Context], Result | None]
    rests: bool = True
    asleep: bool = False


def in_rounds(text: str, stages: Sequence[Stage], context: Context) -> tuple[list[Applied], bool]:
    """Go through the stages, round after round, until each has left the text alone; and whether that was reached."""
    applied: list[Applied] = []
    new: dict[str, list[str] | None] = {}  # the lines that changed since a stage has left all others alone; `None`: all
    seen = look(text)
    quiet = 0  # stages in a row that found nothing to change
    for stage in islice(cycle(stages), MAX_ROUNDS * len(stages)):
        result = None
        lines = new.get(stage.name)
        if lines is None or _changes(stage, "\n".join(lines), context):
            result = _asked(stage, text, seen, context)
        if result is not None:
            applied.append(Applied(stage.name, text, result))
        if result is None or result.text == text:
            new[stage.name] = []
            quiet += 1
        else:
            text = result.text
            seen = result.seen or look(text)
            changed = _lines(text, result.edits)
            for each in stages:
                before = new.get(each.name)
                if not (result.narrowed and each.asleep and not context.left):
                    new[each.name] = None if before is None or changed is None else [*before, *changed]
            if stage.rests:
                new[stage.name] = []
            quiet = int(stage.rests)
        if quiet == len(stages):
            return applied, True
    return applied, False


def _asked(stage: Stage, text: str, seen: Seen, context: Context) -> Result | None:
    if not seen.carries(stage.signs):
        return None
    return stage.apply(text, msgspec.structs.replace(context, seen=seen))


def _changes(stage: Stage, lines: str, context: Context) -> bool:
    """Whether a stage would change some lines, which are all that is new to it."""
    result = _asked(stage, lines, look(lines), context)
    return result is not None and result.text != lines


def _lines(text: str, edits: Edits) -> list[str] | None:
    """The lines of a text in which it was changed; `None` for a short text, or where there are many."""
    if len(text) < LONG or edits.at_most() > FEW:
        return None
    found: list[str] = []
    grown = end = 0
    for edit in edits:
        start = edit.start + grown
        grown += len(edit.after) - (edit.end - edit.start)
        if start + len(edit.after) > end or not found:
            end = text.find("\n", start + len(edit.after))
            end = end if end >= 0 else len(text)
            found.append(text[text.rfind("\n", 0, start) + 1 : end])
    return found
