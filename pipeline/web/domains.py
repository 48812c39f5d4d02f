"""Whose server an address is on: registrable domains for politeness, and hosts that are our own. Pure."""

import ipaddress
from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=65536)
def registrable(host: str) -> str:
    """The domain somebody registered (nos.nl for feeds.nos.nl), by the public suffix list; an address or bare name as it is."""
    if _address(host) is not None:
        return host
    return _suffixes().privatesuffix(host) or host


def host_of(url: str) -> str:
    """The host in *url*, in small letters and as the network knows it (xn--… for other than ASCII); "" when there is none."""
    try:
        host = urlsplit(url).hostname or ""
        return (host if host.isascii() else host.encode("idna").decode("ascii")).rstrip(".")
    except ValueError:
        return ""


def spared(url: str) -> str:
    """Who must be spared when *url* is asked: a registrable domain. On this machine nobody: each address stands alone."""
    host = host_of(url)
    return url if not host or loopback(host) else registrable(host)


def loopback(host: str) -> bool:
    """Whether *host* is this very machine by its name: nobody else is burdened by what we ask of it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def own_network(host: str) -> bool:
    """Whether *host* reads as one of our own network, such as a bridge that makes feeds of many sites."""
    address = _address(host)
    if address is not None:
        return address.is_private
    return loopback(host) or "." not in host or host.endswith((".local", ".internal"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
