"""Which network addresses a crawl may connect to: those of the public internet, and what a user has allowed by name."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Door = tuple[str, int]
"""Host, lower case and without brackets, and port."""

_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out of IPv6's global unicast space


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, by IANA's special-purpose registries.

    Private, loopback, link-local (and the metadata services of clouds that live there), shared (RFC 6598), reserved and
    multicast addresses do not; nor does an IPv6 address that leads to such an IPv4 one.

    >>> [is_public(ip_address(text)) for text in ("8.8.8.8", "10.0.0.1", "100.100.100.200", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if wrapped is not None:
            return is_public(wrapped)
        carried = (address.sixtofour, *(address.teredo or ()))
        if not all(is_public(each) for each in carried if each is not None):
            return False
        return address.is_global and address in _UNICAST
    return address.is_global and not (address.is_multicast or address.is_reserved)


def literal(host: str) -> Address | None:
    """The address that a host is when it is no name: dotted, decimal, octal, hexadecimal or short, IPv6 with a zone.

    >>> [str(literal(host)) for host in ("2130706433", "0x7f.1", "017700000001", "[::1]", "fe80::1%eth0", "a.cn")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', 'fe80::1', 'None']
    """
    host = host.strip("[]").partition("%")[0]
    try:
        return ip_address(host)
    except ValueError:
        pass
    if not _NUMERIC.fullmatch(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def door_of(url: str) -> Door:
    """Host and port of a URL; an address in its usual form.

    Raises:
        ValueError: the port is none.

    >>> door_of("https://Example.cn/a"), door_of("http://0x7f.1:8000/")
    (('example.cn', 443), ('127.0.0.1', 8000))
    """
    parts = urlsplit(url)
    port = parts.port
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    return as_door(parts.hostname or "", port)


def as_door(host: str, port: int) -> Door:
    """Host and port in the form in which they are compared."""
    address = literal(host)
    return (str(address) if address else host.lower().rstrip("."), port)


def read_door(entry: str) -> Door:
    """`HOST:PORT` as a user writes it.

    Raises:
        ValueError: it is not of that form.

    >>> read_door("[::1]:80"), read_door("intranet:8080")
    (('::1', 80), ('intranet', 8080))
    """
    host, colon, port = entry.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError(f"'{entry}' is not HOST:PORT")
    if any(sign in host for sign in "/@ ") or (":" in host and not bracketed):
        raise ValueError(f"'{entry}' is not HOST:PORT")
    return as_door(host, int(port))


class Doors:
    """What is allowed beyond the public internet.

    Attributes:
        names: hosts and ports that a user allowed, and the proxies in use.
        resolved: addresses and ports that such names were found to have.
        refused: hosts whose addresses were all kept back.
    """

    def __init__(self) -> None:
        self.names: set[Door] = set()
        self.resolved: set[Door] = set()
        self.refused: set[str] = set()

    def admits(self, host: str, port: int) -> bool:
        """Whether the name was allowed; port 0, of a lookup that is for no port, asks for any."""
        door = as_door(host, port)
        return door in self.names or (not port and any(name == door[0] for name, _ in self.names))

    def may_connect(self, host: str, port: int) -> bool:
        """Whether a connection to this address, not a name, may be used."""
        address = literal(host)
        door = as_door(host, port)
        return address is not None and (is_public(address) or door in self.names or door in self.resolved)


DOORS = Doors()
"""Those of this process: it has one resolver. Which portal may use which is for its own middleware to say."""
