"""The door to the web, and the only user of httpx: sources in, FetchResults out.

One hanging, huge or hostile server costs the others nothing. What went wrong is a value (`Failed`), never an exception.
"""

import asyncio
import ipaddress
import queue
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import httpcore
import httpx

from pipeline.addresses import Network, may_connect
from pipeline.body import MAX_BODY, Body, BodyBrokenError, BodyTooLargeError
from pipeline.core.model import Failed, Fetched, FetchResult, NotModified, SourceState, Unchanged, Validators

DEADLINE = 30.0
"""Seconds for one source in all: name, connection, redirects and body."""
WORKERS = 32
"""Sources fetched at the same time; more costs httpx more than it brings."""
MAX_REDIRECTS = 5

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
)
_REDIRECTION = 3
_THROTTLED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask: an address, and what the server gave us last time."""

    source: str
    url: str
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long, how much, how many at once."""

    deadline: float = DEADLINE
    body: int = MAX_BODY
    workers: int = WORKERS


def fetch(
    requests: Iterable[FetchRequest],
    *,
    now: datetime,
    allowed: Sequence[Network] = (),
    contact: str = "",
    limits: FetchLimits = FetchLimits(),
) -> Iterator[FetchResult]:
    """Asks every source and yields each result as it comes, in no set order; *now* is the moment they carry.

    Fetching runs in a thread of its own, at most a few hundred results ahead of the caller. Raises nothing for a source.
    """
    results: queue.Queue[FetchResult | BaseException | None] = queue.Queue(maxsize=4 * limits.workers)
    stop = threading.Event()

    def run() -> None:
        try:
            asyncio.run(_fetch_all(iter(requests), now, _Tools(allowed, contact, limits), results, stop))
        except BaseException as error:  # noqa: BLE001 handed to the caller's thread, which raises it
            results.put(error)
        else:
            results.put(None)

    thread = threading.Thread(target=run, name="fetch", daemon=True)
    thread.start()
    try:
        while (result := results.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        while thread.is_alive():
            with suppress(queue.Empty):
                results.get(timeout=0.05)
        thread.join()


@dataclass(frozen=True, slots=True)
class _Tools:
    allowed: Sequence[Network]
    contact: str
    limits: FetchLimits


async def _fetch_all(
    requests: Iterator[FetchRequest],
    now: datetime,
    tools: _Tools,
    results: "queue.Queue[FetchResult | BaseException | None]",
    stop: threading.Event,
) -> None:
    transport = _GuardedTransport(_GuardedBackend(tools.allowed), tools.limits.workers)
    headers = {"User-Agent": user_agent(tools.contact), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    # the deadline is ours, for the whole of a source; httpx's own restarts with every byte
    async with httpx.AsyncClient(
        transport=transport,
        headers=headers,
        timeout=None,  # noqa: S113 see above
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
    ) as client:

        async def work() -> None:
            for request in requests:
                if stop.is_set():
                    return
                result = await _fetch_one(client, request, now, tools.limits)
                while not stop.is_set():
                    try:
                        results.put_nowait(result)
                        break
                    except queue.Full:
                        await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as group:
            working = {group.create_task(work()) for _ in range(tools.limits.workers)}
            # whoever goes away early does not wait for the slowest server
            while working and not stop.is_set():
                _, working = await asyncio.wait(working, timeout=0.1)
            for task in working:
                task.cancel()


async def _fetch_one(client: httpx.AsyncClient, request: FetchRequest, now: datetime, limits: FetchLimits) -> FetchResult:
    started = time.perf_counter()

    try:
        async with asyncio.timeout(limits.deadline):
            result = await _ask(client, request, now, limits)
    except Exception as error:  # noqa: BLE001 whatever a server or an address makes the libraries trip over is this source's
        state, message = _failure(error, limits)
        result = Failed(request.source, now, state, message, 0.0)
    return replace(result, seconds=time.perf_counter() - started)


async def _ask(client: httpx.AsyncClient, request: FetchRequest, now: datetime, limits: FetchLimits) -> FetchResult:
    headers = {"A-IM": "feed"}
    if request.validators.etag:
        headers["If-None-Match"] = request.validators.etag
    if request.validators.last_modified:
        headers["If-Modified-Since"] = request.validators.last_modified
    async with client.stream("GET", request.url, headers=headers) as response:
        status = response.status_code
        if status == HTTPStatus.NOT_MODIFIED:
            return NotModified(request.source, now, 0.0)
        if status not in {HTTPStatus.OK, HTTPStatus.IM_USED}:
            return Failed(request.source, now, _status_state(status), f"HTTP {status} {response.reason_phrase}".strip(), 0.0)
        body = Body(response.headers.get("content-encoding", ""), limits.body)
        async for chunk in response.aiter_raw():
            body.feed(chunk)
        whole = body.whole()
        validators = Validators(
            etag=_sendable(response.headers.get("etag", ""), 1024),
            last_modified=_sendable(response.headers.get("last-modified", ""), 128),
            body_hash=blake2b(whole, digest_size=16).hexdigest(),
        )
        if validators.body_hash == request.validators.body_hash:
            return Unchanged(request.source, now, validators, 0.0)
        kind = response.headers.get("content-type", "")
        return Fetched(request.source, now, str(response.url), kind, whole, validators, 0.0)


def _sendable(value: str, most: int) -> str:
    """A validator that can go back as it came; "" for one that cannot."""
    return value if value.isascii() and len(value) <= most else ""


def _status_state(status: int) -> SourceState:
    if status == HTTPStatus.GONE:
        return SourceState.GONE
    return SourceState.THROTTLED if status in _THROTTLED else SourceState.HTTP_ERROR


def _failure(error: BaseException, limits: FetchLimits) -> tuple[SourceState, str]:
    """The state that an exception stands for, and a line for a person."""
    if isinstance(error, TimeoutError):
        return SourceState.TIMEOUT, f"no complete answer within {limits.deadline:g} seconds"
    if isinstance(error, httpx.UnsupportedProtocol | httpcore.UnsupportedProtocol | httpx.InvalidURL):
        return SourceState.REFUSED, f"only http and https addresses are fetched: {error}"
    if isinstance(error, httpx.TooManyRedirects):
        return SourceState.HTTP_ERROR, f"more than {MAX_REDIRECTS} redirects"
    states: dict[type[BaseException], SourceState] = {
        AddressRefusedError: SourceState.REFUSED,
        BodyTooLargeError: SourceState.TOO_LARGE,
        BodyBrokenError: SourceState.UNPARSABLE,
    }
    return states.get(type(error), SourceState.UNREACHABLE), _reason(error)


def _reason(error: BaseException) -> str:
    """A line for a person; many transport errors have no text of their own."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = " ".join(str(error).split())
    return text or type(error).__name__


def user_agent(contact: str) -> str:
    """Who we are: a product name and where to reach its operator, never a browser's name."""
    try:
        number = version("windwijzer")
    except PackageNotFoundError:
        number = "0"
    return f"windwijzer/{number}" + (f" (+{contact})" if contact else "")


class AddressRefusedError(Exception):
    """The name leads to an address that may not be fetched from."""


_NO_CONNECTION = (httpcore.NetworkError, httpcore.TimeoutException, OSError)


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves names itself and connects to a checked address only, on every hop: no second look-up can swap it."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 the signature is that of httpcore
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=1)
        addresses = list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
        for address in addresses:
            if not may_connect(ipaddress.ip_address(address), self._allowed):
                msg = f"{host} leads to {address}, not a public address; to allow it, set WINDWIJZER_ALLOW_NETWORKS"
                raise AddressRefusedError(msg)
        for address in addresses[:-1]:
            with suppress(*_NO_CONNECTION):
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
        return await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a connection pool with our backend: feeds are one request per host, so nothing is kept alive."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=connections,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        if response.status // 100 == _REDIRECTION:
            # httpx reads the body of a redirect to its end, without a limit; nobody needs it
            await response.aclose()
            return httpx.Response(response.status, headers=response.headers, extensions=response.extensions)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Stream(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Stream(httpx.AsyncByteStream):
    """A body that is read as it comes and closed whatever happens."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()
