"""Each portal is a spider under its own name."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.errors import UsageError
from crawler.links import Linker
from crawler.profiles import Portals
from crawler.spiders.portal import PortalSpider, spider_class


class PortalLoader:
    """Scrapy's spider loader over the profiles."""

    def __init__(self, portals: Portals) -> None:
        self.portals = portals

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """The bundled profiles and those of DATA_DIR."""
        return cls(Portals.of(Path(settings["DATA_DIR"])))

    def load(self, spider_name: str) -> type[PortalSpider]:
        """The spider of that name.

        Raises:
            KeyError: there is no such portal, or its profile is wrong.
        """
        try:
            return spider_class(self.portals.get(spider_name))
        except UsageError as error:
            raise KeyError(str(error)) from None

    def list(self) -> list[str]:
        """Names of the portals that were checked against their live sites."""
        return [profile.id for profile in self.portals.readable() if profile.verified]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Names of the portals that a request belongs to."""
        return [profile.id for profile in self.portals.readable() if Linker(profile).allows(request.url)]
