"""Item pipelines: thin adapters between the spider's records and the text library."""

from __future__ import annotations

from typing import Any

import msgspec

from pipelines import Article


class RecordPipeline:
    """A record becomes a dict with the keys in the schema's order, as feeds and other pipelines expect it."""

    def process_item(self, item: object) -> Any:
        """The record as plain data."""
        return msgspec.to_builtins(item) if isinstance(item, Article) else item
