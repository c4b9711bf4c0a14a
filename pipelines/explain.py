"""Edits, steps, explanations and replay: how a change is written down, and how it is done again.

A stage returns its whole output and compact `Edits`; a `Step` object for each change is made only when somebody
reads `Explanation.steps`. Positions are code points of the text that the stage was given.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import msgspec
import numpy as np

from pipelines.codepoints import Seen, code_points
from pipelines.options import Flag, Options

Span = tuple[int, int]


class Edit(NamedTuple):
    """One change: `text[start:end]` becomes `after`."""

    start: int
    end: int
    after: str
    reason: str
    confidence: float


class Step(msgspec.Struct, frozen=True):
    """One change, told to a reader.

    Attributes:
        stage: the stage that made it.
        start, end: code points in the text which that stage was given.
        before, after: what stood there, and what stands there now.
        reason: which rule, in a few words.
        confidence: 0 to 1.
    """

    stage: str
    start: int
    end: int
    before: str
    after: str
    reason: str
    confidence: float


class Edits(ABC):
    """The changes of one stage, sorted and not overlapping."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __iter__(self) -> Iterator[Edit]: ...

    def at_most(self) -> int:
        """How many they are, or a number that they do not exceed, at little cost."""
        return len(self)


class Splices(Edits):
    """Edits that are known one by one, kept in arrays."""

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")
        self._afters: list[str] = []
        self._reasons: list[str] = []  # references to the stage's constants, not copies
        self._confidences = array("f")

    def add(self, start: int, end: int, after: str, reason: str, confidence: float = 1.0) -> None:
        """Append an edit; it must begin where the last one ended, or later."""
        if self._ends and start < self._ends[-1]:
            raise ValueError(f"edit at {start} overlaps the one that ends at {self._ends[-1]}")
        self._starts.append(start)
        self._ends.append(end)
        self._afters.append(after)
        self._reasons.append(reason)
        self._confidences.append(confidence)

    def apply(self, text: str) -> str:
        """`text` with every edit done, in linear time."""
        return _splice(text, zip(self._starts, self._ends, self._afters, strict=True))

    def __len__(self) -> int:
        return len(self._afters)

    def __iter__(self) -> Iterator[Edit]:
        for start, end, after, reason, confidence in zip(
            self._starts, self._ends, self._afters, self._reasons, self._confidences, strict=True
        ):
            yield Edit(start, end, after, reason, round(confidence, 4))


class Mapped(Edits):
    """Edits of a stage that maps characters one to one: worked out from before and after when asked for."""

    def __init__(
        self, before: str, after: str, reason: str, confidence: float = 1.0, *, most: int | None = None
    ) -> None:
        """`most`: what `at_most` is to tell, if that is known."""
        if len(before) != len(after):
            raise ValueError(f"not one to one: {len(before)} characters became {len(after)}")
        self._before, self._after, self._reason, self._confidence = before, after, reason, confidence
        self._most = most

    @cached_property
    def _places(self) -> list[int]:
        differs = code_points(self._before) != code_points(self._after)
        places: list[int] = np.flatnonzero(differs).tolist()
        return places

    def __len__(self) -> int:
        return len(self._places)

    def at_most(self) -> int:
        """As many as were looked at."""
        return len(self) if self._most is None else self._most

    def __iter__(self) -> Iterator[Edit]:
        for place in self._places:
            yield Edit(place, place + 1, self._after[place], self._reason, self._confidence)


class Chained(Edits):
    """Edits of a stage that makes several passes over its text: brought together when asked for."""

    def __init__(self, passes: list[tuple[str, Edits]]) -> None:
        """`passes` are pairs: the text that a pass was given, and its edits."""
        self._passes = passes

    @cached_property
    def _edits(self) -> Edits:
        (_, total), *others = self._passes
        for middle, edits in others:
            total = compose(total, edits, middle)
        return total

    def __len__(self) -> int:
        return len(self._edits)

    def __iter__(self) -> Iterator[Edit]:
        return iter(self._edits)

    def at_most(self) -> int:
        """As many as all passes made."""
        return sum(edits.at_most() for _, edits in self._passes)


class Result(NamedTuple):
    """What a stage returns.

    Attributes:
        text: the stage's whole output.
        edits: what it changed, in positions of its input.
        flags: what it found.
        uncertain: spans of `text` (the output) that are guesses.
        narrowed: whether nothing changed but fullwidth letters and digits that became ASCII.
        seen: the output, where it was looked at.
    """

    text: str
    edits: Edits
    flags: frozenset[Flag] = frozenset()
    uncertain: tuple[Span, ...] = ()
    narrowed: bool = False
    seen: Seen | None = None


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage may know besides its text.

    Attributes:
        options: the caller's options.
        page: the whole text that the piece belongs to: verdicts (garbled? which table? traditional?) are
            reached on it, so that a title of six characters is treated as its page is. `None`: the piece itself.
        left: pieces that a costly search has left alone, so that it is not made again in the next round.
        seen: the text that the stage is given, where it was looked at before.
    """

    options: Options = Options()
    page: str | None = None
    left: set[str] = msgspec.field(default_factory=set)
    seen: Seen | None = None


class Applied(NamedTuple):
    """One stage's part in an explanation."""

    stage: str
    before: str
    result: Result


class Explanation:
    """What `explain` returns: the text, and why it is so.

    Attributes:
        text: the cleaned text.
        flags: everything that was found, as a frozenset of `Flag`.
    """

    def __init__(self, text: str, applied: Iterable[Applied]) -> None:
        every = list(applied)
        self.flags: frozenset[Flag] = frozenset().union(*(each.result.flags for each in every))
        self.applied = tuple(_joined(each for each in every if each.result.text != each.before))
        self.text = self.applied[-1].result.text if self.applied else text

    @cached_property
    def steps(self) -> list[Step]:
        """Every change, stage by stage, left to right."""
        return [
            Step(each.stage, edit.start, edit.end, each.before[edit.start : edit.end], *edit[2:])
            for each in self.applied
            for edit in each.result.edits
        ]

    @property
    def counts(self) -> dict[str, int]:
        """Number of edits by stage, for the stages that made any."""
        counts: dict[str, int] = {}
        for each in self.applied:
            counts[each.stage] = counts.get(each.stage, 0) + len(each.result.edits)
        return counts

    @cached_property
    def uncertain(self) -> list[Span]:
        """Spans of `text` that were filled by guess, in code points, sorted."""
        spans: list[Span] = []
        for each in self.applied:
            spans = _carry(spans, each.result.edits) if spans else spans
            spans = sorted({*spans, *each.result.uncertain})
        return spans


def _joined(applied: Iterable[Applied]) -> Iterator[Applied]:
    """Runs of one stage one after the other as one run, since `replay` tells runs apart by their stage."""
    for stage, group in groupby(applied, key=lambda each: each.stage):
        first, *others = group
        result = first.result
        for each in others:
            edits = Chained([(first.before, result.edits), (each.before, each.result.edits)])
            uncertain = sorted({*_carry(list(result.uncertain), each.result.edits), *each.result.uncertain})
            result = Result(each.result.text, edits, result.flags | each.result.flags, tuple(uncertain))
        yield Applied(stage, first.before, result)


def replay(text: str, steps: Iterable[Step]) -> str:
    """Do the steps of an explanation again.

    Args:
        text: the text that was explained.
        steps: its steps, in their order.

    Returns:
        The explanation's text.

    Raises:
        ValueError: a step does not fit the text: it was made from another one.
    """
    for stage, group in groupby(steps, key=lambda step: step.stage):
        own = list(group)
        for step in own:
            if text[step.start : step.end] != step.before:
                raise ValueError(
                    f"step of stage {stage} at {step.start} expects {step.before!r},"
                    f" found {text[step.start : step.end]!r}: these steps were made from another text"
                )
        text = _splice(text, ((step.start, step.end, step.after) for step in own))
    return text


def compose(first: Edits, second: Edits, middle: str) -> Splices:
    """Two passes of one stage as one.

    Args:
        first: edits that made `middle`.
        second: edits of `middle`.
        middle: the text between them.

    Returns:
        Edits of the first pass' input; where the passes overlap, one edit with the second's reason and the lower
        confidence.

    >>> first, second = Splices(), Splices()
    >>> first.add(1, 3, "XYZ", "one")
    >>> second.add(2, 5, "-", "two")
    >>> list(compose(first, second, "aXYZcd"))
    [Edit(start=1, end=4, after='X-', reason='two', confidence=1.0)]
    """
    composed = Splices()
    olds, news = list(first), list(second)
    shift = 0  # of the middle against the input, before olds[i]
    i = j = 0
    while i < len(olds) or j < len(news):
        begin = min(
            olds[i].start + shift if i < len(olds) else len(middle), news[j].start if j < len(news) else len(middle)
        )
        start = begin - shift
        end = place = begin
        parts: list[str] = []
        group: list[Edit] = []
        while True:  # everything that overlaps, or is at the same place
            if i < len(olds) and (olds[i].start + shift < end or begin == end == olds[i].start + shift):
                end = max(end, olds[i].start + shift + len(olds[i].after))
                shift += len(olds[i].after) - (olds[i].end - olds[i].start)
                group.append(olds[i])
                i += 1
            elif j < len(news) and (news[j].start < end or begin == end == news[j].start):
                parts += (middle[place : news[j].start], news[j].after)
                place, end = news[j].end, max(end, news[j].end)
                group.append(news[j])
                j += 1
            else:
                break
        after = "".join((*parts, middle[place:end]))
        composed.add(start, end - shift, after, group[-1].reason, min(edit.confidence for edit in group))
    return composed


def _splice(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    last = 0
    for start, end, after in edits:
        parts += (text[last:start], after)
        last = end
    parts.append(text[last:])
    return "".join(parts)


def _carry(spans: list[Span], edits: Edits) -> list[Span]:
    """Spans of a stage's input as spans of its output; one that cuts into an edit grows to its borders."""
    if isinstance(edits, Mapped):
        return spans
    starts: list[int] = []
    ends: list[int] = []
    shifts = [0]  # by how much the text has grown after so many edits
    for edit in edits:
        starts.append(edit.start)
        ends.append(edit.end)
        shifts.append(shifts[-1] + len(edit.after) - (edit.end - edit.start))

    def move(position: int, *, forward: bool) -> int:
        done = bisect_right(ends, position)
        if done < len(starts) and starts[done] < position:  # inside an edit
            return ends[done] + shifts[done + 1] if forward else starts[done] + shifts[done]
        return position + shifts[done]

    carried = [(move(start, forward=False), move(end, forward=True)) for start, end in spans]
    return [(start, end) for start, end in carried if start < end]
