"""Data that the stages need; each file's source, licence and building script stand in tables/README.md."""

from __future__ import annotations

from importlib.resources import files


def read_bytes(name: str) -> bytes:
    """The bytes of the table file `name`."""
    return files(__name__).joinpath(name).read_bytes()


def read_lines(name: str) -> list[str]:
    """The lines of the text table `name`, without comments (`#`) and empty lines."""
    lines = read_bytes(name).decode("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
