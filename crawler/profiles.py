"""Portals as TOML profiles: what is known about a site, and where the profiles lie."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from cssselect import HTMLTranslator, SelectorError

from crawler.addresses import read_door
from crawler.errors import UsageError
from crawler.schedule.cron import parse
from pipelines import Hints

BUNDLED = Path(__file__).parent / "portals"

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_SELECTABLE = ("title", "text", "published_at", "source", "authors", "section")
_SCRIPTS = ("simplified", "traditional")


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A portal. Only `name` and `home` are needed; everything else is found by looking at the site.

    Attributes:
        id: what the portal is called on the command line and in the record; by default the file's name.
        name: the site's name as its readers know it, for example 本溪网.
        home: URL of the front page, where a crawl begins.
        region: province or city.
        sections: URLs of section lists to begin from besides the front page; relative ones count from `home`.
        domains: hosts to follow links to, besides the one of `home` and what lies below it.
        articles: regular expressions; a URL that one of them is found in is an article.
        lists: the same for lists of articles.
        exclude: the same for what is never fetched.
        feeds: URLs of RSS or Atom feeds.
        sitemaps: URLs of sitemaps.
        cms: name of an extraction preset (`discuz`, `dedecms`, `phpcms`, `empirecms` ...).
        encoding: a WHATWG label to try first.
        timezone: offset of the times that the site prints.
        script: `simplified` or `traditional`.
        selectors: field of the record to CSS selector.
        drop_parameters: query parameters that do not belong to an article's address.
        delay: seconds between two requests to one host.
        max_requests: a run stops after so many requests: what a calendar without end is held by.
        depth: how many links away from the front page a page may be.
        recheck: hours after which a known article is looked at again, while it is young.
        schedule: a cron expression, for example `0 */6 * * *`.
        allow_private: `HOST:PORT` of private addresses that may be fetched, for an intranet.
        archive_days: files of the archive that are older are deleted; by default none is.
        archive_size: megabytes that the archive may have; the oldest files are deleted first.
        sample: whether the portal's pages are bundled and served by this project itself.
        verified: whether somebody checked the profile against the live site; only then `scrapy list` shows it.
    """

    id: str = ""
    name: str
    home: str
    region: str | None = None
    sections: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    cms: str | None = None
    encoding: str | None = None
    timezone: str = "+08:00"
    script: str | None = None
    selectors: dict[str, str] = msgspec.field(default_factory=dict)
    drop_parameters: tuple[str, ...] = ()
    delay: float | None = None
    max_requests: int = 20_000
    depth: int = 12
    recheck: float = 24.0
    schedule: str | None = None
    allow_private: tuple[str, ...] = ()
    archive_days: float | None = None
    archive_size: float | None = None
    sample: bool = False
    verified: bool = False

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Hosts that links are followed to; what lies below one of them counts as it does."""
        own = (urlsplit(self.home).hostname or "").removeprefix("www.")
        return (own, *(domain.lower().removeprefix("www.") for domain in self.domains))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """The front page and the section lists, absolute."""
        return tuple(dict.fromkeys(urljoin(self.home, address) for address in ("", *self.sections)))

    @property
    def hints(self) -> Hints:
        """What the text library may know."""
        return Hints(
            portal=self.id,
            cms=self.cms,
            selectors=self.selectors,
            encoding=self.encoding,
            timezone=self.timezone,
            script=self.script,
        )


def load_profile(path: Path) -> Profile:
    """Read and check one profile.

    Raises:
        UsageError: the file cannot be read, is not TOML, or says something wrong; names file and key.
    """
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}: save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}") from None
    try:
        return make_profile({"id": path.stem, **known})
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def make_profile(known: Mapping[str, Any]) -> Profile:
    """A checked profile from what is known.

    Raises:
        UsageError: names the key, what is wrong with it and what would be right.
    """
    unknown = sorted(set(known) - set(Profile.__struct_fields__))
    if unknown:
        near = get_close_matches(unknown[0], Profile.__struct_fields__, 1)
        advice = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(Profile.__struct_fields__)}"
        raise UsageError(f"unknown key '{unknown[0]}': {advice}")
    for field in ("name", "home"):
        if field not in known:
            raise UsageError(f"'{field}' is missing: add a line {field} = \"...\"")
    try:
        profile = msgspec.convert(known, Profile)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        key = where.strip("`").removeprefix("$.")
        raise UsageError(f"'{key}': {what[0].lower()}{what[1:].replace('`', '')}") from None
    for problem in _problems(profile):
        raise UsageError(problem)
    return profile


def _problems(profile: Profile) -> Iterator[str]:
    """What is wrong with a profile whose types are right."""
    if not _ID.fullmatch(profile.id):
        yield f"'id': '{profile.id}' is not a name: use lower-case letters, digits, '.' and '-'"
    if not profile.name.strip():
        yield "'name': empty: write the site's name"
    for key in ("home", "feeds", "sitemaps"):
        value = getattr(profile, key)
        for address in (value,) if isinstance(value, str) else value:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                yield f"'{key}': '{address}' is not an http:// or https:// URL"
    for key in ("articles", "lists", "exclude"):
        for pattern in getattr(profile, key):
            try:
                re.compile(pattern)
            except re.error as error:
                yield f"'{key}': '{pattern}' is not a regular expression: {error}"
    for key, selector in profile.selectors.items():
        if key not in _SELECTABLE:
            yield f"'selectors.{key}': no such field; there are {', '.join(_SELECTABLE)}"
        try:
            HTMLTranslator().css_to_xpath(selector)
        except SelectorError as error:
            yield f"'selectors.{key}': '{selector}' is not a CSS selector: {error}"
    for entry in profile.allow_private:
        try:
            read_door(entry)
        except ValueError as error:
            yield f"'allow_private': {error}"
    if profile.schedule is not None:
        try:
            parse(profile.schedule)
        except ValueError as error:
            yield f"'schedule': {error}"
    if not _OFFSET.fullmatch(profile.timezone):
        yield f"'timezone': '{profile.timezone}' is not an offset such as +08:00"
    if profile.script not in (None, *_SCRIPTS):
        yield f"'script': '{profile.script}' is neither {' nor '.join(_SCRIPTS)}"
    for key in ("delay", "max_requests", "depth", "recheck", "archive_days", "archive_size"):
        if (getattr(profile, key) or 0) < 0:
            yield f"'{key}': {getattr(profile, key)} is below zero"


class Portals:
    """The profiles that there are: the bundled ones, and a user's own, which win over them."""

    def __init__(self, *folders: Path) -> None:
        self._paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}

    @classmethod
    def of(cls, data: Path) -> Portals:
        """Those which a command with `--data DIR` sees."""
        return cls(BUNDLED, data / "portals")

    def names(self) -> list[str]:
        """Every portal's id, sorted."""
        return sorted(self._paths)

    def path(self, name: str) -> Path:
        """The file of the portal of that name.

        Raises:
            UsageError: there is none; suggests near names.
        """
        if name not in self._paths:
            near = get_close_matches(name, self.names(), 3, 0.5)
            advice = f"did you mean {' or '.join(near)}?" if near else "see: zhengwen portals list --all"
            raise UsageError(f"no portal is named '{name}': {advice}")
        return self._paths[name]

    def get(self, name: str) -> Profile:
        """The portal of that name.

        Raises:
            UsageError: there is none, or its profile is wrong.
        """
        return load_profile(self.path(name))

    def all(self) -> list[Profile]:
        """Every portal, sorted by id.

        Raises:
            UsageError: a profile is wrong.
        """
        return [self.get(name) for name in self.names()]

    def readable(self) -> list[Profile]:
        """Every portal whose profile is right, sorted by id: one wrong file keeps nobody from the other portals."""
        found = []
        for name in self.names():
            with suppress(UsageError):
                found.append(self.get(name))
        return found


def profile_of_url(url: str) -> Profile:
    """A profile for a site that nothing is known of: the crawl begins at `url`.

    Raises:
        UsageError: not an http(s) URL.

    >>> profile_of_url("https://news.example.com/a/").id
    'news.example.com'
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise UsageError(f"'{url}' is not a URL: its port is not a number from 0 to 65535") from None
    host = re.sub(r"[^a-z0-9.-]+", "-", (parts.hostname or "").lower()).strip("-.")
    return make_profile({"id": f"{host}-{port}" if port else host or "unknown", "name": host or url, "home": url})
