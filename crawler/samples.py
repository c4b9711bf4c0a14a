"""The bundled sample portals, served on loopback by one small HTTP server.

Every sample lives at `http://<id>.sample.test/`. No name server knows these hosts: the crawler reaches them through
the server as an HTTP proxy, so that URLs, and the ids made from them, are the same on every machine and in every run.
"""

from __future__ import annotations

import mimetypes
import threading
import tomllib
from functools import cache, cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from crawler.errors import RunError

DOMAIN = "sample.test"

_FOLDERS = (Path(__file__).parent / "samples", Path(__file__).parents[1] / "data" / "samples")  # a wheel; a checkout


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a sample's server answers (`server.toml`).

    Attributes:
        content_type: header of pages; an empty one is not sent.
        pages: path to the header of pages that have another.
        headers: further headers of every response.
    """

    content_type: str = "text/html"
    pages: dict[str, str] = msgspec.field(default_factory=dict)
    headers: dict[str, str] = msgspec.field(default_factory=dict)


def samples_folder() -> Path:
    """The folder that holds the samples, one folder each.

    Raises:
        RunError: they are not there: the installation is not whole.
    """
    for folder in _FOLDERS:
        if folder.is_dir():
            return folder
    raise RunError("the sample portals are missing from this installation: install zhengwen again")


def is_sample(url: str) -> bool:
    """Whether a URL belongs to a sample portal."""
    return (urlsplit(url).hostname or "").endswith("." + DOMAIN)


class SampleServer:
    """Serves a folder of samples on a free loopback port, each by its host name, until the process ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"samples": self}))
        threading.Thread(target=self._server.serve_forever, name="samples", daemon=True).start()

    @property
    def port(self) -> int:
        """The port in use."""
        return self._server.server_port

    @property
    def proxy(self) -> str:
        """The server's address, for `request.meta["proxy"]`."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Host name to how it answers."""
        sites = {}
        for pages in self.folder.glob("*/www"):
            settings = pages.with_name("server.toml")
            known: dict[str, Any] = tomllib.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
            sites[f"{pages.parent.name}.{DOMAIN}"] = msgspec.convert(known, Site)
        return sites

    def file(self, host: str, path: str, query: str) -> Path | None:
        """The file behind an address, `None` when there is none."""
        if host not in self.sites:
            return None
        root = (self.folder / host.removesuffix("." + DOMAIN) / "www").resolve()
        name = unquote(path).lstrip("/") + (f"?{query}" if query else "")
        wanted = (root / name).resolve()
        if wanted.is_dir():
            wanted = wanted / "index.html"
        return wanted if wanted.is_relative_to(root) and wanted.is_file() else None


@cache
def sample_server() -> SampleServer:
    """The process's one server of the bundled samples, started by the first call."""
    return SampleServer(samples_folder())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # all portals connect at once; what does not fit is tried again only after a second


class _Handler(BaseHTTPRequestHandler):
    """Answers both forms of a request: a proxy's absolute one, and the usual one with a Host header."""

    samples: SampleServer
    protocol_version = "HTTP/1.1"
    server_version = "zhengwen-samples"
    sys_version = ""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        host = target.hostname or self.headers.get("Host", "").partition(":")[0]
        file = self.samples.file(host, target.path, target.query)
        if file is None:
            self._answer(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain", {})
            return
        site = self.samples.sites[host]
        is_page = file.suffix in (".html", ".htm", ".shtml")
        kind = site.pages.get(target.path, site.content_type) if is_page else _guess(file)
        self._answer(HTTPStatus.OK, file.read_bytes(), kind, site.headers)

    do_HEAD = do_GET

    def _answer(self, status: HTTPStatus, body: bytes, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the crawler's log tells what was fetched."""


def _guess(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
