"""Kills a collecting run (SIGKILL) at random moments, on both engines, and compares what comes out with a run left alone.

    ./run proof kills [--kills 100] [--seed 1] [--engine sqlite|postgresql|both]

Each kill happens in a fresh copy of a database that holds one week already, at a moment of the second week's run; then the
next run completes. Kills that come after the run's end are checked too, but not counted. Signals, items, versions, hashes,
coverage and accounts must be those of two runs that nobody killed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.crash.kit import Kill, news_server, on_postgresql, on_sqlite
from tests.postgres import postgres_server


def main() -> int:
    """Prints a line for each engine; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    good = True
    with news_server() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.engine != "postgresql":
            good &= _told("SQLite", on_sqlite(folder, server, given.kills, given.seed), given.kills)
        if given.engine != "sqlite":
            with postgres_server() as url:
                good &= _told("PostgreSQL", on_postgresql(folder, server, url, given.kills, given.seed), given.kills)
    return 0 if good else 1


def _told(engine: str, kills: Iterator[Kill], of: int) -> bool:
    began, number, running, bad = time.perf_counter(), 0, 0, 0
    for number, kill in enumerate(kills, 1):
        running += kill.running
        if kill.differing:
            bad += 1
            print(f"{engine}: kill {number} after {kill.after:.3f} s: {', '.join(kill.differing)} differ", flush=True)
        if number % 20 == 0:
            print(f"{engine}: {number} kills so far, {running} of them in time, {bad} bad", flush=True)
    seconds = time.perf_counter() - began
    print(
        f"{engine}: {running} kills before the run had ended, {number - running} after it, {bad} with something lost or doubled"
        f" ({seconds:.0f} s)",
        flush=True,
    )
    return not bad and running == of


if __name__ == "__main__":
    sys.exit(main())
