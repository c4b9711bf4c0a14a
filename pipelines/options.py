"""What a caller may set (`Options`, `Hints`) and what a result may be marked with (`Flag`)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Flag(StrEnum):
    """A closed list of what can be said about a text or a page as a whole."""

    LOST = "lost"
    """Characters are gone for good; their places are kept as U+FFFD or as the remnants that were found."""
    GUESSED = "guessed"
    """Some characters were filled in by the hanzi model; their spans are in `uncertain`."""
    GARBLED = "garbled"
    """Machine-made garble (pinyin annotations, stray commas) was found and undone."""
    UNRESOLVED = "unresolved"
    """Garble or mojibake was found that could not be undone; it stands as it was."""
    PRIVATE_USE = "private-use"
    """Private-use characters were kept: only their author's font knows what they are."""
    MIXED_ENCODINGS = "mixed-encodings"
    """Parts of the body were in different encodings; each was decoded by its own."""
    WRONG_DECLARATION = "wrong-declaration"
    """The encoding declared by the header or the page is not the one in use."""
    DAMAGED = "damaged"
    """The body holds bytes that its encoding does not have; each became U+FFFD."""
    TRUNCATED = "truncated"
    """The body ends inside a character, a tag or an article."""
    UNSUPPORTED_ENCODING = "unsupported-encoding"
    """The encoding was recognised but is not decoded here (euc-tw, iso-2022-cn)."""
    BINARY = "binary"
    """The body is not text (an image, an archive, a PDF)."""
    NOT_CHINESE = "not-chinese"
    """The text is in another language, and was left alone where a repair would need Chinese."""
    EMPTY = "empty"
    """No article text was found."""
    SOFT_404 = "soft-404"
    """An error page that was served with status 200."""
    LIST_PAGE = "list-page"
    """A page of links, not an article."""
    LOGIN_WALL = "login-wall"
    """The page asks to log in before it shows its text."""
    REDIRECT_STUB = "redirect-stub"
    """The page only sends the reader elsewhere (meta refresh, location=)."""
    NEEDS_JAVASCRIPT = "needs-javascript"
    """An empty shell that a script would fill."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to clean. Every field has a default that is right for Chinese web text.

    Attributes:
        script: `simplified` converts traditional characters; `keep` leaves the script as it is.
        opencc: name of an OpenCC configuration (`t2s`, `tw2s`, `hk2s`, `tw2sp`).
        exact_opencc: convert by the dictionaries to the letter, without this project's supplements. What OpenCC would
            change again, changes again when the text is cleaned again.
        garbled: `None` decides by the evidence in the text; `True` or `False` is taken as given.
        fill: let the hanzi model fill lost characters where it is confident (each is marked).
    """

    script: str = "simplified"
    opencc: str = "t2s"
    exact_opencc: bool = False
    garbled: bool | None = None
    fill: bool = True


class Hints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a portal's profile knows about its pages. Everything is optional.

    Attributes:
        portal: the profile's id, for the record.
        site: the site's name as the record should give it.
        cms: a preset's name (`discuz`, `dedecms`, `phpcms`, `empirecms`), else recognised by the page.
        selectors: field name (`title`, `text`, `published_at`, `source`, `authors`, `section`) to CSS selector.
        encoding: a WHATWG label to try first.
        timezone: offset of local times, for example `+08:00`.
        script: `simplified` or `traditional`, when it is known.
    """

    portal: str | None = None
    site: str | None = None
    cms: str | None = None
    selectors: dict[str, str] = msgspec.field(default_factory=dict)
    encoding: str | None = None
    timezone: str = "+08:00"
    script: str | None = None
