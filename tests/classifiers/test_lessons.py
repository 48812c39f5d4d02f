"""What people said becomes examples, with only what they said known."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from classifiers.examples import Example, Text
from classifiers.lessons import examples_of
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.model import Signal
from pipeline.core.taxonomy import Bearing, Taxonomy

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def word(signal: str, label: str, value: Ruling, bearing: Bearing | None = None) -> Correction:
    """What Noor says."""
    return Correction(signal, label, value, "Noor", NOW, bearing)


def test_only_what_was_said_is_known(signals: Sequence[Signal], library: Taxonomy) -> None:
    """Right and missing give the label, wrong that it is not there; of the rest nothing is known."""
    said = [
        word("s0", "zelf-maken", Ruling.RIGHT),
        word("s0", "stilte", Ruling.WRONG),
        word("s0", "boek-aan-huis", Ruling.MISSING, Bearing.TEGEN),
    ]
    (found,) = examples_of(signals, said, library)
    assert found == Example(
        id="s0",
        text=Text("Naaimachine terug in de bieb", "Wie zelf kleren wil maken kan er terecht.", "nl"),
        trends=frozenset({"zelf-maken"}),
        directions={"boek-aan-huis": Bearing.TEGEN},
        public=True,
        stratum="corrected",
        known=frozenset({"zelf-maken", "stilte", "boek-aan-huis"}),
    )


@pytest.mark.parametrize("whole", [Ruling.NOISE, Ruling.CHECKED])
def test_whole_signal_is_wholly_known(signals: Sequence[Signal], library: Taxonomy, whole: Ruling) -> None:
    """Noise carries nothing, a checked signal what was said to hold; whether it is public is not said by either."""
    plain, labelled = examples_of(
        signals, [word("s1", WHOLE, whole), word("s2", WHOLE, whole), word("s2", "stilte", Ruling.RIGHT)], library
    )
    assert (plain.trends, plain.directions, plain.known, plain.public) == (frozenset(), {}, None, None)
    assert (labelled.trends, labelled.known) == (frozenset({"stilte"}), None)


def test_later_word_and_taxonomy_decide(signals: Sequence[Signal], library: Taxonomy) -> None:
    """A word taken back does not count; words on labels that are gone make no example; signals keep their order."""
    said = [
        word("s3", "stilte", Ruling.RIGHT),
        word("s1", "stilte", Ruling.RIGHT),
        word("s1", "stilte", Ruling.WRONG),
        word("s0", "afgeschaft", Ruling.RIGHT),
        word("spook", "stilte", Ruling.RIGHT),
    ]
    found = examples_of(signals, said, library)
    assert [(e.id, e.trends, e.known) for e in found] == [
        ("s1", frozenset(), frozenset({"stilte"})),
        ("s3", frozenset({"stilte"}), frozenset({"stilte"})),
    ]
