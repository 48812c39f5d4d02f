"""What a digest says beyond counting: how a week compares with usual, what was read, what people corrected. Frozen nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.core.corrections import Ruling
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


class Outcome(StrEnum):
    """How a count compares with usual; see `reports.change.detect`."""

    MORE = "more"
    FEWER = "fewer"
    USUAL = "usual"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why nothing can be said of a week."""

    HALF_HEARD = "half-heard"
    TOO_FEW_WEEKS = "too-few-weeks"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count against what is usual: *low* to *high* would have been called so, *expected* stands between.

    It rests on *weeks* ordinary weeks. Of what is unknown, the three are None and *why* says the reason.
    """

    outcome: Outcome
    expected: float | None = None
    low: int | None = None
    high: int | None = None
    weeks: int = 0
    why: Why | None = None

    @property
    def stands_out(self) -> bool:
        """Whether it is more or fewer than usual."""
        return self.outcome in {Outcome.MORE, Outcome.FEWER}


@dataclass(frozen=True, slots=True)
class Point:
    """A label's count in one week. *heard* is the share of that week's sources and days that was heard (0..1)."""

    week: Week
    count: int
    heard: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One count and how it compares: of a trend, of a direction, or of one *bearing* on a direction."""

    label: str
    title: str
    bearing: Bearing | None
    count: int
    comparison: Comparison
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """Whether the week is news or noise.

    *out* are the counts that stand out, most unlike the usual first. *nearest* is the trend or direction of which the smallest
    change would have been seen: what "nothing stands out" is worth. It is None when nothing could be compared; *why* says so.
    *weeks* and *weeks_needed* are how many weeks there are to compare with.
    """

    out: tuple[Standing, ...]
    nearest: Standing | None
    why: Why | None
    weeks: int
    weeks_needed: int


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read since the edition before, of all sources: entries = new + known + sum of dropped, by reason."""

    answers: int
    entries: int
    new: int
    known: int
    dropped: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """What an analyst said of a signal since the edition before. *label* is "*" and *label_title* "" for the whole of it."""

    signal: str
    title: str
    label: str
    label_title: str
    value: Ruling
    bearing: Bearing | None


@dataclass(frozen=True, slots=True)
class Overruled:
    """What corrections did to a label's count of this week: stories that got it, and stories that lost it."""

    label: str
    title: str
    added: int
    removed: int


class Cause(StrEnum):
    """Why an edition was made anew."""

    CORRECTIONS = "corrections"
    MODEL = "model"
    TAXONOMY = "taxonomy"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A count that is another one: of a trend, of a direction, or of one *bearing* on a direction."""

    label: str
    title: str
    bearing: Bearing | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class StoryChange:
    """A story whose labels are others: the titles of those that it *gained* and *lost*, a bearing after the title."""

    story: str
    title: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one edition says otherwise than another. *added* and *removed* are titles of stories that only one of them tells."""

    counts: tuple[LabelChange, ...]
    stories: tuple[StoryChange, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What an edition opens with when it takes the place of edition *of*."""

    of: int
    causes: tuple[Cause, ...]
    difference: Difference
