"""Moments and weeks come back as they went in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.open import Store
from pipeline.core.errors import StoreError
from pipeline.core.weeks import Week
from tests.db.nouns import NOW

# the store may serve every example: each begins a run of its own
AGAIN = settings(deadline=None, max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@AGAIN
@given(moment=st.datetimes(timezones=st.just(UTC)))
@example(moment=datetime.min.replace(tzinfo=UTC))
@example(moment=datetime.max.replace(tzinfo=UTC))
def test_moment_comes_back_to_the_microsecond(store: Store, moment: datetime) -> None:
    """Any moment that a noun can carry is stored and comes back equal, in UTC: a feed may claim the year 9999."""
    run = store.runs.begin("collect", moment)
    (found,) = [r for r in store.runs.latest() if r.id == run]
    assert found.started == moment
    assert found.started.utcoffset() == timedelta(0)


@AGAIN
@given(moment=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=ZONES))
def test_zone_is_not_lost(store: Store, moment: datetime) -> None:
    """A moment told in another zone is the same moment afterwards."""
    run = store.runs.begin("collect", moment)
    (found,) = [r for r in store.runs.latest() if r.id == run]
    assert found.started == moment


def test_moment_without_a_zone_is_refused(store: Store) -> None:
    """A naive moment is nobody's moment, and is not stored."""
    with pytest.raises(StoreError, match="has no zone"):
        store.runs.begin("collect", NOW.replace(tzinfo=None))
    assert store.runs.latest() == ()


def test_week_comes_back(store: Store) -> None:
    """Weeks, and their absence, come back as they went in."""
    for week in (None, Week(2026, 1), Week(2026, 53), Week(1, 1), Week(9999, 52)):
        store.runs.begin("digest", NOW, week)
        assert store.runs.latest()[0].week == week
