"""What happened in a run, counted while it happens."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crawler.frontier import Entry
from crawler.history import Counts
from crawler.links import Kind
from crawler.store import News
from pipelines import Article, Flag

FIELDS = ("text", "published_at", "source", "authors", "section")
"""Fields whose loss tells of a changed layout."""


@dataclass
class Tally:
    """Counts of one portal's run.

    Attributes:
        requests: fetches that ended, those that are tried again included.
        valid: responses of status 2xx or 304.
        pages: responses that were read.
        articles: records that went on to the feeds.
        news: what fetched articles were to the store.
        fields: field to number of fetched articles that had it.
        encodings: (declared, used) to number of articles.
        repairs: stage to number of edits.
        flags: flag to number of pages, articles and others.
        errors: reason to number of pages that could not be had, or were no pages though their server said so.
        aims: fetches of what promised to be an article, by whether they failed.
        given: articles that a resumed crawl had given before it was cut off.
        trapped: addresses that were left because their kind brought nothing.
        front: why the front page could not be had.
        started: seconds, of the monotonic clock.
    """

    requests: int = 0
    valid: int = 0
    pages: int = 0
    articles: int = 0
    news: Counter[News] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    encodings: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    aims: Counter[bool] = field(default_factory=Counter)
    given: int = 0
    trapped: int = 0
    front: str | None = None
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def add(self, article: Article) -> None:
        """Count a record that goes on to the feeds."""
        self.articles += 1
        self.encodings[article.encoding.declared, article.encoding.used] += 1
        for repair in article.repairs:
            self.repairs[repair.stage] += repair.count
        self.add_flags(article.flags)

    def add_flags(self, flags: list[Flag]) -> None:
        """Count what was found on a page."""
        self.flags.update(str(flag) for flag in flags)

    def note(self, news: News, article: Article) -> None:
        """Count an article that was fetched."""
        self.news[news] += 1
        self.fields.update(name for name in FIELDS if getattr(article, name))

    def end(self, entry: Entry, reason: str, *, failed: bool) -> None:
        """Count a fetch that is over."""
        self.requests += 1
        if entry.kind == Kind.ARTICLE:
            self.aims[failed] += 1
        if failed:
            self.errors[reason] += 1
            if entry.depth == 0 and not self.front:
                self.front = reason

    def close(self) -> None:
        """Stop the clock."""
        self.seconds = time.monotonic() - self.started

    def counts(self, *, whole: bool) -> Counts:
        """What the store is to remember."""
        return Counts(
            requests=self.requests,
            valid=self.valid,
            shown=self.articles,
            fetched=self.news.total(),
            new=self.news[News.NEW],
            changed=self.news[News.CHANGED],
            failed=self.errors.total(),
            dead=self.aims[True],
            errors=dict(self.errors),
            flags=dict(self.flags),
            fields=dict(self.fields),
            whole=whole,
        )

    def stats(self) -> dict[str, Any]:
        """The counts under the names of Scrapy's statistics."""
        return {
            "zhengwen/pages": self.pages,
            "zhengwen/articles": self.articles,
            **{f"zhengwen/articles/{news}": count for news, count in self.news.items()},
            **{f"zhengwen/encoding/{declared or '-'}/{used}": n for (declared, used), n in self.encodings.items()},
            **{f"zhengwen/repairs/{stage}": count for stage, count in self.repairs.items()},
            **{f"zhengwen/flags/{flag}": count for flag, count in self.flags.items()},
            **{f"zhengwen/errors/{reason}": count for reason, count in self.errors.items()},
        }
