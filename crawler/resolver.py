"""Name resolution that keeps private addresses back.

The answer that is looked at is the one that the connection is made to, so that a name server which answers differently
the second time gains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IResolutionReceiver
from zope.interface import implementer

from crawler.addresses import DOORS, Doors, is_public, literal

_MOST_REFUSED = 10_000  # names that are remembered for their reason's sake; as many as the cache of answers holds


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver of IPv4 and IPv6, without the addresses that a crawl may not connect to."""

    def resolveHostName(
        self,
        resolutionReceiver: Any,  # zope's interfaces name no self: a type checker cannot compare them with a class
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve a name; what may not be connected to is left out of the answer."""
        receiver: Any = _Filter(resolutionReceiver, hostName, portNumber)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Filter:
    """Hands on the addresses that may be used."""

    def __init__(self, receiver: Any, host: str, port: int, doors: Doors = DOORS) -> None:
        self._receiver, self._host, self._port, self._doors = receiver, host, port, doors
        self._dropped = self._passed = 0

    def resolutionBegan(self, resolutionInProgress: Any) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:
        found = literal(address.host)
        if found is None or not (is_public(found) or self._doors.admits(self._host, self._port)):
            self._dropped += 1
            return
        if not is_public(found):
            self._doors.resolved.add((str(found), self._port))
        self._passed += 1
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        if self._dropped and not self._passed:
            if len(self._doors.refused) > _MOST_REFUSED:
                self._doors.refused.clear()
            self._doors.refused.add(self._host)
        self._receiver.resolutionComplete()
