"""Stories and Assessments → the edition of a week."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from db.open import Store
from db.store.runs import FAILED
from pipeline.core.errors import EditionError
from pipeline.core.model import Edition, Signal, Story
from pipeline.core.weeks import Week

if TYPE_CHECKING:
    from reports.inputs import Inputs


def report(
    week: Week,
    *,
    store: Store,
    group: Callable[[Sequence[Signal]], tuple[Story, ...]],
    follow: Callable[[Week, Sequence[Story]], Mapping[str, str]],
    gather: "Callable[[Week, int, Sequence[Story]], Inputs]",
    draw: "Callable[[Inputs], Edition]",
    freeze: "Callable[[Inputs], bytes]",
    thaw: "Callable[[bytes], Inputs]",
    now: datetime,
    zone: tzinfo,
) -> Edition:
    """The edition of a week: the one already issued, else a new one, stored with its members, stories and inputs.

    *follow* gives, of a week's stories, those that go on with one of the week before; *gather* all that an edition rests on;
    *thaw* reads what *freeze* wrote, with the signals as they are stored.

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
        # drawn from what can be read back, so that the first time is made as every later one
        document = freeze(gather(week, 1, stories))
        edition = draw(thaw(document))
        if not store.editions.add(edition, stories, document):
            edition = store.editions.newest(week) or edition
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    store.runs.end(run, now, ledger={"signals": len(signals), "stories": len(stories)})
    return edition
