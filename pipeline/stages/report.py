"""Stories and Assessments → the edition of a week."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from db.open import Store
from db.store.runs import FAILED
from pipeline.core.digest import Digest
from pipeline.core.errors import EditionError
from pipeline.core.model import Assessment, Edition, Signal, Story
from pipeline.core.weeks import Week


class Composer(Protocol):
    """Makes the digest of a week out of its stories and what was thought of them."""

    def __call__(
        self, week: Week, number: int, stories: Sequence[Story], assessments: Mapping[str, Assessment], now: datetime
    ) -> Digest:
        """Pure: the same arguments, the same digest."""


def report(
    week: Week,
    *,
    store: Store,
    model: str,
    group: Callable[[Sequence[Signal]], tuple[Story, ...]],
    follow: Callable[[Week, Sequence[Story]], Mapping[str, str]],
    compose: Composer,
    draw: Callable[[Digest, Sequence[Story]], Edition],
    now: datetime,
    zone: tzinfo,
) -> Edition:
    """The edition of a week: the one already issued, else a new one, stored with its members and stories.

    *follow* gives, of a week's stories, those that go on with one of the week before.

    EditionError when the week has not ended, or nothing was ever collected for it.
    """
    issued = store.editions.newest(week)
    if issued is not None:
        return issued
    if now < week.end(zone):
        raise EditionError(
            f"{week} has not ended; its digest can be made from {week.end(zone).astimezone(zone):%Y-%m-%d %H:%M}"
        )
    signals = store.signals.of_week(week)
    if not signals:
        raise EditionError(f"nothing was collected for {week}; see `windwijzer status` for the weeks that have signals")
    run = store.runs.begin("digest", now, week)
    try:
        stories = group(signals)
        store.stories.put(week, stories, follow(week, stories))
        digest = compose(week, 1, stories, store.assessments.of_week(week, model), now)
        edition = draw(digest, stories)
        if not store.editions.add(edition, stories):
            edition = store.editions.newest(week) or edition
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    store.runs.end(run, now, ledger={"signals": len(signals), "stories": len(stories)})
    return edition
