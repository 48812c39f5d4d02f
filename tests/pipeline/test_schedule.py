from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.open import Store, open_store
from pipeline.core.model import DeliveryState
from pipeline.core.weeks import Week
from pipeline.schedule import due
from tests.db.nouns import edition

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday morning: week 47 has just ended."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    yield opened
    opened.close()


def deliver(store: Store, week: Week, *states: DeliveryState) -> None:
    """Makes an edition of a week, with a delivery in each of these states."""
    made = edition(week)
    store.editions.add(made, (), b"")
    for number, state in enumerate(states):
        planned = store.deliveries.plan(made, f"lezer{number}@h.example", f"<{number}@h.example>", MONDAY)
        store.deliveries.move(planned, state, MONDAY)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-23T00:00:00+01:00", "2026-W47"),
        ("2026-11-22T23:59:59+01:00", "2026-W46"),
        ("2026-11-29T23:59:59+01:00", "2026-W47"),
        ("2027-01-04T00:00:00+01:00", "2026-W53"),
    ],
)
def test_the_week_that_ended_last_is_due(store: Store, moment: str, week: str) -> None:
    """The week that ended last is due from its end on until the next has ended, at whatever hour one asks."""
    assert due(datetime.fromisoformat(moment), store) == (Week.parse(week),)


def test_the_zone_decides(store: Store) -> None:
    """Where the clock is behind, the week has not ended yet."""
    moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert due(moment, store, ZoneInfo("America/New_York")) == (Week(2026, 46),)


@pytest.mark.parametrize(
    ("states", "is_due"),
    [
        pytest.param((), True, id="made but not delivered"),
        pytest.param((DeliveryState.SENT,), False, id="sent"),
        pytest.param((DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNKNOWN), False, id="all for a person to judge"),
        pytest.param((DeliveryState.SENT, DeliveryState.PENDING), True, id="one still to send"),
        pytest.param((DeliveryState.SENT, DeliveryState.SENDING), True, id="one under way"),
        pytest.param((DeliveryState.PENDING,), True, id="none sent"),
    ],
)
def test_due_until_delivered(store: Store, states: tuple[DeliveryState, ...], is_due: bool) -> None:  # noqa: FBT001
    """A week stays due until every reader has it, or its delivery is a person's to judge."""
    deliver(store, Week(2026, 47), *states)
    assert due(MONDAY, store) == ((Week(2026, 47),) if is_due else ())


def test_older_weeks_are_never_due(store: Store) -> None:
    """A machine that slept for weeks owes its readers the last one only."""
    deliver(store, Week(2026, 44), DeliveryState.PENDING)
    deliver(store, Week(2026, 47), DeliveryState.SENT)
    assert due(MONDAY, store) == ()


def test_another_weeks_delivery_counts_for_nothing(store: Store) -> None:
    """What was delivered of other weeks leaves this week due."""
    deliver(store, Week(2026, 46), DeliveryState.SENT)
    deliver(store, Week(2026, 48), DeliveryState.SENT)
    assert due(MONDAY, store) == (Week(2026, 47),)


def test_asking_changes_nothing(store: Store) -> None:
    """Asking twice gives the same answer, and leaves the deliveries as they were."""
    deliver(store, Week(2026, 47), DeliveryState.PENDING)
    before = store.deliveries.of_week(Week(2026, 47))
    assert due(MONDAY, store) == due(MONDAY, store)
    assert store.deliveries.of_week(Week(2026, 47)) == before
