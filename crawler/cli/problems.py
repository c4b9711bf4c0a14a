"""What went wrong in a run over many files, and the exit code that follows."""

from __future__ import annotations

import sys


class Problems:
    """Tells of each thing in one line on standard error, and remembers whether something failed.

    Attributes:
        exit_code: 0, or 1 once something has failed.
    """

    def __init__(self, told_by: str) -> None:
        self.exit_code, self._told_by = 0, told_by

    def failed(self, name: str, reason: str) -> None:
        """Tell why `name` could not be used."""
        self.exit_code = 1
        self.tell(name, reason)

    def tell(self, name: str, what: str) -> None:
        """Tell something of `name`."""
        print(f"{self._told_by}: {name}: {' '.join(what.split())}", file=sys.stderr)
