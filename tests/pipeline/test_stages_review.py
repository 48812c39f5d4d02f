"""What people said is stored once, outranks the model, and a sample is drawn once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.sheet import Row
from db.open import Store, open_store
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment, Decision, Verdict
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import HOUSE_ZONE
from pipeline.stages.review import Taken, outranked, sample, say, take
from tests.db.nouns import NOW, WEEK, brought, ledger, signal, source


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with twelve signals of one week."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    opened.sources.save([source("meeuw")], NOW)
    found = [signal(f"s{n}") for n in range(12)]
    opened.collecting.add(opened.runs.begin("collect", NOW), [brought(ledger(), *found)], NOW)
    yield opened
    opened.close()


def word(ident: str, label: str, value: Ruling, by: str = "Noor") -> Correction:
    """What somebody says."""
    return Correction(ident, label, value, by, NOW)


def test_words_outrank_the_model(store: Store, taxonomy: Taxonomy) -> None:
    """Where somebody spoke, his word; a signal without an opinion gets one of what was said; the rest is as it was."""
    made = {ident: Assessment(ident, "m1", (Verdict("robotisering", 0.9, Decision.YES),), ()) for ident in ("s0", "s1")}
    said = [word("s0", WHOLE, Ruling.NOISE), word("s2", "robotisering", Ruling.MISSING), word("s1", "weg", Ruling.MISSING)]
    store.corrections.add(said)
    assert outranked(WEEK, made, model="m1", store=store, taxonomy=taxonomy) == {
        "s0": Assessment("s0", "m1", (), ()),
        "s1": made["s1"],
        "s2": Assessment("s2", "m1", (Verdict("robotisering", 1.0, Decision.YES),), ()),
    }


def test_said_twice_is_stored_once(store: Store) -> None:
    """The same by another person is stored beside it."""
    said = [word("s0", "robotisering", Ruling.WRONG), word("s1", WHOLE, Ruling.NOISE)]
    assert [say(said, store=store), say(said, store=store)] == [2, 0]
    assert say([word("s0", "robotisering", Ruling.WRONG, "Sem")], store=store) == 1
    assert len(store.corrections.of_week(WEEK)) == 3


def test_bad_lines_keep_no_good_ones_out(store: Store) -> None:
    """A signal that is not there is told by line, between the other complaints."""
    good = word("s0", "robotisering", Ruling.WRONG)
    rows = [Row(2, "s0", (good,)), Row(3, "x", (word("x", WHOLE, Ruling.NOISE),)), Row(4, "s1", message="nee")]
    missing = "line 3: there is no signal x; see `windwijzer signals list`"
    assert take(rows, store=store) == Taken(1, 0, (missing, "line 4: nee"))
    assert take(rows, store=store) == Taken(0, 1, (missing, "line 4: nee"))
    assert store.corrections.of_week(WEEK) == (good,)


def test_sample_is_drawn_once(store: Store) -> None:
    """Stored with what it was drawn from; signals that come later do not change it."""
    first = sample(WEEK, 5, 1, store=store, now=NOW, zone=HOUSE_ZONE)
    assert (first.size, first.population, first.drawn, len(set(first.signals))) == (5, 12, NOW, 5)
    store.collecting.add(store.runs.begin("collect", NOW), [brought(ledger(), signal("s99"))], NOW)
    assert sample(WEEK, 5, 1, store=store, now=NOW, zone=HOUSE_ZONE) == first
    other = sample(WEEK, 200, 2, store=store, now=NOW, zone=HOUSE_ZONE)
    assert (other.size, other.population, len(other.signals)) == (200, 13, 13)


def test_sample_that_cannot_be_is_refused(store: Store) -> None:
    """Of a week that goes on, of a week without signals, or with another size than it was drawn with."""
    with pytest.raises(InputError, match="has not ended"):
        sample(WEEK, 5, 1, store=store, now=datetime(2026, 11, 22, 22, 59, tzinfo=UTC), zone=HOUSE_ZONE)
    with pytest.raises(InputError, match="nothing was collected"):
        sample(WEEK + -1, 5, 1, store=store, now=NOW, zone=HOUSE_ZONE)
    sample(WEEK, 5, 1, store=store, now=NOW, zone=HOUSE_ZONE)
    with pytest.raises(InputError, match="has -n 5; ask for that, or give another --seed"):
        sample(WEEK, 6, 1, store=store, now=NOW, zone=HOUSE_ZONE)
