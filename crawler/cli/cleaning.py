"""A document, cleaned: what `zhengwen clean` does to each, in this process or in a worker."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pipelines import Flag, Options
from pipelines.decode import decode
from pipelines.explain import Explanation
from pipelines.page import process
from pipelines.readers import Document
from pipelines.stages import explain

_UNREADABLE = {
    Flag.BINARY: "binary data, not text",
    Flag.UNSUPPORTED_ENCODING: "its encoding is known but not decoded here: {encoding}",
}


class How(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Attributes:
        options: how to clean.
        stages: names of the stages to run, `None` for all.
        fields: names of the fields of a row that hold text.
        url: the address of a page, when the user gave it.
        records: give JSON objects rather than text.
    """

    options: Options = Options()
    stages: tuple[str, ...] | None = None
    fields: tuple[str, ...] = ("text",)
    url: str | None = None
    records: bool = False


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a document.

    Attributes:
        document: the document, without its body.
        output: what to write, UTF-8; `None` when there is nothing.
        ending: what the name of a file with this output should end in.
        problem: why it could not be cleaned, or not wholly.
        repairs: number of edits by stage.
        encoding: label of the encoding that it was in.
        untouched: a row without any of the fields that were to be cleaned.
    """

    document: Document
    output: bytes | None = None
    ending: str = ".jsonl"
    problem: str | None = None
    repairs: dict[str, int] = {}
    encoding: str | None = None
    untouched: bool = False


def clean_batch(documents: Iterable[Document], how: How) -> list[Cleaned]:
    """Each document, cleaned, in order; one that cannot be cleaned does not stop the others."""
    return [_clean(document, how) for document in documents]


def _clean(document: Document, how: How) -> Cleaned:
    try:
        return {"text": _text, "page": _page, "row": _row}[document.kind](document, how)
    except Exception as error:  # a fault of ours in one document
        return _cleaned(document, problem=f"fault in zhengwen: {type(error).__name__}: {error}")


def _cleaned(document: Document, **found: Any) -> Cleaned:
    return Cleaned(document=msgspec.structs.replace(document, body=b""), **found)


def _text(document: Document, how: How) -> Cleaned:
    decoded = decode(document.body, content_type=document.content_type)
    if problem := unreadable(decoded.flags, decoded.encoding):
        return _cleaned(document, problem=problem)
    explanation = explain(decoded.text, stages=how.stages, options=how.options)
    record = {
        "text": explanation.text,
        "encoding": {"declared": decoded.declared, "used": decoded.encoding, "confidence": decoded.confidence},
        "repairs": [{"stage": stage, "count": count} for stage, count in explanation.counts.items()],
        "uncertain": explanation.uncertain,
        "flags": sorted(decoded.flags | explanation.flags),
    }
    return _cleaned(
        document,
        output=_line({"file": document.file, **record}) if how.records else explanation.text.encode(),
        ending=".jsonl" if how.records else Path(document.file).suffix or ".txt",
        repairs=explanation.counts,
        encoding=decoded.encoding,
    )


def _page(document: Document, how: How) -> Cleaned:
    if how.stages is not None:
        return _cleaned(document, problem="--stages works on text and rows; a page goes through all of them")
    article = process(
        document.body,
        url=address(document, how),
        content_type=document.content_type,
        fetched_at=document.fetched_at,
        options=how.options,
    )
    if problem := unreadable(article.flags, article.encoding.used):
        return _cleaned(document, problem=problem)
    found = f" ({', '.join(flags)})" if (flags := [flag for flag in article.flags if flag != Flag.EMPTY]) else ""
    output = _line(article) if how.records else f"{article.text}\n".encode() if article.text else None
    return _cleaned(
        document,
        output=output,
        ending=".jsonl" if how.records else ".txt",
        problem=None if article.text else f"no article text found{found}",
        repairs={each.stage: each.count for each in article.repairs},
        encoding=article.encoding.used,
    )


def _row(document: Document, how: How) -> Cleaned:
    try:
        row, texts = read_row(document, how.fields)
    except (ValueError, RecursionError) as error:
        return _cleaned(document, problem=f"not a JSON object: {error}")
    explanations = explain_row(texts, how)
    repairs: Counter[str] = Counter()
    for each in explanations.values():
        repairs.update(each.counts)
    output = _line({**row, **{name: each.text for name, each in explanations.items()}})
    return _cleaned(document, output=output, repairs=dict(repairs), untouched=not texts)


def read_row(document: Document, fields: Iterable[str]) -> tuple[dict[str, msgspec.Raw], dict[str, str]]:
    """A row's values as they were written, and the texts in those of `fields` that it has.

    Raises:
        ValueError: it is not a JSON object.
        RecursionError: it is nested too deep.
    """
    row = _object(document.body)
    values = {name: json.loads(bytes(row[name])) for name in fields if name in row}
    return row, {name: value for name, value in values.items() if isinstance(value, str)}


def explain_row(texts: dict[str, str], how: How) -> dict[str, Explanation]:
    """Each text explained, with the whole row to judge it by."""
    page = "\n".join(texts.values())
    return {name: explain(text, stages=how.stages, options=how.options, page=page) for name, text in texts.items()}


def _object(line: bytes) -> dict[str, msgspec.Raw]:
    """A JSON object with its values as they were written, so that those which are not cleaned stay so."""
    try:
        line.decode()
    except UnicodeDecodeError:
        line = decode(line).text.encode("utf-8", "replace")
    try:
        return msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        # Python's own writer leaves NaN and lone surrogates, which only its own reader takes.
        row = json.loads(line)
        if not isinstance(row, dict):
            raise
        return {name: msgspec.Raw(json.dumps(value)) for name, value in row.items()}


def _line(record: Any) -> bytes:
    return msgspec.json.encode(record) + b"\n"


def address(document: Document, how: How) -> str:
    """A page's address; of one that has none, where the file lies."""
    return document.url or how.url or Path(document.file).resolve().as_uri()


def unreadable(flags: Iterable[Flag], encoding: str | None) -> str | None:
    """Why a body with these flags cannot be cleaned, `None` when it can."""
    return next((reason.format(encoding=encoding) for flag, reason in _UNREADABLE.items() if flag in flags), None)
