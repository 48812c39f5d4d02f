"""Assessed stories → Digest: what stands where, and every count beside the stories it counts. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.core.corrections import WHOLE
from pipeline.core.digest import Brief, Card, Counts, Digest, LeftOut, Mention, QuestionBlock, Review, TrendRow
from pipeline.core.findings import CorrectionNote, News, Overruled
from pipeline.core.model import Assessment, Story
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports.background import Background
from reports.blocks import Teller, reviews
from reports.cards import Named, card, is_old, names
from reports.compare import Compared
from reports.headline import headline, subject
from reports.hearing import hearing
from reports.rank import leaders, ranked
from reports.tally import labels_of, tally

MOST_REVIEW = 5


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
    zone = ZoneInfo(given.zone)
    named = names(given.taxonomy, given.lang)
    fresh = [story for story in stories if not is_old(story)]
    cards = {
        s.id: card(s, assessments.get(s.lead.id), given.sources, named, zone, returning=s.id in given.returning) for s in fresh
    }
    labelled = [c for c in cards.values() if c.trends or c.bearings]
    doubtful = reviews(fresh, cards, assessments, named)
    compared = Compared(given.history, tally(week, stories, assessments, given.coverage))
    teller = Teller(labelled, compared, given.taxonomy, given.lang)
    lead = teller.tell(leaders(labelled))
    questions = teller.questions()
    undirected = teller.undirected()
    apart = teller.apart()
    asked = tuple(doubtful[:MOST_REVIEW])
    teller.tell([review.card for review in asked])
    trends = teller.trends()
    news = compared.news(given.taxonomy, given.lang, _counted(labelled))
    counts = _counts(stories, fresh, labelled, doubtful, len(teller.told))
    return Digest(
        lang=given.lang,
        week=week,
        edition=number,
        issued=now,
        subject=subject(week, counts, questions, labelled, given.lang),
        headline=headline(counts, news, questions, labelled, given.lang),
        brief=_brief(trends, news, questions, labelled),
        counts=counts,
        intake=given.intake,
        hearing=hearing(given.sources, given.fetches, given.coverage),
        news=news,
        lead=lead,
        trends=trends,
        questions=questions,
        undirected=undirected,
        apart=apart,
        review=asked,
        stories=tuple(ranked(labelled)) + tuple(r.card for r in doubtful if not (r.card.trends or r.card.bearings)),
        left_out=_left_out(stories, cards.values(), doubtful),
        corrections=_corrections(given, named),
        overruled=_overruled(fresh, assessments, given.opinions, named),
        versions=given.versions,
        revision=given.revision,
        estimates=given.estimates,
    )


def _counted(labelled: Sequence[Card]) -> dict[str, tuple[str, ...]]:
    """The stories of each label that is compared, in the order in which they rank."""
    found: dict[str, list[str]] = {}
    for one in ranked(labelled):
        marks = [mark.id for mark in one.trends]
        marks += [mark.id for mark in one.bearings]
        marks += [f"{mark.id}/{mark.bearing}" for mark in one.bearings if mark.bearing is not Bearing.RAAKT]
        for label in marks:
            found.setdefault(label, []).append(one.id)
    return {label: tuple(ids) for label, ids in found.items()}


def _brief(trends: Sequence[TrendRow], news: News, questions: Sequence[QuestionBlock], labelled: Sequence[Card]) -> Brief:
    """The trend that stands out most, else the one told most; the best story with wind tegen."""
    ids = {row.id for row in trends}
    out = next((one.label for one in news.out if one.label in ids), "")
    most = max(trends, key=lambda row: row.count, default=None)
    trend = out or (most.id if most and most.count else "")
    for one in ranked(labelled):
        mark = next((mark for mark in one.bearings if mark.bearing is Bearing.TEGEN), None)
        if mark:
            title = next(d.title for question in questions for d in question.directions if d.id == mark.id)
            return Brief(trend, Mention(one.id, one.title, Bearing.TEGEN), title)
    return Brief(trend, None, "")


def _corrections(given: Background, named: Named) -> tuple[CorrectionNote, ...]:
    titles = {**named.trends, **named.directions, WHOLE: ""}
    return tuple(
        CorrectionNote(
            one.signal, given.titles.get(one.signal, ""), one.label, titles.get(one.label, one.label), one.value, one.bearing
        )
        for one in given.corrections
    )


def _overruled(
    fresh: Sequence[Story], assessments: Mapping[str, Assessment], opinions: Mapping[str, Assessment], named: Named
) -> tuple[Overruled, ...]:
    """What corrections changed in the counts of trends and directions: by label, those that changed only."""
    pairs = [
        (set(labels_of(opinions.get(story.lead.id))), set(labels_of(assessments.get(story.lead.id))))
        for story in fresh
        if story.lead.id in opinions
    ]
    found = []
    for label, title in {**named.trends, **named.directions}.items():
        added = sum(label in after and label not in before for before, after in pairs)
        removed = sum(label in before and label not in after for before, after in pairs)
        if added or removed:
            found.append(Overruled(label, title, added, removed))
    return tuple(found)


def _left_out(stories: Sequence[Story], cards: Iterable[Card], doubtful: Sequence[Review]) -> tuple[LeftOut, ...]:
    asked = {review.card.id for review in doubtful}
    unlabelled = sorted(c.id for c in cards if not (c.trends or c.bearings) and c.id not in asked)
    return LeftOut("unlabelled", tuple(unlabelled)), LeftOut("old", tuple(sorted(s.id for s in stories if is_old(s))))


def _counts(
    stories: Sequence[Story], fresh: Sequence[Story], labelled: Sequence[Card], doubtful: Sequence[Review], shown: int
) -> Counts:
    signals = sum(len(story.signals) for story in stories)
    unsure = sum(not (r.card.trends or r.card.bearings) for r in doubtful)
    return Counts(
        signals=signals,
        stories=len(stories),
        doubles=signals - len(stories),
        labelled=len(labelled),
        trended=sum(bool(c.trends) for c in labelled),
        directed=sum(bool(c.bearings) for c in labelled),
        unsure=unsure,
        shown=shown,
        listed=len(labelled) + unsure - shown,
        unlabelled=len(fresh) - len(labelled) - unsure,
        old=len(stories) - len(fresh),
        late=sum(c.late for c in labelled),
    )
