"""Which members of a sample may stand for the week, and what is known of signals."""

from classifiers.correct import standing
from classifiers.quantify import NO, UNKNOWN, UNSURE, YES
from classifiers.sampled import checked_first, population
from pipeline.core.corrections import WHOLE, Correction, Ruling, Sample
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Verdict
from pipeline.core.taxonomy import Bearing
from tests.db.nouns import NOW, WEEK

SAMPLE = Sample(WEEK, 0, 4, 9, NOW, ("s3", "s1", "s4", "s2"))


def word(signal: str, label: str = WHOLE, value: Ruling = Ruling.CHECKED, bearing: Bearing | None = None) -> Correction:
    """What somebody says."""
    return Correction(signal, label, value, "Noor", NOW, bearing)


def test_members_before_the_first_gap_stand_for_the_week() -> None:
    """In the order of the lot; noise was looked at too, and a label alone is no look at the whole."""
    assert checked_first(SAMPLE, {}) == ()
    said = [word("s1", value=Ruling.NOISE), word("s3"), word("s2"), word("s4", "robotisering", Ruling.WRONG)]
    assert checked_first(SAMPLE, standing(said)) == ("s3", "s1")
    assert checked_first(SAMPLE, standing([*said, word("s4")])) == SAMPLE.signals
    assert checked_first(SAMPLE, standing([word("s1"), word("s4"), word("s2")])) == ()


def test_population_holds_what_was_given_and_said() -> None:
    """Of a signal looked at as a whole every label is known, of another what was said; labels of elsewhere do not matter."""
    opinions = {
        "s1": Assessment("s1", "m1", (Verdict("robotisering", 0.9, Decision.YES), Verdict("weg", 0.9, Decision.YES)), ()),
        "s2": Assessment("s2", "m1", (), (DirectionVerdict("een-arbeidspool", 0.2, Decision.UNSURE, Bearing.MEE),)),
    }
    said = [
        word("s1", "robotisering", Ruling.WRONG),
        word("s1", "weg", Ruling.RIGHT),
        word("s2", "een-arbeidspool", Ruling.RIGHT, Bearing.MEE),
        word("s2"),
        word("s3", value=Ruling.NOISE),
    ]
    labels = ("robotisering", "een-arbeidspool")
    found = population(("s1", "s2", "s3", "s4"), opinions, standing(said), {"s2", "elders"}, labels)
    assert found.decisions.tolist() == [[YES, NO], [NO, UNSURE], [NO, NO], [NO, NO]]
    assert found.probabilities.tolist() == [[0.9, 0], [0, 0.2], [0, 0], [0, 0]]
    assert found.truth.tolist() == [[0, UNKNOWN], [0, 1], [0, 0], [UNKNOWN, UNKNOWN]]
    assert found.sampled.tolist() == [False, True, False, False]
