"""Build the sample portals (`data/samples/<id>/www` and `expected.jsonl`) from `data/samples/sources/<id>`.

A source folder holds `portal.toml` (how the site names, prints and serves things), `articles.toml` (good simplified
Chinese: the true answers) and templates in the manner of a publishing system. Building is deterministic.

Usage: python scripts/build_samples.py [folder]     (default: data/samples)
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Any

import opencc

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
SEED_PAGE = ROOT / "tests" / "cases" / "benxi-portal-page.txt"
sys.path.insert(0, str(ROOT / "tests"))

from tools.forward import Machine, garble  # noqa: E402  # the garble's model is a tool of the tests

PER_PAGE = 3
LATEST = 10
BODY = "\N{NULL}"  # holds the body's place while the rest of the page is printed
LOST = "\N{REPLACEMENT CHARACTER}"
CUT = 0.6  # where a truncated page ends, as a share of its last paragraph
_TAG = re.compile(r"(<script\b.*?</script>|<[^>]*>)", re.DOTALL)
_ENTITY = re.compile(r"(&#?\w+;)")
_HANZI = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, kw_only=True)
class Source:
    """An article as it was written.

    Attributes:
        damage: (paragraph, kind of damage) for paragraphs that were spoilt on their way to the page.
        parts: (paragraph, codec) for paragraphs that stand in the page in an encoding of their own.
        harm: (paragraph, word, what happened to the bytes of its first character: `dropped`, `overwritten`, `stray`).
        truncated: whether the page breaks off inside a character of the last paragraph.
        seed: whether the body is the seed page's own.
        encoding: codec of the page, the portal's when there is none.
        charset: what the page says of it, the portal's when there is none; empty for a page that says nothing.
        header: the server's Content-Type, when it is not the portal's; it has to stand in server.toml too.
        bare: whether the page has nothing around title, time and text.
    """

    id: int
    section: str
    title: str
    time: str
    source: str
    authors: list[str]
    text: str
    damage: tuple[tuple[int, str], ...] = ()
    parts: tuple[tuple[int, str], ...] = ()
    harm: tuple[tuple[int, str, str], ...] = ()
    truncated: bool = False
    seed: bool = False
    encoding: str | None = None
    charset: str | None = None
    header: str | None = None
    bare: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """Paragraphs, table rows and list items, as written."""
        return self.text.strip().split("\n")

    @cached_property
    def moment(self) -> datetime:
        """Time of publication."""
        return datetime(*map(int, re.findall(r"\d+", self.time)))  # type: ignore[arg-type]  # at most six numbers

    @property
    def plain(self) -> str:
        """The true text: a table's row is a line with tabs between its cells, a list's item a line."""
        lines = list(self.lines)
        for number, word, kind in self.harm:
            place = lines[number].index(word)
            lines[number] = lines[number][:place] + LOST + lines[number][place + (kind != "stray") :]
        return "\n".join("\t".join(cells(line)) if line.startswith("| ") else line.removeprefix("- ") for line in lines)


def cells(line: str) -> list[str]:
    """The cells of a source's table row, `| a | b |`."""
    return [cell.strip() for cell in line.strip("| ").split(" | ")]


def fill(template: str, values: dict[str, Any]) -> str:
    """`{{name}}` becomes the value; `{{?name}}...{{/}}` stays only if there is one."""
    template = re.sub(
        r"\{\{\?(\w+)\}\}(.*?)\{\{/\}\}",
        lambda match: match[2] if values.get(match[1]) else "",
        template,
        flags=re.DOTALL,
    )
    return re.sub(r"\{\{(\w+)\}\}", lambda match: str(values[match[1]]), template)


def as_read_by(encoding: str) -> Callable[[bytes], str]:
    """A decoder for `spoil`; cp1252 keeps the controls that it has no character for, as browsers do."""
    if encoding != "cp1252":
        return lambda body: body.decode(encoding)
    return lambda body: "".join(_cp1252(byte) for byte in body)


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def spoil(text: str, kind: str) -> str:
    """Do to a paragraph what a careless import did.

    >>> spoil("中文", "gbk as latin-1")
    'ÖÐÎÄ'
    >>> spoil("中", "double entities")
    '&#20013;'
    """
    if kind == "double entities":  # once more by the template
        return "".join(c if c.isascii() else {"“": "&ldquo;", "”": "&rdquo;"}.get(c, f"&#{ord(c)};") for c in text)
    match = re.fullmatch(r"([\w-]+) as ([\w-]+)(?:, (lossy|twice))?", kind)
    assert match, f"unknown damage: {kind}"
    if match[3] == "lossy":
        return text.encode(match[1]).decode(match[2], "replace")
    for _ in range(2 if match[3] == "twice" else 1):
        text = as_read_by(match[2])(text.encode(match[1]))
    return text


class Portal:
    """A portal's source folder, and the site that is printed from it."""

    def __init__(self, folder: Path) -> None:
        self.id = folder.name
        self.folder = folder
        self.settings: dict[str, Any] = tomllib.loads((folder / "portal.toml").read_text(encoding="utf-8"))
        known = tomllib.loads((folder / "articles.toml").read_text(encoding="utf-8"))["article"]
        self.articles = sorted((Source(**each) for each in known), key=lambda each: each.moment, reverse=True)
        self.sections: dict[str, str] = self.settings["sections"]
        self.home = f"http://{self.id}.sample.test"

    def template(self, name: str, values: dict[str, Any]) -> str:
        """A template of this portal, filled."""
        return fill((self.folder / f"{name}.html").read_text(encoding="utf-8").rstrip("\n"), values)

    # ---- addresses

    def address(self, article: Source) -> str:
        """An article's path."""
        named: str = self.settings["article"]
        return named.format(id=article.id, section=article.section, t=article.moment)

    def list_address(self, section: str, page: int = 1) -> str:
        """Path of a section's list."""
        first, later = self.settings["list"]
        named: str = (first if page == 1 else later).format(section=section, page=page)
        return named.removesuffix("index.html")

    # ---- pieces of a page

    def values(self, article: Source) -> dict[str, Any]:
        """What templates may say of an article."""
        return {
            "id": article.id,
            "url": self.address(article),
            "title": html.escape(article.title, quote=False),
            "time": self.settings["time"].format(t=article.moment),
            "source": article.source,
            "author": " ".join(article.authors) or self.settings.get("anonymous", ""),
            "summary": html.escape(article.lines[0][:60], quote=False),
        } | self.section_values(article.section)

    def section_values(self, section: str) -> dict[str, Any]:
        """What templates may say of a section."""
        name = self.sections[section]
        address = self.list_address(section)
        crumbs = "".join(f'&nbsp;>&nbsp;<a href="{address}">{part}</a>' for part in name.split(" > "))
        return {"section": name.split(" > ")[-1], "section_url": address, "crumbs": crumbs}

    def link(self, article: Source | None) -> str:
        """A link to an article, or what stands where there is none."""
        if article is None:
            return "没有了"
        return f'<a href="{self.address(article)}" title="{article.title}">{article.title}</a>'

    def links(self, articles: Iterable[Source]) -> str:
        """Links as list items."""
        return "".join(f"<li>{self.link(article)}</li>" for article in articles)

    def items(self, articles: Iterable[Source]) -> str:
        """Articles as a list page shows them."""
        return "\n".join(self.template("item", self.values(article)) for article in articles)

    def body(self, article: Source) -> str:
        """The article's text as HTML, damaged where the source says so."""
        lines = self.seed_body() if article.seed else self.damaged(article)
        return self.markup([html.escape(line, quote=False) for line in lines])

    def markup(self, lines: Sequence[str]) -> str:
        """Lines as HTML: paragraphs, tables, lists."""
        parts = []
        for kind, group in groupby(lines, key=lambda line: line[:2] if line[:2] in ("| ", "- ") else ""):
            if kind == "| ":
                rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells(row)) + "</tr>\n" for row in group)
                parts.append(f'<table border="1" cellspacing="0">\n{rows}</table>')
            elif kind == "- ":
                items = "\n".join(f"<li>{item.removeprefix('- ')}</li>" for item in group)
                parts.append(f"<ul>\n{items}\n</ul>")
            else:
                parts += [self.settings["paragraph"].format(line) for line in group]
        return "\n".join(parts)

    def damaged(self, article: Source) -> list[str]:
        """Lines as they stand in the page."""
        lines = list(article.lines)
        for number, kind in article.damage:
            lines[number] = spoil(lines[number], kind)
        if self.settings.get("damage") == "garble":
            lines = garble("\n".join(lines), self.machine).split("\n")
        return lines

    # ---- what the whole site went through

    @cached_property
    def machine(self) -> Machine:
        """The machine that garbled this site: the seed page's, with more characters in its table."""
        known = self.settings["machine"]
        page = SEED_PAGE.read_text(encoding="utf-8")
        kinds = dict(re.findall(r"([\u4e00-\u9fff])\(([a-zü\u00e0-\u01dc]+)\)", page))
        bare = set(re.sub(r"[\u4e00-\u9fff]\(", "", page))
        assert not bare & set(known["more"]), f"bare on the seed page: {bare & set(known['more'])}"
        return Machine(
            table=known["first"] | kinds | known["more"] | known["last"],
            commas="characters",
            marks=known["marks"],
            share=[sign == "x" for sign in known["rhythm"]],
            fold=True,
        )

    def seed_body(self) -> list[str]:
        """The seed page's paragraphs, without its header lines and its source."""
        return SEED_PAGE.read_text(encoding="utf-8").rstrip("\n").split("\n")[2:-1]

    def printed(self, page: str) -> str:
        """A page's shell as the site prints it: text and attributes, not scripts."""
        kind = self.settings.get("damage")
        if kind == "traditional":
            return _traditional(page)
        if kind != "garble":
            return page
        pieces = _TAG.split(page)
        return "".join(piece if piece.startswith("<script") else self._garbled(piece) for piece in pieces)

    def _garbled(self, piece: str) -> str:
        """A text node or a tag; entities are no text to the machine."""
        return "".join(garble(part, self.machine) if _HANZI.search(part) else part for part in _ENTITY.split(piece))

    def encoded(self, page: str) -> bytes:
        """A page's bytes; what its encoding lacks is an entity, as publishing systems write it."""
        return page.encode(self.settings["encoding"], "xmlcharrefreplace")

    def harmed(self, page: str, article: Source) -> bytes:
        """An article's page in its encoding, with what happened to its bytes."""
        codec = article.encoding or self.settings["encoding"]
        body = page.encode(codec, "xmlcharrefreplace")
        lines = [html.escape(line, quote=False) for line in article.lines]
        for number, other in article.parts:
            body = _replace(body, lines[number].encode(codec), lines[number].encode(other))
        for number, word, kind in article.harm:
            line = lines[number].encode(codec)
            place = line.index(word.encode(codec))
            broken = {"dropped": line[place + 1 :], "stray": b"\xff" + line[place:]}
            rest = broken.get(kind, b"\xff" + line[place + 1 :])
            body = _replace(body, line, line[:place] + rest)
        return _truncate(body, article.lines[-1], codec) if article.truncated else body

    # ---- pages

    @property
    def charset(self) -> str:
        """What the portal's pages say of their encoding."""
        return str(self.settings.get("declared", ""))

    def page(self, main: str, values: dict[str, Any], body: str = "") -> str:
        """A whole page from the base template and the one of its kind."""
        nav = "".join(
            self.settings["nav"].format(url=self.list_address(section), name=name.split(" > ")[-1])
            for section, name in self.sections.items()
        )
        settings = self.settings
        shared = {"site": settings["name"], "tagline": settings["tagline"], "private": settings["private"], "nav": nav}
        values = {"summary": settings["tagline"], "section": ""} | values | shared
        values.setdefault("charset", self.charset)
        if main == "bare":
            return self.template(main, values).replace(BODY, body)
        shell = self.template("base", values | {"main": self.template(main, values | shared)})
        shell = self.printed(shell)
        return shell.replace(BODY, self.printed_body(body))

    def printed_body(self, body: str) -> str:
        """The body in the script of the site."""
        return _traditional(body) if self.settings.get("damage") == "traditional" else body

    def article_page(self, number: int) -> bytes:
        """The page of an article."""
        article = self.articles[number]
        same = [each for each in self.articles if each.section == article.section and each is not article]
        neighbours = {
            "previous": self.link(self.articles[number + 1] if number + 1 < len(self.articles) else None),
            "next": self.link(self.articles[number - 1] if number else None),
            "related": self.links(same[:4]),
            "hot": self.hot,
            "body": BODY,
        }
        values = self.values(article) | neighbours
        values["head"] = self.settings["head"].format(
            title=values["title"], section=values["section"], site=self.settings["name"]
        )
        if article.charset is not None:
            values["charset"] = article.charset
        return self.harmed(self.page("bare" if article.bare else "article", values, self.body(article)), article)

    def list_page(self, section: str, number: int) -> bytes:
        """One page of a section's list."""
        articles = [article for article in self.articles if article.section == section]
        count = ceil(len(articles) / PER_PAGE)
        pages = "".join(
            f"<strong>{page}</strong> "
            if page == number
            else f'<a href="{self.list_address(section, page)}">{page}</a> '
            for page in range(1, count + 1)
        )
        if number < count:
            pages += f'<a class="nxt" href="{self.list_address(section, number + 1)}">下一页</a>'
        shown = articles[(number - 1) * PER_PAGE : number * PER_PAGE]
        values = self.section_values(section) | {"items": self.items(shown), "pages": pages, "hot": self.hot}
        title = values["section"]
        return self.encoded(self.page("list", values | {"title": title, "head": f"{title} - {self.settings['name']}"}))

    def front_page(self) -> bytes:
        """The front page."""
        columns = "\n".join(
            self.template(
                "column",
                self.section_values(section)
                | {"links": self.links(each for each in self.articles if each.section == section)},
            )
            for section in self.sections
        )
        name = self.settings["name"]
        values = {"items": self.items(self.articles[:LATEST]), "columns": columns, "title": name, "head": name}
        return self.encoded(self.page("index", values))

    def private_page(self) -> bytes:
        """A page that robots.txt keeps crawlers away from; it looks like an article."""
        values = self.values(self.articles[0]) | dict.fromkeys(("previous", "next", "related", "hot"), "")
        values |= {"title": "内部草稿", "head": "内部草稿", "body": BODY}
        line = "这一页还没有发布，遵守robots.txt的采集程序看不到它。如果它出现在结果里，就说明采集程序没有守规矩。"
        return self.encoded(self.page("article", values, self.markup([line] * 3)))

    @cached_property
    def hot(self) -> str:
        """The box of most read articles."""
        return self.links(sorted(self.articles, key=lambda article: article.id % 7)[:6])

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Every file of the site: path below `www`, content."""
        settings = self.settings
        yield "index.html", self.front_page()
        yield "robots.txt", f"User-agent: *\nDisallow: {settings['private']}\nAllow: /\n".encode()
        yield settings["style"], (self.folder / "style.css").read_bytes()
        yield settings["private"], self.private_page()
        for number, article in enumerate(self.articles):
            yield self.address(article), self.article_page(number)
        for section in self.sections:
            count = ceil(sum(article.section == section for article in self.articles) / PER_PAGE)
            for page in range(1, count + 1):
                address = self.list_address(section, page)
                yield address + ("index.html" if address.endswith("/") else ""), self.list_page(section, page)

    def expected(self, article: Source) -> dict[str, Any]:
        """The true record, from the source alone."""
        text = article.plain
        if article.truncated:
            text = text[: len(text) - len(article.lines[-1])] + _remains(article.lines[-1]) + LOST
        said = re.search(
            "charset=(.*)", article.header if article.header is not None else self.settings.get("header", "")
        )
        charset = article.charset if article.charset is not None else self.charset
        return {
            "url": self.home + self.address(article),
            "title": article.title,
            "text": text,
            "authors": article.authors,
            "source": article.source or None,
            "published_at": f"{article.moment:%Y-%m-%dT%H:%M:%S}+08:00",
            "section": None if article.bare else self.sections[article.section],
            "site": None if article.bare else self.settings["name"],
            "encoding": {
                "declared": said[1] if said else charset.replace("hz-gb-2312", "hz") or None,
                "used": _label(article.encoding or self.settings["encoding"]),
            },
        }


def _label(codec: str) -> str:
    """The label of the encoding that a codec's pages are read by."""
    return {"gb2312": "gbk", "utf-16-le": "utf-16le"}.get(codec, codec)


def _traditional(text: str) -> str:
    converted: str = _taiwan().convert(text)
    return converted


def _remains(paragraph: str) -> str:
    return paragraph[: int(len(paragraph) * CUT)]


def _replace(body: bytes, before: bytes, after: bytes) -> bytes:
    assert body.count(before) == 1, "a harmed paragraph has to stand in the page once"
    return body.replace(before, after)


def _truncate(body: bytes, paragraph: str, codec: str) -> bytes:
    """The page up to the first byte of a character inside `paragraph`."""
    kept = _remains(paragraph).encode(codec)
    end = body.index(kept) + len(kept)
    assert body[end] >= 0x80, "the cut has to fall on a hanzi: change the paragraph"
    return body[: end + 1]


_CONVERTERS: dict[str, Any] = {}


def _taiwan() -> Any:
    return _CONVERTERS.setdefault("s2tw", opencc.OpenCC("s2tw"))


def build(folder: Path) -> None:
    """Write every portal's `www` and `expected.jsonl` below `folder`."""
    for source in sorted(path for path in (SAMPLES / "sources").iterdir() if path.is_dir()):
        portal = Portal(source)
        root = folder / portal.id / "www"
        shutil.rmtree(root, ignore_errors=True)
        for name, content in portal.files():
            path = root / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        records = [json.dumps(portal.expected(article), ensure_ascii=False) for article in portal.articles]
        (folder / portal.id / "expected.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
