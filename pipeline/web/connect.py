"""Connections to checked addresses only: names are resolved here, on every hop, so that no second look-up can swap one."""

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import httpcore

from pipeline.web.addresses import Network, may_connect

PATIENCE = 5.0
"""Seconds for each address of a name but the last: one that swallows everything must not use up the time of the others."""


class AddressRefusedError(Exception):
    """The name leads to an address that may not be fetched from."""


class Stream(httpcore.AsyncNetworkStream):
    """A connection of asyncio's own. Time limits are the caller's: those that httpcore passes on are not looked at."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109, ARG002 as httpcore names it
        """What has come, at most *max_bytes*; b"" at the end."""
        return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002 as httpcore names it
        """Sends *buffer*."""
        self._writer.write(buffer)
        await self._writer.drain()

    async def aclose(self) -> None:
        """Ends the connection at once, whatever is still to come; a server cannot make us wait for its goodbye."""
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 as httpcore names it
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, from now on secured, the certificate checked against *server_hostname*."""
        await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection: here only its "ssl_object"."""
        return self._writer.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name, refuses it when any of its addresses is not public nor *allowed*, and connects to one of them."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._streams: list[Stream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 the signature is that of httpcore
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the addresses of *host*. AddressRefusedError when it has one that may not be reached."""
        addresses = await _addresses(host, port)
        for address in addresses:
            if not may_connect(ipaddress.ip_address(address), self._allowed):
                named = host if host == address else f"{host} leads to {address}, which"
                msg = f"{named} is not a public address; to allow it, set WINDWIJZER_ALLOW_NETWORKS"
                raise AddressRefusedError(msg)
        for address in addresses[:-1]:
            with suppress(OSError):  # also when its patience is at an end
                async with asyncio.timeout(PATIENCE):
                    return await self._connected(address, port)
        return await self._connected(addresses[-1], port)

    async def aclose(self) -> None:
        """Closes every connection that was made: httpcore forgets one that is cancelled while it is being secured."""
        for stream in self._streams:
            await stream.aclose()

    async def _connected(self, address: str, port: int) -> Stream:
        stream = Stream(*await asyncio.open_connection(address, port))
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
