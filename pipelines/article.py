"""The record: one article as it is exported, and its JSON Schema."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import msgspec

from pipelines.options import Flag

SCHEMA_VERSION = 1

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Identifier = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Filled = Annotated[str, msgspec.Meta(min_length=1)]
Moment = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?$",
        description="ISO 8601 with offset; a date whose time is not known stays a date",
    ),
]
Count = Annotated[int, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Encoding(msgspec.Struct, frozen=True, kw_only=True):
    """What the page said its encoding was, and what it was.

    Attributes:
        declared: WHATWG label from the header or the page, `None` when there was none.
        used: WHATWG label that the body was decoded by.
        confidence: 0 to 1.
    """

    declared: str | None = None
    used: str | None = None
    confidence: Share = 0.0


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """How many edits a stage made, over all fields of the record."""

    stage: str
    count: Count


class Uncertain(msgspec.Struct, frozen=True, kw_only=True):
    """A span of a field that was filled by guess; `start` and `end` are code points."""

    field: str
    start: Count
    end: Count


class Warc(msgspec.Struct, frozen=True, kw_only=True):
    """Where the raw response lies: archive file and byte offset of its record."""

    file: str
    offset: Count


class Article(msgspec.Struct, kw_only=True):
    """One article. Absent means `None` or `[]`, never an empty string.

    Attributes:
        id: first 32 hex digits of the SHA-256 of the canonical URL; stable across runs.
        url: canonical URL.
        portal: id of the portal's profile.
        site: the site's name as printed, for example 本溪网.
        title, text: clean and simplified; paragraphs of `text` are joined by a line feed.
        authors: 作者, 记者; 责任编辑 is not an author.
        source: 来源, the outlet that the article was taken from.
        published_at: as printed by the page, with the portal's offset.
        section: breadcrumb below the home page.
        language: `zh-Hans`, `zh-Hant`, or a language's ISO 639-1 code.
        fetched_at: when the response came.
        repairs: number of edits by stage.
        uncertain: spans filled by guess.
        flags: see `pipelines.options.Flag`.
        content_sha256: of title, line feed, text, in UTF-8.
        duplicate_of: id of the article that this one repeats.
        warc: where the raw response lies.
    """

    schema_version: int = SCHEMA_VERSION
    id: Identifier
    url: Filled
    portal: Filled | None = None
    site: Filled | None = None
    title: Filled | None = None
    text: Filled | None = None
    authors: list[Filled] = msgspec.field(default_factory=list)
    source: Filled | None = None
    published_at: Moment | None = None
    section: Filled | None = None
    language: Filled | None = None
    fetched_at: Moment | None = None
    encoding: Encoding = msgspec.field(default_factory=Encoding)
    repairs: list[Repair] = msgspec.field(default_factory=list)
    uncertain: list[Uncertain] = msgspec.field(default_factory=list)
    flags: list[Flag] = msgspec.field(default_factory=list)
    content_sha256: Sha256
    duplicate_of: Identifier | None = None
    warc: Warc | None = None


def content_digest(title: str | None, text: str | None) -> str:
    """SHA-256, in hex, of title + line feed + text.

    >>> content_digest(None, None) == content_digest("", "")
    True
    """
    return hashlib.sha256(f"{title or ''}\n{text or ''}".encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The record's JSON Schema (draft 2020-12), made from `Article`."""
    (reference,), components = msgspec.json.schema_components([Article], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"zhengwen article, schema version {SCHEMA_VERSION}",
        **reference,
        "$defs": components,
    }
