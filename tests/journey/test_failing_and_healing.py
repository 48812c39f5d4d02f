"""Over weeks: failures that last are told and not repeated, an outage of our own counts against none, waits are kept."""

from datetime import timedelta
from itertools import pairwise

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import EventKind
from pipeline.watch.health import HealthState
from tests.journey.place import Place, at, feed
from tests.servers import Answer

FAILING, STILL, RECOVERED, OUTAGE = EventKind.FAILING, EventKind.STILL_FAILING, EventKind.RECOVERED, EventKind.OWN_OUTAGE
ILL = Answer(500)
SILENT = Answer(act=lambda _: None)
"""A server that hangs up without a word: no answer at all."""


@pytest.fixture
def failing(place: Place) -> Place:
    """A source that was heard once and fails from then on, beside one that is well."""
    place.add("a", feed([1]))
    place.add("b", feed([2]))
    place.collect(-6)
    place.server.answers["/a"] = ILL
    return place


def test_lasting_failure_is_told_once_reminded_rarely_and_its_end_told(failing: Place) -> None:
    """After three failures and a day; then every two weeks; and when it is over. Afterwards all begins anew."""
    assert [failing.told(hours) for hours in (0, 8, 16)] == [[], [], []]
    assert failing.health("a", 16).state is HealthState.FAILING
    assert failing.told(24) == [(FAILING, "a")]
    health = failing.health("a", 24)
    assert (health.state, health.since, health.heard) == (HealthState.LASTING, at(0), at(-6))
    assert [failing.told(24.0 * day) for day in range(2, 15)] == [[]] * 13
    assert failing.told(24 * 15) == [(STILL, "a")]
    assert [failing.told(24.0 * day) for day in (16, 28)] == [[], []]
    assert failing.told(24 * 29) == [(STILL, "a")]

    failing.server.answers["/a"] = feed([1, 3])
    assert failing.told(24 * 30) == [(RECOVERED, "a")]
    assert failing.told(24 * 31) == []
    assert failing.health("a", 24 * 31).state is HealthState.OK
    messages = {event.kind: event.message for event in failing.events()}
    assert messages[FAILING] == (
        "4 failures since 2026-11-23 06:00 UTC, last heard 2026-11-23 00:00 UTC: http-error (HTTP 500 Internal Server Error)"
    )
    assert messages[RECOVERED] == "heard again after 30 days"

    failing.server.answers["/a"] = ILL
    assert [failing.told(24 * 32 + hours) for hours in (0, 8, 16)] == [[], [], []]
    assert failing.told(24 * 33) == [(FAILING, "a")]


@pytest.mark.parametrize("hours", [(0, 1, 2, 3, 23), (0, 72)], ids=["many in a day", "two in three days"])
def test_many_failures_and_long_ones_are_told_only_when_both(failing: Place, hours: tuple[float, ...]) -> None:
    """A bad day is no lasting failure, nor are two failures far apart; and whoever heals before was never reported."""
    assert [failing.told(hour) for hour in hours] == [[]] * len(hours)
    failing.server.answers["/a"] = feed([1, 3])
    assert failing.told(hours[-1] + 1) == []


def test_different_failures_are_one_failure(failing: Place) -> None:
    """A source that fails in another way each time fails all the same."""
    for hours, answer in ((0, ILL), (12, Answer(404)), (24, Answer(200, b"<html><p>Storing</p></html>"))):
        failing.server.answers["/a"] = answer
        told = failing.told(hours)
    assert told == [(FAILING, "a")]


def test_being_asked_to_wait_neither_counts_nor_heals(failing: Place) -> None:
    """A failing source whose server asks for rest in between is still the same failure."""
    failing.collect(0)
    failing.server.answers["/a"] = Answer(429, b"", {"Retry-After": "60"})
    failing.collect(12)
    assert failing.standing("a").failures == 1
    failing.server.answers["/a"] = ILL
    failing.collect(24)
    assert failing.told(36) == [(FAILING, "a")]


def test_not_modified_never_heals(failing: Place) -> None:
    """After a failure the question is a plain one, so that only a body can end it, and 304 is one more failure."""
    failing.server.answers["/a"] = feed([1], ETag='"1"')
    failing.collect(-5)
    failing.collect(-4)
    assert failing.server.asked["/a"][-1]["if-none-match"] == '"1"'
    failing.server.answers["/a"] = ILL
    failing.collect(0)
    failing.server.answers["/a"] = Answer(304)
    failing.collect(12)
    assert "if-none-match" not in failing.server.asked["/a"][-1]
    assert failing.standing("a").failures == 2
    failing.server.answers["/a"] = feed([1], ETag='"1"')
    failing.collect(24)
    assert failing.standing("a").failures == 0


def test_backoff_grows_to_a_day_and_no_further(failing: Place) -> None:
    """No error stops a source for good: the time to the next question doubles, and is never more than a day."""
    hours, waits = 0.0, []
    for _ in range(12):
        failing.collect(hours)
        due = failing.standing("a").due
        assert due is not None
        waits.append((due - at(hours)).total_seconds() / 3600)
        hours += waits[-1]
    assert waits[0] < 2
    assert all(later == min(24, 2 * sooner) for sooner, later in pairwise(waits))
    assert waits[-1] == 24


def test_own_outage_counts_against_none(place: Place) -> None:
    """When no source gives any answer the trouble is ours: it is told, nobody fails, and all are asked again soon."""
    for ident in "abc":
        place.add(ident, feed([ident]))
    place.collect(0)
    for ident in "abc":
        place.server.answers[f"/{ident}"] = SILENT
    found = place.collect(6)
    assert [(event.kind, event.source) for event in found.events] == [(OUTAGE, None)]
    assert {ledger.state for ledger in found.sources} == {SourceState.OWN_OUTAGE}
    for ident in "abc":
        standing = place.standing(ident)
        assert (standing.failures, standing.heard, standing.due) == (0, at(0), at(6) + timedelta(minutes=15))
        assert place.health(ident, 6).state is HealthState.OWN_OUTAGE
    for ident in "abc":
        place.server.answers[f"/{ident}"] = feed([ident, f"{ident}2"])
    again = place.collect(6.25, due=True)
    assert (again.new, len(again.sources), again.events) == (3, 3, ())


def test_one_answer_shows_that_the_network_is_there(place: Place) -> None:
    """Whoever answers, if only with an error, proves that the others fail by themselves."""
    for ident in "abc":
        place.add(ident, SILENT)
    place.add("d", ILL)
    found = place.collect(0)
    assert found.events == ()
    assert {place.standing(ident).failures for ident in "abcd"} == {1}


def test_dead_sources_asked_by_themselves_are_no_outage(place: Place) -> None:
    """When only sources that failed before are due, their silence says nothing of our network: they are reported."""
    for ident in "abc":
        place.add(ident, SILENT)
    place.add("d", feed([1]))
    place.collect(0)
    place.server.answers["/d"] = feed([1, 2])
    told = []
    for hours in (12, 24.5):
        found = place.collect(hours, only=("a", "b", "c"))
        assert {ledger.state for ledger in found.sources} == {SourceState.UNREACHABLE}
        told += [event.kind for event in found.events]
    assert told == [FAILING] * 3


def test_wait_is_kept_over_runs(place: Place) -> None:
    """Until its moment a server is not asked, by whatever run; then it is, and it was never a fault."""
    place.add("a", feed([1]))
    place.collect(0)
    place.server.answers["/a"] = Answer(429, b"", {"Retry-After": "7200"})
    assert place.state(6) is SourceState.THROTTLED
    asked, due = place.asked("a"), place.standing("a").due
    assert due is not None
    assert timedelta(hours=2) <= due - at(6) <= timedelta(hours=2.2)
    place.server.answers["/a"] = feed([1, 2])
    for hours in (6.5, 7.9):
        assert place.state(hours) is SourceState.THROTTLED
        assert place.standing("a").due == due
        assert place.health("a", hours).state is HealthState.THROTTLED
    assert place.asked("a") == asked
    assert place.standing("a").failures == 0
    assert place.state(8.3) is SourceState.FETCHED
    assert place.asked("a") == asked + 1


def test_only_what_is_due_is_asked(place: Place) -> None:
    """With --due each source is asked at its own pace, those that fail at theirs; without it all of them, with --source one."""
    place.add("a", feed([1]))
    place.add("b", ILL)
    assert len(place.collect(0, due=True).sources) == 2
    assert place.collect(0.5, due=True).sources == ()
    turns = {ident: (due - at(0)).total_seconds() / 3600 for ident in "ab" if (due := place.standing(ident).due)}
    first, last = sorted(turns, key=lambda ident: turns[ident])
    assert [ledger.source for ledger in place.collect(turns[first], due=True).sources] == [first]
    assert last in [ledger.source for ledger in place.collect(turns[last], due=True).sources]
    assert [ledger.source for ledger in place.collect(9, only=("b",)).sources] == ["b"]
    assert len(place.collect(9).sources) == 2
    place.add("c", feed([3]))
    assert "c" in [ledger.source for ledger in place.collect(9.1, due=True).sources]


def test_empty_for_two_days_is_a_state(place: Place) -> None:
    """An empty feed is no fault; after two days it has a name, also when its server was silent in between."""
    place.add("a", feed([]))
    place.add("b", feed([1]))
    place.collect(0)
    assert place.health("a", 0).state is HealthState.OK
    place.server.answers["/a"] = Answer(429, b"", {"Retry-After": "60"})
    place.collect(24)
    place.server.answers["/a"] = feed([])
    place.collect(48)
    assert place.standing("a").failures == 0
    health = place.health("a", 48)
    assert (health.state, health.since) == (HealthState.EMPTY, at(0))
