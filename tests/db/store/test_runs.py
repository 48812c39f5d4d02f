"""The ledger: what ran, how it ended, and what each source gave."""

from datetime import timedelta

from db.open import Store
from pipeline.core.answers import SourceState
from tests.db.nouns import NOW, WEEK, brought, ledger, signal


def test_run_that_never_ends_shows_as_running(store: Store) -> None:
    """A run is stored before its work."""
    run = store.runs.begin("digest", NOW, WEEK)
    (found,) = store.runs.latest()
    assert (found.id, found.kind, found.week, found.started) == (run, "digest", WEEK, NOW)
    assert (found.ended, found.state, found.ledger) == (None, "running", {})


def test_run_ends_with_its_counts(store: Store) -> None:
    """A finished run has its counts, a failed one its state."""
    done, failed = store.runs.begin("collect", NOW), store.runs.begin("classify", NOW)
    store.runs.end(done, NOW + timedelta(minutes=4), ledger={"sources": 34, "new": 0})
    store.runs.end(failed, NOW + timedelta(minutes=5), state="failed")
    newest, oldest = store.runs.latest()
    assert (newest.state, newest.ledger, newest.ended) == ("failed", {}, NOW + timedelta(minutes=5))
    assert (oldest.state, oldest.ledger, oldest.week) == ("done", {"sources": 34, "new": 0}, None)


def test_latest_is_one_run_of_each_kind(store: Store) -> None:
    """The newest run of each kind, the newest of them first."""
    runs = [store.runs.begin(kind, NOW) for kind in ("collect", "classify", "collect", "digest", "classify")]
    assert [found.id for found in store.runs.latest()] == [runs[4], runs[3], runs[2]]


def test_ledger_comes_back_as_it_went_in(store: Store, run: int) -> None:
    """What each source gave, by source id, with every number and reason."""
    told = (
        ledger("meeuw", entries=9, new=2, known=3, dropped={"no-text": 1, "cut": 3}),
        ledger("uil", state=SourceState.GONE, message="HTTP 410 Gone", entries=0, new=0, newest=None, seconds=1.5),
    )
    for found in reversed(told):
        store.collecting.add(run, [brought(found)], NOW)
    assert store.runs.ledger(run) == told
    assert store.runs.ledger(run + 1) == ()


def test_outcome_of_a_source_is_stored_once_per_run(store: Store, run: int) -> None:
    """The same source a second time in one run changes nothing in the ledger."""
    store.collecting.add(run, [brought(ledger(), signal())], NOW)
    store.collecting.add(run, [brought(ledger(entries=50), signal())], NOW)
    assert store.runs.ledger(run) == (ledger(),)


def test_fetches_of_a_period(store: Store) -> None:
    """Every fetch from the first moment up to and including the last, oldest first."""
    for hours in (2, 0, 1):
        run = store.runs.begin("collect", NOW)
        moment = NOW + timedelta(hours=hours)
        for name in ("uil", "meeuw"):
            told = ledger(name, state=SourceState.TIMEOUT, message=f"na {hours} uur")
            store.collecting.add(run, [brought(told)], moment)
    found = store.runs.fetches(NOW, NOW + timedelta(hours=1))
    assert found == tuple(
        (name, NOW + timedelta(hours=hours), SourceState.TIMEOUT, f"na {hours} uur")
        for hours in (0, 1)
        for name in ("meeuw", "uil")
    )
    assert store.runs.fetches(NOW + timedelta(hours=3), NOW + timedelta(hours=9)) == ()
