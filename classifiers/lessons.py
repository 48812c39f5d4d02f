"""What people said of signals → Examples to learn from. Pure; standard library only."""

from collections.abc import Iterable

from classifiers.correct import fitting, standing
from classifiers.examples import Example, Text
from pipeline.core.corrections import WHOLE, Correction
from pipeline.core.model import Signal
from pipeline.core.taxonomy import Taxonomy

STRATUM = "corrected"
"""Where these examples come from; see `Example.stratum`."""


def examples_of(signals: Iterable[Signal], corrections: Iterable[Correction], taxonomy: Taxonomy) -> tuple[Example, ...]:
    """An example of each of *signals* that somebody spoke of, under the signal's id. *corrections* come oldest first.

    It has the labels that were called right or missing, with their bearings. `known` holds the labels that were spoken of;
    of the others nothing is known, whatever a model says. It is None, everything known, for a signal called noise or
    checked. Words for which *taxonomy* has no use are passed over. Whether public service is at issue is not said, unless a
    direction says so.
    """
    words = standing(fitting(corrections, taxonomy))
    return tuple(_example(signal, words[signal.id]) for signal in signals if signal.id in words)


def _example(signal: Signal, words: dict[str, Correction]) -> Example:
    directions = {label: word.bearing for label, word in words.items() if word.bearing is not None}
    return Example(
        id=signal.id,
        text=Text(signal.title, signal.text, signal.lang),
        trends=frozenset(label for label, word in words.items() if word.value.holds and word.bearing is None),
        directions=directions,
        public=True if directions else None,
        stratum=STRATUM,
        known=None if WHOLE in words else frozenset(words),
    )
