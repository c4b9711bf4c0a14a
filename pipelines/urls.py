"""Canonical URLs: one address for one article.

The address is a name, made to be equal for all forms in which a site gives the same article away, and to lead a reader
to it wherever that can be had. Nothing is looked up.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

RULES_VERSION = 1
"""Stored beside the addresses: a change of the rules must not make old articles new."""

_UNPRINTED = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:html?|shtml?|php|aspx?|jsp)$", re.I)
_SLASHES = re.compile(r"(?<!:)//+")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)
_MOBILE = re.compile(r"^(?:m|wap|mobile|3g)\.(?=[^.]+\.)")
_NUMERIC = re.compile(r"^[\d.]+$|^\[")
_SECOND_LEVEL = re.compile(
    r"^(?:com|net|org|gov|edu|ac|mil|co|idv"
    r"|bj|sh|tj|cq|he|sx|nm|ln|jl|hl|js|zj|ah|fj|jx|sd|ha|hb|hn|gd|gx|hi|sc|gz|yn|xz|sn|gs|qh|nx|xj)$"
)
_TRACKING = re.compile(
    r"^(?:utm_.*|spm.*|scm|gclid|fbclid|yclid|msclkid|dclid|igshid|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|hm(?:sr|pl|cu|kw"
    r"|ci)|bd_vid|isappinstalled|nsukey|wfr|chksm|"
    r"share.*|weibo_?id|wvr|from|from_?u?g?id|fr|frm|ref|refer|referr?er|ref_src|tdsourcetag|pvid|adtag|ptag"
    r"|tt_(?:from|group_id)|use_new_style|req_id(?:_new)?|"
    r"timestamp|_t?s?|_dt|rnd|rand|random|phpsessid|jsessionid|session_?id|mobile|is_?wap)$",
    re.I,
)
_DISCUZ = re.compile(r"/(?P<kind>thread|article)-(?P<id>\d+)(?:-(?P<page>\d+))?(?:-\d+)?\.html$")
_DISCUZ_SCRIPT = re.compile(r"/(?:forum|portal|viewthread)\.php$")
_DISCUZ_DROPPED = frozenset(("extra", "highlight", "ordertype", "authorid_from", "do", "goto_from"))


def canonical_url(url: str) -> str:
    """The address that an article is known by.

    One form for http and https, with and without `www.`, mobile twins (`m.`, `wap.`) of the same path, `index.html`,
    tracking parameters, order of parameters, fragments, session ids, and Discuz!'s rewritten addresses. A parameter
    that may choose the article (`id`, `aid`, `tid`, `page` beyond 1) stays. What is no http(s) address stays as it is,
    trimmed. Never raises.

    >>> canonical_url("https://Example.cn/a/index.html?utm_source=x#top")
    'http://www.example.cn/a'
    >>> canonical_url("http://bbs.example.cn/thread-12-1-3.html")
    'http://bbs.example.cn/forum.php?mod=viewthread&tid=12'
    >>> canonical_url("/portal.php?mod=view&aid=1")
    '/portal.php?mod=view&aid=1'
    """
    url = _UNPRINTED.sub("", url.strip()).encode("utf-8", "replace").decode()
    if url.startswith("//"):
        url = "http:" + url
    scheme = _SCHEME.match(url)
    if not scheme or scheme[0].lower() not in ("http:", "https:"):
        return url
    try:
        return _canonical(canonicalize_url(url, keep_fragments=True))
    except ValueError:  # a port or a bracketed host that is none
        return url


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    host = _host(parts)
    if not host:
        return url
    port = parts.port
    if port in (80, 443) or port is None:
        scheme, netloc = "http", host
    else:
        scheme, netloc = parts.scheme, f"{host}:{port}"
    path, query = _rewritten(_path(parts.path), parts.query)
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""  # routes of single-page sites
    return urlunsplit(SplitResult(scheme, netloc, path, _query(path, query), fragment))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if _NUMERIC.match(host) or ":" in host:
        return f"[{host}]" if ":" in host else host
    if "." not in host:
        return host
    bare = _MOBILE.sub("", host.removeprefix("www."))
    bare = bare if "." in bare else host
    return f"www.{bare}" if _is_registered(bare) else bare


def _is_registered(host: str) -> bool:
    """Whether nothing stands before the part that somebody registers: example.cn, example.com.cn."""
    labels = host.split(".")
    return len(labels) == 2 or (len(labels) == 3 and _SECOND_LEVEL.match(labels[1]) is not None and len(labels[2]) == 2)


def _path(path: str) -> str:
    path = _SLASHES.sub("/", _SESSION.sub("", path)) or "/"
    return _INDEX.sub("", path).rstrip("/") or "/"


def _rewritten(path: str, query: str) -> tuple[str, str]:
    """Discuz!'s `thread-1-1-1.html` and `article-1-1.html` as what they stand for."""
    found = _DISCUZ.search(path)
    if not found or query:
        return path, query
    folder, page = path[: found.start()], found["page"]
    target = (
        f"forum.php?mod=viewthread&tid={found['id']}"
        if found["kind"] == "thread"
        else f"portal.php?aid={found['id']}&mod=view"
    )
    script, _, own = target.partition("?")
    return f"{folder}/{script}", own + (f"&page={page}" if page and int(page) > 1 else "")


def _query(path: str, query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0])]
    if _DISCUZ_SCRIPT.search(path):
        kept = [part for part in kept if part.partition("=")[0] not in _DISCUZ_DROPPED and part != "page=1"]
    return "&".join(sorted(kept))
