"""How often labels truly occur, as far as a sample that people checked can tell. Frozen nouns."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.core.weeks import Week


class Rule(StrEnum):
    """What an estimate rests on."""

    KNOWN = "known"
    SAMPLE = "sample"
    SAMPLES = "samples"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One label in one week. *counted* is how many stories it was given, by the model and by people who outrank it.

    *estimate* is how many truly carry it: as likely fewer as more, and with 95 % from *low* to *high*. *checked* is how many
    stories, drawn at random, people looked at. *rule* is

    - known: people said of every story whether it carries the label, so nothing is estimated;
    - sample: from the sample of this week;
    - samples: from those of earlier weeks as well.
    """

    label: str
    counted: int
    estimate: int
    low: int
    high: int
    checked: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Estimated:
    """The *estimates* of a week, in the order of the taxonomy; () when there can be none, and *missing* says what to do.

    Of its *stories*, *checked* were drawn at random and looked at. *earlier* are the weeks whose samples were used too.
    """

    week: Week
    stories: int
    checked: int
    earlier: tuple[Week, ...]
    estimates: tuple[Estimate, ...]
    missing: str = ""
