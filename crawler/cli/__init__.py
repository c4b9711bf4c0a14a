"""The console script `zhengwen`.

A command is a module of this package with `HELP` (what it does, in a few sentences), `EXAMPLE` (one real call),
`add_arguments(parser)` and `run(arguments) -> int`, and a line in `COMMANDS`. Only the module of the command that was
called is imported; it imports what is heavy inside `run`, so that `--help` stays quick.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol, cast

from crawler.errors import RunError, UsageError

COMMANDS = {
    "crawl": "crawl portals, by name or by URL",
    "portals": "list portals, add one by its URL, check a profile",
    "schedule": "keep the schedules of portals, show or export them",
    "replay": "clean archived responses again, without the network",
    "clean": "repair and normalise text, HTML or JSON Lines",
    "explain": "show each change that clean would make, and why",
    "export": "write what is stored to a file",
    "runs": "show the history of crawls",
    "store": "back up, check or repair the store",
    "detect": "name the encoding of files",
}
"""Name, which is also the module's, and a summary of under 60 characters."""

DONE, FAILED, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
_EXIT_CODES = "exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted"


class Command(Protocol):
    """What the module of a command holds."""

    HELP: str
    EXAMPLE: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import version  # scans the environment: only when asked for

        print(f"zhengwen {version('zhengwen')}")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 failed, 2 wrong usage; never a traceback.

    A fault in zhengwen itself is told in one line too; `ZHENGWEN_DEBUG=1` in the environment shows its traceback.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), "")
    told_by = f"zhengwen {name}" if name in COMMANDS else "zhengwen"
    _set_up_stdout()
    try:
        arguments = build_parser(name).parse_args(words)
        code = cast(int, arguments.run(arguments))
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse after --help and --version, and Scrapy's own commands
        return stop.code if isinstance(stop.code, int) else DONE if stop.code is None else FAILED
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return _told(told_by, "interrupted", INTERRUPTED)
    except UsageError as error:
        return _told(told_by, str(error), WRONG_USAGE)
    except RunError as error:
        return _told(told_by, str(error), FAILED)
    except OSError as error:
        return _told(told_by, _operating_system_says(error), FAILED)
    except Exception as error:
        if os.environ.get("ZHENGWEN_DEBUG"):
            traceback.print_exc()
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        return _told(told_by, f"fault in zhengwen: {detail}; ZHENGWEN_DEBUG=1 shows where", FAILED)


def build_parser(name: str | None = None) -> argparse.ArgumentParser:
    """The parser of the whole command line; `name` is the one command whose arguments are filled in."""
    parser = _Parser(
        prog="zhengwen",
        description="Crawl Chinese portals and turn garbled Chinese text into clean, simplified, structured JSON.",
        epilog=f"zhengwen COMMAND --help shows a command's options and an example; {_EXIT_CODES}",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for each, summary in COMMANDS.items():
        child = commands.add_parser(
            each, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
        )
        if each == name:
            _fill(child, command(each))
    return parser


def command(name: str) -> Command:
    """The module of the command `name`."""
    return cast(Command, import_module(f"crawler.cli.{name}"))


def _fill(parser: argparse.ArgumentParser, module: Command) -> None:
    parser.description = module.HELP
    parser.epilog = f"example:\n  {module.EXAMPLE}\n\n{_EXIT_CODES}"
    module.add_arguments(parser)
    parser.set_defaults(run=module.run)


def _told(told_by: str, message: str, code: int) -> int:
    print(f"{told_by}: {message}", file=sys.stderr)
    return code


def _operating_system_says(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _set_up_stdout() -> None:
    """UTF-8 into files and pipes whatever the locale; on a terminal, escapes for what it cannot show."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def _forget_stdout() -> None:
    """Let Python flush stdout at exit into nothing: the reader of the pipe has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as the process
