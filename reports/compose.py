"""Assessed stories → Digest: what stands where, and every count beside the stories it counts. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from pipeline.core.digest import (
    BearingMark,
    Card,
    Counts,
    Digest,
    DirectionBlock,
    Mention,
    QuestionBlock,
    Review,
    Titles,
    TrendRow,
    Versions,
)
from pipeline.core.ledger import Coverage
from pipeline.core.model import Assessment, Decision, Source, Story
from pipeline.core.taxonomy import Bearing, Direction, Taxonomy
from pipeline.core.weeks import Week
from reports.cards import Named, card, doubts, is_old, names
from reports.headline import headline, subject
from reports.hearing import Fetch, hearing
from reports.rank import leaders, ranked

PER_DIRECTION = 3
PER_TITLES = 3
MOST_UNDIRECTED = 6
MOST_REVIEW = 5
APART = (("buitenland", "Buitenland"), ("jongeren", "Jongeren"))
"""Kinds of source that would drown, and what they are called."""


@dataclass(frozen=True, slots=True)
class Background:
    """What a week's digest rests on beside its stories: sources, how they were heard, earlier editions, versions.

    *earlier* holds the direction and trend counts of editions before this one, by week; *coverage* of which part of the week
    each source was heard, by id; *returning* the ids of the stories that go on with one of the week before.
    """

    taxonomy: Taxonomy
    sources: Mapping[str, Source]
    fetches: Sequence[Fetch]
    earlier: Mapping[Week, Mapping[str, int]]
    versions: Versions
    zone: tzinfo
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    returning: Collection[str] = ()


def compose(
    week: Week,
    number: int,
    stories: Sequence[Story],
    assessments: Mapping[str, Assessment],
    now: datetime,
    *,
    given: Background,
) -> Digest:
    """The digest of *week*. The same arguments give the same digest."""
    named = names(given.taxonomy)
    fresh = [story for story in stories if not is_old(story)]
    cards = {
        s.id: card(s, assessments.get(s.lead.id), given.sources, named, given.zone, returning=s.id in given.returning)
        for s in fresh
    }
    labelled = [c for c in cards.values() if c.trends or c.bearings]
    reviews = _reviews(fresh, cards, assessments, named)
    told: set[str] = set()
    lead = _tell(leaders(labelled), told)
    questions = _questions(week, labelled, given, told)
    undirected = _undirected(labelled, given.taxonomy, told)
    apart = _apart(labelled, told)
    counts = _counts(stories, fresh, labelled, reviews)
    return Digest(
        week=week,
        edition=number,
        issued=now,
        subject=subject(week, counts, questions, labelled),
        headline=headline(counts, questions, labelled),
        counts=counts,
        hearing=hearing(given.sources, given.fetches, given.coverage),
        lead=lead,
        trends=_trends(week, labelled, given),
        questions=questions,
        undirected=undirected,
        apart=apart,
        review=tuple(reviews[:MOST_REVIEW]),
        stories=tuple(ranked(labelled)) + tuple(r.card for r in reviews if not (r.card.trends or r.card.bearings)),
        versions=given.versions,
    )


def _tell(cards: Sequence[Card], told: set[str]) -> tuple[Card, ...]:
    told.update(c.id for c in cards)
    return tuple(cards)


def _trends(week: Week, labelled: Sequence[Card], given: Background) -> tuple[TrendRow, ...]:
    before = given.earlier.get(week - 1)
    rows = []
    for trend in given.taxonomy.trends:
        having = ranked([c for c in labelled if any(mark.id == trend.id for mark in c.trends)])
        previous = None if before is None else before.get(trend.id, 0)
        rows.append(TrendRow(trend.id, trend.names["nl"], len(having), previous, tuple(c.id for c in having)))
    return tuple(rows)


def _questions(week: Week, labelled: Sequence[Card], given: Background, told: set[str]) -> tuple[QuestionBlock, ...]:
    return tuple(
        QuestionBlock(
            question.id,
            question.names["nl"],
            question.short["nl"],
            tuple(_direction(week, d, labelled, given, told) for d in given.taxonomy.directions_of(question.id)),
        )
        for question in given.taxonomy.questions
    )


def _direction(week: Week, direction: Direction, labelled: Sequence[Card], given: Background, told: set[str]) -> DirectionBlock:
    having = ranked([c for c in labelled if any(mark.id == direction.id for mark in c.bearings)])
    bearing = {c.id: _mark(c, direction.id).bearing for c in having}
    shown = _with_headwind(having, bearing)
    block = DirectionBlock(
        id=direction.id,
        number=direction.number,
        title=direction.names["nl"],
        mee=sum(b is Bearing.MEE for b in bearing.values()),
        tegen=sum(b is Bearing.TEGEN for b in bearing.values()),
        raakt=sum(b is Bearing.RAAKT for b in bearing.values()),
        stories=tuple(c.id for c in having),
        cards=tuple(c for c in shown if c.id not in told),
        mentions=tuple(Mention(c.id, c.title, bearing[c.id]) for c in shown if c.id in told),
        more=len(having) - len(shown),
        quiet_weeks=0 if having else _quiet_weeks(week, direction.id, given.earlier),
    )
    told.update(c.id for c in block.cards)
    return block


def _with_headwind(having: Sequence[Card], bearing: Mapping[str, Bearing]) -> list[Card]:
    """The first three; when there is a headwind, at least one of them is."""
    shown = list(having[:PER_DIRECTION])
    if not any(bearing[c.id] is Bearing.TEGEN for c in shown):
        against = next((c for c in having if bearing[c.id] is Bearing.TEGEN), None)
        if against is not None:
            shown[-1] = against
    return shown


def _quiet_weeks(week: Week, direction: str, earlier: Mapping[Week, Mapping[str, int]]) -> int:
    weeks = 1
    while (counts := earlier.get(week - weeks)) is not None and not counts.get(direction):
        weeks += 1
    return weeks


def _mark(of: Card, direction: str) -> BearingMark:
    return next(mark for mark in of.bearings if mark.id == direction)


def _undirected(labelled: Sequence[Card], taxonomy: Taxonomy, told: set[str]) -> tuple[Titles, ...]:
    """Trend signals without a direction, under the first of their trends; the best six, in the order of the trends."""
    waiting = ranked([c for c in labelled if not c.bearings and c.id not in told])
    shown = _spread(waiting, MOST_UNDIRECTED)
    blocks = []
    for trend in taxonomy.trends:
        having = [c for c in waiting if c.trends[0].id == trend.id]
        kept = [c for c in having if c in shown]
        if having:
            blocks.append(Titles(trend.id, trend.names["nl"], _tell(kept, told), len(having) - len(kept)))
    return tuple(blocks)


def _spread(waiting: Sequence[Card], most: int) -> list[Card]:
    """The best of each trend first, then the second best, until there are *most*."""
    by_trend: dict[str, list[Card]] = {}
    for one in waiting:
        by_trend.setdefault(one.trends[0].id, []).append(one)
    rounds = max((len(found) for found in by_trend.values()), default=0)
    order = [found[n] for n in range(rounds) for found in by_trend.values() if n < len(found)]
    return order[:most]


def _apart(labelled: Sequence[Card], told: set[str]) -> tuple[Titles, ...]:
    blocks = []
    for kind, title in APART:
        having = ranked([c for c in labelled if c.kind == kind and c.id not in told])
        if having:
            blocks.append(Titles(kind, title, _tell(having[:PER_TITLES], told), len(having[PER_TITLES:])))
    return tuple(blocks)


def _reviews(
    fresh: Sequence[Story], cards: Mapping[str, Card], assessments: Mapping[str, Assessment], named: Named
) -> list[Review]:
    """Stories on which the model is unsure of a label, those nearest to yes first."""
    found = []
    for story in fresh:
        opinion = assessments.get(story.lead.id)
        if opinion and any(v.decision is Decision.UNSURE for v in opinion.verdicts):
            found.append(Review(cards[story.id], doubts(opinion, named)))
    return sorted(found, key=lambda r: (-r.doubts[0].probability, r.card.id))


def _counts(stories: Sequence[Story], fresh: Sequence[Story], labelled: Sequence[Card], reviews: Sequence[Review]) -> Counts:
    signals = sum(len(story.signals) for story in stories)
    unsure = sum(not (r.card.trends or r.card.bearings) for r in reviews)
    return Counts(
        signals=signals,
        stories=len(stories),
        doubles=signals - len(stories),
        labelled=len(labelled),
        trended=sum(bool(c.trends) for c in labelled),
        directed=sum(bool(c.bearings) for c in labelled),
        unsure=unsure,
        unlabelled=len(fresh) - len(labelled) - unsure,
        old=len(stories) - len(fresh),
        late=sum(c.late for c in labelled),
    )
