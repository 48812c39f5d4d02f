"""Stories of a week: written in place of those before, whole or not at all, with what they go on with."""

from dataclasses import replace
from time import perf_counter

import pytest

from db.open import Store
from pipeline.core.errors import StoreError
from tests.db.nouns import NOW, WEEK, brought, ledger, signal, story

SIGNALS = [signal(ident) for ident in ("s1", "s2", "s3", "s4")]
FIRST, SECOND = story(SIGNALS[0], SIGNALS[1]), story(SIGNALS[2])


@pytest.fixture
def store(store: Store) -> Store:
    """A store that holds the signals of these stories."""
    store.collecting.add(store.runs.begin("collect", NOW), [brought(ledger(entries=4, new=4), *SIGNALS)], NOW)
    return store


def test_stories_come_back_with_their_signals(store: Store) -> None:
    """Each signal in its story; what goes on with an earlier story says with which."""
    store.stories.put(WEEK, [FIRST, SECOND], {SECOND.id: "v-eerder", "v-elders": "v-x"})
    assert store.stories.members(WEEK) == {"s1": FIRST.id, "s2": FIRST.id, "s3": SECOND.id}
    assert store.stories.earlier(WEEK) == {SECOND.id: "v-eerder"}
    assert (store.stories.members(WEEK - 1), store.stories.earlier(WEEK - 1)) == ({}, {})


def test_putting_again_replaces_that_week_alone(store: Store) -> None:
    """Stories that are grouped anew leave nothing of the old ones; other weeks keep theirs, with the same signals too."""
    before = story(SIGNALS[0])
    store.stories.put(WEEK - 1, [before], {})
    for found in ([FIRST, SECOND], [story(*SIGNALS)], [FIRST, SECOND]):
        store.stories.put(WEEK, found, {})
        assert store.stories.members(WEEK) == {s.id: one.id for one in found for s in one.signals}
    store.stories.put(WEEK, [], {})
    assert store.stories.members(WEEK) == {}
    assert store.stories.members(WEEK - 1) == {"s1": before.id}


def test_story_that_stays_is_written_anew(store: Store) -> None:
    """Its signals, and what it goes on with, are those of the last time."""
    store.stories.put(WEEK, [FIRST, SECOND], {SECOND.id: "v-eerder"})
    store.stories.put(WEEK, [FIRST, replace(SECOND, signals=(SIGNALS[2], SIGNALS[3]))], {FIRST.id: "v-ander"})
    assert store.stories.members(WEEK) == {"s1": FIRST.id, "s2": FIRST.id, "s3": SECOND.id, "s4": SECOND.id}
    assert store.stories.earlier(WEEK) == {FIRST.id: "v-ander"}


def test_putting_a_large_week_again_costs_what_it_cost_at_first(store: Store) -> None:
    """It grows with the number of stories and not with its square, which would be some thirty times as much here."""
    many = [signal(f"m{number:05}") for number in range(3000)]
    store.collecting.add(store.runs.begin("collect", NOW), [brought(ledger("uil"), *many)], NOW)
    found = [story(one) for one in many]
    took = []
    for _ in range(4):
        began = perf_counter()
        store.stories.put(WEEK, found, {})
        took.append(perf_counter() - began)
    # the quickest of the later ones: another program may have had the processor during one
    assert min(took[1:]) < 8 * took[0], took


@pytest.mark.parametrize(
    "broken",
    [[FIRST, story(SIGNALS[3], SIGNALS[0])], [FIRST, FIRST], [SECOND, story(signal("spook"))]],
    ids=["a signal in two stories", "one story twice", "a signal that is not there"],
)
def test_what_cannot_be_stored_leaves_the_week_as_it_was(store: Store, broken: list[object]) -> None:
    """Whole or not at all."""
    store.stories.put(WEEK, [SECOND], {SECOND.id: "v-eerder"})
    with pytest.raises(StoreError):
        store.stories.put(WEEK, broken, {})  # type: ignore[arg-type]
    assert store.stories.members(WEEK) == {"s3": SECOND.id}
    assert store.stories.earlier(WEEK) == {SECOND.id: "v-eerder"}


def test_story_may_hold_signals_of_another_week(store: Store) -> None:
    """What belongs to a story is for whoever groups to say."""
    stranger = replace(FIRST, week=WEEK + 1)
    store.stories.put(WEEK + 1, [stranger], {})
    assert store.stories.members(WEEK + 1) == {"s1": stranger.id, "s2": stranger.id}
