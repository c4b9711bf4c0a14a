"""Answers that were found, for where the same words of a text are torn again."""

from __future__ import annotations

from pipelines.garble.around import Before, behind
from pipelines.garble.choosing import ALONE
from pipelines.garble.lattice import STRANGE, Answer
from pipelines.garble.machine import Machine
from pipelines.garble.put_in import FOLLOWERS

_BEGINNING = 6  # characters by which a place is known again
_REACH = 50  # as far as a tag may go on

_Key = tuple[Before, str, str | None]


class Met:
    """The places of a text that were met.

    An answer with rivals was chosen by the words around it, so it holds where they are the same. One without holds
    wherever the search would read the same.
    """

    def __init__(self, text: str, machine: Machine) -> None:
        self._text, self._hides = text, machine.hides
        self._answers: dict[_Key, Answer] = {}
        self._lengths: dict[tuple[Before, str, bool], int] = {}  # of places that begin so, the last that was met

    def again(self, start: int, head: Before) -> Answer | None:
        """The answer for the tear at `start`, `head` before it, if the same was met."""
        for alone in (True, False):
            length = self._lengths.get(self._beginning(start, head, alone=alone))
            key = self._key(start, start + length, head, alone=alone) if length else None
            if key and (answer := self._answers.get(key)):
                return answer._replace(start=start, end=answer.end - answer.start + start)
        return None

    def keep(self, answer: Answer, head: Before) -> None:
        """Remember an answer."""
        sought_once = not self._hides or answer.worst > STRANGE
        for alone in (answer.margin == ALONE and sought_once, False):
            if key := self._key(answer.start, answer.end, head, alone=alone):
                self._answers[key] = answer
                self._lengths[self._beginning(answer.start, head, alone=alone)] = answer.end - answer.start
                return

    def _beginning(self, start: int, head: Before, *, alone: bool) -> tuple[Before, str, bool]:
        return head._replace(words="") if alone else head, self._text[start : start + _BEGINNING], alone

    def _key(self, start: int, end: int, head: Before, *, alone: bool) -> _Key | None:
        """What an answer depends on; `None` where the search may have read on behind its end."""
        text = self._text
        if not alone:
            return head, text[start : end + 1], behind(text, end)
        follower = text[end : end + 1]  # what was put in does not go on over a mark or, but for (一), a hanzi
        if not follower or not (follower in FOLLOWERS or "\u3400" <= follower <= "\u9fff") or text[end - 1] in "(（":
            return None
        if text.find(">", start, end + _REACH) >= 0:  # a tag may
            return None
        read = end + 2 if follower == "," else end + 1  # a comma is a stray one by what stands behind it
        return head._replace(words=""), text[start:read], None
