"""The book-keeping beside the journey: what each run got from each source, and how each source stands. Frozen nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.core.answers import NO_VALIDATORS, SourceState, Validators, Wait
from pipeline.core.model import Identity, Item
from pipeline.core.weeks import Week


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """What one run got from one source: entries = new + known + sum of dropped, by reason.

    *newest* and *oldest* are of the dates that are believed among the entries that were read; *undated* counts those without.
    *overlap* says whether the feed still held something of the last time: None when nothing can be said of it.
    """

    source: str
    state: SourceState
    message: str
    entries: int
    new: int
    known: int
    dropped: Mapping[str, int] = field(hash=False)
    newest: datetime | None
    seconds: float
    oldest: datetime | None = None
    undated: int = 0
    overlap: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that came of asking one source, on its way to the store.

    *validators* and *blocks* (the hashes of the document's entries, end to end) are None when what is stored must stay;
    *rule* is the identity in force from now on, *why* the reason when it changed; *dates* are those of its items, before any
    was found to be known, that are believed.
    """

    ledger: SourceLedger
    items: tuple[Item, ...] = ()
    validators: Validators | None = None
    blocks: bytes | None = None
    rule: Identity = Identity.LINK_AND_GUID
    why: str = ""
    dates: tuple[datetime, ...] = ()
    moved: str = ""
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as it is stored: whose, and under which signal with which title."""

    source: str
    signal: str
    guid: str
    words: str
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands between runs: what asking it taught us, and what was decided about it.

    *configured* is what the sources file said (kind, language, address) and *url* the address that was asked; *full* the last
    time it was asked without validators. *moving* is an address that it says it moved to, *moved* one that was adopted.
    *failures* counts consecutive faults, *reported* the last notice of them. *gaps* are the hours between its latest items.
    *due* is when to ask again.
    """

    source: str
    configured: str = ""
    url: str = ""
    fetched: datetime | None = None
    heard: datetime | None = None
    state: SourceState | None = None
    message: str = ""
    validators: Validators = NO_VALIDATORS
    full: datetime | None = None
    rule: Identity = Identity.LINK_AND_GUID
    moving: str = ""
    moving_since: datetime | None = None
    moving_times: int = 0
    moved: str = ""
    gone_times: int = 0
    retired: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    reported: datetime | None = None
    empty_since: datetime | None = None
    undated: bool = False
    flood: bool = False
    gap: datetime | None = None
    newest: datetime | None = None
    gaps: tuple[float, ...] = ()
    pace: timedelta | None = None
    due: datetime | None = None


class EventKind(StrEnum):
    """What may befall a source, or (the last) all of them, that people must be told."""

    MOVED = "moved"
    RETIRED = "retired"
    IDENTITY = "identity"
    GAP = "gap"
    FLOOD = "flood"
    FAILING = "failing"
    STILL_FAILING = "still-failing"
    RECOVERED = "recovered"
    UNDONE = "undone"
    OWN_OUTAGE = "own-outage"


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell about a source (None: about all of them), once. *message* is a line for a person."""

    moment: datetime
    source: str | None
    kind: EventKind
    message: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a week (0..1) one source was heard for, and whether items may have slipped by in between."""

    week: Week
    source: str
    heard: float
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One stage at work: *kind* is the stage's name, *state* running, done or failed, *ledger* its counts."""

    id: int
    kind: str
    week: Week | None
    started: datetime
    ended: datetime | None
    state: str
    ledger: Mapping[str, int] = field(hash=False)
