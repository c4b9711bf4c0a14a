"""Stage simplify: traditional Chinese to simplified."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.codepoints import Sign, look
from pipelines.explain import Context, Result, Span, Splices
from pipelines.simplify.engine import engine
from pipelines.simplify.script import left_alone

SIGNS = Sign.TRADITIONAL


def apply(text: str, context: Context) -> Result | None:
    """Convert what is traditional Chinese in `text`.

    Simplified text, and sentences in Japanese or Korean, are left alone.

    >>> apply("顯著的成績，看著名著", Context()).text
    '显著的成绩，看着名著'
    >>> apply("図書館で本を読む", Context()) is None
    True
    """
    options = context.options
    if options.script == "keep":
        return None
    seen = context.seen or look(text)
    convert = engine(options.opencc, exact=options.exact_opencc).convert
    spans = [] if options.exact_opencc else left_alone(seen, options.opencc, context.page)
    result = _around(text, spans, convert) if spans else convert(text, seen.array)
    return None if result.text == text else result


def _around(text: str, kept: list[Span], convert: Callable[[str], Result]) -> Result:
    """Convert what lies between the spans that are kept; they end with sentences, so no phrase is cut."""
    parts: list[str] = []
    edits = Splices()
    last = 0
    for start, end in [*kept, (len(text), len(text))]:
        if last < start:
            result = convert(text[last:start])
            parts.append(result.text)
            for edit in result.edits:
                edits.add(edit.start + last, edit.end + last, *edit[2:])
        parts.append(text[start:end])
        last = end
    return Result("".join(parts), edits)
