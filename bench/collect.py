"""Collecting beside the `reader` library, and its cost per source: `./run proof collect [--small] [--only MODE] …`.

In one run, taking turns, over the same invented feeds on loopback (`collect_server.py`): windwijzer's collect and reader's
update_feeds, each in a process of its own (`collect_sides.py`), each from the store that its own cold start left. Four modes:

    cold    an empty store
    304     a day later, every server says "not modified"
    same    a day later, every server sends the same bytes again with 200
    week    a week later, 10 % of the items in every feed are new

reader stands in an environment of its own (`--venv`, else a temporary one, made with uv or pip) and gets its best settings:
no search, no plugins, every feed due, and the best of 1, 2 and 4 threads, which the first round finds for each mode. A mode
counts only when every feed was asked exactly once, answered as the mode says, and both stores hold the same links and titles,
all of them. Targets are held against seconds on the clock, in medians of the rounds; the processor seconds beside them tell
more than the clock on a machine that others use too. Memory is the sum over all processes of a side of the most that each
held. After that the cost per source of collect at 100, 1,000 and 5,000 sources. Prints tables; ends with 1 when a target is
not met, and stops at a wrong answer.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from collect_server import ITEMS, MONDAY, new_items
from collect_sides import Measured, run

HERE = Path(__file__).parent
LIBRARY = ("reader>=3.26,<4", "sgmllib3k")
THREADS = (1, 2, 4)
STEEPEST = 1.1
"""The cost per source is flat when processor seconds grow with at most this power of the number of sources, size by size."""


@dataclass(frozen=True)
class Mode:
    """What the server does, how it answers, how long after the cold start, and how many times faster than reader to be."""

    path: str
    status: str
    days: int
    target: float


MODES = {
    "cold": Mode("/week/1", "200", 0, 3),
    "304": Mode("/week/1", "304", 1, 1),
    "same": Mode("/same", "200", 1, 20),
    "week": Mode("/week/2", "200", 7, 6),
}


@dataclass(frozen=True)
class Bench:
    """Where everything is: the work folder, the server's address, the Python that has reader."""

    work: Path
    base: str
    library: Path

    def measure(self, side: str, mode: str, feeds: int, threads: int = 0) -> Measured:
        """One update from the state that the cold start left (for the mode "cold": from nothing). Stops at a wrong answer."""
        place, cold = (self.work / f"{side}-{feeds}-{name}" for name in (mode, "cold"))
        shutil.rmtree(place, ignore_errors=True)
        if mode == "cold":
            place.mkdir()
            (place / "sources.yaml").write_text("".join(_source(n, self.base) for n in range(feeds)))
        else:
            shutil.copytree(cold, place)
        self.ask(MODES[mode].path)
        if side == "ours":
            measured = run(sys.executable, side, place, str(MONDAY + timedelta(MODES[mode].days)))
        else:
            measured = run(str(self.library), side, place, f"{self.base},{feeds}", str(threads))
        told = self.ask("/counts")
        if told != {"counts": {MODES[mode].status: feeds}, "feeds": feeds}:
            raise SystemExit(f"{side}, {mode}: {feeds} feeds should have been asked once each, the server counted {told}")
        expected = feeds * ITEMS + (sum(map(new_items, range(feeds))) if mode == "week" else 0)
        held = (place / "contents.txt").read_text("utf-8").splitlines()
        if len(held) != expected or len(set(held)) != expected:
            raise SystemExit(f"{side}, {mode}: {len(held)} entries are stored, {expected} were served")
        return measured

    def ask(self, path: str) -> dict[str, object]:
        """What the server says to a word of control."""
        with urllib.request.urlopen(f"{self.base}{path}") as answer:
            told: dict[str, object] = json.load(answer)
        return told

    def compare(self, mode: str, feeds: int) -> None:
        """Stops when the two sides stored other links or titles."""
        mine, theirs = (
            (self.work / f"{side}-{feeds}-{mode}" / "contents.txt").read_text("utf-8").splitlines()
            for side in ("ours", "reader")
        )
        other = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
        if other:
            raise SystemExit(f"{mode}: {len(other)} entries differ; ours {other[0][0]!r}, reader's {other[0][1]!r}")


def _source(number: int, base: str) -> str:
    fields = f"name: Bron {number}\n  url: {base}/feed/{number}\n  kind: nieuws\n  lang: nl\n  publisher: Uitgever {number}\n"
    return f"- id: bron-{number}\n  {fields}"


def _library(folder: Path) -> Path:
    """A Python with reader, made in *folder* when it is not there."""
    python = folder / "bin" / "python"
    version = [str(python), "-c", "from importlib.metadata import version; import sgmllib; print('reader', version('reader'))"]
    if not python.exists() or subprocess.run(version, capture_output=True, check=False).returncode:
        uv = shutil.which("uv", path=f"{os.environ['PATH']}:{HERE.parent / '.tools' / 'bin'}")
        here = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        pip = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else [str(python), "-m", "pip", "install", "-q"]
        for command in ([*here, str(folder)], [*pip, *LIBRARY]):
            subprocess.run(command, check=True, env=os.environ | {"UV_SYSTEM_CERTS": "1"})
    print(subprocess.run(version, check=True, capture_output=True, text=True).stdout.strip(), flush=True)
    return python


@contextmanager
def _server(feeds: int, second: int) -> Iterator[str]:
    command = [sys.executable, str(HERE / "collect_server.py"), str(feeds), str(second)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.stdin.close()


def beside(bench: Bench, modes: list[str], feeds: int, rounds: int) -> bool:
    """Measures and prints the table of both sides; whether every target is met."""
    mine: dict[str, list[Measured]] = defaultdict(list)
    theirs: dict[str, dict[int, list[Measured]]] = {mode: defaultdict(list) for mode in MODES}
    for number in range(rounds):
        for mode in MODES:
            if mode not in modes and (mode != "cold" or number):
                continue
            mine[mode].append(bench.measure("ours", mode, feeds))
            tried = (min(theirs[mode], key=lambda threads: theirs[mode][threads][0].seconds),) if number else THREADS
            for threads in tried:
                theirs[mode][threads].append(bench.measure("reader", mode, feeds, threads))
            bench.compare(mode, feeds)
            told = ", ".join(f"{theirs[mode][threads][-1].seconds:.2f} s with {threads}" for threads in tried)
            print(f"round {number + 1}, {mode}: ours {mine[mode][-1].seconds:.2f} s, reader {told} threads", flush=True)
    print(f"\n{feeds} feeds, {feeds * ITEMS} items, medians of {rounds}\n")
    print("           seconds                                processor seconds   memory MB")
    print("mode      ours  reader   times  target  met        ours   reader       ours   reader")
    held = True
    for mode in modes:
        best = max(theirs[mode].values(), key=lambda found: (len(found), -found[0].seconds))
        us, them = (_typical(found) for found in (mine[mode], best))
        times = them.seconds / us.seconds
        met = times >= MODES[mode].target
        held = held and met
        print(
            f"{mode:6}{us.seconds:8.2f}{them.seconds:8.2f}{times:8.1f}{MODES[mode].target:8.0f}  {'yes' if met else 'NO':4}"
            f"{us.work:11.2f}{them.work:9.2f}{us.memory:11.0f}{them.memory:9.0f}"
        )
    return held


def _typical(found: list[Measured]) -> Measured:
    """The median of times, the most of memory."""
    seconds, work = (statistics.median(getattr(one, name) for one in found) for name in ("seconds", "work"))
    return Measured(seconds, work, max(one.memory for one in found))


def scale(bench: Bench, sizes: tuple[int, ...], rounds: int) -> bool:
    """Measures and prints the cost per source of collect; whether it is flat."""
    found: dict[tuple[str, int], list[Measured]] = defaultdict(list)
    for _ in range(rounds):
        for size in sizes:
            for mode in ("cold", "304"):
                found[mode, size].append(bench.measure("ours", mode, size))
    print("\nmode    sources  seconds  ms a source  processor ms a source  power  flat       MB")
    held = True
    for mode in ("cold", "304"):
        before: tuple[int, float] | None = None
        for size in sizes:
            typical = _typical(found[mode, size])
            power = math.log(typical.work / before[1]) / math.log(size / before[0]) if before else 0.0
            flat = power <= STEEPEST
            held = held and flat
            cost = f"{1000 * typical.seconds / size:13.2f}{1000 * typical.work / size:23.2f}"
            shown = f"{power:7.2f}" if before else "      -"
            print(f"{mode:8}{size:7}{typical.seconds:9.2f}{cost}{shown}  {'yes' if flat else 'NO':4}{typical.memory:9.0f}")
            before = size, typical.work
    return held


def main() -> int:
    """0 when every target is met, or with --small, which judges none; 1 when one is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="40 feeds, one round, less than a minute; judges no target")
    parser.add_argument("--only", choices=[*MODES, "scale"], help="one part of it")
    parser.add_argument("--venv", type=Path, help="folder of the environment of reader, made when absent and kept")
    given = parser.parse_args()
    feeds, rounds, sizes = (40, 1, (20, 40, 80)) if given.small else (given.feeds, given.rounds, (100, 1000, 5000))
    modes = [mode for mode in MODES if given.only in {None, mode}]
    with tempfile.TemporaryDirectory(prefix="windwijzer-collect-") as folder:
        work = Path(folder)
        scaled = given.only in {None, "scale"}
        library = _library(given.venv.absolute() if given.venv else work / "reader") if modes else Path()
        with _server(max(feeds, sizes[-1]) if scaled else feeds, feeds) as base:
            bench = Bench(work, base, library)
            held = not modes or beside(bench, modes, feeds, rounds)
            held = (not scaled or scale(bench, sizes, rounds)) and held
    if given.small:
        print("\ntoo small to judge: starting processes outweighs the work")
        return 0
    print("\nevery target met" if held else "\nNOT every target met")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
