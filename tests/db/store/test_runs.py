"""The ledger: what ran, how it ended, and what each source gave."""

from datetime import timedelta

from db.open import Store
from pipeline.core.model import SourceState, Validators
from tests.db.nouns import NOW, WEEK, ledger, signal


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
        store.signals.add(run, [], found, moment=NOW, validators=None, url="")
    assert store.runs.ledger(run) == told
    assert store.runs.ledger(run + 1) == ()


def test_outcome_of_a_source_is_stored_once_per_run(store: Store, run: int) -> None:
    """The same source a second time in one run changes nothing in the ledger."""
    store.signals.add(run, [signal()], ledger(), moment=NOW, validators=None, url="")
    store.signals.add(run, [signal()], ledger(entries=50), moment=NOW, validators=None, url="")
    assert store.runs.ledger(run) == (ledger(),)


def test_fetches_of_a_period(store: Store) -> None:
    """Every fetch from the first moment up to and including the last, oldest first."""
    for hours in (2, 0, 1):
        run = store.runs.begin("collect", NOW)
        moment = NOW + timedelta(hours=hours)
        for name in ("uil", "meeuw"):
            told = ledger(name, state=SourceState.TIMEOUT, message=f"na {hours} uur")
            store.signals.add(run, [], told, moment=moment, validators=None, url="")
    found = store.runs.fetches(NOW, NOW + timedelta(hours=1))
    assert found == tuple(
        (name, NOW + timedelta(hours=hours), SourceState.TIMEOUT, f"na {hours} uur")
        for hours in (0, 1)
        for name in ("meeuw", "uil")
    )
    assert store.runs.fetches(NOW + timedelta(hours=3), NOW + timedelta(hours=9)) == ()


def test_good_answer_sets_the_standing(store: Store, run: int) -> None:
    """After an answer a source has its state, the address asked, when it was heard, and what to ask with."""
    given = Validators('"1"', "Mon, 16 Nov 2026 07:00:00 GMT", "ab" * 16)
    store.signals.add(run, [], ledger(), moment=NOW, validators=given, url="https://meeuw.voorbeeld.nl/feed")
    status = store.sources.status()["meeuw"]
    assert (status.state, status.fetched, status.heard) == (SourceState.FETCHED, NOW, NOW)
    assert (status.asked_url, status.validators) == ("https://meeuw.voorbeeld.nl/feed", given)


def test_failure_keeps_what_was_heard_before(store: Store, run: int) -> None:
    """A failure changes the state, and neither when it was last heard nor the validators of the good answer."""
    given = Validators('"1"', "", "ab" * 16)
    store.signals.add(run, [], ledger(), moment=NOW, validators=given, url="https://x.nl/")
    later, told = NOW + timedelta(days=1), ledger(state=SourceState.HTTP_ERROR, message="HTTP 500")
    store.signals.add(store.runs.begin("collect", later), [], told, moment=later, validators=None, url="https://x.nl/")
    status = store.sources.status()["meeuw"]
    assert (status.state, status.message) == (SourceState.HTTP_ERROR, "HTTP 500")
    assert (status.fetched, status.heard, status.validators) == (later, NOW, given)
