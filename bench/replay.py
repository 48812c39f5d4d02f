"""Twelve Mondays of real news, one after the other: `./run proof replay [FOLDER]`. Needs ../shared/replay/serve.py.

For each Monday 07:00 from 2019-04-22 to 2019-07-08: the clock of the feeds is set, `run` is called twice, and the second
run must add nothing and change no byte. Prints a line per week and leaves the digests in FOLDER (default a temporary one).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVER = ROOT.parent / "shared" / "replay" / "serve.py"
MONDAYS = [datetime.fromisoformat("2019-04-22T07:00+02:00") + timedelta(weeks=n) for n in range(12)]


def main() -> int:
    """0 when every Monday held, 1 when one did not, 2 without the real weeks."""
    if not SERVER.is_file():
        print(f"needs the real weeks: {SERVER} is not there", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="windwijzer-replay-"))
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, SERVER, "--window", "2000", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            base = server.stdout.readline().strip().removesuffix("/sources.json")
            with urllib.request.urlopen(f"{base}/sources.json") as listed:
                (folder / "sources.json").write_bytes(listed.read())
            held = [_monday(folder, base, monday) for monday in MONDAYS]
            seen = [
                s
                for n in range(14, 29)
                for s in _call(folder, MONDAYS[-1], "signals", "list", "--week", f"2019-W{n}", "--json")
            ]
        finally:
            server.terminate()
    once = len({s["id"] for s in seen}) == len(seen)
    print(f"{sum(held)} of {len(held)} Mondays held; {len(seen)} signals, each in exactly one week: {once}; see {folder}")
    return 0 if all(held) and once else 1


def _monday(folder: Path, base: str, monday: datetime) -> bool:
    urllib.request.urlopen(urllib.request.Request(f"{base}/clock", data=monday.isoformat().encode(), method="PUT")).close()
    year, number, _ = (monday - timedelta(days=7)).isocalendar()
    week = f"{year}-W{number:02d}"
    began = time.perf_counter()
    first = _call(folder, monday, "run", "--json")
    seconds = time.perf_counter() - began
    told = _digests(folder, monday, week)
    again = _call(folder, monday, "run", "--json")
    held = [e["week"] for e in first["editions"]] == [week] and not again["collect"]["new"] and not again["editions"]
    held = held and _digests(folder, monday, week) == told
    counts = json.loads(told["json"])["counts"]
    print(
        f"{monday:%Y-%m-%d} {week}: {seconds:5.1f} s, {first['collect']['new']:5d} new, {counts['signals']:5d} signals in"
        f" the week, {counts['labelled']:3d} labelled, {counts['directed']:2d} with a direction, {counts['unsure']:3d} unsure,"
        f" {len(told['html']) / 1000:.0f} kB, {'held' if held else 'NOT HELD'}",
        flush=True,
    )
    return held


def _digests(folder: Path, monday: datetime, week: str) -> dict[str, str]:
    return {form: _run(folder, monday, "digest", "--week", week, "--format", form) for form in ("html", "text", "json")}


def _call(folder: Path, monday: datetime, *arguments: str):  # noqa: ANN202 whatever JSON the command prints
    return json.loads(_run(folder, monday, *arguments))


def _run(folder: Path, monday: datetime, *arguments: str) -> str:
    before = ["--home", str(folder), "--sources", str(folder / "sources.json"), "--now", monday.isoformat()]
    code = "from pipeline.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, *before, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"WINDWIJZER_ALLOW_NETWORKS": "127.0.0.0/8"},
        check=False,
    )
    if ran.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {ran.returncode}: {ran.stderr}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
