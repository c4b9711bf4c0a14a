"""What `decode` gives: the text, and how its encoding was decided."""

from __future__ import annotations

import msgspec

from pipelines.options import Flag


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for or against an encoding.

    Attributes:
        kind: `bom`, `header`, `meta`, `validity`, `chardet`, `hanzi`, `url` ...
        label: the WHATWG label it speaks of, if any.
        detail: a few words for a reader.
        weight: how much it counted, in the decision's own unit.
    """

    kind: str
    label: str | None
    detail: str
    weight: float = 0.0


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """A decoded body.

    Attributes:
        text: the whole text; a byte that its encoding does not have is U+FFFD.
        encoding: WHATWG label of the encoding in use (of the main part, when there are several).
        confidence: 0 to 1.
        declared: WHATWG label that the header or the page declared, `None` when there was none.
        steps: the evidence, in the order in which it was looked at.
        flags: what was found.
    """

    text: str
    encoding: str
    confidence: float
    declared: str | None = None
    steps: tuple[Evidence, ...] = ()
    flags: frozenset[Flag] = frozenset()
