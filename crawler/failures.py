"""Why a page could not be had, in a word."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "unknown-host"),
    (DownloadConnectionRefusedError, "refused-connection"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too-large"),
    (DownloadFailedError, "broken-connection"),
    (ResponseDataLossError, "cut-off"),
)
_IGNORED = (("DOWNLOAD_MAXSIZE", "too-large"), ("max redirections", "redirect-loop"))
"""What Scrapy says when it ignores a page."""

WORDS = {
    "unknown-host": "no such host",
    "refused-connection": "the host refuses connections",
    "timeout": "the host does not answer in time",
    "robots": "robots.txt forbids it",
    "robots-unavailable": "the server fails to give its robots.txt, so nothing may be fetched",
    "too-large": "the page is too large",
    "cut-off": "the connection broke off",
    "private-address": "its address is not public; if it is meant, allow it with --allow-private HOST:PORT",
    "not-http": "it leads to something that is not http(s)",
    "cookie-wall": "it answers only those who keep its cookies",
    "head-too-long": "its headers do not end",
    "bad-encoding": "its pages cannot be unpacked",
    "too-many-encodings": "its pages are packed too many times",
    "retry-after": "it asks to be left alone for longer than a run waits",
    "credentials": "its address carries a user's name",
    "redirect-loop": "it redirects without end",
}
"""Reason to a clause that a user understands."""


class Refused(IgnoreRequest):
    """A request that our own rules forbid; `reason` is the word for it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def reason_of(error: BaseException) -> str:
    """The word for an error.

    >>> reason_of(TimeoutError())
    'TimeoutError'
    """
    if isinstance(error, HttpError):
        return f"http-{error.response.status}"
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, IgnoreRequest):
        text = str(error)
        return next((word for sign, word in _IGNORED if sign in text), "ignored")
    return next((word for kind, word in _REASONS if isinstance(error, kind)), type(error).__name__)
