"""Connections to checked addresses only: names are resolved here, on every hop, so that no second look-up can swap one."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import httpcore

from pipeline.web.addresses import Network, may_connect

PATIENCE = 5.0
"""Seconds for each address of a name but the last: one that swallows everything must not use up the time of the others."""

_NO_CONNECTION = (httpcore.NetworkError, httpcore.TimeoutException, OSError)


class AddressRefusedError(Exception):
    """The name leads to an address that may not be fetched from."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name, refuses it when any of its addresses is not public nor *allowed*, and connects to one of them."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 the signature is that of httpcore
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the addresses of *host*. AddressRefusedError when it has one that may not be reached."""
        addresses = await _addresses(host, port)
        for address in addresses:
            if not may_connect(ipaddress.ip_address(address), self._allowed):
                named = host if host == address else f"{host} leads to {address}, which"
                msg = f"{named} is not a public address; to allow it, set WINDWIJZER_ALLOW_NETWORKS"
                raise AddressRefusedError(msg)
        for address in addresses[:-1]:
            with suppress(*_NO_CONNECTION):
                return self._kept(await self._inner.connect_tcp(address, port, PATIENCE, local_address, socket_options))
        return self._kept(await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options))

    async def sleep(self, seconds: float) -> None:
        """As the inner backend does."""
        await self._inner.sleep(seconds)

    async def aclose(self) -> None:
        """Closes every connection that was made: httpcore forgets one that is cancelled while it is being secured."""
        for stream in self._streams:
            await stream.aclose()

    def _kept(self, stream: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        self._streams.append(stream)
        return stream


async def _addresses(host: str, port: int) -> list[str]:
    with suppress(ValueError):  # an address needs no look-up
        return [str(ipaddress.ip_address(host))]
    found = await _looked_up(host, port)
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))


async def _looked_up(host: str, port: int) -> Sequence[Any]:
    """What `socket.getaddrinfo` says of *host*.

    In a thread of its own: the loop's are so few that some names whose server is silent keep every other name waiting, and
    the end of the loop would wait for them.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[Any]] = loop.create_future()

    def tell(found: Sequence[Any], error: BaseException | None) -> None:
        if answer.done():  # nobody waits any more
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)

    def look_up() -> None:
        found: Sequence[Any] = ()
        error: BaseException | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except Exception as failed:  # noqa: BLE001 whatever it is belongs to whoever waits for the answer
            error = failed
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(tell, found, error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    return await answer
