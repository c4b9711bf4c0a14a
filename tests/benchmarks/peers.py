"""The tools that are measured beside this project: they lie in folders of their own, see the Makefile.

Their folders come last on the path, so that the project runs with its own versions of what they share. `opencc` of
OpenCC and of opencc-python-reimplemented is one name: the former lies in a second folder, which comes first where a
benchmark asks for it, in a process of its own.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("PEERS", ROOT / ".cache" / "peers"))
OPENCC_FOLDER = FOLDER / "opencc"


def peer(name: str) -> ModuleType | None:
    """The module of that name, `None` (and a line that says so) when the peer is not installed."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name}: not installed, left out", file=sys.stderr)
        return None
