"""Regular expressions for the addresses of one kind, made from a few examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_RANDOM = r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}(?![0-9A-Za-z])"
_PIECE = re.compile(rf"(?P<random>{_RANDOM})|(?P<number>\d+)|(?P<word>[A-Za-z]+)|(?P<mark>.)", re.S)
_DATE_LIKE = (4, 6, 8)  # digits of a year, a month, a day


def address_patterns(urls: Iterable[str]) -> tuple[str, ...]:
    r"""Regular expressions one of which is found in each of the addresses, one for each shape.

    Numbers become as many digits as they have where they may be dates, and any number else; words that differ
    between addresses of one shape become any word.

    >>> address_patterns(["http://a.cn/sz/2023-09-21/716.html", "http://a.cn/wh/2023-10-02/97.html"])
    ('/[a-z]+/\\d{4}-\\d\\d-\\d\\d/\\d+\\.html$',)
    >>> address_patterns(["http://a.cn/portal.php?mod=view&aid=12"])
    ('/portal\\.php\\?mod=view&aid=\\d+$',)
    """
    shapes: dict[tuple[str, ...], list[list[str]]] = {}
    for url in urls:
        parts = urlsplit(url)
        pieces = list(_PIECE.finditer(parts.path + (f"?{parts.query}" if parts.query else "")))
        shape = tuple(_kind(piece) for piece in pieces)
        shapes.setdefault(shape, []).append([piece[0] for piece in pieces])
    return tuple(sorted({_expression(shape, group) for shape, group in shapes.items()}))


def _expression(shape: Sequence[str], group: Sequence[Sequence[str]]) -> str:
    """One expression for addresses of one shape, piece below piece."""
    found: list[str] = []
    for kind, pieces in zip(shape, zip(*group, strict=True), strict=True):
        found.append(_column(kind, pieces, after_year=r"\d{4}" in found[-4:]))
    return "".join(found) + "$"


def _kind(piece: re.Match[str]) -> str:
    return piece[0] if piece["mark"] else next(name for name in ("random", "number", "word") if piece[name])


def _column(kind: str, pieces: Sequence[str], *, after_year: bool) -> str:
    """One expression for what stands at one place of several addresses."""
    if kind == "random":
        return "[0-9a-f]+"
    if kind == "number":
        return _digits(pieces, after_year=after_year)
    if kind == "word" and len(set(pieces)) > 1:
        return "[a-z]+" if all(piece.islower() for piece in pieces) else "[A-Za-z]+"
    return re.sub(r"\\([-&=_/])", r"\1", re.escape(pieces[0]))


def _digits(numbers: Sequence[str], *, after_year: bool) -> str:
    lengths = {len(number) for number in numbers}
    if len(lengths) == 1 and lengths <= {*_DATE_LIKE} and all(number[:2] in ("19", "20") for number in numbers):
        return rf"\d{{{lengths.pop()}}}"
    return r"\d\d" if lengths == {2} and after_year else r"\d+"
