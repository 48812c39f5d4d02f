"""The only user of httpx: one request over a connection of its own, to a checked address.

Feeds are one request per host, and how many are under way at once is the caller's choice; a pool of connections would only
add its own book-keeping, which costs more than the rest of a small answer. Redirects are answers, not followed here.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpcore
import httpx

from pipeline.web.addresses import Network
from pipeline.web.connect import GuardedBackend

Headers = Sequence[tuple[str, str]]
_PORTS = {b"http": 80, b"https": 443}


_BREATH = 256
"""Chunks after which others have their turn: a server may send its body in chunks of one byte, thousands at a time."""


class NoWebAddressError(Exception):
    """Not an http or https address that may be asked."""


class BrokenConnectionError(Exception):
    """No connection, or one that broke off: another try may succeed."""


_BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.RemoteProtocolError, OSError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says; header names are matched in any case, *chunks* come as they are read, undecoded."""

    status: int
    reason: str
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Transport:
    """Sends GET requests, each over its own connection."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        """*allowed*: networks that may be asked though they are not public."""
        self._allowed = allowed
        self._secure = httpx.create_ssl_context()

    @asynccontextmanager
    async def get(self, address: str, headers: Headers) -> AsyncIterator[Answer]:
        """The answer of *address*; leaving the context closes the connection, read to the end or not.

        Raises NoWebAddressError, AddressRefusedError, BrokenConnectionError (also for what breaks while the body is read) and
        whatever else an odd answer makes httpcore raise. Sets no time limit.
        """
        url = _url(address)
        backend = GuardedBackend(self._allowed)
        connection = httpcore.AsyncHTTPConnection(
            httpcore.Origin(url.raw_scheme, url.raw_host, url.port or _PORTS[url.raw_scheme]),
            ssl_context=self._secure,
            network_backend=backend,
        )
        try:
            found = await connection.handle_async_request(
                httpcore.Request(
                    method="GET",
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=[(b"Host", url.netloc), *((name.encode(), value.encode()) for name, value in headers)],
                )
            )
            reason = found.extensions.get("reason_phrase", b"").decode("ascii", "replace")
            yield Answer(found.status, reason, httpx.Headers(found.headers), _in_turn(found.aiter_stream()))
        except _BROKEN as error:
            raise BrokenConnectionError(_words(error)) from error
        finally:
            await connection.aclose()
            await backend.aclose()


def _words(error: BaseException) -> str:
    """What the system says went wrong, where it says so: the libraries' own words are few ("ReadError")."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            # asyncio puts words of its own in place of those of the system
            return os.strerror(cause.errno) if isinstance(cause, ConnectionError) and cause.errno else cause.strerror
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__


async def _in_turn(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    number = 0
    async for chunk in chunks:
        yield chunk
        number += 1
        if number % _BREATH == 0:
            await asyncio.sleep(0)


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise NoWebAddressError(f"not an address that can be asked: {error}") from error
    if url.raw_scheme not in _PORTS or not url.raw_host:
        raise NoWebAddressError(f"only http and https addresses are fetched, not {url.scheme or 'one without'}:")
    if url.userinfo:
        raise NoWebAddressError("an address may not hold a user name")
    return url
