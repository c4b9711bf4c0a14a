"""Build the egg that Scrapyd takes: `python scripts/build_egg.py zhengwen.egg`.

Scrapyd imports an egg without unpacking it, and tables, profiles and samples are read as files. So the egg holds a
wheel's content, and a small package in front of it which unpacks that beside the egg, once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BOOTSTRAP = '''"""Unpacks the project beside its egg, once, and puts it first on the path."""

import hashlib
import os
import sys
import tempfile
import zipfile
from pathlib import Path


def unpacked():
    egg = Path(__loader__.archive).resolve()
    digest = hashlib.sha256(egg.read_bytes()).hexdigest()[:16]
    folder = egg.with_name(f"{egg.stem}-{digest}.unpacked")
    if not folder.is_dir():
        with tempfile.TemporaryDirectory(dir=egg.parent) as beside, zipfile.ZipFile(egg) as whole:
            whole.extractall(beside, [name for name in whole.namelist() if name.startswith("payload/")])
            try:
                os.rename(Path(beside, "payload"), folder)
            except OSError:  # another job was quicker
                pass
    return str(folder)


sys.path.insert(0, unpacked())
'''


def build(target: Path) -> None:
    """Build the wheel of this checkout, and the egg of that."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, str(ROOT)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        version = wheel.name.split("-")[1]
        with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as egg:
            egg.writestr("EGG-INFO/PKG-INFO", f"Metadata-Version: 2.1\nName: zhengwen\nVersion: {version}\n")
            egg.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = zhengwen_egg.settings\n")
            egg.writestr("zhengwen_egg/__init__.py", _BOOTSTRAP)
            egg.writestr("zhengwen_egg/settings.py", "from crawler.settings import *\n")
            for name in source.namelist():
                egg.writestr(f"payload/{name}", source.read(name))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
