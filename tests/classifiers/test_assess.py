from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice

import numpy as np
import pytest

from classifiers import assess
from classifiers.assess import Assessor
from classifiers.examples import Text
from classifiers.model import Model
from pipeline.core.model import Decision, DirectionVerdict, Signal, Verdict
from pipeline.core.taxonomy import Bearing, Taxonomy
from tests.classifiers.crafted import GATE, crafted, item
from tests.classifiers.texts import TEXTS

Verdicts = Sequence[Verdict | DirectionVerdict]
Judged = tuple[tuple[Verdict, ...], tuple[DirectionVerdict, ...]]


def _one(model: Model, text: Text) -> Judged:
    (judged,) = Assessor(model).judge([text])
    return judged


def _all(judged: Judged) -> list[Verdict | DirectionVerdict]:
    return [*judged[0], *judged[1]]


def _decisions(verdicts: Verdicts) -> list[str]:
    return [str(v.decision) for v in verdicts]


def _eager(model: Model) -> Model:
    """The same model, made to say yes wherever it may."""
    return replace(model, yes_at=np.zeros(len(model.labels), dtype=np.float32), gate_at=0.0)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def test_a_signal_gets_an_assessment_of_its_own(library_assessor: Assessor, signals: list[Signal]) -> None:
    """In order, with the model's fingerprint, every label, and the signal's own text and language."""
    found = list(library_assessor.assess(signals))
    assert [a.signal for a in found] == ["s0", "s1", "s2", "s3"]
    assert {a.model for a in found} == {library_assessor.model}
    assert [[v.label for v in a.verdicts if v.decision is Decision.YES] for a in found] == [["zelf-maken"], ["stilte"], [], []]
    judged = library_assessor.judge([Text(s.title, s.text, s.lang) for s in signals])
    assert [(a.trends, a.directions) for a in found] == judged


def test_signals_are_judged_as_they_come(library_assessor: Assessor, signals: list[Signal]) -> None:
    """An endless stream gives answers; more than one batch keeps its order."""
    endless: Iterator[Signal] = (replace(signals[n % 4], id=str(n)) for n in count())
    found = list(islice(library_assessor.assess(endless), assess.BATCH + 2))
    assert [a.signal for a in found] == [str(n) for n in range(assess.BATCH + 2)]
    assert found[-1].trends == found[1].trends


def test_nothing_in_nothing_out(library_assessor: Assessor) -> None:
    """No signals, no texts: no assessments and no complaint."""
    assert list(library_assessor.assess([])) == []
    assert library_assessor.judge([]) == []


def test_every_label_is_answered_in_the_order_of_the_taxonomy(assessor: Assessor, taxonomy: Taxonomy) -> None:
    """A probability for each, also for no."""
    for judged in assessor.judge(TEXTS[:5]):
        assert tuple(v.label for v in _all(judged)) == taxonomy.labels
        assert all(0 <= v.probability <= 1 for v in _all(judged))


def test_the_same_text_is_judged_alike_in_any_company(assessor: Assessor) -> None:
    """One by one, together, and with the reasons left out."""
    together = assessor.judge(TEXTS)
    assert [assessor.judge([text])[0] for text in TEXTS[:8]] == together[:8]
    bare = [
        (tuple(replace(v, because=()) for v in trends), tuple(replace(v, because=()) for v in directions))
        for trends, directions in together
    ]
    assert assessor.judge(TEXTS, because=False) == bare


@pytest.mark.parametrize(
    ("probability", "decision"), [(0.9, "yes"), (0.5, "yes"), (0.49, "unsure"), (0.2, "unsure"), (0.19, "no"), (0.01, "no")]
)
def test_thresholds_part_yes_unsure_and_no(probability: float, decision: str) -> None:
    """A probability that equals a threshold is over it."""
    text = Text("", item(0))
    model = crafted([text], {}, bias=(_logit(probability), -5, -5, -5, 5))
    exact = float(model.probabilities(model.matrix([text]))[0, 0])
    if probability in {0.5, 0.2}:
        at = np.full(4, exact, dtype=np.float32)
        model = replace(model, yes_at=at) if probability == 0.5 else replace(model, unsure_at=at)
    trends, _ = _one(model, text)
    assert trends[0].probability == pytest.approx(probability, abs=1e-6)
    assert _decisions(trends) == [decision, "no"]


def test_at_most_three_trends_and_three_directions(assessor: Assessor) -> None:
    """The likeliest three of each are kept, however many are over the threshold."""
    judged = Assessor(_eager(assessor._model)).judge(TEXTS)
    parts: list[Verdicts] = [part for both in judged for part in both]
    assert len(parts) == 2 * len(TEXTS)
    for part in parts:
        likeliest = sorted(part, key=lambda v: -v.probability)[: assess.MOST]
        assert {v.label for v in part if v.decision is not Decision.NO} == {v.label for v in likeliest}


def test_a_yes_goes_before_an_unsure_and_equals_by_order() -> None:
    """Of four equal labels the first three in the taxonomy are kept; the one over the threshold among them stays yes."""
    labels = (("a", "b", "c", "d"), ("e", "f"))
    text = Text("", item(0))
    trends, _ = _one(crafted([text], {}, bias=(-1, -1, -1, -1, -5, -5, 5), labels=labels), text)
    assert _decisions(trends) == ["unsure", "unsure", "unsure", "no"]
    trends, _ = _one(crafted([text], {}, bias=(-1, -1, -1, 3, -5, -5, 5), labels=labels), text)
    assert _decisions(trends) == ["unsure", "unsure", "no", "yes"]


@pytest.mark.parametrize(("gate", "decisions"), [(0.29, ["no", "no"]), (0.31, ["yes", "unsure"])])
def test_no_direction_when_public_service_is_not_at_issue(gate: float, decisions: list[str]) -> None:
    """The gate closes directions, yes and unsure alike, and leaves trends as they are."""
    text = Text("", item(0))
    trends, directions = _one(crafted([text], {}, bias=(3, -5, 3, -1, _logit(gate))), text)
    assert _decisions(trends) == ["yes", "no"]
    assert _decisions(directions) == decisions
    assert directions[0].probability > 0.9


def test_a_gate_just_at_its_threshold_is_open() -> None:
    """At least, says the model."""
    text = Text("", item(0))
    model = crafted([text], {}, bias=(-5, -5, 3, -5, 0))
    gate = float(model.probabilities(model.matrix([text]))[0, GATE])
    assert _decisions(_one(replace(model, gate_at=gate), text)[1]) == ["yes", "no"]
    assert _decisions(_one(replace(model, gate_at=float(np.nextafter(np.float32(gate), np.float32(1)))), text)[1]) == [
        "no",
        "no",
    ]


def test_a_closed_gate_holds_for_the_shipped_model(assessor: Assessor) -> None:
    """Never a direction, however eager, while the gate is shut."""
    shut = Assessor(replace(_eager(assessor._model), gate_at=1.1))
    for trends, directions in shut.judge(TEXTS):
        assert sum(v.decision is Decision.YES for v in trends) == assess.MOST
        assert {v.decision for v in directions} == {Decision.NO}


def test_a_bearing_comes_with_yes_and_unsure_only(assessor: Assessor) -> None:
    """And then with a probability, that of the likeliest of three; otherwise neither is given."""
    seen = set()
    for model in (assessor._model, _eager(assessor._model)):
        for _, directions in Assessor(model).judge(TEXTS):
            for verdict in directions:
                seen.add(verdict.decision)
                if verdict.decision is Decision.NO:
                    assert (verdict.bearing, verdict.bearing_probability) == (None, None)
                else:
                    assert verdict.bearing in list(Bearing)
                    assert verdict.bearing_probability is not None
                    assert 1 / 3 <= verdict.bearing_probability <= 1
    assert {Decision.NO, Decision.YES} <= seen


def test_the_likeliest_bearing_is_given() -> None:
    """Each direction of a text has its own."""
    texts = [Text("", item(0)), Text("", item(1))]
    model = crafted(texts, {}, bias=(-5, -5, 3, -1, 5), bearings={(1, item(0)): 4, (2, item(1)): 4})
    found = Assessor(model).judge(texts)
    assert [[d.bearing for d in directions] for _, directions in found] == [[Bearing.TEGEN] * 2, [Bearing.RAAKT] * 2]


@pytest.mark.parametrize("lang", ["de", "fr", "tr", "DE-at", "und", "x"])
def test_a_language_that_the_model_cannot_read_gives_no_label(assessor: Assessor, lang: str) -> None:
    """Better none than a guess: no decision, no bearing, no reasons, even from an eager model."""
    judged = _one(_eager(assessor._model), replace(TEXTS[13], lang=lang))
    assert {(v.decision, v.because) for v in _all(judged)} == {(Decision.NO, ())}
    assert {v.bearing for v in judged[1]} == {None}


@pytest.mark.parametrize("lang", ["", "nl", "en", "NL", "nl-BE", "en_GB"])
def test_the_languages_that_the_model_can_read(assessor: Assessor, lang: str) -> None:
    """Dutch, English, their regions, and what is not said; the language itself changes no judgment."""
    assert assessor.judge([replace(TEXTS[13], lang=lang)]) == assessor.judge([TEXTS[13]])
    assert any(v.decision is Decision.YES for v in assessor.judge([TEXTS[13]])[0][0])


@pytest.mark.parametrize("text", [Text("", ""), Text("\x00", "\ud800"), Text("🤖" * 500, ""), Text("a" * 50_000, "b " * 5_000)])
def test_odd_texts_are_judged_without_fuss(assessor: Assessor, text: Text) -> None:
    """Empty, broken, only pictures, or endless: an answer, and no label."""
    assert {v.decision for v in _all(_one(assessor._model, text))} == {Decision.NO}
