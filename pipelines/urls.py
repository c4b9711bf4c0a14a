"""Canonical URLs: one address for one article."""

from __future__ import annotations

from w3lib.url import canonicalize_url

RULES_VERSION = 1


def canonical_url(url: str) -> str:
    """The address that an article is known by."""
    return canonicalize_url(url)
