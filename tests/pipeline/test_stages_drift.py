"""The watch on drift reads weeks from the store and lays them beside what the model in use learned from."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.assess import Assessor
from classifiers.drift import State
from classifiers.examples import Text
from classifiers.model import Model
from classifiers.usual import ALL, Usual
from db.open import Store, open_store
from pipeline.core.errors import ModelError
from pipeline.core.model import Signal
from pipeline.stages.drift import watch
from tests.classifiers.crafted import crafted, item
from tests.db.nouns import NOW, WEEK, brought, ledger, signal, source

NAMES = ("unknown", "unsure", "yes", "stilte", "zelf-maken", "langer-open", "boek-aan-huis")


@pytest.fixture
def model() -> Model:
    """Knows thirty words; one makes `stilte`, one leaves it unsure. It learned from texts with every tenth word unknown."""
    made = crafted([Text("", item(n)) for n in range(30)], {(0, item(7)): 40, (0, item(9)): 13})
    usual = Usual(
        True,
        {kind: dict.fromkeys(NAMES, 0.0) | {"unknown": 0.1, "unsure": 0.25, "yes": 0.25} for kind in (ALL, "media")},
        *(dict.fromkeys(NAMES, 0.1) for _ in range(2)),
        dict.fromkeys(NAMES, 1.0),
        {ALL: 9.0, "media": 9.0},
        20,
    )
    return replace(made, usual=usual)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with two sources and no signals."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    opened.sources.save([source("meeuw"), source("ministerie", kind="overheid")], NOW)
    yield opened
    opened.close()


def _fill(
    store: Store, model: Model, weeks: range, *, unknown: int = 1, of: str = "meeuw", lang: str = "nl", judge: bool = True
) -> None:
    """Forty signals in each of these weeks before `WEEK`, of ten words, some *unknown*.

    A fourth of them has the label, a fourth leaves the model unsure.
    """
    found: list[Signal] = []
    for back in weeks:
        for n in range(40):
            words = [item({0: 7, 1: 9}.get(n % 4, 8)), *(item(place) for place in range(10, 19 - unknown))]
            text = " ".join([*words, *(item(100 + place) for place in range(unknown))])
            found.append(signal(f"{of}{back}-{n}", source=of, title="", text=text, lang=lang, week=WEEK - back))
    store.collecting.add(store.runs.begin("collect", NOW), [brought(ledger(of), *found)], NOW)
    if judge:
        store.assessments.add([*Assessor(model).assess(found)], NOW)


def test_weeks_are_read_from_the_store(store: Store, model: Model) -> None:
    """One word of ten unknown, every fourth signal with a label: as it was, no sign of drift. Nothing is stored."""
    _fill(store, model, range(6))
    before = store.runs.latest()
    found = watch(WEEK, 4, store=store, model=model)
    assert (found.state, found.measures) == (State.FINE, NAMES)
    assert list(found.weeks) == [str(WEEK - back) for back in (3, 2, 1, 0)]
    assert found.weeks[str(WEEK)][ALL] == (40, (pytest.approx(0.1), 0.25, 0.25, 0.25, 0.0, 0.0, 0.0))
    assert store.runs.latest() == before


def test_other_words_are_found(store: Store, model: Model) -> None:
    """Four words of ten unknown in the last two weeks: retrain."""
    _fill(store, model, range(2, 8))
    _fill(store, model, range(2), unknown=4)
    found = watch(WEEK, 2, store=store, model=model)
    assert found.state is State.RETRAIN
    assert "40.0 % of words unknown to the model" in found.reasons[0]


def test_sources_bring_their_kind(store: Store, model: Model) -> None:
    """Each week is told by kind of source; the kind is that of the sources file."""
    _fill(store, model, range(4))
    _fill(store, model, range(4), of="ministerie", unknown=3)
    found = watch(WEEK, 4, store=store, model=model)
    assert {kind: shares[0] for kind, (_, shares) in found.weeks[str(WEEK)].items()} == pytest.approx(
        {ALL: 0.2, "media": 0.1, "overheid": 0.3}
    )


def test_what_the_model_does_not_read_is_passed_over(store: Store, model: Model) -> None:
    """A feed in German is no drift; it gets no label anyway."""
    _fill(store, model, range(6))
    _fill(store, model, range(6), of="ministerie", unknown=8, lang="de-DE")
    found = watch(WEEK, 4, store=store, model=model)
    assert found.state is State.FINE
    assert found.weeks[str(WEEK)][ALL][0] == 40


def test_what_another_model_judged_counts_for_words_alone(store: Store, model: Model) -> None:
    """Weeks before a new model was put in use."""
    _fill(store, replace(model, card=replace(model.card, fingerprint="other")), range(3))
    _fill(store, model, range(3, 4), judge=False)
    found = watch(WEEK, 4, store=store, model=model)
    assert found.weeks[str(WEEK)][ALL] == (40, (pytest.approx(0.1), *[None] * 6))


def test_a_model_that_does_not_tell_is_refused(store: Store, model: Model) -> None:
    """One made before this was kept; training is the remedy."""
    with pytest.raises(ModelError, match="run `windwijzer model train`"):
        watch(WEEK, 4, store=store, model=replace(model, usual=None))
