"""An explanation for reading: each change in its context, before above after, the same columns under each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipelines.explain import Applied, Edit, Explanation

_OPEN, _CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
_LONGEST = 60
"""Characters of one change that are shown: more do not fit a line of a terminal."""


def show(console: Console, explanation: Explanation, *, limit: int | None, context: int) -> None:
    """Print an explanation, stage by stage.

    Args:
        console: where to.
        explanation: what to print.
        limit: changes to show of each stage, `None` for all; the others are counted.
        context: characters to show on each side of a change.
    """
    for applied in explanation.applied:
        edits = applied.result.edits
        total = len(edits)
        if not total:
            continue
        _print(console, Text(f"  {applied.stage}: {total:,} change{'s' * (total != 1)}", "bold"))
        for edit in islice(edits, limit):
            for line in _lines(applied, edit, context):
                _print(console, line)
        if limit is not None and total > limit:
            _print(console, Text(f"    ... and {total - limit:,} more that are not shown", "dim"))
    if not explanation.counts:
        _print(console, Text("  nothing to repair", "dim"))
    for start, end in explanation.uncertain[:limit]:
        _print(console, Text(f"  guessed: {_visible(explanation.text[start:end])} at {start}", "yellow"))
    if explanation.flags:
        _print(console, Text(f"  found: {', '.join(sorted(explanation.flags))}", "yellow"))


def _print(console: Console, line: Text) -> None:
    console.print(line, soft_wrap=True)


def _lines(applied: Applied, edit: Edit, context: int) -> Iterator[Text]:
    text = applied.before
    left = _visible(text[max(0, edit.start - context) : edit.start])
    right = _visible(text[edit.end : edit.end + context])
    before, after = _visible(_short(text[edit.start : edit.end])), _visible(_short(edit.after))
    width = max(cell_len(before), cell_len(after))
    sure = "" if edit.confidence >= 0.995 else f", confidence {edit.confidence:.2f}"
    place = f"{edit.start}" if edit.end - edit.start < 2 else f"{edit.start} to {edit.end}"
    yield Text(f"    at {place}: {edit.reason}{sure}", "dim")
    for sign, changed, style in (("-", before, "red"), ("+", after, "green")):
        gap = " " * (width - cell_len(changed))
        yield Text.assemble(f"      {sign} ", left, (f"{_OPEN}{changed}{_CLOSE}", style), gap, right)


def _short(text: str) -> str:
    """A long text without its middle."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}\N{HORIZONTAL ELLIPSIS}{text[-half:]}"


def _visible(text: str) -> str:
    r"""Characters that cannot be seen, as escapes.

    >>> _visible("a\u200b\n中")
    'a\\u200b↵中'
    """
    return "".join(_escaped(each) for each in text) if not text.isprintable() else text


def _escaped(character: str) -> str:
    if character == "\n":
        return "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"
    return character if character.isprintable() else character.encode("unicode_escape").decode()
