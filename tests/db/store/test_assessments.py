"""Opinions: one per signal and model, and only what was decided yes or unsure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.open import Store
from pipeline.core.errors import StoreError
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Span, Verdict
from pipeline.core.taxonomy import Bearing
from tests.db.nouns import NOW, WEEK, assessment, brought, ledger, signal

FULL = Assessment(
    "s1",
    "m1",
    (
        Verdict("vergrijzing", 0.875, Decision.YES, (Span("title", 0, 5, "Loket"), Span("summary", 3, 11, "«één» 🏛"))),
        Verdict("wantrouwen", 0.1 + 0.2, Decision.UNSURE),
    ),
    (
        DirectionVerdict("nabij", 0.75, Decision.YES, Bearing.TEGEN, 1 / 3, (Span("title", 6, 8, "s1"),)),
        DirectionVerdict("samen", 0.5, Decision.UNSURE, Bearing.RAAKT, 0.4),
    ),
)


@pytest.fixture(autouse=True)
def signals(store: Store, run: int) -> None:
    """Three signals to think of, one of another week."""
    found = [signal("s1"), signal("s2"), signal("s3", week=WEEK + 1)]
    store.collecting.add(run, [brought(ledger(), *found)], NOW)


def test_opinion_comes_back_as_it_went_in(store: Store) -> None:
    """Labels, probabilities to the last digit, bearings and the words they rest on."""
    store.assessments.add([FULL], NOW)
    assert store.assessments.of_week(WEEK, "m1") == {"s1": FULL}


def test_what_was_decided_no_is_not_kept(store: Store) -> None:
    """A label decided no leaves nothing behind but the fact that the signal was judged."""
    no = (Verdict("vergrijzing", 0.2, Decision.NO), Verdict("wantrouwen", 0.1, Decision.NO))
    away = (DirectionVerdict("nabij", 0.3, Decision.NO),)
    store.assessments.add([Assessment("s1", "m1", no, away), replace(FULL, signal="s2", trends=FULL.trends + no)], NOW)
    assert store.assessments.of_week(WEEK, "m1") == {"s1": Assessment("s1", "m1", (), ()), "s2": replace(FULL, signal="s2")}
    assert [s.id for s in store.signals.unassessed("m1", [WEEK])] == []


def test_direction_without_a_bearing_can_be_read_back(store: Store) -> None:
    """An engine that tells no bearing leaves none; its week can still be read."""
    given = Assessment("s1", "m1", (), (DirectionVerdict("nabij", 0.75, Decision.YES),))
    store.assessments.add([given], NOW)
    assert store.assessments.of_week(WEEK, "m1") == {"s1": given}


def test_first_opinion_of_a_model_stands(store: Store) -> None:
    """The same model a second time changes nothing; another model has its own opinion beside it."""
    store.assessments.add([FULL], NOW)
    store.assessments.add([assessment("s1", "m1"), assessment("s2", "m1")], NOW)
    store.assessments.add([assessment("s1", "m2")], NOW)
    assert store.assessments.of_week(WEEK, "m1") == {"s1": FULL, "s2": assessment("s2", "m1")}
    assert store.assessments.of_week(WEEK, "m2") == {"s1": assessment("s1", "m2")}


def test_opinions_are_asked_by_week(store: Store) -> None:
    """Only the signals of the week, and nothing where nothing was thought."""
    store.assessments.add([assessment("s1"), assessment("s3")], NOW)
    assert set(store.assessments.of_week(WEEK + 1, "m1")) == {"s3"}
    assert store.assessments.of_week(WEEK, "m9") == {}


def test_models_of_a_week_are_told_with_their_first_opinion(store: Store) -> None:
    """The newest first; a model that judged another week only is not among them."""
    later = NOW + timedelta(hours=1)
    store.assessments.add([assessment("s1", "m1")], NOW)
    store.assessments.add([assessment("s2", "m1"), assessment("s2", "m2")], later)
    store.assessments.add([assessment("s3", "m3")], NOW)
    found = store.assessments.models(WEEK)
    assert list(found.items()) == [("m2", later), ("m1", NOW)]
    assert store.assessments.models(WEEK - 1) == {}


def test_opinion_on_no_signal_is_refused_whole(store: Store) -> None:
    """One opinion on an unknown signal and none of the lot is stored; no opinions is no trouble."""
    with pytest.raises(StoreError):
        store.assessments.add([assessment("s1"), assessment("spook")], NOW)
    store.assessments.add([], NOW)
    assert store.assessments.of_week(WEEK, "m1") == {}
