"""Samples, and what people said → the arrays from which `classifiers.quantify` estimates. Pure."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from classifiers.quantify import NO, UNKNOWN, UNSURE, YES, Population
from pipeline.core.corrections import WHOLE, Correction, Sample
from pipeline.core.model import Assessment, Decision

Words = Mapping[str, Mapping[str, Correction]]
"""The words that count, by signal and label; see `classifiers.correct.standing`."""

_DECISIONS = {Decision.NO: NO, Decision.UNSURE: UNSURE, Decision.YES: YES}


def checked_first(sample: Sample, words: Words) -> tuple[str, ...]:
    """The members of *sample* that may stand for the week: those before the first that was not looked at as a whole.

    They were drawn in a random order, so the first so many are a random sample too. The ones checked after a gap are not: what
    people leave out is what they find hard, and that is not like the rest.
    """
    gap = next((n for n, one in enumerate(sample.signals) if WHOLE not in words.get(one, {})), len(sample.signals))
    return sample.signals[:gap]


def population(
    signals: Sequence[str],
    opinions: Mapping[str, Assessment],
    words: Words,
    sampled: Collection[str],
    labels: Sequence[str],
) -> Population:
    """A row for each of *signals*, a column for each of *labels*; what has no opinion was given nothing.

    *sampled* are those that were drawn at random and looked at; some may not be among the *signals*. Other labels are passed
    over.
    """
    shape = (len(signals), len(labels))
    column = {label: n for n, label in enumerate(labels)}
    decisions, truth = np.full(shape, NO, dtype=np.int8), np.full(shape, UNKNOWN, dtype=np.int8)
    probabilities = np.zeros(shape)
    for row, ident in enumerate(signals):
        said, opinion = words.get(ident, {}), opinions.get(ident)
        for verdict in opinion.verdicts if opinion else ():
            if verdict.label in column:
                decisions[row, column[verdict.label]] = _DECISIONS[verdict.decision]
                probabilities[row, column[verdict.label]] = verdict.probability
        if WHOLE in said:
            truth[row] = 0
        for label, word in said.items():
            if label in column:
                truth[row, column[label]] = word.value.holds
    drawn = set(sampled)
    return Population(decisions, probabilities, truth, np.array([ident in drawn for ident in signals], dtype=bool))
