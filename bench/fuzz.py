"""Bends documents by chance for some minutes, reads each, and says which law was broken: `./run proof fuzz`.

    ./run proof fuzz [--minutes 10] [--seed 1] [--real FOLDER]     without real feeds it bends the odd ones and the demo's
    ./run proof fuzz --replay FILE ...                             reads saved documents again, with the traceback

What is bent, and how: tests/odd/mutate.py; the laws: tests/odd/laws.py. A document is read three times: each may take 5
seconds of the processor, all together 200 MB. One that breaks a law, raises, or takes more is saved in a folder that is
named, once for each kind of failure, and so are the five slowest. Ends with 1 when any failed.
"""

import argparse
import faulthandler
import heapq
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.odd.laws import Weighed, weigh
from tests.odd.mutate import documents, seeds

REAL = Path(__file__).parent.parent.parent / "shared" / "feeds" / "real"
SECONDS = 3 * 5.0
KILOBYTES = 200_000
HANGS = 60.0
SLOWEST = 5


def main() -> int:
    """0 when no document failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=REAL)
    parser.add_argument("--replay", type=Path, nargs="+", default=[])
    given = parser.parse_args()
    if given.replay:
        return max(_replay(path) for path in given.replay)
    return _fuzz(seeds(given.real), given.minutes * 60, given.seed)


def _replay(path: Path) -> int:
    try:
        print(path, _within(path.read_bytes()))
    except Exception:  # noqa: BLE001 whatever it is, it is what was asked for
        traceback.print_exc()
        return 1
    return 0


def _fuzz(bodies: list[bytes], seconds: float, seed: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="windwijzer-fuzz-"))
    print(f"{len(bodies)} documents to bend, {seconds:.0f} s, seed {seed}; what fails is saved in {folder}", flush=True)
    current = folder / "current"
    faulthandler.register(signal.SIGPROF, chain=True)  # tells where it hangs, and ends the process
    slowest: list[tuple[float, int, bytes]] = []
    failures: Counter[str] = Counter()
    states: Counter[str] = Counter()
    entries = items = number = size = 0
    began = time.monotonic()
    for number, body in enumerate(documents(bodies, seed), 1):
        if time.monotonic() - began > seconds:
            break
        size += len(body)
        current.write_bytes(body)  # what hangs or kills this process is there to be read
        signal.setitimer(signal.ITIMER_PROF, HANGS)
        started = time.process_time()
        try:
            found = _within(body)
            states[found.state.value] += 1
            entries, items = entries + found.entries, items + found.items
        except Exception as error:  # noqa: BLE001 that nothing is raised is what is tested
            kind = _kind(error)
            failures[kind] += 1
            if failures[kind] == 1:
                current.rename(folder / f"{number}")
                print(f"document {number}, {folder / str(number)}: {kind}", flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0)
        heapq.heappush(slowest, (time.process_time() - started, number, body))
        if len(slowest) > SLOWEST:
            heapq.heappop(slowest)
    current.unlink(missing_ok=True)
    took = time.monotonic() - began
    number -= 1
    print(f"{number} documents of {size / max(1, number) / 1000:.1f} kB in {took:.0f} s: {number / took:.0f} a second")
    print(f"{entries} entries, {items} items; " + ", ".join(f"{count} {state}" for state, count in states.most_common()))
    for spent, which, body in sorted(slowest, reverse=True):
        path = folder / f"slow-{which}"
        path.write_bytes(body)
        print(f"slow: {spent:.2f} s for the three times that a document is read, {len(body) / 1000:.0f} kB, {path}")
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print("\n".join(f"FAILED {count} times: {kind}" for kind, count in failures.most_common()) or "no document failed")
    return 1 if failures else 0


def _within(body: bytes) -> Weighed:
    """The document read, within the bounds of time and memory."""
    started, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = weigh(body)
    took, more = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if took > SECONDS:
        raise TimeoutError(f"takes more than {SECONDS:.0f} s")
    if more > KILOBYTES:
        raise MemoryError(f"takes {KILOBYTES // 1000} MB more than any before it")
    return found


def _kind(error: Exception) -> str:
    """What failed and where, without what differs from document to document."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if "/pipeline/" in f.filename), frames[-1])
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}, {place.name})"[:200]


if __name__ == "__main__":
    sys.exit(main())
