"""What is due: asked of a moment and the store, never of the hour on a clock."""

from datetime import datetime, tzinfo

from db.open import Store
from pipeline.core.model import DeliveryState
from pipeline.core.weeks import HOUSE_ZONE, Week, last_ended

_SETTLED = {DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNKNOWN}


def due(now: datetime, store: Store, zone: tzinfo = HOUSE_ZONE) -> tuple[Week, ...]:
    """The weeks whose edition should be with its readers at *now* and is not: the week that ended last, if any.

    Older weeks are never due by themselves: readers get them when somebody asks (`--week`, `--from`). A delivery that was
    refused, or that may have arrived, is a person's to judge and makes nothing due. Changes nothing.
    """
    week = last_ended(now, zone)
    deliveries = store.deliveries.of_week(week)
    delivered = bool(deliveries) and all(d.state in _SETTLED for d in deliveries)
    return () if delivered else (week,)
