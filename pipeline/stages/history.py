"""The weeks before a week, counted: what an edition compares with."""

from collections.abc import Callable, Mapping, Sequence

from db.open import Store
from pipeline.core.ledger import Coverage
from pipeline.core.model import Assessment, Story, WeekCounts
from pipeline.core.weeks import Week, span

HISTORY = 60
"""So many weeks are looked at: a year, and the weeks after which a time of year can be told from a trend."""


def history(
    week: Week,
    *,
    store: Store,
    model: str,
    taxonomy: str,
    stories: Callable[[Week], Sequence[Story]],
    judge: Callable[[Sequence[Week]], object],
    assessments: Callable[[Week], Mapping[str, Assessment]],
    tally: Callable[[Week, Sequence[Story], Mapping[str, Assessment], Mapping[str, Coverage]], WeekCounts],
) -> tuple[WeekCounts, ...]:
    """The counts of up to `HISTORY` weeks before *week*, oldest first, as *model* judges them.

    A week without signals is absent. What was counted before is taken from the store, unless people said more of that week
    since, or it was not closed and got more signals. Other weeks are counted anew, after *judge* has given the model's opinion
    of them: once, when a model is new.
    """
    first, last = week - HISTORY, week - 1
    known = store.counted.of(model, taxonomy, first, last)
    spoken = store.corrections.spoken(first, last)
    closed = store.editions.closed_through()
    wanting = {}
    for earlier in span(first, last):
        kept = known.get(earlier)
        if kept and kept[1] == spoken.get(earlier, 0) and closed and earlier <= closed:
            continue
        signals = store.signals.count(earlier)
        if signals and not (kept and kept[:2] == (signals, spoken.get(earlier, 0))):
            wanting[earlier] = signals
    if wanting:
        judge(sorted(wanting))
    found = {earlier: counts for earlier, (_, _, counts) in known.items()}
    for earlier, signals in wanting.items():
        found[earlier] = tally(earlier, stories(earlier), assessments(earlier), store.events.coverage(earlier))
        store.counted.put(model, taxonomy, signals, spoken.get(earlier, 0), found[earlier])
    return tuple(found[earlier] for earlier in sorted(found))
