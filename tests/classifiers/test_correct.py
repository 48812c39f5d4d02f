"""A word of a person outranks the model; what does not fit is refused with the remedy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from classifiers.correct import Given, corrected, fitting, given, looked_at, news, ruled, standing
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Span, Verdict
from pipeline.core.taxonomy import Bearing, Taxonomy

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BECAUSE = (Span("title", 0, 5, "Loket"),)
OPINION = Assessment(
    "s1",
    "m1",
    (Verdict("stilte", 0.9, Decision.YES, BECAUSE), Verdict("zelf-maken", 0.2, Decision.UNSURE, BECAUSE)),
    (DirectionVerdict("langer-open", 0.6, Decision.YES, Bearing.MEE, 0.7, BECAUSE),),
)
STILTE, MAKEN = OPINION.trends
(OPEN,) = OPINION.directions


def word(label: str, value: Ruling, bearing: Bearing | None = None, **other: str) -> Correction:
    """What Noor says of s1."""
    return Correction(**({"signal": "s1", "label": label, "by": "Noor"} | other), value=value, when=NOW, bearing=bearing)


def test_without_a_word_the_model_speaks() -> None:
    """No words, or words on another signal, leave the assessment as it was."""
    assert corrected(OPINION, ()) == OPINION
    assert corrected(OPINION, [word(WHOLE, Ruling.NOISE, signal="s2")]) == OPINION


def test_right_makes_a_doubt_a_yes() -> None:
    """With the model's probability and words, and nothing else changed."""
    found = corrected(OPINION, [word("zelf-maken", Ruling.RIGHT)])
    assert found == replace(OPINION, trends=(STILTE, replace(MAKEN, decision=Decision.YES)))


def test_wrong_makes_a_no() -> None:
    """Without bearing or words, as of any label decided no; the rest stays."""
    found = corrected(OPINION, [word("stilte", Ruling.WRONG), word("langer-open", Ruling.WRONG)])
    assert found.trends == (Verdict("stilte", 0.9, Decision.NO), MAKEN)
    assert found.directions == (DirectionVerdict("langer-open", 0.6, Decision.NO),)


def test_missing_makes_a_yes_of_what_the_model_did_not_give() -> None:
    """A direction by its bearing, a trend without; where the model gave no probability a person is sure."""
    found = corrected(OPINION, [word("boek-aan-huis", Ruling.MISSING, Bearing.RAAKT), word("rust", Ruling.MISSING)])
    assert found.trends == (STILTE, MAKEN, Verdict("rust", 1.0, Decision.YES))
    assert found.directions == (OPEN, DirectionVerdict("boek-aan-huis", 1.0, Decision.YES, Bearing.RAAKT))
    no = replace(OPINION, trends=(Verdict("stilte", 0.03, Decision.NO),))
    assert corrected(no, [word("stilte", Ruling.MISSING)]).trends == (Verdict("stilte", 0.03, Decision.YES),)


def test_bearing_is_replaced() -> None:
    """Its probability goes with the model's bearing, and stays when a person says the same."""
    (turned,) = corrected(OPINION, [word("langer-open", Ruling.RIGHT, Bearing.TEGEN)]).directions
    assert turned == replace(OPEN, bearing=Bearing.TEGEN, bearing_probability=None)
    assert corrected(OPINION, [word("langer-open", Ruling.RIGHT, Bearing.MEE)]) == OPINION


@pytest.mark.parametrize("whole", [Ruling.NOISE, Ruling.CHECKED])
def test_of_a_whole_signal_only_what_people_gave_is_left(whole: Ruling) -> None:
    """Noise leaves nothing; of a checked signal the labels that were called right are left."""
    assert corrected(OPINION, [word(WHOLE, whole)]) == Assessment("s1", "m1", (), ())
    found = corrected(OPINION, [word(WHOLE, whole), word("stilte", Ruling.RIGHT)])
    assert found == Assessment("s1", "m1", (STILTE,), ())


def test_later_word_outranks() -> None:
    """Of two words on a label the later counts; noise outranks all before it, and not what is found in it afterwards."""
    first, second = word("stilte", Ruling.WRONG), word("stilte", Ruling.RIGHT, by="Sem")
    assert standing([first, second]) == {"s1": {"stilte": second}}
    noise = word(WHOLE, Ruling.NOISE)
    assert standing([second, noise]) == {"s1": {WHOLE: noise}}
    assert standing([noise, first])["s1"] == {WHOLE: noise, "stilte": first}
    checked = replace(noise, value=Ruling.CHECKED)
    assert standing([noise, second])["s1"] == {WHOLE: checked, "stilte": second}
    assert standing([second, checked])["s1"] == {WHOLE: checked, "stilte": second}


def test_words_of_another_taxonomy_are_passed_over(library: Taxonomy) -> None:
    """A label that is gone, and one that was a direction then and is a trend now, or the other way round."""
    fit = [word(WHOLE, Ruling.NOISE), word("stilte", Ruling.RIGHT), word("langer-open", Ruling.MISSING, Bearing.MEE)]
    fit.append(word("langer-open", Ruling.WRONG))
    odd = [word("weg", Ruling.WRONG), word("stilte", Ruling.RIGHT, Bearing.MEE), word("langer-open", Ruling.RIGHT)]
    assert fitting([*odd, *fit], library) == tuple(fit)


YES, DOUBT = Given(Decision.YES), Given(Decision.UNSURE, Bearing.MEE)


@pytest.mark.parametrize(
    ("label", "written", "said", "value", "bearing"),
    [
        ("stilte", "right", YES, Ruling.RIGHT, None),
        ("stilte", " Goed ", YES, Ruling.RIGHT, None),
        ("stilte", "fout", Given(), Ruling.WRONG, None),
        ("stilte", "gemist", Given(), Ruling.MISSING, None),
        ("langer-open", "right", DOUBT, Ruling.RIGHT, Bearing.MEE),
        ("langer-open", "wind tegen", DOUBT, Ruling.RIGHT, Bearing.TEGEN),
        ("langer-open", "raakt", Given(), Ruling.MISSING, Bearing.RAAKT),
        ("langer-open", "wrong", DOUBT, Ruling.WRONG, None),
        (WHOLE, "ruis", Given(), Ruling.NOISE, None),
        (WHOLE, "nagekeken", Given(), Ruling.CHECKED, None),
    ],
)
def test_what_people_write_is_understood(
    library: Taxonomy, label: str, written: str, said: Given, value: Ruling, bearing: Bearing | None
) -> None:
    """English or Dutch; right keeps the bearing that was shown, and a bearing says that the direction holds."""
    found = ruled("s1", label, written, said, taxonomy=library, by=" Noor ", when=NOW)
    assert found == Correction("s1", label, value, "Noor", NOW, bearing)


@pytest.mark.parametrize(
    ("label", "written", "said", "by", "told"),
    [
        ("stil", "right", YES, "Noor", "'stil' is no label; write one of stilte, zelf-maken"),
        ("stilte", "klopt", YES, "Noor", "'klopt' is no value; write right, wrong or missing"),
        ("langer-open", "klopt", YES, "Noor", "write right, wrong or a bearing: wind-mee, wind-tegen, raakt"),
        ("stilte", "wind-mee", YES, "Noor", "stilte has no bearing"),
        ("stilte", "noise", YES, "Noor", "noise cannot be said of stilte; write right, wrong or missing"),
        (WHOLE, "wrong", YES, "Noor", r"wrong cannot be said of \*; write noise or checked"),
        (WHOLE, "raakt", YES, "Noor", r"\* has no bearing.*write noise or checked"),
        ("stilte", "right", Given(), "Noor", "the model did not give stilte; write missing"),
        ("langer-open", "right", Given(), "Noor", "the model did not give langer-open; write its bearing"),
        ("stilte", "missing", DOUBT, "Noor", "or was unsure of it; write right or wrong"),
        ("langer-open", "missing", Given(), "Noor", "is a direction: write how the signal bears on it, wind-mee"),
        ("langer-open", "right", YES, "Noor", "is a direction: write how the signal bears on it, wind-mee"),
        ("stilte", "right", YES, " ", "whose word it is, with --by"),
    ],
)
def test_what_does_not_fit_is_refused(library: Taxonomy, label: str, written: str, said: Given, by: str, told: str) -> None:
    """With what would fit."""
    with pytest.raises(InputError, match=told):
        ruled("s1", label, written, said, taxonomy=library, by=by, when=NOW)


def test_checked_confirms_what_was_given(library: Taxonomy) -> None:
    """Each yes that nobody spoke of is right, with its bearing; a doubt needs an answer first."""
    whole, said = word(WHOLE, Ruling.CHECKED), given(OPINION)
    with pytest.raises(InputError, match="nothing was said of zelf-maken"):
        looked_at(whole, said, {}, library)
    before = {"zelf-maken": word("zelf-maken", Ruling.WRONG), "stilte": word("stilte", Ruling.WRONG)}
    assert looked_at(whole, said, before, library) == (whole, word("langer-open", Ruling.RIGHT, Bearing.MEE))


def test_said_again_is_no_news() -> None:
    """The same by the same person; right and missing come to the same. Another bearing, person or value is news."""
    before = [word("stilte", Ruling.MISSING), word("langer-open", Ruling.RIGHT, Bearing.MEE)]
    assert news([word("stilte", Ruling.RIGHT), before[1]], before) == ()
    other = (
        word("stilte", Ruling.RIGHT, by="Sem"),
        word("langer-open", Ruling.RIGHT, Bearing.TEGEN),
        word("stilte", Ruling.WRONG),
        word(WHOLE, Ruling.NOISE),
    )
    assert news(other, before) == other
    assert news(before, [*before, word(WHOLE, Ruling.NOISE)]) == tuple(before)
