"""Sources as the sources file says, and those it no longer names."""

from datetime import timedelta

from db.open import Store
from tests.db.nouns import NOW, source

LATER = NOW + timedelta(days=7)


def test_sources_come_back_by_id(store: Store) -> None:
    """Every source with what it was configured with."""
    assert list(store.sources.all().items()) == [("meeuw", source("meeuw")), ("uil", source("uil"))]


def test_change_in_the_file_is_taken_over(store: Store) -> None:
    """A source may change in all but its id, and keeps the day it was first configured."""
    moved = source("uil", name="De Kerkuil", url=None, kind="werksessie", lang="en", publisher="kerk", enabled=False)
    store.sources.save([source("meeuw"), moved], LATER)
    assert store.sources.all()["uil"] == moved
    assert store.sources.added() == {"meeuw": NOW, "uil": NOW}


def test_source_no_longer_named_stays_switched_off(store: Store) -> None:
    """What left the file is kept, for its signals are; it is switched off, and on again when it comes back."""
    store.sources.save([source("ekster")], LATER)
    assert {name: found.enabled for name, found in store.sources.all().items()} == {
        "ekster": True,
        "meeuw": False,
        "uil": False,
    }
    assert store.sources.added()["ekster"] == LATER
    store.sources.save([source("uil")], LATER)
    assert store.sources.all()["uil"].enabled


def test_saving_twice_does_no_harm(store: Store) -> None:
    """The same file again changes nothing; an empty one switches all off."""
    before = store.sources.all(), store.sources.added()
    store.sources.save(iter([source("meeuw"), source("uil")]), LATER)
    assert (store.sources.all(), store.sources.added()) == before
    store.sources.save([], LATER)
    assert not any(found.enabled for found in store.sources.all().values())
