"""Where the common publishing systems put an article, by their default templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipelines.extract.outline import Outline


class Preset(NamedTuple):
    """The places of one publishing system.

    Marks and body are `#id`, `.class`, or `#prefix*` for an id that begins so; the first that is found counts.

    Attributes:
        name: as in `Hints.cms`.
        marks: one of these has to be in the page.
        body: the article's text.
        selectors: field to CSS selector, as in a profile, for what the generic way would not find.
    """

    name: str
    marks: tuple[str, ...]
    body: tuple[str, ...]
    selectors: Mapping[str, str] = {}


PRESETS: tuple[Preset, ...] = (
    Preset("discuz", ("#article_content",), ("#article_content",)),
    Preset(
        "discuz",
        ("#postmessage_*", "#thread_subject", ".t_msgfont", ".postmessage"),
        ("#postmessage_*", ".t_f", ".t_msgfont", ".postmessage", ".message"),
    ),
    Preset("dedecms", (".viewbox", ".dede_pages", ".arcbody", ".articleInfo"), (".arcbody", ".content")),
    Preset("phpcms", ("#Article", ".article_info"), (".content", "#content")),
    Preset("empirecms", (".title_info", ".info_text"), ("#text", "#news_content", "#zoom")),
    Preset("wordpress", (".entry-content",), (".entry-content",)),
    Preset(
        "wechat",
        ("#js_content", "#meta_content"),
        ("#js_content",),
        {
            "title": "#activity-name",
            "source": "#js_name",
            "authors": "#js_author_name, #meta_content > .rich_media_meta_text",
            "published_at": "#publish_time",
        },
    ),
    Preset(
        "trs",
        (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".view.TRS_UEDITOR"),
        (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR"),
    ),
    Preset("founder", ("#ozoom", "#ContentPh", "#contenttext"), ("#ozoom", "#ContentPh", "#contenttext")),
)


class Places:
    """Boxes of a page by id and class."""

    def __init__(self, outline: Outline) -> None:
        self._ids: dict[str, int] = {}
        self._classes: dict[str, int] = {}
        for number, node in enumerate(outline.nodes):
            element = node.element
            if own := element.get("id"):
                self._ids.setdefault(own, number)
            if names := element.get("class"):
                for name in names.split():
                    self._classes.setdefault(name, number)

    def find(self, selector: str) -> int | None:
        """Index of the first box that a selector (see `Preset`) names."""
        kind, name = selector[0], selector[1:]
        if kind == ".":
            return self._classes.get(name)
        if name.endswith("*"):
            return next((number for own, number in self._ids.items() if own.startswith(name[:-1])), None)
        return self._ids.get(name)

    def first(self, selectors: tuple[str, ...]) -> int | None:
        """The first selector that finds a box."""
        return next((place for each in selectors if (place := self.find(each)) is not None), None)


def preset_of(places: Places, cms: str | None = None) -> Preset | None:
    """The preset whose marks are in the page; `cms` (from a profile) is tried first."""
    ordered = sorted(PRESETS, key=lambda preset: preset.name != cms) if cms else PRESETS
    return next((preset for preset in ordered if places.first(preset.marks) is not None), None)
