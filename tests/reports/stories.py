"""Invented stories with what a model thought of them, as hand-made as generated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from classifiers.taxonomy import load_taxonomy
from pipeline.core.answers import SourceState
from pipeline.core.digest import Digest, Versions
from pipeline.core.findings import Intake
from pipeline.core.ledger import Coverage
from pipeline.core.model import (
    Assessment,
    Decision,
    DirectionVerdict,
    Signal,
    Source,
    SourceCount,
    Story,
    Verdict,
    WeekCounts,
    WeekReason,
)
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import HOUSE_ZONE_NAME, Week
from reports.background import Background
from reports.compose import compose
from reports.hearing import Fetch

WEEK = Week(2026, 47)
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SEEN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TAXONOMY = load_taxonomy()
TRENDS = tuple(t.id for t in TAXONOMY.trends)
DIRECTIONS = tuple(d.id for d in TAXONOMY.directions)
KINDS = ("nieuws", "overheid", "buitenland", "jongeren")


def source(ident: str, *, kind: str = "nieuws", lang: str = "nl", url: str | None = "https://feed.example/x") -> Source:
    """A source; its name is its id with a capital."""
    return Source(ident, ident.capitalize(), url, kind, lang, ident.capitalize())


SOURCES = {kind: source(kind, kind=kind, lang="en" if kind == "buitenland" else "nl") for kind in KINDS}


def story(
    ident: str,
    *,
    title: str = "",
    text: str = "",
    url: str = "https://krant.example/artikel",
    kind: str = "nieuws",
    publishers: tuple[str, ...] = ("Krant",),
    signals: int = 1,
    published: datetime | None = SEEN,
    seen: datetime = SEEN,
    reason: WeekReason = WeekReason.PUBLISHED,
) -> Story:
    """A story of WEEK whose lead is the signal "<ident>-0"."""
    lang = SOURCES[kind].lang if kind in SOURCES else "nl"
    told = tuple(
        Signal(f"{ident}-{n}", kind, url, title or f"Verhaal {ident}", text, lang, published, seen, WEEK, reason)
        for n in range(signals)
    )
    return Story(ident, WEEK, told[0], told, publishers)


def late_story(ident: str, after: timedelta) -> Story:
    """A story that was published so long before it was seen, in a week that was closed."""
    return story(ident, published=SEEN - after, reason=WeekReason.LATE)


def opinion(
    ident: str,
    trends: Mapping[str, Decision] | None = None,
    directions: Mapping[str, Bearing | None] | None = None,
    doubtful: Sequence[str] = (),
    probability: float = 0.8,
) -> Assessment:
    """What a model thought of a story's lead; *doubtful* directions are unsure."""
    yes = [DirectionVerdict(d, probability, Decision.YES, b, 0.7) for d, b in (directions or {}).items()]
    unsure = [DirectionVerdict(d, 0.4, Decision.UNSURE, Bearing.RAAKT, 0.5) for d in doubtful]
    judged = tuple(Verdict(t, probability, d) for t, d in (trends or {}).items())
    return Assessment(f"{ident}-0", "m1", judged, (*yes, *unsure))


@dataclass(frozen=True)
class Told:
    """A week's stories and the opinions on them."""

    stories: tuple[Story, ...]
    opinions: tuple[Assessment, ...]


def against(count: int, publishers: Sequence[str], direction: str = DIRECTIONS[0]) -> Told:
    """So many stories with a headwind for one direction, of the given publishers in turn."""
    stories = tuple(story(f"t{n}", publishers=(publishers[n % len(publishers)],)) for n in range(count))
    return Told(stories, tuple(opinion(s.id, directions={direction: Bearing.TEGEN}) for s in stories))


def counted(week: Week, labels: Mapping[str, int] | None = None, *, stories: int = 40, heard: float = 1.0) -> WeekCounts:
    """What was counted of a week: all of it at one source."""
    return WeekCounts(str(week), {"nieuws": SourceCount(stories, labels or {}, heard)})


def background(
    history: Sequence[WeekCounts] = (),
    fetches: Sequence[Fetch] | None = None,
    sources: Mapping[str, Source] | None = None,
    coverage: Mapping[str, Coverage] | None = None,
) -> Background:
    """All four sources, each heard once; no weeks before."""
    known = SOURCES if sources is None else sources
    heard = [(ident, SEEN, SourceState.FETCHED, "") for ident in known]
    return Background(
        taxonomy=TAXONOMY,
        sources=known,
        fetches=tuple(heard if fetches is None else fetches),
        intake=Intake(4, 400, 300, 90, {"no-title": 10}),
        versions=Versions("m1", "1.0", "0.1.0"),
        zone=HOUSE_ZONE_NAME,
        history=tuple(history),
        coverage=coverage or {},
    )


def compared(weeks: int = 6, labels: Mapping[str, int] | None = None) -> Background:
    """Every source heard all week, and so many whole weeks before with five stories of every trend, or *labels*."""
    before = [counted(WEEK - n, labels or dict.fromkeys(TRENDS, 5)) for n in range(1, weeks + 1)]
    return background(before, coverage={ident: Coverage(WEEK, ident, 1.0) for ident in SOURCES})


def digest(told: Told, *, number: int = 1, given: Background | None = None, week: Week = WEEK) -> Digest:
    """The digest of what was told."""
    assessments = {found.signal: found for found in told.opinions}
    return compose(week, number, told.stories, assessments, NOW, given=given or background())


def weekful(count: int = 60, words: str = "gemeente opent loket naast bibliotheek") -> Told:
    """A busy week: every story has a trend and two directions, a title of fair length and a long summary."""
    stories, opinions = [], []
    for n in range(count):
        title = f"Verhaal {n}: {words} en bewoners krijgen daar voortaan tijd voor een gesprek over hun brieven"
        text = f"In dorp {n} {'wordt de dienstverlening voor bewoners vernieuwd ' * 6}en dat bevalt. Later meer."
        publishers = (KINDS[n % 4].capitalize(), *(f"Uitgever {(n + k) % 17}" for k in range(n % 4)))
        stories.append(
            story(
                f"v-{n:03d}",
                title=title,
                text=text,
                url=f"https://krant.example/{n}",
                kind=KINDS[n % 4],
                publishers=publishers,
                signals=1 + n % 3,
            )
        )
        bearings = {DIRECTIONS[n % 8]: list(Bearing)[n % 3], DIRECTIONS[(n + 3) % 8]: list(Bearing)[(n + 1) % 3]}
        trend = {TRENDS[n % 6]: Decision.YES}
        opinions.append(opinion(f"v-{n:03d}", trend, {} if n % 5 == 4 else bearings, probability=0.5 + n / 200))
    return Told(tuple(stories), tuple(opinions))


@st.composite
def weeks(draw: st.DrawFn) -> Told:
    """Any week: labelled, unsure, unlabelled, unassessed, late and old stories of any publishers."""
    stories, opinions = [], []
    for n in range(draw(st.integers(0, 16))):
        ident = f"s{n:02d}"
        reason = draw(st.sampled_from((WeekReason.PUBLISHED, WeekReason.UNDATED, WeekReason.LATE)))
        age = timedelta(days=draw(st.sampled_from((0, 10, 55, 56, 57, 400))))
        publishers = draw(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True))
        found = story(
            ident,
            kind=draw(st.sampled_from((*KINDS, "verdwenen"))),
            publishers=tuple(publishers),
            signals=draw(st.integers(1, 4)),
            published=None if reason is WeekReason.UNDATED else SEEN - age,
            reason=reason,
        )
        stories.append(found)
        if draw(st.integers(0, 9)):
            trends = draw(st.dictionaries(st.sampled_from(TRENDS), st.sampled_from(Decision), max_size=3))
            some = st.sampled_from((*Bearing, None))
            bearings = draw(st.dictionaries(st.sampled_from(DIRECTIONS), some, max_size=3))
            doubtful = draw(st.lists(st.sampled_from(DIRECTIONS), max_size=2, unique=True))
            sure = draw(st.sampled_from((0.5, 0.7, 0.9)))
            opinions.append(opinion(ident, trends, bearings, [d for d in doubtful if d not in bearings], sure))
    return Told(tuple(stories), tuple(opinions))
