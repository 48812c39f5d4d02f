"""Random samples: as they were drawn, for good."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.open import Store
from pipeline.core.corrections import Sample
from pipeline.core.errors import StoreError
from tests.db.nouns import NOW, WEEK, brought, ledger, signal

SAMPLE = Sample(WEEK, 7, 200, 3, NOW, ("s3", "s1", "s2"))


@pytest.fixture(autouse=True)
def signals(store: Store, run: int) -> None:
    """Three signals to draw from."""
    store.collecting.add(run, [brought(ledger(), signal("s1"), signal("s2"), signal("s3"))], NOW)


def test_sample_comes_back_as_it_was_drawn(store: Store) -> None:
    """Its signals in the order of drawing; the week has all its samples, first drawn first."""
    other = Sample(WEEK, 3, 1, 3, NOW + timedelta(days=1), ("s2",))
    assert store.samples.add(SAMPLE)
    assert store.samples.add(other)
    assert store.samples.get(WEEK, 7) == SAMPLE
    assert store.samples.of_week(WEEK) == (SAMPLE, other)
    assert store.samples.get(WEEK, 8) is None
    assert store.samples.of_week(WEEK + 1) == ()


def test_drawn_sample_stands(store: Store) -> None:
    """The same week and seed a second time changes nothing, and says so."""
    store.samples.add(SAMPLE)
    assert not store.samples.add(replace(SAMPLE, signals=("s1",), size=1))
    assert store.samples.of_week(WEEK) == (SAMPLE,)


def test_sample_of_an_unknown_signal_is_refused_whole(store: Store) -> None:
    """Nothing of it is stored."""
    with pytest.raises(StoreError):
        store.samples.add(replace(SAMPLE, signals=("s1", "spook")))
    assert store.samples.of_week(WEEK) == ()
