"""Deliveries: planned once per edition and reader, moved from state to state."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from db.open import Store
from pipeline.core.errors import StoreError
from pipeline.core.model import Delivery, DeliveryState
from pipeline.core.weeks import Week
from tests.db.nouns import NOW, WEEK, edition

READER = "lezer@voorbeeld.nl"


@pytest.fixture(autouse=True)
def issued(store: Store) -> None:
    """An edition to deliver."""
    store.editions.add(edition(), [], b"")


def test_plan_is_pending(store: Store) -> None:
    """A new delivery waits, with the message id it will have."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    assert planned == Delivery(WEEK, 1, READER, "<1@x.nl>", DeliveryState.PENDING, 0)
    assert store.deliveries.of_week(WEEK) == (planned,)


def claimed(store: Store, delivery: Delivery) -> Delivery:
    """A delivery that must be free to send."""
    found = store.deliveries.claim(delivery, NOW)
    assert found is not None
    return found


def test_planning_again_changes_nothing(store: Store) -> None:
    """What was planned stands: its state, its attempts and its message id."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    sent = store.deliveries.move(claimed(store, planned), DeliveryState.SENT, NOW, "250 ok")
    assert store.deliveries.plan(edition(), READER, "<2@x.nl>", NOW) == sent
    assert (sent.state, sent.attempts, sent.message, sent.message_id) == (DeliveryState.SENT, 1, "250 ok", "<1@x.nl>")


def test_claim_is_an_attempt(store: Store) -> None:
    """Each claim counts, no other move does; a claim takes the old words away."""
    delivery = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    for attempt in (1, 2):
        delivery = claimed(store, delivery)
        assert (delivery.state, delivery.attempts, delivery.message) == (DeliveryState.SENDING, attempt, "")
        delivery = store.deliveries.move(delivery, DeliveryState.PENDING, NOW, "451 later")
        assert (delivery.attempts, delivery.message) == (attempt, "451 later")


@pytest.mark.parametrize("state", [s for s in DeliveryState if s is not DeliveryState.PENDING])
def test_only_what_waits_can_be_claimed(store: Store, state: DeliveryState) -> None:
    """What is being sent, was sent, refused or may have arrived is not free, however old the caller's view of it."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    moved = store.deliveries.move(planned, state, NOW, "so it is")
    assert store.deliveries.claim(planned, NOW) is None
    assert store.deliveries.of_week(WEEK) == (moved,)


def test_one_of_many_gets_the_claim(store: Store) -> None:
    """Of several runs at once exactly one may send."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    ready = Barrier(4)

    def claim(delivery: Delivery) -> Delivery | None:
        ready.wait(20)
        return store.deliveries.claim(delivery, NOW)

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(claim, [planned] * 4))
    assert won.count(None) == 3


def test_each_reader_and_edition_has_its_own(store: Store) -> None:
    """Moving one delivery moves no other; they are listed by number and reader."""
    store.editions.add(edition(number=2), [], b"")
    store.editions.add(edition(WEEK + 1), [], b"")
    for number, reader in ((2, "a@x.nl"), (1, "b@x.nl"), (1, "a@x.nl")):
        store.deliveries.plan(edition(number=number), reader, f"<{number}{reader}>", NOW)
    other = store.deliveries.plan(edition(WEEK + 1), "a@x.nl", "<other>", NOW)
    store.deliveries.move(store.deliveries.of_week(WEEK)[0], DeliveryState.REFUSED, NOW, "550 no")
    found = [(d.number, d.recipient, d.state.value) for d in store.deliveries.of_week(WEEK)]
    assert found == [(1, "a@x.nl", "refused"), (1, "b@x.nl", "pending"), (2, "a@x.nl", "pending")]
    assert store.deliveries.of_week(WEEK + 1) == (other,)
    assert store.deliveries.of_week(Week(2026, 1)) == ()


def test_delivery_of_no_edition_is_refused(store: Store) -> None:
    """What was never issued cannot be sent."""
    with pytest.raises(StoreError):
        store.deliveries.plan(edition(number=7), READER, "<1@x.nl>", NOW)
