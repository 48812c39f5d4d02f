"""Which addresses may be fetched from: public ones, and the networks that the settings allow. Pure."""

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "3fff::/20")))
"""Local NAT64, site-local and documentation: the standard library, or an older one, calls them global."""


def may_connect(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether *address*, and every address that it embeds, is public or in an *allowed* network."""
    return all(_public(form) or any(form in network for network in allowed) for form in _forms(address))


def _forms(address: Address) -> tuple[Address, ...]:
    """The address that a packet would reach: IPv6 may wrap an IPv4 address (mapped, NAT64, 6to4, Teredo)."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    wrapped: tuple[Address, ...] = (address,)
    if address.sixtofour:
        wrapped += (address.sixtofour,)
    if address.teredo:
        wrapped += address.teredo
    return wrapped


def _public(address: Address) -> bool:
    local = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not local and not any(address in network for network in _NOT_PUBLIC)
