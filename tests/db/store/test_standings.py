"""How sources stand, comes back as it went in; what the next question needs is kept beside it."""

from dataclasses import replace
from datetime import timedelta

from db.open import Store
from db.store.collecting import Settlement
from pipeline.core.answers import SourceState, Validators
from pipeline.core.ledger import Coverage, Event, EventKind, Standing
from pipeline.core.model import Identity
from tests.db.nouns import NOW, WEEK, brought, ledger

LATER = NOW + timedelta(hours=5)
FULL = Standing(
    "meeuw",
    configured="nieuws nl https://meeuw.nl/",
    url="https://meeuw.nl/",
    fetched=NOW,
    heard=NOW,
    state=SourceState.FETCHED,
    message="één",
    full=NOW,
    moving="https://stern.nl/",
    moving_since=NOW,
    moving_times=2,
    moved="https://uil.nl/",
    gone_times=1,
    retired=NOW,
    failures=4,
    failing_since=NOW,
    reported=NOW,
    empty_since=NOW,
    undated=True,
    flood=True,
    gap=NOW,
    newest=NOW,
    gaps=(1.5, 24.0),
    pace=timedelta(hours=6),
    due=LATER,
)


def settle(store: Store, run: int, **given: object) -> None:
    """Ends a run with what is given of its settlement."""
    nothing: dict[str, object] = {"standings": (), "events": (), "coverage": (), "ours": (), "counts": {}}
    store.collecting.settle(run, NOW, Settlement(**(nothing | given)))  # type: ignore[arg-type]


def test_source_never_asked_has_no_standing(store: Store) -> None:
    """Before the first question nothing is claimed."""
    assert store.standings.all() == {}


def test_standing_comes_back_as_it_went_in(store: Store, run: int) -> None:
    """Every field of it, twice over."""
    for _ in range(2):
        settle(store, run, standings=[FULL])
        assert store.standings.all() == {"meeuw": FULL}


def test_settling_keeps_what_the_next_question_needs(store: Store, run: int) -> None:
    """Validators, hashes and rule are written with the items, and not undone by a standing that was read before them."""
    given = Validators('"1"', "Mon, 16 Nov 2026 07:00:00 GMT", "ab" * 16)
    store.collecting.add(run, [brought(ledger(), validators=given, blocks=b"12345678", rule=Identity.GUID)], NOW)
    settle(store, run, standings=[FULL])
    assert store.standings.all()["meeuw"] == replace(FULL, validators=given, rule=Identity.GUID)
    assert store.standings.blocks() == {"meeuw": b"12345678"}


def test_failure_changes_neither_validators_nor_hashes(store: Store, run: int) -> None:
    """What a good answer gave stays until the next good answer."""
    given = Validators('"1"', "", "ab" * 16)
    store.collecting.add(run, [brought(ledger(), validators=given, blocks=b"12345678")], NOW)
    store.collecting.add(store.runs.begin("collect", NOW), [brought(ledger(state=SourceState.TIMEOUT))], NOW)
    assert store.standings.all()["meeuw"].validators == given
    assert store.standings.blocks() == {"meeuw": b"12345678"}


def test_decision_of_a_person_is_kept_and_told(store: Store, run: int) -> None:
    """What a person decides is stored whole, the rule too, with the event; what the document held stays."""
    store.collecting.add(run, [brought(ledger(), validators=Validators(), blocks=b"12345678", rule=Identity.GUID)], NOW)
    settle(store, run, standings=[FULL])
    decided, event = replace(FULL, retired=None, rule=Identity.LINK_AND_GUID), Event(NOW, "meeuw", EventKind.UNDONE, "terug")
    store.standings.decide(decided, event)
    assert store.standings.all()["meeuw"] == decided
    assert store.events.since(NOW) == (event,)
    assert store.standings.blocks() == {"meeuw": b"12345678"}


def test_events_come_back_in_order(store: Store, run: int) -> None:
    """What happened, to one source or to all."""
    told = [Event(NOW, "meeuw", EventKind.MOVED, "ver"), Event(LATER, None, EventKind.OWN_OUTAGE, "zelf")]
    settle(store, run, events=told)
    assert store.events.since(NOW) == tuple(told)
    assert store.events.since(NOW, "meeuw") == (told[0],)
    assert store.events.since(LATER) == (told[1],)


def test_coverage_adds_up_to_the_whole_week_at_most(store: Store, run: int) -> None:
    """Parts of a week add up; a gap, once seen, stays."""
    settle(store, run, coverage=[Coverage(WEEK, "meeuw", 0.25, gap=True), Coverage(WEEK, "uil", 0.5)])
    assert store.events.coverage(WEEK) == {"meeuw": Coverage(WEEK, "meeuw", 0.25, gap=True), "uil": Coverage(WEEK, "uil", 0.5)}
    settle(store, run, coverage=[Coverage(WEEK, "meeuw", 0.25), Coverage(WEEK, "uil", 0.75)])
    assert store.events.coverage(WEEK) == {"meeuw": Coverage(WEEK, "meeuw", 0.5, gap=True), "uil": Coverage(WEEK, "uil", 1.0)}
    assert store.events.coverage(WEEK + 1) == {}


def test_outage_of_our_own_is_written_over_the_fetches(store: Store, run: int) -> None:
    """The ledger says that it was us, with what was seen."""
    store.collecting.add(run, [brought(ledger(state=SourceState.TIMEOUT, message="niets"))], NOW)
    settle(store, run, ours=["meeuw"])
    (told,) = store.runs.ledger(run)
    assert (told.state, told.message) == (SourceState.OWN_OUTAGE, "niets")


def test_runs_that_were_cut_off_are_marked(store: Store, run: int) -> None:
    """A collecting run that never ended is failed once somebody looks; a finished one is left alone."""
    settle(store, run, counts={"new": 3})
    cut = store.runs.begin("collect", NOW)
    assert store.collecting.interrupted(LATER) == 1
    (latest,) = store.runs.latest()
    assert (latest.id, latest.state, latest.ended) == (cut, "failed", LATER)
    assert store.collecting.interrupted(LATER) == 0
