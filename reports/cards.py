"""Story + Assessment → Card: what a reader sees of a story, in words that are its own. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import TypeVar

from pipeline.core.digest import BearingMark, Card, Doubt, TrendMark
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Source, Span, Story, Verdict, WeekReason
from pipeline.core.taxonomy import Taxonomy

Judged = TypeVar("Judged", Verdict, DirectionVerdict, Verdict | DirectionVerdict)

MOST_WORDS = 25
OLD = timedelta(weeks=8)
"""A late story that was published longer before it was seen is left out: a new source brings its whole past."""

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’»)]?\s+(?=[\"“‘«(]?[A-Z0-9À-Þ])")
_NOT_AN_END = re.compile(r"\b(?:[Ii]ng|[A-Z]|(?i:dr|drs|mr|mrs|ms|ir|prof|mw|dhr|st|nr|art|bijv|o\.a|m\.a\.w|ca))\.$")


@dataclass(frozen=True, slots=True)
class Named:
    """The titles of labels in the language of the edition."""

    trends: Mapping[str, str]
    directions: Mapping[str, str]


def names(taxonomy: Taxonomy, lang: str = "nl") -> Named:
    """Every label's title."""
    return Named({t.id: t.names[lang] for t in taxonomy.trends}, {d.id: d.names[lang] for d in taxonomy.directions})


def is_old(story: Story) -> bool:
    """Whether it came so late that it is no news."""
    lead = story.lead
    return lead.week_reason is WeekReason.LATE and lead.published is not None and lead.seen - lead.published > OLD


def card(
    story: Story,
    opinion: Assessment | None,
    sources: Mapping[str, Source],
    named: Named,
    zone: tzinfo,
    *,
    returning: bool = False,
) -> Card:
    """The card of a story; its lead's assessment speaks for it. *returning*: it was told in the week before as well."""
    lead = story.lead
    trends = [v for v in opinion.trends if v.decision is Decision.YES] if opinion else []
    directions = [v for v in opinion.directions if v.decision is Decision.YES] if opinion else []
    yes: list[Verdict | DirectionVerdict] = [*trends, *directions]
    kind = sources[lead.source].kind if lead.source in sources else ""
    return Card(
        id=story.id,
        title=lead.title,
        url=lead.url,
        publishers=story.publishers,
        outlets=_outlets(story, sources),
        kind=kind,
        lang=lead.lang,
        day=_day(lead, zone),
        late=lead.week_reason is WeekReason.LATE,
        returning=returning,
        sentence=sentence(lead.text, lead.title),
        certainty=round(max((verdict.probability for verdict in yes), default=0.0), 4),
        trends=tuple(TrendMark(v.label, named.trends[v.label], _words(v.because)) for v in _surest(trends)),
        bearings=tuple(
            BearingMark(v.label, named.directions[v.label], v.bearing, _words(v.because))
            for v in _surest(directions)
            if v.bearing is not None
        ),
        signals=tuple(signal.id for signal in story.signals),
    )


def _day(lead: Signal, zone: tzinfo) -> date | None:
    """The day it claims to be of, when that claim decided its week or came too late to."""
    return lead.dated.astimezone(zone).date() if lead.dated else None


def _outlets(story: Story, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The name of one source per family: the one that told it first, the lead's for its own family."""
    names: dict[str, str] = {}
    for signal in (story.lead, *story.signals):
        source = sources.get(signal.source)
        names.setdefault(source.publisher if source else signal.source, source.name if source else signal.source)
    return tuple(names[family] for family in story.publishers if family in names)


def doubts(opinion: Assessment, named: Named) -> tuple[Doubt, ...]:
    """The labels on which the model is unsure, likeliest first."""
    titles = {**named.trends, **named.directions}
    unsure = [v for v in opinion.verdicts if v.decision is Decision.UNSURE]
    return tuple(Doubt(v.label, titles[v.label], round(v.probability, 2)) for v in _surest(unsure))


def sentence(text: str, title: str) -> str:
    """The first sentence of *text*, at most 25 words; "" when it only repeats the title."""
    first = _first_sentence(text)
    if not first or _same(first, title):
        return ""
    words = first.split()
    if len(words) <= MOST_WORDS:
        return first
    return " ".join(words[:MOST_WORDS]).rstrip(" ,;:–-") + "…"


def _first_sentence(text: str) -> str:
    start = 0
    for found in _SENTENCE.finditer(text):
        if not _NOT_AN_END.search(text[: found.start()]):
            return text[start : found.end()].strip()
    return text.strip()


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _surest(verdicts: Sequence[Judged]) -> list[Judged]:
    return sorted(verdicts, key=lambda v: (-v.probability, v.label))


def _words(spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in spans))
