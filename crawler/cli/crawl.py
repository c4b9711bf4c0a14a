"""`zhengwen crawl`: portals by name, or any site by its URL."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import RunError, UsageError

if TYPE_CHECKING:
    from crawler.limits import Limits
    from crawler.profiles import Profile
    from crawler.run import Job, Running

HELP = """Crawl portals, by name or by URL, and write their articles as clean, simplified JSON.

A name is that of a profile (see: zhengwen portals list); any http(s) URL works too, and the rest is found by looking at
the site. Each portal's articles go to DATA/export/<portal>.jsonl unless -o or -O says otherwise."""
EXAMPLE = "zhengwen crawl benxi --max-articles 20 -O benxi.json"

_FORMATS = {"jsonl": "jsonlines", "jl": "jsonlines", "jsonlines": "jsonlines", "json": "json", "csv": "csv"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen crawl`."""
    parser.add_argument("portals", nargs="*", metavar="NAME|URL", help="a portal's name, or the URL of any site")
    parser.add_argument("--sample", action="store_true", help="crawl the bundled sample portals")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("-o", "--output", metavar="FILE", help="append to FILE (.jsonl, .json or .csv; - is stdout)")
    output.add_argument("-O", "--overwrite-output", metavar="FILE", help="write FILE anew")
    output.add_argument("--export", type=Path, metavar="DIR", help="write DIR/<portal>.jsonl (default: DATA/export)")
    parser.add_argument("--full", action="store_true", help="start over: fetch again what is known, too")
    parser.add_argument("--recheck", metavar="HOURS", help="look at known articles again after so many hours")
    parser.add_argument("--max-articles", metavar="N", help="stop after N articles of a portal")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="leave out what was published before that day")
    parser.add_argument(
        "--allow-private", action="append", default=[], metavar="HOST:PORT", help="fetch from this private address too"
    )
    parser.add_argument("--log", type=Path, metavar="FILE", help="write Scrapy's log to FILE")


def run(arguments: argparse.Namespace) -> int:
    """Crawl, print the table and where the articles lie."""
    from crawler.limits import Limits

    if bool(arguments.portals) == arguments.sample:
        raise UsageError("name a portal or give a URL (or --sample alone); see zhengwen crawl --help")
    given = {name: getattr(arguments, name) for name in ("max_articles", "since", "recheck")}
    given["full"] = "1" if arguments.full else None
    limits = Limits.read({name: value for name, value in given.items() if value is not None})
    profiles = _profiles(arguments)
    jobs, written = _jobs(arguments, profiles)
    return _crawl(arguments, jobs, limits, written)


def _profiles(arguments: argparse.Namespace) -> list[Profile]:
    from crawler.profiles import Portals, profile_of_url

    portals = Portals.of(arguments.data)
    if arguments.sample:
        return [profile for profile in portals.readable() if profile.sample]
    homes = {profile.home: profile for profile in portals.readable()}
    profiles = {}
    for wanted in arguments.portals:
        known = homes.get(wanted) or profile_of_url(wanted) if "://" in wanted else portals.get(wanted)
        profiles[known.id] = known
    return [_with_doors(profile, arguments.allow_private) for profile in profiles.values()]


def _with_doors(profile: Profile, entries: list[str]) -> Profile:
    """The profile, with the private addresses that `--allow-private` names allowed too."""
    from msgspec import structs

    from crawler.addresses import read_door

    for entry in entries:
        try:
            read_door(entry)
        except ValueError as error:
            raise UsageError(f"--allow-private: {error}") from None
    return structs.replace(profile, allow_private=(*profile.allow_private, *entries)) if entries else profile


def _jobs(arguments: argparse.Namespace, profiles: list[Profile]) -> tuple[list[Job], list[str]]:
    """What to crawl, and the paths that will be written."""
    from crawler.feeds import check_feed, shared_part
    from crawler.run import Job

    target = arguments.output or arguments.overwrite_output
    if target is None:
        folder = arguments.export or arguments.data / "export"
        files = [str(folder / f"{profile.id}.jsonl") for profile in profiles]
        options = {"format": "jsonlines", "overwrite": True}
        return [Job(each, {file: options}) for each, file in zip(profiles, files, strict=True)], files
    feed: dict[str, Any] = {"format": _format(target), "overwrite": arguments.overwrite_output is not None}
    if target != "-":
        check_feed(Path(target), feed["format"], overwrite=feed["overwrite"])
    if len(profiles) > 1 and feed["format"] != "jsonlines":
        raise UsageError(f"{target}: several portals fit into one file only as .jsonl; or use --export DIR")
    if len(profiles) > 1 and feed["overwrite"]:
        part = shared_part(Path(target))
        part.unlink(missing_ok=True)
        return [Job(each, {str(part): feed | {"overwrite": False}}) for each in profiles], [target]
    return [Job(each, {"stdout:" if target == "-" else target: feed}) for each in profiles], [target]


def _format(target: str) -> str:
    if target == "-":
        return "jsonlines"
    suffix = target.rsplit(".", 1)[-1].lower()
    if suffix not in _FORMATS:
        raise UsageError(f"{target}: cannot tell the format; end the name in .jsonl, .json or .csv")
    return _FORMATS[suffix]


def _crawl(arguments: argparse.Namespace, jobs: list[Job], limits: Limits, written: list[str]) -> int:
    from crawler.feeds import put_together
    from crawler.report import Progress, print_table
    from crawler.run import add_job, exit_code, make_process, outcome, project_settings, stop_line
    from crawler.showcase import Showcase

    settings = project_settings()
    settings.set("DATA_DIR", str(arguments.data), priority="cmdline")
    settings.set("LOG_ENABLED", arguments.log is not None, priority="cmdline")
    if arguments.log:
        settings.set("LOG_FILE", str(arguments.log), priority="cmdline")
    process = make_process(settings)
    showcase = Showcase() if arguments.sample else None
    tallies = {}
    running: list[Running] = []
    refused: list[RunError] = []
    for job in jobs:
        try:
            running.append(add_job(process, job, limits, showcase.look if showcase else None))
        except RunError as error:  # one portal that is in use keeps nobody from the others
            refused.append(error)
            continue
        tallies[job.profile.id] = running[-1].tally
    if not running:
        raise refused[0]
    before = {path: _stamp(path) for path in written}
    with Progress(tallies):
        process.start()
    outcomes = [outcome(each) for each in running]
    bad = bool(refused) or process.stopped_by is not None or any(each.failure for each in outcomes)
    if len(jobs) > 1 and arguments.overwrite_output:
        put_together(Path(arguments.overwrite_output), bad=bad)
    out = sys.stderr if written == ["-"] else sys.stdout
    if showcase:
        print(showcase, file=out)
    print_table(outcomes, out)
    for path in written:
        if path != "-" and Path(path).exists() and not (bad and _stamp(path) == before[path]):
            print(f"written: {path}", file=out)
    for line in (stop_line(process), *(each.failure for each in outcomes), *refused):
        if line:
            print(f"zhengwen crawl: {line}", file=sys.stderr)
    return exit_code(process, outcomes) or int(bool(refused))


def _stamp(path: str) -> int | None:
    return Path(path).stat().st_mtime_ns if Path(path).exists() else None
