"""A week's stories → its counts per source and label: what weeks are compared by. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.core.ledger import Coverage
from pipeline.core.model import Assessment, Decision, SourceCount, Story, WeekCounts
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports.cards import is_old


def tally(
    week: Week, stories: Sequence[Story], assessments: Mapping[str, Assessment], coverage: Mapping[str, Coverage]
) -> WeekCounts:
    """The stories of *week* per source, with and without labels; those too old for a digest are left out.

    A story counts once, under the first source heard that told it; the assessment of its lead (by signal id) says its labels.
    A source of which no *coverage* is known (by id), such as what people bring, has heard 0: its stories are there, but
    nothing is compared by them.
    """
    total: Counter[str] = Counter()
    labels: dict[str, Counter[str]] = {}
    for story in stories:
        if is_old(story):
            continue
        source = _teller(story, coverage)
        total[source] += 1
        labels.setdefault(source, Counter()).update(labels_of(assessments.get(story.lead.id)))
    return WeekCounts(
        str(week),
        {
            source: SourceCount(
                total[source],
                dict(sorted(labels.get(source, Counter()).items())),
                coverage[source].heard if source in coverage else 0.0,
            )
            for source in sorted({*total, *coverage})
        },
    )


def labels_of(opinion: Assessment | None) -> tuple[str, ...]:
    """The labels decided with yes: trends, directions, and `<direction>/<bearing>` for mee and tegen."""
    if opinion is None:
        return ()
    directions = [v for v in opinion.directions if v.decision is Decision.YES and v.bearing is not None]
    return (
        *(v.label for v in opinion.trends if v.decision is Decision.YES),
        *(v.label for v in directions),
        *(f"{v.label}/{v.bearing}" for v in directions if v.bearing is not Bearing.RAAKT),
    )


def _teller(story: Story, coverage: Mapping[str, Coverage]) -> str:
    order = sorted(story.signals, key=lambda signal: (signal.moment, signal.id))
    heard = (signal.source for signal in order if signal.source in coverage and coverage[signal.source].heard > 0)
    return next(heard, order[0].source)
