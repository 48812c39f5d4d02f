"""What people say of signals, and the samples that they check. Frozen nouns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


class Ruling(StrEnum):
    """What an analyst says of a label, or of a whole signal; see `Correction`."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    NOISE = "noise"
    CHECKED = "checked"

    @property
    def holds(self) -> bool:
        """Whether the signal has the label."""
        return self in {Ruling.RIGHT, Ruling.MISSING}


WHOLE = "*"
"""Stands for the whole signal where a label is asked."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An analyst's word on one signal; it outranks every model, also later ones. Never changed: a later word outranks it.

    *label* is the id of a trend or direction, with one of these values:

    - right: the model gave the label, or was unsure of it, and it is right;
    - missing: the model did not give it, and it should have;
    - wrong: the signal does not have it, whatever a model says.

    Or *label* is `WHOLE`, with one of these:

    - noise: the signal carries nothing; what was said of it before no longer counts;
    - checked: every label was looked at, and it has those that were called right or missing and no others.

    *bearing* is there for a direction called right or missing, and only then: it is how the signal bears on it.
    """

    signal: str
    label: str
    value: Ruling
    by: str
    when: datetime
    bearing: Bearing | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Signals drawn at random out of the *population* (how many there were) of a week, for people to check.

    A week and a seed name one sample. *size* is how many were asked for; *signals* holds fewer where the week had fewer.
    """

    week: Week
    seed: int
    size: int
    population: int
    drawn: datetime
    signals: tuple[str, ...]
