"""`zhengwen explain`: each change that `clean` would make, and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from crawler.cli.how import add_how, how_from
from crawler.cli.inputs import add_files, documents, shown
from crawler.cli.problems import Problems

if TYPE_CHECKING:
    from crawler.cli.cleaning import How
    from pipelines.explain import Explanation
    from pipelines.readers import Document

HELP = """\
Show each change that clean would make, stage by stage, with the reason for it.

Places are counted in characters of the text that the stage was given. A page is shown
field by field."""
EXAMPLE = "zhengwen explain garbled.txt --limit 3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `zhengwen explain`."""
    add_files(parser)
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="changes shown of each stage (default: 10)")
    parser.add_argument("--all", action="store_true", help="show every change")
    parser.add_argument("--context", type=int, default=12, metavar="N", help="characters around a change (default: 12)")
    parser.add_argument("--json", action="store_true", help="print every change as a JSON object, one a line")
    parser.add_argument("--check", action="store_true", help="fail unless the changes, done again, give the same text")
    add_how(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain every file, in order."""
    from rich.console import Console

    from crawler.cli.show import show

    how, problems = how_from(arguments), Problems("zhengwen explain")
    console = Console(highlight=False, markup=False, emoji=False)
    limit = None if arguments.all else max(0, arguments.limit)
    for document in documents(arguments.files, arguments.kind, problems):
        name = shown(document.file, document.place)
        try:
            header, explanations = _explained(document, how)
        except (ValueError, RecursionError) as error:
            problems.failed(name, str(error))
            continue
        if not arguments.json:
            console.print(f"{name}: {header}" if header else name, style="bold", soft_wrap=True)
        for field, explanation in explanations.items():
            if arguments.json:
                _print_steps(document, field, explanation)
            else:
                if field:
                    console.print(f" {field}", style="bold", soft_wrap=True)
                show(console, explanation, limit=limit, context=max(0, arguments.context))
            if arguments.check:
                _check(shown(name, field), explanation, how, problems)
    return problems.exit_code


def _explained(document: Document, how: How) -> tuple[str, dict[str, Explanation]]:
    """A line on the document as a whole, and field name to explanation (a plain text is the field "").

    Raises:
        ValueError: it cannot be read.
    """
    from crawler.cli.cleaning import address, explain_row, read_row, unreadable
    from pipelines import decode, explain, explain_page

    if document.kind == "row":
        return "", explain_row(read_row(document, how.fields)[1], how)
    if document.kind == "page":
        page = explain_page(document.body, url=address(document, how), options=how.options)
        decoded, explanations = page.decoded, page.explanations
    else:
        decoded = decode(document.body)
        explanations = {"": explain(decoded.text, stages=how.stages, options=how.options)}
    if problem := unreadable(decoded.flags, decoded.encoding):
        raise ValueError(problem)
    found = f", {', '.join(sorted(decoded.flags))}" if decoded.flags else ""
    return f"{decoded.encoding}, confidence {decoded.confidence:.2f}{found}", explanations


def _print_steps(document: Document, field: str, explanation: Explanation) -> None:
    import msgspec

    where = {"file": document.file, "place": document.place, "field": field}
    where = {name: value for name, value in where.items() if value}
    for step in explanation.steps:
        print(msgspec.json.encode({**where, **msgspec.structs.asdict(step)}).decode())


def _check(name: str, explanation: Explanation, how: How, problems: Problems) -> None:
    from pipelines import clean, replay

    before = explanation.applied[0].before if explanation.applied else explanation.text
    if replay(before, explanation.steps) != explanation.text:
        problems.failed(name, "the changes, done again, give another text")
    if clean(explanation.text, stages=how.stages, options=how.options) != explanation.text:
        problems.failed(name, "cleaning the cleaned text changes it again")
