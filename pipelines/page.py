"""From bytes to a record: decode, extract, clean field by field, validate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lxml.html import HtmlElement

from pipelines.article import Article, Encoding, Repair, Uncertain, content_digest
from pipelines.decode import Decoded, decode
from pipelines.explain import Explanation
from pipelines.extract import Fields, extract_tree, joined, parse
from pipelines.options import Flag, Hints, Options
from pipelines.stages import NAMES, explain
from pipelines.urls import canonical_url
from pipelines.validate import validate

_TEXTS = ("title", "text", "source", "section", "site")


class PageExplanation(NamedTuple):
    """A page's way to its record.

    Attributes:
        decoded: the text of the body and how its encoding was decided.
        fields: what was extracted, uncleaned.
        explanations: field name (`title`, `text`, `source`, `section`, `site`, `authors[0]` ...) to explanation.
        article: the record.
    """

    decoded: Decoded
    fields: Fields
    explanations: dict[str, Explanation]
    article: Article


def process(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    hints: Hints | None = None,
    fetched_at: datetime | None = None,
    options: Options | None = None,
) -> Article:
    """Turn a page into a record; the same as `explain_page(...).article`.

    Args:
        body: the response's body, after content-encoding was undone.
        url: the page's address.
        content_type: the HTTP header of that name.
        hints: what the portal's profile knows.
        fetched_at: when the response came, with a time zone; relative times on the page count from it.
        options: how to clean.
    """
    return explain_page(
        body, url=url, content_type=content_type, hints=hints, fetched_at=fetched_at, options=options
    ).article


def explain_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    hints: Hints | None = None,
    fetched_at: datetime | None = None,
    options: Options | None = None,
) -> PageExplanation:
    """As `process`, with everything that led to the record."""
    decoded = decode(body, content_type=content_type, url=url, hint=hints.encoding if hints else None, options=options)
    return explain_decoded(decoded, parse(decoded.text), url=url, hints=hints, fetched_at=fetched_at, options=options)


def explain_decoded(
    decoded: Decoded,
    tree: HtmlElement,
    *,
    url: str,
    hints: Hints | None = None,
    fetched_at: datetime | None = None,
    options: Options | None = None,
    further: Sequence[HtmlElement] = (),
    complete: bool = True,
) -> PageExplanation:
    """As `explain_page`, for a body that has been decoded and parsed already.

    An article that is split over several pages has `further` ones, parsed; unless the list is `complete`, the record is
    marked as truncated.
    """
    hints = hints or Hints()
    unread = decoded.flags & {Flag.BINARY, Flag.UNSUPPORTED_ENCODING}
    fields = Fields() if unread else extract_tree(tree, url=url, hints=hints, fetched_at=fetched_at)
    fields = joined(fields, (extract_tree(part, url=url, hints=hints) for part in further), complete=complete)
    raw: dict[str, str] = {name: value for name in _TEXTS if (value := getattr(fields, name))}
    raw |= {f"authors[{number}]": author for number, author in enumerate(fields.authors)}
    whole = "\n".join(raw.values())
    explanations = {name: explain(value, options=options, page=whole) for name, value in raw.items()}
    cleaned = {name: each.text.strip() or None for name, each in explanations.items()}
    address = canonical_url(url)
    article = Article(
        id=hashlib.sha256(address.encode()).hexdigest()[:32],
        url=address,
        portal=hints.portal,
        site=hints.site or cleaned.get("site"),
        title=cleaned.get("title"),
        text=cleaned.get("text"),
        authors=[name for key, name in cleaned.items() if key.startswith("authors[") and name],
        source=cleaned.get("source"),
        published_at=fields.published_at,
        section=cleaned.get("section"),
        fetched_at=_moment(fetched_at) if fetched_at else None,
        encoding=Encoding(declared=decoded.declared, used=decoded.encoding, confidence=decoded.confidence),
        repairs=_repairs(explanations.values()),
        uncertain=[span for name, each in explanations.items() for span in _uncertain(name, each)],
        flags=_flags(decoded, fields, explanations.values()),
        content_sha256=content_digest(cleaned.get("title"), cleaned.get("text")),
    )
    return PageExplanation(decoded, fields, explanations, validate(article))


def _moment(when: datetime) -> str:
    """ISO 8601 with offset; a time without a zone is taken as UTC."""
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def _uncertain(field: str, explanation: Explanation) -> Iterator[Uncertain]:
    """The guessed spans of a field, in its stripped text."""
    text = explanation.text
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    for start, end in explanation.uncertain:
        start, end = max(start, left), min(end, right)
        if start < end:
            yield Uncertain(field=field, start=start - left, end=end - left)


def _repairs(explanations: Iterable[Explanation]) -> list[Repair]:
    totals = dict.fromkeys(("decode", *NAMES), 0)
    for each in explanations:
        for stage, count in each.counts.items():
            totals[stage] += count
    return [Repair(stage=stage, count=count) for stage, count in totals.items() if count]


def _flags(decoded: Decoded, fields: Fields, explanations: Iterable[Explanation]) -> list[Flag]:
    found = set(decoded.flags) | set(fields.flags)
    for each in explanations:
        found |= each.flags
    return [flag for flag in Flag if flag in found]
