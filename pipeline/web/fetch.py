"""The door to the web: sources in, FetchResults out. `pipeline.web.ask` holds one question, `transport` knows httpx.

One hanging, huge or hostile server costs the others nothing. What went wrong is a value (`Failed`), never an exception.
"""

import asyncio
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from pipeline.core.answers import Fetched, FetchResult
from pipeline.web.addresses import Network
from pipeline.web.ask import Asker, FetchLimits, FetchRequest, Question
from pipeline.web.domains import host_of, loopback, spared
from pipeline.web.turns import Turns

LIMITS = FetchLimits()
TOGETHER = 16
"""Results without a body that are handed over at once: each hand-over makes two threads wait for one another."""

_Results = queue.Queue[tuple[FetchResult, ...] | BaseException | None]


def fetch(
    requests: Sequence[FetchRequest],
    *,
    now: datetime,
    allowed: Sequence[Network] = (),
    contact: str = "",
    limits: FetchLimits = LIMITS,
    waits: Mapping[str, datetime] | None = None,
) -> Iterator[FetchResult]:
    """Asks every source and yields each result as it comes, in no set order; *now* is the moment they carry.

    *waits* holds until when the servers of some scopes (`pipeline.web.waits.scope_of`) asked not to be asked; they are not.
    Fetching runs in a thread of its own, at most some dozens of results ahead of the caller. Raises nothing for a source.
    """
    results: _Results = queue.Queue(maxsize=limits.workers)
    stop = threading.Event()

    def run() -> None:
        try:
            asyncio.run(_fetch_all(requests, Asker(now, allowed, contact, limits, dict(waits or {})), results, stop))
        except BaseException as error:  # noqa: BLE001 handed to the caller's thread, which raises it
            results.put(error)
        else:
            results.put(None)

    thread = threading.Thread(target=run, name="fetch", daemon=True)
    thread.start()
    try:
        while (some := results.get()) is not None:
            if isinstance(some, BaseException):
                raise some
            yield from some
    finally:
        stop.set()
        while thread.is_alive():
            with suppress(queue.Empty):
                results.get(timeout=0.05)
        thread.join()


async def _fetch_all(
    requests: Sequence[FetchRequest],
    asker: Asker,
    results: _Results,
    stop: threading.Event,
) -> None:
    limits = asker.limits
    turns = Turns(
        [Question(request, request.url) for request in requests],
        lambda question: spared(question.url),
        lambda domain: None if loopback(host_of(domain)) else limits.politeness,
    )

    small: list[FetchResult] = []

    async def hand_over() -> None:
        some = tuple(small)
        small.clear()
        while some and not stop.is_set():
            try:
                results.put_nowait(some)
                break
            except queue.Full:
                await asyncio.sleep(0.005)

    async def work() -> None:
        while not stop.is_set() and (turn := await turns.next()) is not None:
            result, pause = await asker.attempt(turn)
            if result is None:
                await turns.again(turn, pause)
                continue
            await turns.done(turn)
            small.append(result)
            if isinstance(result, Fetched) or len(small) >= TOGETHER:
                await hand_over()

    async with asyncio.TaskGroup() as group:
        working = {group.create_task(work()) for _ in range(limits.workers)}
        # whoever goes away early does not wait for the slowest server
        while working and not stop.is_set():
            _, working = await asyncio.wait(working, timeout=0.1)
            await hand_over()
        for task in working:
            task.cancel()
