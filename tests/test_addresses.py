"""Which addresses a crawl may connect to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address as Peer4
from twisted.internet.address import IPv6Address as Peer6

from crawler.addresses import Doors, as_door, door_of, is_public, literal, read_door
from crawler.resolver import _Filter

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.0.1", "172.32.0.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def spellings(address: IPv4Address) -> list[str]:
    """The ways in which an address may stand in a URL, all of which the C library understands."""
    number = int(address)
    one, two, three, four = address.packed
    return [
        str(address), f"{address}.", str(number), hex(number), oct(number).replace("0o", "0"),
        f"0x{one:x}.{two}.{three}.{four}", f"0{one:o}.0{two:o}.0{three:o}.0{four:o}", f"{one}.{number & 0xFFFFFF}",
        f"{one}.{two}.{number & 0xFFFF}", f"[::ffff:{address}]",
    ]  # fmt: skip


@given(st.ip_addresses(v=4))
def test_every_spelling_is_the_address(address: IPv4Address) -> None:
    for host in spellings(address):
        found = literal(host)
        assert found is not None
        assert is_public(found) == is_public(address)


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_as_public_as_what_it_carries(address: IPv6Address) -> None:
    if is_public(address) and address.sixtofour:
        assert is_public(address.sixtofour)
    if address.is_private or address.is_loopback or address.is_link_local:
        assert not is_public(address)


@given(st.text(max_size=30))
def test_any_text_is_a_name_or_an_address(text: str) -> None:
    literal(text)


def test_doors_are_compared_in_one_form() -> None:
    assert door_of("http://2130706433/") == read_door("127.0.0.1:80") == as_door("0x7f.1", 80)
    assert door_of("https://Intranet.Example./a") == read_door("intranet.example:443")


@pytest.mark.parametrize("entry", ["", ":80", "host", "host:", "host:x", "host:99999", "http://a:1", "::1:80", "a b:1"])
def test_a_door_that_is_none(entry: str) -> None:
    with pytest.raises(ValueError, match="is not HOST:PORT"):
        read_door(entry)


class Receiver:
    """What the resolver's answer comes to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: object) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def resolved(doors: Doors, host: str, port: int, *answers: str) -> list[str]:
    """What is left of a name server's answers."""
    receiver = Receiver()
    answer = _Filter(receiver, host, port, doors)
    answer.resolutionBegan(None)
    for address in answers:
        kind = Peer6 if ":" in address else Peer4
        answer.addressResolved(kind("TCP", address, port))
    answer.resolutionComplete()
    assert receiver.complete
    return receiver.addresses


def test_private_answers_of_a_name_server_are_kept_back() -> None:
    doors = Doors()
    assert resolved(doors, "a.example.cn", 80, *PRIVATE, "8.8.8.8") == ["8.8.8.8"]
    assert not doors.refused
    assert resolved(doors, "b.example.cn", 80, "10.0.0.1", "::1") == []
    assert doors.refused == {"b.example.cn"}


def test_a_name_that_changes_its_answer_is_kept_back_the_second_time() -> None:
    doors = Doors()
    assert resolved(doors, "rebinding.example.cn", 80, "8.8.8.8") == ["8.8.8.8"]
    assert resolved(doors, "rebinding.example.cn", 80, "127.0.0.1") == []


def test_an_allowed_name_may_be_private_at_its_port_alone() -> None:
    doors = Doors()
    doors.names.add(read_door("intranet:8080"))
    assert resolved(doors, "intranet", 8080, "10.0.0.5") == ["10.0.0.5"]
    assert resolved(doors, "intranet", 22, "10.0.0.5") == []
    assert resolved(doors, "other", 8080, "10.0.0.5") == []
    assert doors.may_connect("10.0.0.5", 8080)
    assert not doors.may_connect("10.0.0.5", 22)
    assert not doors.may_connect("10.0.0.6", 8080)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_connection_that_stands_is_dropped(address: str) -> None:
    assert not Doors().may_connect(address, 80)
