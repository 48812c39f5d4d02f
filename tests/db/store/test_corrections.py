"""What people said: only ever added to, and given back in the order of saying."""

from datetime import timedelta

import pytest

from db.open import Store
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import StoreError
from pipeline.core.taxonomy import Bearing
from tests.db.nouns import NOW, WEEK, brought, ledger, signal

LATER = NOW + timedelta(hours=1)
RIGHT = Correction("s1", "nabij", Ruling.RIGHT, "Noor «N.» 🏛", NOW, Bearing.TEGEN)
WRONG = Correction("s1", "vergrijzing", Ruling.WRONG, "Sem", LATER)
NOISE = Correction("s3", WHOLE, Ruling.NOISE, "Noor", LATER)


@pytest.fixture(autouse=True)
def signals(store: Store, run: int) -> None:
    """Three signals to speak of, one of another week."""
    found = [signal("s1"), signal("s2"), signal("s3", week=WEEK + 1)]
    store.collecting.add(run, [brought(ledger(), *found)], NOW)


def test_words_come_back_as_they_went_in(store: Store) -> None:
    """Every field, in the order of saying and not of the clock, and both of two words on one label."""
    early = Correction("s1", "nabij", Ruling.WRONG, "Sem", NOW - timedelta(days=1))
    store.corrections.add([RIGHT, WRONG])
    store.corrections.add([early])
    assert store.corrections.of_week(WEEK) == (RIGHT, WRONG, early)


def test_words_are_asked_by_week_signal_and_moment(store: Store) -> None:
    """A week has the words on its signals; a moment those said from then on, whatever they are about."""
    store.corrections.add([RIGHT, WRONG, NOISE])
    assert store.corrections.of_week(WEEK + 1) == (NOISE,)
    assert store.corrections.of_signals(["s3", "s2", "spook"]) == (NOISE,)
    assert store.corrections.of_signals([]) == ()
    assert store.corrections.since(LATER) == (WRONG, NOISE)
    assert store.corrections.since(LATER + timedelta(seconds=1)) == ()
    assert {signal.week for signal in store.signals.spoken_of()} == {WEEK, WEEK + 1}


def test_word_on_no_signal_is_refused_whole(store: Store) -> None:
    """One word on an unknown signal and none of the lot is stored; no words is no trouble."""
    with pytest.raises(StoreError):
        store.corrections.add([RIGHT, Correction("spook", WHOLE, Ruling.NOISE, "Sem", NOW)])
    store.corrections.add([])
    assert store.corrections.of_week(WEEK) == ()
