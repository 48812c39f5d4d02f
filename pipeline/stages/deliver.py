"""Edition → readers: one message for each, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from db.open import Store
from db.store.runs import FAILED
from pipeline.core.errors import DeliveryError
from pipeline.core.model import Delivery, DeliveryState, Edition


class Mailer(Protocol):
    """Hands an edition to one reader."""

    def message_id(self, edition: Edition, recipient: str) -> str:
        """The same for the same edition and reader, whenever it is asked."""

    def send(self, edition: Edition, delivery: Delivery) -> tuple[DeliveryState, str]:
        """Where it stands now (sent, refused, pending or unknown) and what was said.

        DeliveryError when nothing can be handed over to anybody.
        """


def deliver(
    edition: Edition, recipients: Sequence[str], *, store: Store, mailer: Mailer, now: datetime
) -> tuple[Delivery, ...]:
    """Sends an edition to everyone who has not had it. Who had it, refused it or may have had it is left alone.

    What another run is sending at the same time is its business, and not in the answer.
    """
    planned = [store.deliveries.plan(edition, r, mailer.message_id(edition, r), now) for r in recipients]
    waiting = [d for d in planned if d.state is DeliveryState.PENDING]
    if not waiting:
        return tuple(_settled(d, store, now) for d in planned)
    run = store.runs.begin("deliver", now, edition.week)
    delivered = []
    try:
        for delivery in planned:
            if delivery.state is not DeliveryState.PENDING:
                delivered.append(_settled(delivery, store, now))
                continue
            sending = store.deliveries.claim(delivery, now)
            if sending is None:
                continue
            try:
                state, message = mailer.send(edition, sending)
            except DeliveryError as error:
                # nothing was handed over, so it waits for the next run
                store.deliveries.move(sending, DeliveryState.PENDING, now, str(error))
                raise
            delivered.append(store.deliveries.move(sending, state, now, message))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    counts = {state.value: sum(d.state is state for d in delivered) for state in DeliveryState}
    store.runs.end(run, now, ledger=counts)
    return tuple(delivered)


def _settled(delivery: Delivery, store: Store, now: datetime) -> Delivery:
    """One left in the middle of sending by a crash may have arrived: it is not sent again by itself."""
    if delivery.state is DeliveryState.SENDING:
        return store.deliveries.move(delivery, DeliveryState.UNKNOWN, now, "stopped while sending; it may have arrived")
    return delivery
