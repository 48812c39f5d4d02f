"""The parts of a digest that tell stories: questions with their directions, trends without one, kinds apart, doubts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.core.digest import BearingMark, Card, DirectionBlock, Mention, QuestionBlock, Review, Titles, TrendRow
from pipeline.core.model import Assessment, Decision, Story
from pipeline.core.taxonomy import Bearing, Direction, Taxonomy
from reports.cards import Named, doubts
from reports.compare import Compared
from reports.rank import ranked

PER_DIRECTION = 3
PER_TITLES = 3
MOST_UNDIRECTED = 6
APART = ("buitenland", "jongeren")
"""Kinds of source that would drown."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the stories with a label, each in full once: what was *told* already is only named again."""

    labelled: Sequence[Card]
    compared: Compared
    taxonomy: Taxonomy
    lang: str
    told: set[str] = field(default_factory=set)

    def tell(self, cards: Sequence[Card]) -> tuple[Card, ...]:
        """These cards, which are told from now on."""
        self.told.update(c.id for c in cards)
        return tuple(cards)

    def trends(self) -> tuple[TrendRow, ...]:
        """Every trend's week."""
        rows = []
        for trend in self.taxonomy.trends:
            having = ranked([c for c in self.labelled if any(mark.id == trend.id for mark in c.trends)])
            publishers = {family for c in having for family in c.publishers}
            rows.append(
                TrendRow(
                    id=trend.id,
                    title=trend.names[self.lang],
                    count=len(having),
                    publishers=len(publishers),
                    comparison=self.compared.of(trend.id),
                    history=self.compared.line(trend.id),
                    stories=tuple(c.id for c in having),
                )
            )
        return tuple(rows)

    def questions(self) -> tuple[QuestionBlock, ...]:
        """The questions with their directions; tells at most three stories of each."""
        return tuple(
            QuestionBlock(
                question.id,
                question.names[self.lang],
                question.short[self.lang],
                tuple(self._direction(direction) for direction in self.taxonomy.directions_of(question.id)),
            )
            for question in self.taxonomy.questions
        )

    def _direction(self, direction: Direction) -> DirectionBlock:
        having = ranked([c for c in self.labelled if any(mark.id == direction.id for mark in c.bearings)])
        bearing = {c.id: _mark(c, direction.id).bearing for c in having}
        shown = _with_headwind(having, bearing)
        block = DirectionBlock(
            id=direction.id,
            number=direction.number,
            title=direction.names[self.lang],
            mee=sum(b is Bearing.MEE for b in bearing.values()),
            tegen=sum(b is Bearing.TEGEN for b in bearing.values()),
            raakt=sum(b is Bearing.RAAKT for b in bearing.values()),
            stories=tuple(c.id for c in having),
            cards=tuple(c for c in shown if c.id not in self.told),
            mentions=tuple(Mention(c.id, c.title, bearing[c.id]) for c in shown if c.id in self.told),
            more=len(having) - len(shown),
            quiet_weeks=0 if having else max(1, self.compared.quiet_weeks(direction.id)),
            comparison=self.compared.of(direction.id),
            against=self.compared.of(f"{direction.id}/{Bearing.TEGEN}"),
        )
        self.tell(block.cards)
        return block

    def undirected(self) -> tuple[Titles, ...]:
        """Trend signals without a direction, under the first of their trends; the best six, in the order of the trends."""
        waiting = ranked([c for c in self.labelled if not c.bearings and c.id not in self.told])
        shown = _spread(waiting, MOST_UNDIRECTED)
        blocks = []
        for trend in self.taxonomy.trends:
            having = [c for c in waiting if c.trends[0].id == trend.id]
            kept = [c for c in having if c in shown]
            if having:
                blocks.append(Titles(trend.id, trend.names[self.lang], self.tell(kept), len(having) - len(kept)))
        return tuple(blocks)

    def apart(self) -> tuple[Titles, ...]:
        """Stories from kinds of source that would drown, when they were told nowhere above."""
        kinds = {kind.id: kind.names[self.lang] for kind in self.taxonomy.kinds}
        blocks = []
        for kind in APART:
            having = ranked([c for c in self.labelled if c.kind == kind and c.id not in self.told])
            if having:
                blocks.append(Titles(kind, kinds.get(kind, kind), self.tell(having[:PER_TITLES]), len(having[PER_TITLES:])))
        return tuple(blocks)


def reviews(
    fresh: Sequence[Story], cards: Mapping[str, Card], assessments: Mapping[str, Assessment], named: Named
) -> list[Review]:
    """Stories on which the model is unsure of a label, those nearest to yes first."""
    found = []
    for story in fresh:
        opinion = assessments.get(story.lead.id)
        if opinion and any(v.decision is Decision.UNSURE for v in opinion.verdicts):
            found.append(Review(cards[story.id], doubts(opinion, named)))
    return sorted(found, key=lambda r: (-r.doubts[0].probability, r.card.id))


def _with_headwind(having: Sequence[Card], bearing: Mapping[str, Bearing]) -> list[Card]:
    """The first three; when there is a headwind, at least one of them is."""
    shown = list(having[:PER_DIRECTION])
    if not any(bearing[c.id] is Bearing.TEGEN for c in shown):
        against = next((c for c in having if bearing[c.id] is Bearing.TEGEN), None)
        if against is not None:
            shown[-1] = against
    return shown


def _mark(of: Card, direction: str) -> BearingMark:
    return next(mark for mark in of.bearings if mark.id == direction)


def _spread(waiting: Sequence[Card], most: int) -> list[Card]:
    """The best of each trend first, then the second best, until there are *most*."""
    by_trend: dict[str, list[Card]] = {}
    for one in waiting:
        by_trend.setdefault(one.trends[0].id, []).append(one)
    rounds = max((len(found) for found in by_trend.values()), default=0)
    order = [found[n] for n in range(rounds) for found in by_trend.values() if n < len(found)]
    return order[:most]
