"""Texts and what a model made of them, counted: words it does not know, doubt, and how often each label is given. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.examples import Text
from classifiers.words import counted_text
from pipeline.core.model import Decision

UNKNOWN, UNSURE, YES = "unknown", "unsure", "yes"
"""Share of the words that the model does not know, of the texts with any label unsure, and of those with any yes."""

Floats = NDArray[np.float64]
Decisions = Mapping[str, Decision]


def measures(labels: Sequence[str]) -> tuple[str, ...]:
    """What is counted: `UNKNOWN`, `UNSURE`, `YES`, and for each of *labels* the texts with a yes."""
    return (UNKNOWN, UNSURE, YES, *labels)


@dataclass(frozen=True, slots=True)
class Tally:
    """For each text (a row) and measure (a column, as `measures` has them): *seen* of *of*, so that their ratio is a share.

    *of* is the number of words for `UNKNOWN`; else 1, or 0 for a text that was not judged.
    """

    seen: Floats
    of: Floats


def tallied(
    words: Iterable[tuple[int, int]], judged: NDArray[np.bool_], yes: NDArray[np.bool_], unsure: NDArray[np.bool_]
) -> Tally:
    """A tally of (unknown words, words) per text, whether it was *judged*, and per label whether it was *yes* or *unsure*."""
    counted = np.array([*words], dtype=np.float64).reshape(-1, 2)
    seen = np.column_stack((counted[:, 0], unsure.any(axis=1), yes.any(axis=1), yes)).astype(np.float64)
    of = np.repeat(judged[:, None].astype(np.float64), seen.shape[1], axis=1)
    seen[:, 1:] *= judged[:, None]
    of[:, 0] = counted[:, 1]
    return Tally(seen, of)


def tally(
    texts: Sequence[Text], opinions: Sequence[Decisions | None], labels: Sequence[str], known: Callable[[str], bool]
) -> Tally:
    """The tally of *texts* with the decision on each label that is not no; None for a text that was not judged.

    *known* says of a word, as it is counted, whether the model knows it.
    """
    given = [opinion or {} for opinion in opinions]
    yes, unsure = (
        np.array([[one.get(label) is decision for label in labels] for one in given], dtype=bool).reshape(-1, len(labels))
        for decision in (Decision.YES, Decision.UNSURE)
    )
    judged = np.array([opinion is not None for opinion in opinions], dtype=bool)
    return tallied((unknown_of(text, known) for text in texts), judged, yes, unsure)


def unknown_of(text: Text, known: Callable[[str], bool]) -> tuple[int, int]:
    """How many words of *text*, as it is counted, are not *known*, and how many it has."""
    found = counted_text(text).split()
    return sum(not known(word) for word in found), len(found)
