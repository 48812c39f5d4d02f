"""What is decided about a source by itself: it moved, it is gone; each once, and undone on demand."""

from dataclasses import replace

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import EventKind, Standing
from pipeline.core.model import Identity
from pipeline.watch.asking import address, refreshed
from pipeline.watch.standing import (
    GONE,
    MOVES,
    MOVING_FOR,
    undone,
)
from tests.pipeline.watch.kit import DAY, GOOD, MEEUW, NEW, NOW, OLD, asked, kinds, reading


def test_gone_three_times_retires_once() -> None:
    """Exactly the third 410 in a row retires a source, and says so once; no answer at all in between changes nothing."""
    gone = [reading(SourceState.GONE)] * (GONE - 1)
    standing, told = asked(GOOD, *gone, reading(SourceState.TIMEOUT), reading(SourceState.UNREACHABLE))
    assert (standing.retired, standing.gone_times) == (None, GONE - 1)
    assert EventKind.RETIRED not in kinds(told)
    standing, told = asked(standing, reading(SourceState.GONE), now=NOW + 9 * DAY)
    assert standing.retired == NOW + 9 * DAY
    assert kinds(told).count(EventKind.RETIRED) == 1


@pytest.mark.parametrize("state", [SourceState.FETCHED, SourceState.HTTP_ERROR, SourceState.HTML, SourceState.EMPTY])
def test_other_answer_starts_the_count_of_gone_again(state: SourceState) -> None:
    """Two 410s, something else, two 410s: not retired."""
    gone = [reading(SourceState.GONE)] * (GONE - 1)
    assert asked(GOOD, *gone, reading(state), *gone)[0].retired is None


def test_move_is_adopted_after_equal_answers_over_two_days() -> None:
    """Not before the third, not before 48 hours; told once, and asked there from then on."""
    moved = reading(moved=NEW, overlap=True)
    assert asked(GOOD, *[moved] * 9, every=MOVING_FOR / 9)[0].moved == ""
    assert asked(GOOD, *[moved] * (MOVES - 1), every=MOVING_FOR)[0].moved == ""
    standing, told = asked(GOOD, *[moved] * MOVES, every=MOVING_FOR / (MOVES - 1))
    assert (standing.moved, standing.url, address(MEEUW, standing)) == (NEW, NEW, NEW)
    assert kinds(told) == [EventKind.MOVED]
    assert OLD in told[0].message
    assert NEW in told[0].message
    assert asked(standing, reading(overlap=True), reading(overlap=True), now=NOW + 9 * DAY)[1] == []


def test_move_to_something_else_is_not_adopted() -> None:
    """A target that shares no item, or differs from answer to answer, or is now and then none, is not where it moved."""
    stranger = reading(moved=NEW, overlap=False)
    other = reading(moved=NEW + "2", overlap=True)
    moved, plain = reading(moved=NEW, overlap=True), reading(overlap=True)
    for answers in ([stranger] * 5, [moved, other] * 3, [moved, moved, plain, moved, moved]):
        standing, told = asked(GOOD, *answers)
        assert standing.moved == ""
        assert EventKind.MOVED not in kinds(told)


def test_move_survives_a_failure_in_between() -> None:
    """No answer says nothing of the address."""
    moved = reading(moved=NEW, overlap=True)
    assert asked(GOOD, moved, moved, reading(SourceState.TIMEOUT), moved)[0].moved == NEW


def test_move_that_was_undone_is_not_adopted_again() -> None:
    """What a person decided stands, as long as the server says the same."""
    moved = reading(moved=NEW, overlap=True)
    standing, words = undone(asked(GOOD, *[moved] * 3)[0])
    assert address(MEEUW, standing) == OLD
    assert NEW in words[0]
    standing, told = asked(standing, *[moved] * 9, now=NOW + 9 * DAY)
    assert (standing.moved, told) == ("", [])
    assert asked(standing, *[reading(moved=NEW + "2", overlap=True)] * 3, now=NOW + 30 * DAY)[0].moved == NEW + "2"


def test_all_that_was_decided_can_be_undone_once() -> None:
    """Address, retirement and identity; then nothing is left to undo."""
    decided = replace(GOOD, moved=NEW, retired=NOW, gone_times=3, rule=Identity.WORDS)
    standing, words = undone(decided)
    assert len(words) == 3
    assert (standing.moved, standing.retired, standing.gone_times, standing.rule) == ("", None, 0, Identity.LINK_AND_GUID)
    assert undone(standing) == (standing, ())


def test_changed_entry_drops_what_was_decided_about_the_old_address() -> None:
    """With another address a source starts anew; with another name or language it does not."""
    decided = replace(GOOD, moved=NEW, retired=NOW, gone_times=3, failures=9, failing_since=NOW, reported=NOW)
    fresh = refreshed(replace(MEEUW, url=NEW), decided)
    assert (fresh.moved, fresh.retired, fresh.failures, fresh.reported) == ("", None, 0, None)
    assert fresh.rule == decided.rule
    assert refreshed(replace(MEEUW, name="Meeuw", lang="en"), decided) == decided
    assert refreshed(MEEUW, Standing("meeuw")) == Standing("meeuw")
