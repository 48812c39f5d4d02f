"""The nouns, in the order in which a signal travels. Frozen; none of them knows a verb.

Source → Fetched → Entry → Item → Signal → Story → Assessment → Edition → Delivery. What a server answers stands in
`pipeline.core.answers`, what people say of signals in `pipeline.core.corrections`, the book-keeping in `pipeline.core.ledger`,
the digest itself, which has many parts, in `pipeline.core.digest`. Every moment is an aware datetime
in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Source:
    """Where signals come from. *publisher* is the family that counts once; *url* is None for what people enter."""

    id: str
    name: str
    url: str | None
    kind: str
    lang: str
    publisher: str
    enabled: bool = True
    notes: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the feed gives it: text may hold HTML, the link may be missing, the date may be absurd."""

    source: str
    guid: str
    title: str
    link: str
    summary: str
    published: datetime | None


class Identity(StrEnum):
    """By what a source's items are known again. A source starts with the first; see `pipeline.news.identity` for the rest."""

    LINK_AND_GUID = "link+guid"
    LINK = "link"
    FRAGMENT = "link#fragment"
    GUID = "guid"
    WORDS = "words"


class WeekReason(StrEnum):
    """Why a signal belongs to its week."""

    PUBLISHED = "published"
    UNDATED = "undated"
    FUTURE = "future"
    ABSURD = "absurd"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Signal:
    """What the world said, as plain text, in exactly one week. It never changes.

    *id* is the fingerprint of its identity (see `pipeline.news.distil`); *published* is the date claimed, sane or not.
    """

    id: str
    source: str
    url: str
    title: str
    text: str
    lang: str
    published: datetime | None
    seen: datetime
    week: Week
    week_reason: WeekReason

    @property
    def dated(self) -> datetime | None:
        """The date claimed, when it is believed: also of what came too late for its own week."""
        return self.published if self.week_reason in {WeekReason.PUBLISHED, WeekReason.LATE} else None

    @property
    def moment(self) -> datetime:
        """The date used: the one claimed when it decides the week, else that of first sight."""
        if self.published is not None and self.week_reason is WeekReason.PUBLISHED:
            return min(self.published, self.seen)
        return self.seen


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as its source keeps it: the signal in it, and by what else it may be known again.

    *guid* and *words* are hashes that hold within the source, *anchor* one of the link with what follows its #. *guid* and
    *anchor* are "" when there is none.
    """

    signal: Signal
    guid: str
    words: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The same news, told once or often. *lead* speaks for it; *publishers* are distinct families."""

    id: str
    week: Week
    lead: Signal
    signals: tuple[Signal, ...]
    publishers: tuple[str, ...]


class Decision(StrEnum):
    """What the model makes of one label. Unsure is an answer: a person should look."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Span:
    """Words that carry a decision: code point offsets in the *field* ("title" or "summary") of the text."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One trend judged."""

    label: str
    probability: float
    decision: Decision
    because: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectionVerdict:
    """One direction judged. The bearing is None unless the decision is yes or unsure."""

    label: str
    probability: float
    decision: Decision
    bearing: Bearing | None = None
    bearing_probability: float | None = None
    because: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one model thought of one signal. As stored it holds only what was decided yes or unsure."""

    signal: str
    model: str
    trends: tuple[Verdict, ...]
    directions: tuple[DirectionVerdict, ...]

    @property
    def verdicts(self) -> tuple[Verdict | DirectionVerdict, ...]:
        """Trends, then directions."""
        return (*self.trends, *self.directions)


@dataclass(frozen=True, slots=True)
class SourceCount:
    """One source in one week: its stories, per label how many, and the share of the week it was reachable (0..1)."""

    stories: int
    labels: Mapping[str, int] = field(hash=False)
    heard: float


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What was counted in one week ("2026-W47"), per source id. A source absent did not exist that week."""

    week: str
    sources: Mapping[str, SourceCount] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Change:
    """Whether a label stands out: *verdict* is one of more, fewer, usual, unknown."""

    label: str
    count: int
    expected: float | None
    low: float | None
    high: float | None
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What readers were told about a week. *digest* is the data (JSON text) that html and text are drawn from.

    *inputs* is the fingerprint of all that went in: signals, assessments, model, taxonomy, settings and code.
    """

    week: Week
    number: int
    issued: datetime
    inputs: str
    model: str
    taxonomy: str
    code: str
    digest: str
    html: str
    text: str


class DeliveryState(StrEnum):
    """Where a message to one reader stands. Unknown: it may have been accepted; nobody heard the answer."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition for one recipient."""

    week: Week
    number: int
    recipient: str
    message_id: str
    state: DeliveryState
    attempts: int
    message: str = ""
