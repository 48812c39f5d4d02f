"""What signals are judged by: trends, questions, directions and bearings.

The contents come from `classifiers/taxonomy.yaml`; another organisation brings another file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Bearing(StrEnum):
    """How a signal bears on a direction."""

    MEE = "wind-mee"
    TEGEN = "wind-tegen"
    RAAKT = "raakt"


@dataclass(frozen=True, slots=True)
class Trend:
    """A societal trend. *names* holds its title per language code."""

    id: str
    names: Mapping[str, str] = field(hash=False)
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions for 2030 that the digest is built on."""

    id: str
    names: Mapping[str, str] = field(hash=False)
    short: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Direction:
    """A growth direction of public service; it belongs to exactly one question."""

    id: str
    number: int
    names: Mapping[str, str] = field(hash=False)
    question: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source and the study's own source that it stands for."""

    id: str
    names: Mapping[str, str] = field(hash=False)
    study: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Everything of one taxonomy file, in its order. *fingerprint* changes when its meaning for a model does."""

    version: str
    fingerprint: str
    trends: tuple[Trend, ...]
    questions: tuple[Question, ...]
    directions: tuple[Direction, ...]
    kinds: tuple[Kind, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every id that a signal can be given: the trends, then the directions."""
        return tuple(t.id for t in self.trends) + tuple(d.id for d in self.directions)

    def directions_of(self, question: str) -> tuple[Direction, ...]:
        """The directions that belong to a question, by number."""
        return tuple(d for d in self.directions if d.question == question)
