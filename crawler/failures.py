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
        return "robots" if "robots.txt" in text else "too-large" if "DOWNLOAD_MAXSIZE" in text else "ignored"
    return next((word for kind, word in _REASONS if isinstance(error, kind)), type(error).__name__)
