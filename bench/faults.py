"""Every fault of a source, in real time: `./run proof faults`. A table; ends with 1 when something is not as promised.

First 200 sources of which 20 are broken, four of them hanging or dripping, through the whole of `collect` with its real
deadline of 30 seconds: it must be done in 60, and the good ones must be in before any deadline. Then every fault that the
server of the tests knows: fault, state, message, and the seconds it took; what docs/collecting.md says must come of each.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

if TYPE_CHECKING:  # workers that parse import this file too, and need none of it
    from pipeline.stages.collect import Collected
    from tests.faults import FaultServer

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
GOOD = [f"good-{number:03}" for number in range(180)]


def main() -> int:
    """0 when all is as promised, 1 when not."""
    from tests.faults import FaultServer
    from tests.pipeline.kit import item, rss
    from tests.servers import Answer

    with FaultServer() as server:
        server.answers |= {f"/{name}": Answer(200, rss(item(f"{name}-{n}") for n in range(20))) for name in GOOD}
        held = _two_hundred(server)
        return 0 if _all(server) and held else 1


def _two_hundred(server: "FaultServer") -> bool:
    from pipeline.web.ask import DEADLINE
    from tests.faults import BROKEN, named

    addresses = {name: server.address(name) for name in BROKEN} | {name: server.url(f"/{name}") for name in GOOD}
    found, seconds, began = _collect(addresses)
    states = {ledger.source: ledger.state for ledger in found.sources}
    expected = named()
    heard = sum(states[name].heard for name in GOOD)
    right = sum(states[name] is expected[name][0] for name in BROKEN)
    last = max(server.moments[f"/{name}"][-1] for name in GOOD) - began
    accounted = all(x.entries == x.new + x.known + sum(x.dropped.values()) for x in found.sources)
    print(f"{len(addresses)} sources, {len(BROKEN)} of them broken: {seconds:.1f} s (at most 60)")
    print(f"heard {heard} of {len(GOOD)} good ones, the last of them asked after {last:.1f} s; {found.new} signals")
    print(f"right state for {right} of {len(BROKEN)} broken ones; every item accounted for: {accounted}")
    return seconds < 60 and heard == len(GOOD) and right == len(BROKEN) and last < DEADLINE / 2 and accounted


def _all(server: "FaultServer") -> bool:
    from tests.faults import named

    found, seconds, _ = _collect({name: server.address(name) for name in server.faults})
    expected = named()
    held = set(expected) == set(server.faults) == {ledger.source for ledger in found.sources}
    print(f"\n{len(found.sources)} faults: {seconds:.1f} s\n")
    for ledger in sorted(found.sources, key=lambda one: list(server.faults).index(one.source)):
        state, message = expected.get(ledger.source, (None, None))
        right = ledger.state is state and message is not None and message.fullmatch(ledger.message) is not None
        held = held and right
        mark = " " if right else "!"
        print(f"{mark} {ledger.source:18} {ledger.state.value:13} {ledger.seconds:6.2f} s  {ledger.message[:100]}")
    print("\nas docs/collecting.md says" if held else "\nnot as docs/collecting.md says: see the lines with a !")
    return held


def _collect(addresses: dict[str, str]) -> tuple["Collected", float, float]:
    """A run over these sources in a fresh home; how long it took, and when it began."""
    from pipeline.app import open_app
    from pipeline.settings import read_settings

    with tempfile.TemporaryDirectory(prefix="windwijzer-faults-") as folder:
        listed = [{"id": i, "name": i, "url": url, "kind": "nieuws", "lang": "nl"} for i, url in addresses.items()]
        file = Path(folder) / "sources.json"
        file.write_text(json.dumps(listed), encoding="utf-8")
        settings = read_settings(home=folder, sources=file, allow_networks="127.0.0.0/8", domain_gap=0)
        app = open_app(settings, NOW)
        began = time.monotonic()
        try:
            found = app.collect()
        finally:
            app.close()
        return found, time.monotonic() - began, began


if __name__ == "__main__":
    raise SystemExit(main())
