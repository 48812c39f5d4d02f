"""Coverage: what an answer proves about the time before it, and no more."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Coverage, Standing
from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.watch.coverage import FURTHEST, concerning, covered
from tests.db.nouns import ledger

LAW = settings(deadline=None, max_examples=200, derandomize=True)
START = datetime(2026, 10, 12, 5, 0, tzinfo=UTC)
"""Two weeks before the clocks go back: one of these weeks has 169 hours."""
WEEK = Week(2026, 43)
"""The one of 169 hours."""
HEARD = [state for state in SourceState if state.heard]

steps = st.tuples(st.timedeltas(timedelta(minutes=1), timedelta(days=15)), st.sampled_from(SourceState), st.integers(0, 400))


def hours(found: tuple[Coverage, ...]) -> float:
    """How much time these shares are."""
    return sum(c.heard * (c.week.end() - c.week.start()).total_seconds() / 3600 for c in found)


@pytest.mark.parametrize("state", [state for state in SourceState if not state.heard])
def test_who_is_not_heard_covers_nothing(state: SourceState) -> None:
    """No answer, no feed or an empty one proves nothing."""
    told = ledger(state=state, oldest=START - timedelta(days=3))
    assert covered(told, Standing("meeuw"), START, HOUSE_ZONE) == ()


def test_first_document_covers_back_to_its_oldest_item() -> None:
    """Of the week before as much as it reaches into; there is no gap, for nothing was promised."""
    oldest = Week.of(START).start() - timedelta(hours=84)
    first, second = covered(ledger(oldest=oldest), Standing("meeuw"), START, HOUSE_ZONE)
    assert (first.week, first.heard, first.gap) == (Week.of(START) - 1, 0.5, False)
    assert second.week == Week.of(START)
    assert second.heard == pytest.approx((START - Week.of(START).start()) / timedelta(weeks=1))


def test_first_document_without_dates_covers_nothing_yet() -> None:
    """When it says nothing of its age, only what comes from now on counts."""
    assert covered(ledger(oldest=None), Standing("meeuw"), START, HOUSE_ZONE) == ()


def test_archive_covers_eight_weeks_at_most() -> None:
    """An item of ten years ago does not make the source heard in every week since."""
    found = covered(ledger(oldest=START - timedelta(days=3650)), Standing("meeuw"), START, HOUSE_ZONE)
    assert [c.week for c in found] == [Week.of(START) - back for back in range(FURTHEST, -1, -1)]


def test_document_without_the_last_one_has_a_gap_before_it() -> None:
    """Between the last time and the oldest item something may be missing: in the weeks in between, and in no other."""
    before = Standing("meeuw", heard=START - timedelta(days=21))
    oldest = START - timedelta(days=2)
    found = covered(ledger(oldest=oldest, overlap=False), before, START, HOUSE_ZONE)
    assert [(c.week, c.gap) for c in found] == [
        (Week.of(START) - 3, True),
        (Week.of(START) - 2, True),
        (Week.of(START) - 1, True),
        (Week.of(START), False),
    ]
    assert hours(found) == pytest.approx(48)
    assert hours(covered(ledger(oldest=oldest, overlap=True), before, START, HOUSE_ZONE)) == pytest.approx(21 * 24)


def answers(*given: tuple[str, float, SourceState]) -> tuple[tuple[str, datetime, SourceState, str], ...]:
    """Answers of sources, each so many hours after the end of the week."""
    return tuple((source, WEEK.end() + timedelta(hours=hours), state, "") for source, hours, state in given)


@pytest.mark.parametrize("hours", [-168, -100, -0.001])
def test_every_answer_in_a_week_concerns_it(hours: float) -> None:
    """From its first moment to its last, good or not."""
    given = answers(("a", hours, SourceState.FETCHED), ("a", hours, SourceState.TIMEOUT))
    assert concerning(WEEK, given, HOUSE_ZONE) == given


def test_good_answer_after_a_week_does_not_concern_it() -> None:
    """That a source answers on Monday does not say that it was heard the week before; nor what goes wrong after that."""
    given = answers(("a", 0, SourceState.FETCHED), ("a", 6, SourceState.TIMEOUT), ("b", 7, SourceState.NOT_MODIFIED))
    assert concerning(WEEK, given, HOUSE_ZONE) == ()


def test_first_answer_after_a_week_concerns_it_when_it_was_no_good() -> None:
    """Of each source the first alone: how it fared later is of a later week."""
    given = answers(("a", -5, SourceState.FETCHED), ("b", 0, SourceState.EMPTY), ("a", 7, SourceState.TIMEOUT))
    later = answers(("a", 7, SourceState.GONE), ("b", 9, SourceState.GONE), ("a", 9, SourceState.FETCHED))
    assert concerning(WEEK, (*given, *later), HOUSE_ZONE) == given


@LAW
@given(runs=st.lists(steps, min_size=1, max_size=12), overlaps=st.randoms(use_true_random=False))
def test_no_sequence_of_runs_covers_more_than_there_is(
    runs: list[tuple[timedelta, SourceState, int]], overlaps: Random
) -> None:
    """Each share is within 0..1, and so is their sum per week, in whatever order good and bad runs come."""
    total: dict[Week, float] = defaultdict(float)
    standing, now = Standing("meeuw"), START
    for wait, state, back in runs:
        now += wait
        told = ledger(state=state, oldest=now - timedelta(hours=back), overlap=overlaps.choice([True, False, None]))
        for one in covered(told, standing, now, HOUSE_ZONE):
            assert 0.0 <= one.heard <= 1.0
            total[one.week] += one.heard
        if state.heard:
            standing = Standing("meeuw", heard=now)
    assert all(share <= 1 + 1e-9 for share in total.values())
    assert all(week <= Week.of(now) for week in total)


@LAW
@given(waits=st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=4)), min_size=1, max_size=12), data=st.data())
def test_good_runs_cover_exactly_the_time_between_them(waits: list[timedelta], data: st.DataObject) -> None:
    """From the first answer to the last, and nothing twice; failures in between change nothing."""
    heard, now, sum_ = START, START, 0.0
    for wait in waits:
        now += wait
        state = data.draw(st.sampled_from(SourceState))
        told = ledger(state=state, oldest=now, overlap=True)
        sum_ += hours(covered(told, Standing("meeuw", heard=heard), now, HOUSE_ZONE))
        heard = now if state.heard else heard
    assert sum_ == pytest.approx((heard - START).total_seconds() / 3600)


@LAW
@given(away=st.timedeltas(timedelta(minutes=1), timedelta(days=50)), back=st.none() | st.integers(-5, 2000))
def test_gap_only_lowers(away: timedelta, back: int | None) -> None:
    """Without overlap never more is covered than with it, and what is missing is marked in the same weeks."""
    before = Standing("meeuw", heard=START - away)
    oldest = None if back is None else START - timedelta(hours=back)
    whole = {c.week: c for c in covered(ledger(oldest=oldest, overlap=True), before, START, HOUSE_ZONE)}
    part = covered(ledger(oldest=oldest, overlap=False), before, START, HOUSE_ZONE)
    assert all(c.heard <= whole[c.week].heard + 1e-9 for c in part)
    assert not any(c.gap for c in whole.values())
    for one in part:
        assert one.gap == (one.heard < whole[one.week].heard - 1e-9)
