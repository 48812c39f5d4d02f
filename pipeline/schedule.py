"""What is due: asked of a moment and the store, never of the hour on a clock. Pure."""

from collections.abc import Collection
from datetime import datetime, tzinfo

from pipeline.core.weeks import HOUSE_ZONE, Week, last_ended


def due(now: datetime, delivered: Collection[Week], zone: tzinfo = HOUSE_ZONE) -> tuple[Week, ...]:
    """The weeks whose edition should be with its readers at *now* and is not: the week that ended last, if any.

    Older weeks are never due by themselves: readers get them when somebody asks (`--week`, `--from`).
    """
    week = last_ended(now, zone)
    return () if week in delivered else (week,)
