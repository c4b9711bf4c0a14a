"""What happened in a run, counted while it happens."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pipelines import Article, Flag


@dataclass
class Tally:
    """Counts of one portal's run.

    Attributes:
        pages: responses that were read.
        articles: records that were written.
        encodings: (declared, used) to number of articles.
        repairs: stage to number of edits.
        flags: flag to number of pages, articles and others.
        errors: reason to number of pages that could not be had.
        started: seconds, of the monotonic clock.
    """

    pages: int = 0
    articles: int = 0
    encodings: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def add(self, article: Article) -> None:
        """Count a record that is written."""
        self.articles += 1
        self.encodings[article.encoding.declared, article.encoding.used] += 1
        for repair in article.repairs:
            self.repairs[repair.stage] += repair.count
        self.add_flags(article.flags)

    def add_flags(self, flags: list[Flag]) -> None:
        """Count what was found on a page."""
        self.flags.update(str(flag) for flag in flags)

    def close(self) -> None:
        """Stop the clock."""
        self.seconds = time.monotonic() - self.started

    def stats(self) -> dict[str, Any]:
        """The counts under the names of Scrapy's statistics."""
        return {
            "zhengwen/pages": self.pages,
            "zhengwen/articles": self.articles,
            **{f"zhengwen/encoding/{declared or '-'}/{used}": n for (declared, used), n in self.encodings.items()},
            **{f"zhengwen/repairs/{stage}": count for stage, count in self.repairs.items()},
            **{f"zhengwen/flags/{flag}": count for flag, count in self.flags.items()},
            **{f"zhengwen/errors/{reason}": count for reason, count in self.errors.items()},
        }
