"""`zhengwen portals`: which portals there are, a new one from its address, and whether a profile still fits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import RunError, UsageError

if TYPE_CHECKING:
    from crawler.profiles import Profile
    from crawler.survey import Sight
    from pipelines import Article

HELP = """List the portals, add one by looking at its site, or check what a profile finds.

A portal is a file of a few lines: a bundled one, or your own below DATA/portals/, which wins over a bundled one."""
EXAMPLE = "zhengwen portals add http://news.example.com/ --name example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen portals`."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="show the portals that were checked against their sites")
    listing.add_argument("--all", action="store_true", help="show the others, too")
    adding = actions.add_parser("add", help="look at a site and write its profile")
    adding.add_argument("url", metavar="URL", help="the site's front page")
    adding.add_argument("--name", metavar="NAME", help="what to call the portal (default: from the address)")
    adding.add_argument("--force", action="store_true", help="write over a profile of that name")
    checking = actions.add_parser("check", help="run a profile on its stored pages, or on the live site")
    checking.add_argument("name", metavar="NAME", help="the portal")
    checking.add_argument("--live", action="store_true", help="fetch the front page, two lists and five articles")
    for each in (listing, adding, checking):
        each.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    for each in (adding, checking):
        each.add_argument("--log", type=Path, metavar="FILE", help="write Scrapy's log to FILE")
        each.add_argument(
            "--allow-private", action="append", default=[], metavar="HOST:PORT", help="fetch from there, too"
        )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    return {"list": _list, "add": _add, "check": _check}[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from crawler.profiles import Portals

    rows = [
        [profile.id, profile.name, profile.region or "-", profile.home, "yes" if profile.verified else "no"]
        for profile in Portals.of(arguments.data).readable()
        if profile.verified or arguments.all
    ]
    _print(["portal", "name", "region", "home", "verified"], rows)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from msgspec import structs

    from crawler.guess import guess, id_of
    from crawler.profile_text import profile_text
    from crawler.profiles import make_profile, profile_of_url
    from crawler.samples import is_sample
    from crawler.stored import store_page

    looking = structs.replace(_with_private(profile_of_url(arguments.url), arguments), sample=is_sample(arguments.url))
    name = arguments.name or id_of(arguments.url)
    make_profile({"id": name, "name": name, "home": arguments.url})  # a bad name is told before the site is asked
    path = arguments.data / "portals" / f"{name}.toml"
    if path.exists() and not arguments.force:
        raise UsageError(f"{path} is there already: choose another --name, or write over it with --force")
    sight = _look(looking, arguments)
    if not sight.articles:
        raise RunError(f"{arguments.url}: no article was found on the front page and {len(sight.lists)} lists")
    known = guess(sight, arguments.url) | {"id": name}
    if looking.allow_private:
        known["allow_private"] = list(looking.allow_private)
    profile = make_profile(known)
    text = profile_text(known, f"Guessed from {len(sight.articles)} articles and {len(sight.lists)} lists of the site.")
    _print_records([(looked.page.url, looked.article) for looked in sight.articles])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    for number, looked in enumerate(sight.articles, 1):
        kind = (looked.page.headers.get("Content-Type") or b"").decode("latin-1") or None
        store_page(path.with_suffix("") / str(number), looked.page.body, looked.page.url, kind, looked.article)
    print(f"{text}\nwritten: {path}\nnext: zhengwen portals check {profile.id}; zhengwen crawl {profile.id}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from crawler.profiles import Portals

    profile = _with_private(Portals.of(arguments.data).get(arguments.name), arguments)
    return _check_live(profile, arguments) if arguments.live else _check_stored(profile, arguments)


def _check_stored(profile: Profile, arguments: argparse.Namespace) -> int:
    from crawler.stored import FIELDS, differences, record_of, stored_pages

    rows, wrong = [], 0
    for page in stored_pages(profile, arguments.data):
        found = differences(page, record_of(page, profile))
        wrong += bool(found)
        said = {name: "differs" if name in found else "ok" for name in page.expected}
        rows.append([page.name, *(said.get(name, "-") for name in FIELDS)])
    if not rows:
        folder = arguments.data / "portals" / profile.id
        raise UsageError(f"{profile.id} has no stored pages below {folder}: use --live")
    _print(["page", *FIELDS], rows)
    print(f"{len(rows) - wrong} of {len(rows)} pages as expected")
    return int(wrong > 0)


def _check_live(profile: Profile, arguments: argparse.Namespace) -> int:
    sight = _look(profile, arguments)
    if not sight.articles:
        raise RunError(f"{profile.id}: no article was found on the front page and {len(sight.lists)} lists")
    _print_records([(looked.page.url, looked.article) for looked in sight.articles])
    print(f"{len(sight.articles)} articles, {len(sight.lists)} lists")
    return 0


def _look(profile: Profile, arguments: argparse.Namespace) -> Sight:
    from crawler.survey import survey
    from crawler.visits import Visitor, visit

    seen: list[Sight] = []

    async def errand(visitor: Visitor) -> None:
        seen.append(await survey(visitor))

    visit(profile, arguments.data, errand, arguments.log)
    return seen[0]


def _with_private(profile: Profile, arguments: argparse.Namespace) -> Profile:
    from msgspec import structs

    return structs.replace(profile, allow_private=(*profile.allow_private, *arguments.allow_private))


def _print_records(records: Sequence[tuple[str, Article]]) -> None:
    """What was found on each page, a row each."""
    rows: list[list[str]] = []
    for url, article in records:
        authors = "、".join(article.authors)
        found = [article.title, article.published_at, article.source, authors, str(len(article.text or ""))]
        rows.append([url, *(value or "-" for value in found)])
    _print(["page", "title", "published", "source", "authors", "characters"], rows)


def _print(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    console = Console(file=sys.stdout, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 160
    console.print(table)
