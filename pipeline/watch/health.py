"""How a source is doing, in one word, since when, and what to do about it. Pure; docs/collecting.md lists every word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Standing
from pipeline.core.model import Source
from pipeline.watch.rhythm import patience

TWO_DAYS = timedelta(hours=48)
"""An empty feed becomes a state of its own after so long."""
STALE = timedelta(days=5 * 365)
"""A newest item of so long ago is the archive of something that ended."""


class HealthState(StrEnum):
    """From well to ill. Up to `UNDATED` nobody has to do anything."""

    OK = "ok"
    NEW = "new"
    BY_HAND = "by-hand"
    DISABLED = "disabled"
    THROTTLED = "throttled"
    UNDATED = "undated"
    OWN_OUTAGE = "own-outage"
    GAP = "gap"
    FLOOD = "flood"
    SILENT = "silent"
    STALE = "stale"
    EMPTY = "empty"
    FAILING = "failing"
    LASTING = "failing-long"
    RETIRED = "retired"

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        order = list(HealthState)
        return order.index(self) <= order.index(HealthState.UNDATED)


@dataclass(frozen=True, slots=True)
class Health:
    """*since* is when it became so, where that is known; *heard* the last good answer; *remedy* what a person can do."""

    state: HealthState
    since: datetime | None
    heard: datetime | None
    message: str
    remedy: str


def health(source: Source, standing: Standing | None, now: datetime) -> Health:
    """How *source* is doing at *now*. The gravest trouble is named; the message holds what its server said last."""
    if not source.enabled:
        return _named(HealthState.DISABLED, standing)
    if not source.url:
        return _named(HealthState.BY_HAND, standing)
    if standing is None or standing.fetched is None or standing.state is None:
        return _named(HealthState.NEW, standing)
    if standing.retired:
        return _named(HealthState.RETIRED, standing, standing.retired)
    return _trouble(standing, standing.state) or _oddity(standing, now) or _named(HealthState.OK, standing)


def _trouble(standing: Standing, state: SourceState) -> Health | None:
    """What the last answer was, when it was no good one."""
    if state is SourceState.OWN_OUTAGE:
        return _named(HealthState.OWN_OUTAGE, standing, standing.fetched)
    if state is SourceState.THROTTLED and standing.reported is None:
        return _named(HealthState.THROTTLED, standing, standing.fetched)
    if state is SourceState.THROTTLED:
        return _named(HealthState.LASTING, standing, standing.heard, _PATIENCE)
    if state.fault:
        lasting = HealthState.LASTING if standing.reported else HealthState.FAILING
        return _named(lasting, standing, standing.failing_since, _FAULTS.get(state, ""))
    return None


def _oddity(standing: Standing, now: datetime) -> Health | None:
    """What is odd about what it holds, though it answers."""
    if standing.empty_since is not None:
        long = now - standing.empty_since >= TWO_DAYS
        return _named(HealthState.EMPTY, standing, standing.empty_since) if long else None
    if standing.newest is not None and now - standing.newest > STALE:
        return _named(HealthState.STALE, standing, standing.newest)
    limit = patience(standing.gaps)
    if limit is not None and standing.newest is not None and now - standing.newest > limit:
        days = f"nothing new for more than {limit.total_seconds() / 86400:.0f} days, which is long for it"
        return _named(HealthState.SILENT, standing, standing.newest, message=days)
    if standing.undated:
        return _named(HealthState.UNDATED, standing)
    if standing.flood:
        return _named(HealthState.FLOOD, standing, standing.fetched)
    if standing.gap is not None and standing.gap == standing.heard:
        return _named(HealthState.GAP, standing, standing.gap)
    return None


def _named(
    state: HealthState, standing: Standing | None, since: datetime | None = None, remedy: str = "", message: str = ""
) -> Health:
    heard, said = (standing.heard, standing.message) if standing else (None, "")
    return Health(state, since, heard, message or said, remedy or _REMEDIES.get(state, ""))


_REMEDIES = {
    HealthState.THROTTLED: "nothing: it is asked again when its server allows",
    HealthState.OWN_OUTAGE: "check this machine's network and name server; every source is asked again at the next run",
    HealthState.GAP: "items may have been missed: collect more often than its window lasts",
    HealthState.FLOOD: "look at its newest items: an archive put back, or addresses that all changed?",
    HealthState.UNDATED: "nothing, if that is its habit: its items belong to the week they are first seen",
    HealthState.SILENT: "open its site: has it stopped, or does it publish elsewhere now?",
    HealthState.STALE: "its newest item is years old: find its successor, or disable it",
    HealthState.EMPTY: "open its address in a browser: the feed holds no items; has it moved?",
    HealthState.RETIRED: "find its new address with `windwijzer sources add URL`, or take it out; `sources undo` asks it again",
}

_PATIENCE = "its server asks to wait again and again: ask its owner how often it may be asked"

_FAULTS = {
    SourceState.UNREACHABLE: "is its name right, and does its site answer in a browser?",
    SourceState.TIMEOUT: "its server is too slow or hangs; nothing, unless it lasts",
    SourceState.REFUSED: "the address leads to a network that is not public: set WINDWIJZER_ALLOW_NETWORKS if it is yours",
    SourceState.HTTP_ERROR: "open its address in a browser; when the feed is gone, `windwijzer sources add` its new address",
    SourceState.GONE: "its server says it is gone for good; after three times it is retired",
    SourceState.TOO_LARGE: "the feed is larger than any honest one: is the address right?",
    SourceState.HTML: "a page instead of a feed: a consent wall, an error page or a moved feed; open it in a browser",
    SourceState.NOT_A_FEED: "what comes is no feed: is the address right?",
    SourceState.UNPARSABLE: "its feed is broken: tell its publisher",
}
