"""Documents bent by chance, a few hundred of them; `./run proof fuzz` bends for minutes."""

import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from pipeline.core.answers import SourceState
from tests.odd.laws import weigh
from tests.odd.mutate import documents, seeds

BENCH = Path(__file__).parents[3] / "bench" / "fuzz.py"
BODIES = seeds()


@pytest.mark.parametrize("seed", range(4))
def test_no_law_is_broken(seed: int) -> None:
    """Whatever bent documents hold, nothing raises, all is accounted for, and what comes out is plain and settled."""
    states: Counter[SourceState] = Counter()
    entries = 0
    for number, body in enumerate(islice(documents(BODIES, seed), 110)):
        try:
            found = weigh(body)
        except Exception as error:
            error.add_note(f"document {number} of seed {seed}: {body[:2000]!r}")
            raise
        states[found.state] += 1
        entries += found.entries
    assert states[SourceState.FETCHED] > 40
    assert len(states) >= 3
    assert entries > 100


def test_a_seed_gives_the_same_documents() -> None:
    """What was bent once can be bent again."""
    assert list(islice(documents(BODIES, 7), 50)) == list(islice(documents(BODIES, 7), 50))
    assert list(islice(documents(BODIES, 7), 5)) != list(islice(documents(BODIES, 8), 5))


def test_most_documents_are_bent() -> None:
    """What comes out is hardly ever what went in."""
    plain = set(BODIES)
    assert sum(body in plain for body in islice(documents(BODIES, 1), 200)) < 20


def test_the_proof(tmp_path: Path) -> None:
    """The proof bends for as long as it is told, says what it did, and reads a saved document again."""
    run = subprocess.run(
        [sys.executable, BENCH, "--minutes", "0.02", "--real", tmp_path], capture_output=True, text=True, check=True, timeout=60
    )
    assert "no document failed" in run.stdout
    assert "a second" in run.stdout
    saved = tmp_path / "bewaard"
    saved.write_bytes(BODIES[0])
    run = subprocess.run([sys.executable, BENCH, "--replay", saved], capture_output=True, text=True, check=True, timeout=60)
    assert "Weighed(" in run.stdout
