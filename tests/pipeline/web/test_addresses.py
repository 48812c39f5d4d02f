from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.addresses import may_connect

LAW = settings(deadline=None, max_examples=100, derandomize=True)
INSIDE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]


@pytest.mark.parametrize("address", ["8.8.8.8", "145.21.160.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_public(address: str) -> None:
    """Public addresses may be fetched from."""
    assert may_connect(ip_address(address), ())


@pytest.mark.parametrize(
    "address",
    [
        *INSIDE,
        pytest.param("127.255.255.254", id="the far end of loopback"),
        pytest.param("172.31.255.255", id="the far end of a private network"),
        pytest.param("100.127.255.255", id="the far end of carrier-grade NAT"),
        pytest.param("0.1.2.3", id="this network"),
        pytest.param("192.0.0.1", id="protocol assignments"),
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("198.18.0.1", id="benchmarks"),
        pytest.param("233.252.0.1", id="multicast documentation"),
        pytest.param("239.255.255.250", id="multicast in the house"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::", id="unspecified IPv6"),
        pytest.param("::1", id="loopback IPv6"),
        pytest.param("fe80::1", id="link-local"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("fc00::1", id="unique local"),
        pytest.param("fd00:ec2::254", id="metadata over IPv6"),
        pytest.param("ff02::1", id="multicast on the link"),
        pytest.param("ff0e::1", id="multicast everywhere"),
        pytest.param("2001:db8::1", id="documentation IPv6"),
        pytest.param("3fff::1", id="newer documentation IPv6"),
        pytest.param("100::1", id="discard"),
        pytest.param("64:ff9b:1::1", id="local NAT64"),
        pytest.param("64:ff9b:1::8.8.8.8", id="local NAT64 around a public address"),
        pytest.param("::8.8.8.8", id="IPv4-compatible"),
    ],
)
def test_not_public(address: str) -> None:
    """Every address within the house, the cloud or the standards is refused."""
    assert not may_connect(ip_address(address), ())


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda n: 0xFFFF << 32 | n, id="mapped"),
        pytest.param(lambda n: 0x64FF9B << 96 | n, id="NAT64"),
        pytest.param(lambda n: 0x2002 << 112 | n << 80, id="6to4"),
        pytest.param(lambda n: 0x20010000 << 96 | 0x08080808 << 64 | n ^ 0xFFFFFFFF, id="Teredo client"),
        pytest.param(lambda n: 0x20010000 << 96 | n << 64 | 0xF7F7F7F7, id="Teredo server"),
        pytest.param(lambda n: n, id="compatible"),
    ],
)
def test_no_way_in_through_ipv6(inside: str, wrap: Callable[[int], int]) -> None:
    """An address within the house stays refused in every IPv6 wrapping."""
    assert not may_connect(IPv6Address(wrap(int(IPv4Address(inside)))), ())


@pytest.mark.parametrize("address", ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_wrapped_public(address: str) -> None:
    """A public address in the two wrappings that carry traffic today may be fetched from."""
    assert may_connect(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("127.0.0.1", "127.0.0.0/8"),
        ("::ffff:127.0.0.1", "127.0.0.0/8"),
        ("64:ff9b::10.0.0.1", "10.0.0.0/8"),
        ("::1", "::1/128"),
        ("fd00::5", "fd00::/8"),
        ("169.254.169.254", "169.254.169.254/32"),
    ],
)
def test_allowed_network(address: str, network: str) -> None:
    """An address in an allowed network may be fetched from, also in its IPv6 wrapping."""
    assert may_connect(ip_address(address), [ip_network(network)])
    assert may_connect(ip_address(address), [ip_network("192.0.2.0/24"), ip_network(network)])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("127.0.0.1", "::/0"),
        ("::1", "0.0.0.0/0"),
        ("10.0.0.1", "127.0.0.0/8"),
        ("169.254.169.254", "10.0.0.0/8"),
        ("::ffff:10.0.0.1", "::ffff:0:0/96"),
        ("2002:7f00:1::", "2002::/16"),
        ("2001:0:808:808::80ff:fffe", "2001::/32"),
    ],
)
def test_allowing_one_network_allows_no_other(address: str, network: str) -> None:
    """An allowance reaches no further than its own network and kind, and allows no address wrapped in an allowed one."""
    assert not may_connect(ip_address(address), [ip_network(network)])


@given(st.ip_addresses(v=4))
@LAW
def test_mapping_changes_nothing(address: IPv4Address) -> None:
    """A mapped IPv4 address is judged as the address itself."""
    mapped = IPv6Address(0xFFFF << 32 | int(address))
    assert may_connect(mapped, ()) == may_connect(address, ())


@given(st.ip_addresses())
@LAW
def test_only_global_addresses(address: IPv4Address | IPv6Address) -> None:
    """Nothing that the standard library does not call global gets through, save what it wraps."""
    wrapped = isinstance(address, IPv6Address) and (address.ipv4_mapped or address in ip_network("64:ff9b::/96"))
    if may_connect(address, ()) and not wrapped:
        assert address.is_global
        assert not address.is_multicast
