"""`zhengwen export`: what is stored, as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.errors import UsageError

HELP = """Write the articles of a data folder to a file: the newest version of each, in the order in which they were
first seen. A crawl may go on meanwhile. The file appears when it is whole."""
EXAMPLE = "zhengwen export --data data -o articles.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwen export`."""
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the store (default: data)")
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help=".jsonl, .json or .csv; - is stdout")
    parser.add_argument("--portal", metavar="NAME", help="only this portal's articles")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="leave out what was published before that day")


def run(arguments: argparse.Namespace) -> int:
    """Export."""
    from crawler.limits import Limits
    from crawler.store import Store
    from pipelines.exporters import FORMATS, exporter
    from pipelines.exporters.formats import JSONLines

    since = Limits.read({"since": arguments.since}).since
    target = Path(arguments.output)
    if arguments.output != "-" and target.suffix.lower() not in FORMATS:
        raise UsageError(f"{target}: cannot tell the format; end the name in {', '.join(FORMATS)}")
    store = Store.existing(arguments.data)
    articles = (
        article
        for article in store.articles(arguments.portal)
        if not (since and article.published_at and article.published_at[:10] < since.isoformat())
    )
    if arguments.output == "-":
        lines = JSONLines(sys.stdout.buffer)
        for article in articles:
            lines.write(article)
        return 0
    with exporter(target) as export:
        for article in articles:
            export.write(article)
    return 0
