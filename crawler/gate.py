"""Large bodies one at a time, so that many of them together take no more memory than one."""

from __future__ import annotations

from collections import deque
from typing import Any

LARGE = 1 << 20
"""Bytes from which a body is large; hardly a page is."""


class Gate:
    """Lets one connection at a time go on reading; the others' senders have to wait."""

    def __init__(self) -> None:
        self._inside: Any = None
        self._waiting: deque[Any] = deque()

    def enter(self, connection: Any) -> None:
        """Go on with a connection (a Twisted protocol) whose body has become large, or pause it until its turn."""
        if self._inside is None:
            self._inside = connection
        elif connection is not self._inside and connection not in self._waiting:
            self._waiting.append(connection)
            connection.transport.pauseProducing()

    def leave(self, connection: Any) -> None:
        """The body has ended, or the connection has."""
        if connection in self._waiting:
            self._waiting.remove(connection)
        if connection is not self._inside:
            return
        self._inside = self._waiting.popleft() if self._waiting else None
        if self._inside is not None:
            self._inside.transport.resumeProducing()


GATE = Gate()
"""That of this process."""
