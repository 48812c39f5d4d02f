"""The digest as data: what templates get and what the JSON form is made of.

Every count stands here once, beside the ids it rests on; pages and mails only draw it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.core.answers import SourceState
from pipeline.core.estimates import Estimate
from pipeline.core.findings import Comparison, CorrectionNote, Intake, News, Overruled, Point, Revision
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


@dataclass(frozen=True, slots=True)
class TrendMark:
    """A trend on a story, and the words it rests on."""

    id: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BearingMark:
    """A direction on a story, how the story bears on it, and the words it rests on."""

    id: str
    title: str
    bearing: Bearing
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A story as a reader meets it. *sentence* is cut from its own summary; *day* is None for undated news.

    *outlets* names, for each family in *publishers*, the source of it that a reader knows; *certainty* is the probability
    of its surest label; *returning* says that it goes on with a story of the week before.
    """

    id: str
    title: str
    url: str
    publishers: tuple[str, ...]
    outlets: tuple[str, ...]
    kind: str
    lang: str
    day: date | None
    late: bool
    returning: bool
    sentence: str
    certainty: float
    trends: tuple[TrendMark, ...]
    bearings: tuple[BearingMark, ...]
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A story that is told elsewhere in the same digest, named again where it matters too."""

    id: str
    title: str
    bearing: Bearing


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label on which the model will not decide by itself."""

    label: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class Review:
    """A story for a person to judge."""

    card: Card
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A trend's week: *count* stories of *publishers* families, how that compares, and the weeks before it (this one last)."""

    id: str
    title: str
    count: int
    publishers: int
    comparison: Comparison
    history: tuple[Point, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectionBlock:
    """A direction's week: stories per bearing; at most three are told or mentioned here, *more* are only counted.

    *quiet_weeks* counts this week and the ones before it without any story; 0 when there is one. *comparison* is of all its
    stories, *against* of those with wind tegen.
    """

    id: str
    number: int
    title: str
    mee: int
    tegen: int
    raakt: int
    stories: tuple[str, ...]
    cards: tuple[Card, ...]
    mentions: tuple[Mention, ...]
    more: int
    quiet_weeks: int
    comparison: Comparison
    against: Comparison

    @property
    def total(self) -> int:
        """All stories that bear on it."""
        return self.mee + self.tegen + self.raakt


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """One of the questions for 2030 with its directions."""

    id: str
    title: str
    short: str
    directions: tuple[DirectionBlock, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """A list of titles under a heading; *more* counts those that did not fit."""

    id: str
    title: str
    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that was not heard, or only for a *share* (0..1) of the week, and what was wrong, where something was."""

    id: str
    name: str
    state: SourceState | None
    message: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Hearing:
    """Which sources were heard this week: *expected* = heard + partly + silent."""

    expected: int
    heard: int
    partly: tuple[SourceNote, ...]
    silent: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The core of the week: the most striking trend ("" in a week without any), and the story with the strongest headwind."""

    trend: str
    headwind: Mention | None
    direction: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The funnel: signals = stories + doubles, and stories = labelled + unsure + unlabelled + old.

    Also stories = shown + listed + unlabelled + old: *shown* stand in the mail, *listed* only in the edition's list.
    *trended* and *directed* are parts of *labelled*. *late* stories came after their own week was closed and are told
    now; *old* ones are so late that they are left out.
    """

    signals: int
    stories: int
    doubles: int
    labelled: int
    trended: int
    directed: int
    unsure: int
    shown: int
    listed: int
    unlabelled: int
    old: int
    late: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Stories that the digest does not tell, and why: unlabelled, or old."""

    reason: str
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """What the edition was made with."""

    model: str
    taxonomy: str
    code: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One edition's content, with titles in *lang*. *stories* holds every labelled or unsure story; each is told once at most.

    *corrections* are what analysts said since the edition before, *overruled* what that did to this week's counts. *shortened*
    counts the steps by which it was shortened to fit a mail (`reports.fit`); *estimates* are counts corrected by a checked
    sample, () where there is none.
    """

    lang: str
    week: Week
    edition: int
    issued: datetime
    subject: str
    headline: str
    brief: Brief
    counts: Counts
    intake: Intake
    hearing: Hearing
    news: News
    lead: tuple[Card, ...]
    trends: tuple[TrendRow, ...]
    questions: tuple[QuestionBlock, ...]
    undirected: tuple[Titles, ...]
    apart: tuple[Titles, ...]
    review: tuple[Review, ...]
    stories: tuple[Card, ...]
    left_out: tuple[LeftOut, ...]
    corrections: tuple[CorrectionNote, ...]
    overruled: tuple[Overruled, ...]
    versions: Versions
    revision: Revision | None = None
    estimates: tuple[Estimate, ...] = ()
    shortened: int = 0
