"""How a source is asked: whether anything changed, or for everything."""

from dataclasses import replace

import pytest

from pipeline.core.answers import SourceState, Validators
from pipeline.watch.asking import FULL_EVERY, conditional, configured
from pipeline.watch.standing import (
    after,
)
from tests.pipeline.watch.kit import DAY, GOOD, HOUR, MEEUW, NEW, NOW, asked, reading


@pytest.mark.parametrize("state", list(SourceState))
def test_whether_it_changed_is_asked_after_a_good_answer_only(state: SourceState) -> None:
    """A 304 must never heal a source that failed, nor one whose feed was empty. Waits and our own outage say nothing."""
    standing, _ = asked(replace(GOOD, validators=Validators('"1"')), reading(state))
    quiet = {SourceState.THROTTLED, SourceState.OWN_OUTAGE}
    assert conditional(MEEUW, standing, NOW + HOUR) is (state.heard or state in quiet)


def test_after_a_failure_a_wait_does_not_make_it_conditional() -> None:
    """Failed, then told to wait: the next question is a full one."""
    standing, _ = asked(GOOD, reading(SourceState.TIMEOUT), reading(SourceState.THROTTLED))
    assert not conditional(MEEUW, standing, NOW + 3 * DAY)


def test_everything_is_fetched_every_week_and_after_a_change() -> None:
    """A full question after seven days, another address, language or kind; a conditional answer is no full one."""
    assert GOOD.full is not None
    assert conditional(MEEUW, GOOD, GOOD.full + FULL_EVERY - HOUR)
    assert not conditional(MEEUW, GOOD, GOOD.full + FULL_EVERY)
    for changed in (replace(MEEUW, url=NEW), replace(MEEUW, lang="en"), replace(MEEUW, kind="gemeente")):
        assert not conditional(changed, GOOD, NOW)
    standing, _ = after(GOOD, MEEUW, reading(SourceState.NOT_MODIFIED, overlap=True), NOW + 6 * DAY, full=False)
    assert standing.full == GOOD.full
    assert not conditional(MEEUW, standing, NOW + 7 * DAY)
    assert standing.configured == configured(MEEUW)
