"""Stored pages of a portal: folders with a page's bytes, what its server said of it, and the record it should give."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.errors import UsageError
from crawler.profiles import Profile
from crawler.samples import DOMAIN, samples_folder
from pipelines import Article, process

FIELDS = ("title", "published_at", "source", "authors", "section", "text")
"""The fields that are compared."""


class Stored(NamedTuple):
    """A stored page.

    Attributes:
        name: what it is called in a table.
        body: its bytes.
        url: where it came from.
        content_type: the header of that name.
        expected: field to value, as in the record.
    """

    name: str
    body: bytes
    url: str
    content_type: str | None
    expected: dict[str, Any]


def stored_pages(profile: Profile, data: Path) -> Iterator[Stored]:
    """The stored pages of a portal: a user's own below `DATA/portals/<id>/`, and those of a bundled sample.

    Raises:
        UsageError: a folder is not whole.
    """
    for folder in sorted((data / "portals" / profile.id).glob("*/")):
        try:
            meta, expected = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("meta", "expected"))
            body = (folder / "page.html").read_bytes()
            yield Stored(folder.name, body, meta["url"], meta.get("content_type"), expected)
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(f"{folder}: not a stored page (page.html, meta.json, expected.json): {error}") from None
    if profile.sample:
        yield from _sample_pages(profile)


def _sample_pages(profile: Profile) -> Iterator[Stored]:
    host = urlsplit(profile.home).hostname or ""
    folder = samples_folder() / host.removesuffix(f".{DOMAIN}")
    server = folder / "server.toml"
    content_type = tomllib.loads(server.read_text("utf-8")).get("content_type") if server.exists() else None
    for line in (folder / "expected.jsonl").read_text("utf-8").splitlines():
        expected = json.loads(line)
        path = urlsplit(expected["url"]).path
        body = (folder / "www" / path.lstrip("/")).read_bytes()
        yield Stored(path, body, expected["url"], content_type or None, expected)


def store_page(folder: Path, body: bytes, url: str, content_type: str | None, article: Article) -> None:
    """Store a page with the record that it gives today, for its reader to put right where it is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(body)
    _write(folder / "meta.json", {"url": url, "content_type": content_type})
    _write(folder / "expected.json", {name: getattr(article, name) for name in FIELDS})


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def record_of(page: Stored, profile: Profile) -> Article:
    """What the profile makes of a stored page."""
    return process(page.body, url=page.url, content_type=page.content_type, hints=profile.hints)


def differences(page: Stored, article: Article) -> list[str]:
    """The fields that are not as expected; what a page's folder says nothing of is not compared."""
    return [name for name in FIELDS if name in page.expected and getattr(article, name) != page.expected[name]]
