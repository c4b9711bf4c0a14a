"""Articles that say again, letter for letter, what another has said."""

from __future__ import annotations

from collections.abc import MutableMapping

import msgspec

from pipelines.article import Article


class ExactDuplicates:
    """Remembers the content of articles by `content_sha256`.

    Args:
        store: keeps content (64 hex digits) to id; a plain dict by default. Any mutable mapping will do, a table of a
            database, for example.
    """

    def __init__(self, store: MutableMapping[str, str] | None = None) -> None:
        self._first: MutableMapping[str, str] = {} if store is None else store

    def seen(self, article: Article) -> str | None:
        """The id of the first article with the same title and text, `None` if this is it or if it has no text.

        The article is remembered. The same article (same id) seen again is no duplicate of itself.
        """
        if not article.text:
            return None
        first = self._first.setdefault(article.content_sha256, article.id)
        return None if first == article.id else first

    def mark(self, article: Article) -> Article:
        """`article` with `duplicate_of` filled in; the given record is not changed."""
        return msgspec.structs.replace(article, duplicate_of=self.seen(article))
