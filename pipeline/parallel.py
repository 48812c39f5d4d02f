"""Map: the seam between small and large. The same function over the same items, here or elsewhere."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


class Map(Protocol):
    """Applies *function* to each item and yields the results in the order of the items.

    The function must be importable, and take and return nouns: no connection crosses a Map. A Map takes items as it
    needs them, a few ahead of what it yields.
    """

    def __call__(self, function: Callable[[In], Out], items: Iterable[In], /) -> Iterator[Out]:
        """See the class."""


def serial(function: Callable[[In], Out], items: Iterable[In], /) -> Iterator[Out]:
    """One after the other, in this process."""
    return map(function, items)


class Processes:
    """A pool of processes on this machine, started at the first need of it.

    Fewer items than *worth* are done in this process: starting a pool costs about half a second.
    """

    def __init__(self, workers: int = 0, worth: int = 24) -> None:
        """*workers*: how many processes; 0 means one per core."""
        self._workers = workers or os.cpu_count() or 1
        self._worth = worth

    def __call__(self, function: Callable[[In], Out], items: Iterable[In], /) -> Iterator[Out]:
        """See `Map`. An exception in *function* is raised at its place in the order."""
        coming = iter(items)
        first = [item for _, item in zip(range(self._worth), coming, strict=False)]
        if len(first) < self._worth or self._workers == 1:
            yield from map(function, first)
            yield from map(function, coming)
            return
        # forkserver: a fork of a process with threads (fetching runs in one) may deadlock
        context = multiprocessing.get_context("forkserver")
        pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_end_with_parent)
        under_way: deque[Future[Out]] = deque()
        try:
            for item in first:
                under_way.append(pool.submit(function, item))
            for item in coming:
                while len(under_way) >= 4 * self._workers + self._worth:
                    yield under_way.popleft().result()
                under_way.append(pool.submit(function, item))
            while under_way:
                yield under_way.popleft().result()
        finally:
            # cancelling the futures one by one makes Python 3.11 wait for ever for results that will not come
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Ends this worker when the process that wants its results is gone, killed perhaps: it would wait for work for ever."""

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=watch, args=(parent,), name="parent", daemon=True).start()
