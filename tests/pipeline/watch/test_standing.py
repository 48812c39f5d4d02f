"""Standing: faults and their end are told once, moves and retirements decided once, and nothing stops a source for good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.answers import SourceState, Wait
from pipeline.core.ledger import EventKind, Standing
from pipeline.core.model import Identity
from pipeline.watch.standing import (
    SOON,
    Alarm,
    after,
    after_outage,
    own_outage,
)
from tests.pipeline.watch.kit import DAY, FAULTS, GOOD, HOUR, LAW, MEEUW, NOW, asked, kinds, reading


@pytest.mark.parametrize("state", FAULTS)
def test_lasting_failure_is_told_once_reminded_rarely_and_its_end_told(state: SourceState) -> None:
    """Not at once, then once, again after two weeks, and its end once; with the moment of the last good answer."""
    standing, told = asked(GOOD, *[reading(state, message="weg")] * 2)
    assert (kinds(told), standing.failures, standing.reported) == ([], 2, None)
    standing, told = asked(standing, *[reading(state, message="weg")] * 14, now=NOW + 2 * DAY)
    expected = [EventKind.FAILING] + [EventKind.RETIRED] * (14 if state is SourceState.GONE else 0)
    assert sorted(kinds(told)) == sorted(expected)
    assert "last heard 2026-11-22 06:00 UTC" in told[0].message
    assert "weg" in told[0].message
    standing, told = asked(standing, reading(state), now=NOW + 17 * DAY)
    assert EventKind.STILL_FAILING in kinds(told)
    standing, told = asked(standing, *[reading()] * 3, now=NOW + 18 * DAY)
    assert kinds(told) == [EventKind.RECOVERED]
    assert told[0].message == "heard again after 18 days"
    assert (standing.failures, standing.failing_since, standing.reported) == (0, None, None)


def test_empty_feed_is_no_recovery() -> None:
    """After a lasting failure an answer without items is not the end of it; one with items is."""
    standing, told = asked(GOOD, *[reading(SourceState.TIMEOUT)] * 4)
    assert kinds(told) == [EventKind.FAILING]
    standing, told = asked(standing, reading(SourceState.EMPTY), now=NOW + 5 * DAY)
    assert told == []
    assert kinds(asked(standing, reading(), now=NOW + 6 * DAY)[1]) == [EventKind.RECOVERED]


def test_short_failure_is_told_of_neither_way() -> None:
    """Three times within a day, or twice in a week, and well again: nobody is told."""
    failing = reading(SourceState.TIMEOUT)
    assert asked(GOOD, failing, failing, failing, reading(), every=HOUR)[1] == []
    assert asked(GOOD, failing, failing, reading(), every=3 * DAY)[1] == []


def test_alarm_is_settable() -> None:
    """How often and how long is the operator's to say."""
    alarm = Alarm(failures=1, lasting=timedelta(0), remind=HOUR)
    standing, told = after(GOOD, MEEUW, reading(SourceState.TIMEOUT), NOW, full=False, alarm=alarm)
    assert kinds(told) == [EventKind.FAILING]
    assert kinds(after(standing, MEEUW, reading(SourceState.TIMEOUT), NOW + HOUR, full=False, alarm=alarm)[1]) == [
        EventKind.STILL_FAILING
    ]


@LAW
@given(states=st.lists(st.sampled_from(SourceState), max_size=60), hours=st.integers(1, 80))
def test_failing_and_recovered_alternate(states: list[SourceState], hours: int) -> None:
    """Whatever comes: no recovery without a report, no second report without a recovery, reminders in between."""
    _, told = asked(Standing("meeuw"), *map(reading, states), every=timedelta(hours=hours))
    open_ = False
    for kind in kinds(told):
        if kind is EventKind.FAILING:
            assert not open_
            open_ = True
        elif kind is EventKind.STILL_FAILING:
            assert open_
        elif kind is EventKind.RECOVERED:
            assert open_
            open_ = False
    assert told == sorted(told, key=lambda event: event.moment)


@LAW
@given(states=st.lists(st.sampled_from(SourceState), min_size=1, max_size=40), hours=st.integers(0, 80))
def test_no_error_stops_a_source(states: list[SourceState], hours: int) -> None:
    """It is to be asked again after now, and within a day, whatever it answered."""
    standing = Standing("meeuw")
    for number, state in enumerate(states):
        now = NOW + number * timedelta(hours=hours)
        standing, _ = after(standing, MEEUW, reading(state), now, full=True)
        assert standing.due is not None
        assert now < standing.due <= now + DAY
        assert (standing.failures > 0) == (standing.failing_since is not None)


def test_server_that_asks_to_wait_is_obeyed_and_not_blamed() -> None:
    """It is asked when its server allows; no failure is counted, and one that was is kept."""
    until = NOW + 3 * DAY
    failing, _ = asked(GOOD, reading(SourceState.TIMEOUT))
    throttled = reading(SourceState.THROTTLED, wait=Wait("meeuw.nl", until))
    for before in (GOOD, failing):
        standing, told = asked(before, throttled)
        assert (standing.due, told) == (until, [])
        assert (standing.failures, standing.failing_since) == (before.failures, before.failing_since)


def test_outage_of_our_own_counts_against_none() -> None:
    """All unreachable is our network: each stands as it stood and is asked again soon."""
    before = replace(GOOD, failures=2, failing_since=NOW - DAY)
    standing = after_outage(before, MEEUW, NOW)
    assert (standing.failures, standing.failing_since, standing.heard) == (2, NOW - DAY, before.heard)
    assert (standing.state, standing.due) == (SourceState.OWN_OUTAGE, NOW + SOON)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("unreachable timeout unreachable", True),
        ("unreachable unreachable", False),
        ("unreachable unreachable unreachable http-error", False),
        ("unreachable unreachable unreachable fetched", False),
        ("unreachable unreachable unreachable throttled", False),
        ("unreachable unreachable unreachable refused", True),
        ("unreachable unreachable refused refused", False),
        ("", False),
    ],
)
def test_outage_is_ours_when_no_one_answered(states: str, expected: bool) -> None:  # noqa: FBT001 parametrized
    """One answer of any kind shows that the network works; an address that we refuse ourselves is no answer."""
    assert own_outage([reading(SourceState(state)) for state in states.split()], {}) is expected


def test_who_is_left_alone_says_nothing_of_an_outage() -> None:
    """A source that is not asked because its server wanted rest, does not hide that all others are out of reach."""
    silent = [reading(SourceState.UNREACHABLE)] * 3
    waiting = reading(SourceState.THROTTLED, of="uil", wait=Wait("uil.nl", NOW + HOUR))
    assert own_outage([*silent, waiting], {"uil.nl": NOW + HOUR})
    # this one was asked, and answered
    assert not own_outage([*silent, waiting], {"uil.nl": NOW - HOUR})


def test_possible_gap_is_told_and_asked_for_sooner() -> None:
    """A document that holds nothing of the last one: told, kept with its moment, and the next question is within the hour."""
    standing, told = asked(GOOD, reading(overlap=False))
    assert (kinds(told), standing.gap, standing.due) == ([EventKind.GAP], NOW, NOW + HOUR)
    assert asked(standing, reading(overlap=True), now=NOW + DAY)[0].gap == NOW


def test_flood_is_told_each_time_and_stands_until_the_next_answer() -> None:
    """Far more than the rhythm brings."""
    steady = replace(GOOD, gaps=(24.0,) * 20)
    standing, told = asked(steady, reading(new=400, entries=400, overlap=True))
    assert (kinds(told), standing.flood) == ([EventKind.FLOOD], True)
    assert asked(standing, reading(SourceState.NOT_MODIFIED, new=0, entries=0), now=NOW + DAY)[0].flood is False


def test_empty_feed_stays_empty_over_a_failure() -> None:
    """Since when it is empty is not forgotten because it once could not be reached; an item ends it."""
    standing, _ = asked(GOOD, *map(reading, (SourceState.EMPTY, SourceState.TIMEOUT, SourceState.THROTTLED, SourceState.EMPTY)))
    assert standing.empty_since == NOW
    assert asked(standing, reading(), now=NOW + 9 * DAY)[0].empty_since is None


def test_all_undated_is_said_of_several_items() -> None:
    """Of three items without a date, and then of any; not of one, nor when one has a date; nothing read changes nothing."""
    one, many = reading(undated=1), reading(undated=3)
    assert not asked(GOOD, one)[0].undated
    assert asked(GOOD, many)[0].undated
    assert asked(GOOD, many, one, reading(undated=0))[0].undated
    assert not asked(GOOD, many, reading(undated=2, dates=(NOW,)))[0].undated


def test_rhythm_is_learned_from_dates_and_else_from_first_sight() -> None:
    """The hours between dated items; of a source without dates, those between documents that held something new."""
    dates = (NOW - DAY, NOW - DAY / 2, NOW)
    standing, _ = asked(Standing("meeuw"), reading(dates=dates, newest=NOW))
    assert (standing.gaps, standing.newest) == ((12.0, 12.0), NOW)
    undated = reading(newest=None, undated=1)
    nothing = reading(SourceState.NOT_MODIFIED, newest=None, entries=0, new=0)
    standing, _ = asked(Standing("meeuw"), undated, nothing, undated)
    assert (standing.gaps, standing.newest) == ((48.0,), NOW + 2 * DAY)


def test_rule_and_its_reason_are_told() -> None:
    """A source that gets another identity rule says why, once."""
    standing, told = asked(
        GOOD, reading(rule=Identity.GUID, why="daarom", overlap=True), reading(rule=Identity.GUID, overlap=True)
    )
    assert (standing.rule, [(e.kind, e.message) for e in told]) == (Identity.GUID, [(EventKind.IDENTITY, "daarom")])


@pytest.mark.parametrize("state", [SourceState.EMPTY, SourceState.THROTTLED])
def test_unheard_for_a_week_is_told_though_nothing_failed(state: SourceState) -> None:
    """A feed without items, or a server that asks to wait for ever: told once after a week, and its end too."""
    standing = Standing("meeuw", heard=NOW, fetched=NOW, state=SourceState.FETCHED)
    kinds = []
    for day in range(1, 10):
        moment = NOW + timedelta(days=day)
        now_heard = SourceState.FETCHED if day == 9 else state
        standing, events = after(standing, MEEUW, reading(now_heard), moment, full=False)
        kinds += [(day, event.kind) for event in events if event.kind in {EventKind.FAILING, EventKind.RECOVERED}]
    assert kinds == [(7, EventKind.FAILING), (9, EventKind.RECOVERED)]
