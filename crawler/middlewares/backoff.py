"""Asks again for what a busy host put off."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.http import Response

from crawler.failures import Refused
from crawler.patience import HOSTS, LONGEST, asked_to_wait, host_of

logger = logging.getLogger(__name__)

_MOST_TIMES = 12
"""Times that one page is asked for again because its host was busy."""


class BackoffMiddleware:
    """Asks for a page again when its host asked to wait, without that counting as an error of the page.

    The waiting itself is done where requests go out (`crawler.downloading`), for all requests to the host: what stands
    in the downloader's queue by then has to wait too.
    """

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response; or the request once more, when the host put it off.

        Raises:
            Refused: the host asks to wait for longer than a run waits.
        """
        busy, wait = asked_to_wait(response)
        name = host_of(request.url)
        if not busy or name not in HOSTS:
            return response
        left = max(HOSTS[name].left, wait or 0.0)
        if left > LONGEST:
            raise Refused("retry-after", f"{name} asks to wait {left:.0f} s")
        times = int(request.meta.get("put_off", 0)) + 1
        if (wait is None and response.status == 503) or times > _MOST_TIMES:
            return response  # an error like any other
        logger.info("%s: HTTP %d, waiting %.1f s", name, response.status, left)
        return request.replace(dont_filter=True, meta={**request.meta, "put_off": times})
