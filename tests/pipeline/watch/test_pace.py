"""Pace: between an hour and a day, faster when much is new, slower when little is or when a source fails."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watch.pace import LONGEST, SHORTEST, USUAL, backoff, next_pace, slower

LAW = settings(deadline=None, max_examples=200, derandomize=True)
paces = st.none() | st.timedeltas(SHORTEST, LONGEST)


@pytest.mark.parametrize(
    ("entries", "known", "overlap", "expected"),
    [
        (30, 30, True, timedelta(hours=9)),
        (30, 20, True, timedelta(hours=9)),
        (30, 15, True, USUAL),
        (30, 10, True, USUAL),
        (30, 9, True, timedelta(hours=3)),
        (30, 0, None, timedelta(hours=3)),
        (0, 0, None, timedelta(hours=9)),
        (30, 0, False, SHORTEST),
    ],
)
def test_share_of_known_items_sets_the_pace(entries: int, known: int, overlap: bool | None, expected: timedelta) -> None:  # noqa: FBT001 parametrized
    """From two thirds known on slower, under a third faster; at once when the window has overflowed."""
    assert next_pace(USUAL, entries, known, overlap=overlap) == expected
    assert next_pace(None, entries, known, overlap=overlap) == expected


@LAW
@given(pace=paces, entries=st.integers(0, 2000), data=st.data(), overlap=st.sampled_from([None, True, False]))
def test_pace_stays_within_an_hour_and_a_day(
    pace: timedelta | None, entries: int, data: st.DataObject, overlap: object
) -> None:
    """Whatever comes; and a document with more known items is never asked for sooner."""
    assert overlap is None or isinstance(overlap, bool)
    known = data.draw(st.integers(0, entries))
    found = next_pace(pace, entries, known, overlap=overlap)
    assert SHORTEST <= found <= LONGEST
    assert next_pace(pace, entries, entries, overlap=overlap) >= found or entries == 0
    assert SHORTEST <= slower(pace) <= LONGEST


@LAW
@given(pace=paces, failures=st.integers(1, 100_000))
def test_failing_source_is_asked_at_least_once_a_day(pace: timedelta | None, failures: int) -> None:
    """The time between questions grows with each failure, up to a day and never beyond."""
    found = backoff(pace, failures)
    assert SHORTEST <= found <= LONGEST
    assert backoff(pace, failures + 1) in {min(LONGEST, found * 2), found}
    assert backoff(pace, 100) == LONGEST
