"""Deliveries: one row per edition and recipient, written before anything is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import deliveries
from pipeline.core.model import Delivery, DeliveryState, Edition
from pipeline.core.weeks import Week


class Deliveries:
    """The table `deliveries`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def plan(self, edition: Edition, recipient: str, message_id: str, now: datetime) -> Delivery:
        """The delivery of an edition to one reader, made pending when it is new."""
        row = {
            "week": edition.week,
            "number": edition.number,
            "recipient": recipient,
            "message_id": message_id,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "changed": now,
            "message": "",
        }
        with writing(self._engine) as connection:
            connection.execute(insert(connection, deliveries).on_conflict_do_nothing(), [row])
            here = _place(edition.week, edition.number, recipient)
            return _delivery(connection.execute(select(deliveries).where(here)).one())

    def claim(self, delivery: Delivery, now: datetime) -> Delivery | None:
        """Takes a pending delivery to send it, which counts as an attempt; None when another run has taken it."""
        here = _place(delivery.week, delivery.number, delivery.recipient)
        values = {"state": DeliveryState.SENDING, "changed": now, "message": "", "attempts": delivery.attempts + 1}
        with writing(self._engine) as connection:
            free = deliveries.update().where(here, deliveries.c.state == DeliveryState.PENDING)
            if not connection.execute(free.values(values)).rowcount:
                return None
            return _delivery(connection.execute(select(deliveries).where(here)).one())

    def move(self, delivery: Delivery, state: DeliveryState, now: datetime, message: str = "") -> Delivery:
        """Moves a delivery to another state."""
        values = {"state": state, "changed": now, "message": message}
        here = _place(delivery.week, delivery.number, delivery.recipient)
        with writing(self._engine) as connection:
            connection.execute(deliveries.update().where(here).values(values))
            return _delivery(connection.execute(select(deliveries).where(here)).one())

    def of_week(self, week: Week) -> tuple[Delivery, ...]:
        """Every delivery of a week's editions."""
        asked = select(deliveries).where(deliveries.c.week == week)
        asked = asked.order_by(deliveries.c.number, deliveries.c.recipient)
        with reading(self._engine) as connection:
            return tuple(_delivery(row) for row in connection.execute(asked))


def _place(week: Week, number: int, recipient: str) -> Any:
    return and_(deliveries.c.week == week, deliveries.c.number == number, deliveries.c.recipient == recipient)


def _delivery(row: Any) -> Delivery:
    return Delivery(row.week, row.number, row.recipient, row.message_id, DeliveryState(row.state), row.attempts, row.message)
