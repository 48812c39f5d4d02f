"""Health: one word for how a source is doing, the gravest, with since when and what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Standing
from pipeline.watch.health import STALE, TWO_DAYS, HealthState, health
from tests.db.nouns import source

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
AGO = NOW - timedelta(days=1)
LONG_AGO = NOW - STALE - timedelta(days=1)
DAILY = (24.0,) * 20
FINE = Standing("meeuw", fetched=NOW, heard=NOW, state=SourceState.FETCHED, newest=AGO, gaps=DAILY)
FAULTS = [state for state in SourceState if state.fault]


def word(standing: Standing | None, now: datetime = NOW) -> HealthState:
    """How a source that stands so is doing."""
    return health(source(), standing, now).state


@pytest.mark.parametrize(
    ("changed", "expected", "since"),
    [
        ({}, HealthState.OK, None),
        ({"state": SourceState.NOT_MODIFIED}, HealthState.OK, None),
        ({"state": None}, HealthState.NEW, None),
        ({"state": SourceState.THROTTLED}, HealthState.THROTTLED, NOW),
        ({"state": SourceState.OWN_OUTAGE}, HealthState.OWN_OUTAGE, NOW),
        ({"gap": NOW}, HealthState.GAP, NOW),
        ({"gap": AGO}, HealthState.OK, None),
        ({"flood": True}, HealthState.FLOOD, NOW),
        ({"undated": True}, HealthState.UNDATED, None),
        ({"newest": NOW - timedelta(days=4)}, HealthState.SILENT, NOW - timedelta(days=4)),
        ({"newest": NOW - timedelta(days=4), "gaps": ()}, HealthState.OK, None),
        ({"newest": LONG_AGO, "gaps": ()}, HealthState.STALE, LONG_AGO),
        ({"newest": None}, HealthState.OK, None),
        ({"state": SourceState.EMPTY, "empty_since": NOW - TWO_DAYS}, HealthState.EMPTY, NOW - TWO_DAYS),
        ({"state": SourceState.EMPTY, "empty_since": AGO}, HealthState.OK, None),
        ({"state": SourceState.TIMEOUT, "failing_since": AGO}, HealthState.FAILING, AGO),
        ({"state": SourceState.TIMEOUT, "failing_since": AGO, "reported": NOW}, HealthState.LASTING, AGO),
        ({"retired": AGO, "state": SourceState.GONE}, HealthState.RETIRED, AGO),
    ],
)
def test_each_trouble_has_its_word(changed: dict[str, object], expected: HealthState, since: datetime | None) -> None:
    """The word, and since when."""
    found = health(source(), replace(FINE, **changed), NOW)  # type: ignore[arg-type]
    assert (found.state, found.since, found.heard) == (expected, since, NOW)


def test_source_that_is_not_asked_is_well() -> None:
    """Switched off, entered by hand, or never asked yet: nobody has to do anything."""
    assert health(source(enabled=False), FINE, NOW).state is HealthState.DISABLED
    assert health(source(url=None), None, NOW).state is HealthState.BY_HAND
    assert word(None) is HealthState.NEW
    assert word(Standing("meeuw")) is HealthState.NEW


@pytest.mark.parametrize("state", FAULTS)
def test_every_fault_has_a_remedy_of_its_own(state: SourceState) -> None:
    """And the message of the server is passed on."""
    found = health(source(), replace(FINE, state=state, message="HTTP 418"), NOW)
    assert (found.state, found.message) == (HealthState.FAILING, "HTTP 418")
    assert found.remedy
    others = {health(source(), replace(FINE, state=other), NOW).remedy for other in FAULTS if other is not state}
    assert found.remedy not in others


def test_only_what_needs_nobody_is_well_and_has_no_remedy() -> None:
    """Every word past these comes with something to do."""
    ill = [{"gap": NOW}, {"flood": True}, {"newest": LONG_AGO}, {"state": SourceState.OWN_OUTAGE}]
    for changed in ill:
        found = health(source(), replace(FINE, **changed), NOW)  # type: ignore[arg-type]
        assert found.remedy
        assert not found.state.well
    assert health(source(), FINE, NOW).remedy == ""
    assert [state for state in HealthState if state.well] == [
        *(
            HealthState.OK,
            HealthState.NEW,
            HealthState.BY_HAND,
            HealthState.DISABLED,
            HealthState.THROTTLED,
            HealthState.UNDATED,
        )
    ]


def test_gravest_trouble_is_named() -> None:
    """All at once: retired before failing, failing before what is odd about what it holds, silence before a flood."""
    every = replace(FINE, undated=True, flood=True, gap=NOW, newest=NOW - timedelta(days=9), gaps=DAILY)
    assert word(every) is HealthState.SILENT
    assert word(replace(every, newest=LONG_AGO)) is HealthState.STALE
    assert word(replace(every, newest=NOW)) is HealthState.UNDATED
    assert word(replace(every, state=SourceState.HTML, failing_since=AGO)) is HealthState.FAILING
    assert word(replace(every, state=SourceState.HTML, retired=AGO)) is HealthState.RETIRED


def test_silence_comes_with_time_alone() -> None:
    """Nothing has to be asked for a source to become silent, and the message tells after how long."""
    assert word(FINE, AGO + timedelta(days=3)) is HealthState.OK
    found = health(source(), FINE, AGO + timedelta(days=3, hours=1))
    assert (found.state, found.message) == (HealthState.SILENT, "nothing new for more than 3 days, which is long for it")
