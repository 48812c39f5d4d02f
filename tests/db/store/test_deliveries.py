"""Deliveries: planned once per edition and reader, moved from state to state."""

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
    store.editions.add(edition(), [])


def test_plan_is_pending(store: Store) -> None:
    """A new delivery waits, with the message id it will have."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    assert planned == Delivery(WEEK, 1, READER, "<1@x.nl>", DeliveryState.PENDING, 0)
    assert store.deliveries.of_week(WEEK) == (planned,)


def test_planning_again_changes_nothing(store: Store) -> None:
    """What was planned stands: its state, its attempts and its message id."""
    planned = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    sent = store.deliveries.move(store.deliveries.move(planned, DeliveryState.SENDING, NOW), DeliveryState.SENT, NOW, "250 ok")
    assert store.deliveries.plan(edition(), READER, "<2@x.nl>", NOW) == sent
    assert (sent.state, sent.attempts, sent.message, sent.message_id) == (DeliveryState.SENT, 1, "250 ok", "<1@x.nl>")


def test_starting_to_send_is_an_attempt(store: Store) -> None:
    """Each start counts, no other move does; a move without words takes the old ones away."""
    delivery = store.deliveries.plan(edition(), READER, "<1@x.nl>", NOW)
    for attempt in (1, 2):
        delivery = store.deliveries.move(delivery, DeliveryState.SENDING, NOW)
        assert (delivery.attempts, delivery.message) == (attempt, "")
        delivery = store.deliveries.move(delivery, DeliveryState.PENDING, NOW, "451 later")
        assert (delivery.attempts, delivery.message) == (attempt, "451 later")


def test_each_reader_and_edition_has_its_own(store: Store) -> None:
    """Moving one delivery moves no other; they are listed by number and reader."""
    store.editions.add(edition(number=2), [])
    store.editions.add(edition(WEEK + 1), [])
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
