"""docs/collecting.md names everything that collecting may say."""

import re

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import EventKind
from pipeline.core.model import Identity
from pipeline.feeds.parse import MAX_ENTRIES
from pipeline.settings import Settings
from pipeline.stages.collect import TOLD
from pipeline.watch.asking import FULL_EVERY
from pipeline.watch.health import STALE, TWO_DAYS, HealthState
from pipeline.watch.pace import LONGEST, SHORTEST, USUAL
from pipeline.watch.rhythm import ENOUGH, FLOOD, LEAST_FLOOD, PATIENCE, REMEMBERED, SHORTEST_SILENCE, SLACK
from pipeline.watch.standing import GONE, MOVES, MOVING_FOR, SOON
from pipeline.web.ask import ATTEMPTS, DEADLINE, MAX_REDIRECTS, MOST_WORDS, WORKERS
from pipeline.web.body import MAX_BODY, MAX_RATIO
from pipeline.web.waits import LONGEST as LONGEST_WAIT
from tests.faults import DOCS, FaultServer, named

TEXT = DOCS.read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under a heading."""
    return TEXT.partition(f"\n## {title}")[2].partition("\n## ")[0]


def first_cells(title: str) -> set[str]:
    """The words in the first column of the table under a heading."""
    return set(re.findall(r"^\| `([^`]+)`", section(title), re.MULTILINE))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("What came of asking", SourceState),
        ("How a source is doing", HealthState),
        ("What befell a source", EventKind),
        ("Which items are the same", Identity),
    ],
)
def test_every_word_is_explained(title: str, words: type) -> None:
    """Each state, health, event and identity has its row, and no row is of something that does not exist."""
    assert first_cells(title) == {word.value for word in words}  # type: ignore[attr-defined]


def test_every_fault_has_its_row() -> None:
    """The table of faults and the fault server know the same ones."""
    with FaultServer() as server:
        assert set(named()) == set(server.faults)


def test_numbers_are_those_of_the_program() -> None:
    """What the docs promise is what the constants say."""
    numbers = section("Numbers")
    s = Settings.model_fields
    assert f"{DEADLINE:g} s" in numbers
    assert f"{MAX_BODY >> 20} MiB" in numbers
    assert f"{MAX_RATIO} times" in numbers
    assert f"{MAX_ENTRIES:,};" in numbers
    assert f"| redirects | {MAX_REDIRECTS} |" in numbers
    assert f"| {ATTEMPTS}, after" in numbers
    assert f"| {s['domain_gap'].default:g} s | `WINDWIJZER_DOMAIN_GAP` |" in numbers
    assert f"| {s['domain_parallel'].default} | `WINDWIJZER_DOMAIN_PARALLEL` |" in numbers
    assert f"| at once in all | {WORKERS} |" in numbers
    hours = [int(pace.total_seconds() // 3600) for pace in (SHORTEST, LONGEST, USUAL)]
    assert "between {} and {} h, at first {} h".format(*hours) in numbers
    assert f"a minute and {LONGEST_WAIT.days} days" in numbers
    assert f"every {FULL_EVERY.days} days" in numbers
    assert f"at most {MOST_WORDS} characters" in TEXT
    assert (MOVES, GONE, MOVING_FOR.total_seconds() / 3600) == (3, 3, 48)
    assert "three equal answers over at least 48 hours" in " ".join(TEXT.split())
    assert (TWO_DAYS.days, STALE.days // 365, SOON.total_seconds() / 60) == (2, 5, 15)


def test_rhythm_is_that_of_the_program() -> None:
    """When a source is silent or floods is told with the numbers in force."""
    rules = section("How a source is doing")
    hours = SHORTEST_SILENCE.total_seconds() / 3600
    assert f"for {PATIENCE:g} times as long as 19 in 20 of its own gaps, for {SLACK:g} times the longest" in rules
    assert f"and for {hours:g} hours" in rules
    assert f"at least {LEAST_FLOOD} new items at once, and more than {FLOOD} times" in rules
    assert f"its latest {REMEMBERED} items. With fewer than {ENOUGH} gaps" in rules


def test_what_is_told_is_what_the_docs_say() -> None:
    """Events that no command prints by itself are those that the table points to a command for."""
    untold = {kind.value for kind in set(EventKind) - TOLD}
    assert untold == set(re.findall(r"^\| `([^`]+)` \|.*in `sources log` and `status`", TEXT, re.MULTILINE))
