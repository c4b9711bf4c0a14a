"""Three passages of a run, before and after their repair."""

from __future__ import annotations

from crawler.logs import printable
from pipelines.page import PageExplanation

_TELLING = ("garble", "mojibake", "unescape", "simplify")  # the stages whose work a reader sees at once
_LENGTH = range(16, 110)


class Showcase:
    """Looks at every page of a run and keeps, for each telling stage, the passage that was worst."""

    def __init__(self, most: int = 3) -> None:
        self._most = most
        self._passages: dict[str, tuple[int, str, str, str]] = {}

    def look(self, page: PageExplanation) -> None:
        """Take a page into account."""
        explanation = page.explanations.get("text")
        if explanation is None or not page.article.text:
            return
        stage = next((name for name in _TELLING if name in explanation.counts), None)
        before, after = (page.fields.text or "").split("\n"), page.article.text.split("\n")
        if stage is None or len(before) != len(after):
            return
        for old, new in zip(before, after, strict=True):
            damage = abs(len(old) - len(new)) + sum(one != other for one, other in zip(old, new, strict=False))
            if len(new) in _LENGTH and damage > self._passages.get(stage, (0,))[0]:
                self._passages[stage] = (damage, page.article.portal or "", old, new)

    def __str__(self) -> str:
        shown = [self._passages[stage] for stage in _TELLING if stage in self._passages][: self._most]
        return "\n".join(
            f"{portal}\n  before  {printable(old.strip())}\n  after   {printable(new.strip())}\n"
            for _, portal, old, new in shown
        )
