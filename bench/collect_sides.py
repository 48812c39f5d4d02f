"""One update by one side, measured in a process of its own; `bench/collect.py` calls it.

    collect_sides.py ours FOLDER MOMENT             windwijzer: `collect` of the sources.yaml in FOLDER, home FOLDER
    collect_sides.py reader FOLDER FEEDS THREADS    reader: `update_feeds`; FEEDS is a base address and a number: http://…,1000

Prints a line when the update is done: {"seconds": …, "work": …}, the latter the processor time of this process. Only the
update is measured: not the start of Python, not opening the store, nor, for reader, the adding of its feeds and, for
windwijzer, the reading of its sources file. Then writes what the store holds, a line of link and title per entry, to
FOLDER/contents.txt and ends. FOLDER keeps the store for the next call.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One update: wall time and the time of all its processors in seconds, and the memory of all its processes in MB."""

    seconds: float
    work: float
    memory: float


def run(python: str, side: str, place: Path, *given: str) -> Measured:
    """One update, run and watched from outside, in *place*: no .env and no settings of this shell count.

    Memory is the sum of the most that each process held, of those that were there at one of five looks a second.
    SystemExit with what the process said when it fails.
    """
    command = [python, __file__, side, str(place), *given]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WINDWIJZER_")}
    clean["WINDWIJZER_ALLOW_NETWORKS"] = "127.0.0.0/8"
    errors = place / "errors.txt"
    seen: dict[int, tuple[float, float]] = {}
    done = threading.Event()
    with (
        errors.open("w") as told,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True, cwd=place, env=clean) as process,
    ):
        assert process.stdout is not None

        def watch() -> None:
            while not done.wait(0.2):
                seen.update(_processes(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        line = process.stdout.readline()
        done.set()
        watcher.join()
        seen.update(_processes(process.pid))
        process.stdout.read()
    if process.returncode or not line:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.read_text()[-4000:]}")
    measured = json.loads(line)
    below = sum(work for pid, (_, work) in seen.items() if pid != process.pid)
    return Measured(measured["seconds"], measured["work"] + below, sum(memory for memory, _ in seen.values()))


def _processes(pid: int) -> dict[int, tuple[float, float]]:
    """A process and all below it: the most MB it held so far and its processor seconds (Linux; shared pages count for each)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        children = [c for path in Path(f"/proc/{pid}/task").glob("*/children") for c in path.read_text().split()]
    except OSError:
        return {}
    most = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
    found = {pid: (most / 1024, sum(map(int, times)) / os.sysconf("SC_CLK_TCK"))}
    for child in children:
        found |= _processes(int(child))
    return found


def ours(folder: Path, moment: str) -> Iterable[tuple[str, str]]:
    """Collects with the settings of the environment; gives (link, title) of every signal."""
    from pipeline.app import open_app
    from pipeline.settings import read_settings

    app = open_app(read_settings(home=folder, sources=folder / "sources.yaml"), datetime.fromisoformat(moment))
    try:
        app.sources  # noqa: B018 the sources file is read, as reader's feeds are added, before the clock starts
        _timed(app.collect)
        yield from ((s.url, s.title) for week in app.store.signals.weeks() for s in app.store.signals.of_week(week))
    finally:
        app.close()


def reader(folder: Path, feeds: str, threads: str) -> Iterable[tuple[str, str]]:
    """Updates every feed, due or not, without plugins and without search; gives (link, title) of every entry."""
    from reader import make_reader  # type: ignore[import-not-found]  # stands in an environment of its own

    base, number = feeds.split(",")
    with make_reader(str(folder / "reader.sqlite"), plugins=(), search_enabled=False) as library:
        for n in range(int(number)):
            library.add_feed(f"{base}/feed/{n}", exist_ok=True)
        _timed(lambda: library.update_feeds(scheduled=False, workers=int(threads)))
        yield from ((entry.link or "", entry.title or "") for entry in library.get_entries())


def _timed(update: Callable[[], object]) -> None:
    began, worked = time.perf_counter(), time.process_time()
    update()
    told = {"seconds": time.perf_counter() - began, "work": time.process_time() - worked}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    side, folder, *given = sys.argv[1:]
    sides: dict[str, Callable[..., Iterable[tuple[str, str]]]] = {"ours": ours, "reader": reader}
    found = sorted(f"{link}\t{title}\n" for link, title in sides[side](Path(folder), *given))
    Path(folder, "contents.txt").write_text("".join(found), encoding="utf-8")
