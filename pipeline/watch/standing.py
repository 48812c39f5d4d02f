"""How a source stands after it was asked: faults and their end, moves, retirement, rhythm, and when to ask again. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Event, EventKind, Reading, Standing
from pipeline.core.model import Identity, Source
from pipeline.watch.asking import address, configured
from pipeline.watch.pace import USUAL, backoff, next_pace, slower
from pipeline.watch.rhythm import gaps_with, is_flood

MOVES = 3
MOVING_FOR = timedelta(hours=48)
"""A new address is adopted after so many equal answers over so long."""
GONE = 3
"""A source that says so often that it is gone for good is retired."""
REFUSED = -1
"""In place of the number of answers: this new address is not adopted, for a person decided so, or it began as a stranger."""
SOON = timedelta(minutes=15)
"""When to try again after an outage of our own."""
FEWEST_FOR_OUTAGE = 3
"""Of fewer sources it cannot be said whether they or our own network failed."""
UNDATED = 3
"""Items that must lack a date before it is said of all of them."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """When a lasting failure is told: after so many failures *and* so long, and again after *remind*.

    A source that is empty, or asks us to wait, for as long as *unheard* is told of too, though nothing of it is a failure.
    """

    failures: int = 3
    lasting: timedelta = timedelta(hours=24)
    remind: timedelta = timedelta(days=14)
    unheard: timedelta = timedelta(days=7)


USUAL_ALARM = Alarm()


def undone(standing: Standing) -> tuple[Standing, tuple[str, ...]]:
    """The standing without what was decided about it, and what that was, in words: an address, retirement, an identity."""
    words = []
    if standing.moved:
        words.append(f"asked at its own address again, not at {standing.moved}")
        standing = replace(standing, moved="", moving=standing.moved, moving_since=None, moving_times=REFUSED)
    if standing.retired:
        words.append("no longer retired")
        standing = replace(standing, retired=None, gone_times=0)
    if standing.rule is not Identity.LINK_AND_GUID:
        words.append(f"its items are known by link and guid again, not by {standing.rule}")
        standing = replace(standing, rule=Identity.LINK_AND_GUID)
    return standing, tuple(words)


def own_outage(readings: Sequence[Reading], waits: Mapping[str, datetime], failing: Collection[str] = ()) -> bool:
    """Whether the trouble is ours: every source was asked in vain and none gave any answer at all.

    *waits* are those that held before: who is left alone for one of them says nothing, nor who is refused by ourselves, nor
    the silence of those that were *failing* before: they are often the only ones whose turn it is.
    """
    waiting = {one.ledger.source for one in readings if one.wait and waits.get(one.wait.scope) == one.wait.until}
    said = [one for one in readings if one.ledger.source not in waiting and one.ledger.state is not SourceState.REFUSED]
    fresh = [one for one in said if one.ledger.source not in failing]
    return len(fresh) >= FEWEST_FOR_OUTAGE and all(one.ledger.state.transport for one in said)


def after(
    before: Standing, source: Source, reading: Reading, now: datetime, *, full: bool, alarm: Alarm = USUAL_ALARM
) -> tuple[Standing, tuple[Event, ...]]:
    """How *source* stands after *reading*, and what is to be told of it. *full*: it was asked without validators.

    The ledger in *reading* is the settled one, with what was new and known.
    """
    ledger = reading.ledger
    standing = replace(
        before,
        configured=configured(source),
        url=address(source, before),
        fetched=now,
        state=ledger.state,
        message=ledger.message,
        empty_since=None if ledger.state.heard else before.empty_since,
        flood=False,
    )
    if ledger.state is SourceState.EMPTY and standing.empty_since is None:
        standing = replace(standing, empty_since=now)
    if full and ledger.state.heard:
        standing = replace(standing, full=now)
    steps = (_identity, _failures, _gone, _moved, _rhythm)
    told: list[Event] = []
    for step in steps:
        standing, events = step(standing, before, reading, now, alarm)
        told += events
    return replace(standing, due=_due(standing, reading, now)), tuple(told)


def after_outage(before: Standing, source: Source, now: datetime) -> Standing:
    """How a source stands after an outage of our own: as it did, to be asked again soon."""
    return replace(
        before,
        configured=configured(source),
        url=address(source, before),
        fetched=now,
        state=SourceState.OWN_OUTAGE,
        message="no source could be reached: our own network, not this source",
        due=now + SOON,
    )


_Step = tuple[Standing, Iterable[Event]]


def _identity(standing: Standing, _before: Standing, reading: Reading, now: datetime, _alarm: Alarm) -> _Step:
    if not reading.why:
        return standing, ()
    return replace(standing, rule=reading.rule), [Event(now, standing.source, EventKind.IDENTITY, reading.why)]


def _failures(standing: Standing, before: Standing, reading: Reading, now: datetime, alarm: Alarm) -> _Step:
    state, name = reading.ledger.state, standing.source
    if state is SourceState.OWN_OUTAGE:
        return standing, ()
    if state.heard:
        standing = replace(standing, failures=0, failing_since=None, reported=None)
        if before.reported is None:
            return standing, ()
        since = before.failing_since or before.heard or before.reported
        return standing, [Event(now, name, EventKind.RECOVERED, f"heard again after {_days(now - since)}")]
    if state.fault:
        standing = replace(standing, failures=before.failures + 1, failing_since=before.failing_since or now)
    elif state is SourceState.EMPTY:
        standing = replace(standing, failures=0, failing_since=None)
    told = before.reported is not None and now - before.reported < alarm.remind
    if told or not _lasting(standing, before, state, now, alarm):
        return standing, ()
    kind = EventKind.FAILING if before.reported is None else EventKind.STILL_FAILING
    good = f"{before.heard:%Y-%m-%d %H:%M} UTC" if before.heard else "never"
    words = f"last heard {good}: {state} ({reading.ledger.message})"
    if standing.failing_since is not None:
        words = f"{standing.failures} failures since {standing.failing_since:%Y-%m-%d %H:%M} UTC, {words}"
    return replace(standing, reported=now), [Event(now, name, kind, words)]


def _lasting(standing: Standing, before: Standing, state: SourceState, now: datetime, alarm: Alarm) -> bool:
    """Whether it has lasted long enough to be told: so many failures and so long; or, without any fault, unheard for long."""
    if state.fault and standing.failing_since is not None:
        return standing.failures >= alarm.failures and now - standing.failing_since >= alarm.lasting
    since = before.heard or before.empty_since
    return since is not None and now - since >= alarm.unheard


def _gone(standing: Standing, before: Standing, reading: Reading, now: datetime, _alarm: Alarm) -> _Step:
    state = reading.ledger.state
    if state is not SourceState.GONE:
        # no answer at all says nothing about it
        return (standing if state.transport else replace(standing, gone_times=0)), ()
    times = before.gone_times + 1
    standing = replace(standing, gone_times=times)
    if times < GONE:
        return standing, ()
    words = f"its server said {times} times that it is gone for good; it is not asked any more"
    return replace(standing, retired=now), [Event(now, standing.source, EventKind.RETIRED, words)]


def _moved(standing: Standing, before: Standing, reading: Reading, now: datetime, _alarm: Alarm) -> _Step:
    state = reading.ledger.state
    if not state.heard:
        return standing, ()
    if not reading.moved:
        return replace(standing, moving="", moving_since=None, moving_times=0), ()
    if before.moving == reading.moved and before.moving_times == REFUSED:
        return standing, ()
    since = before.moving_since if before.moving == reading.moved and before.moving_since else now
    times = before.moving_times + 1 if before.moving == reading.moved else 1
    shares = state is not SourceState.FETCHED or reading.ledger.overlap is True
    if times == 1 and before.heard is not None and not shares:
        # from the next time on it would share items with nothing but itself
        return replace(standing, moving=reading.moved, moving_since=None, moving_times=REFUSED), ()
    standing = replace(standing, moving=reading.moved, moving_since=since, moving_times=times)
    if times < MOVES or now - since < MOVING_FOR or not shares:
        return standing, ()
    words = f"moved for good from {standing.url} to {reading.moved}; it is asked there from now on"
    moved = replace(standing, moved=reading.moved, url=reading.moved, moving="", moving_since=None, moving_times=0)
    return moved, [Event(now, standing.source, EventKind.MOVED, words)]


def _rhythm(standing: Standing, before: Standing, reading: Reading, now: datetime, _alarm: Alarm) -> _Step:
    ledger = reading.ledger
    if not ledger.state.heard:
        return standing, ()
    told = []
    since = now - before.heard if before.heard else None
    if is_flood(before.gaps, ledger.new, since):
        told.append(Event(now, standing.source, EventKind.FLOOD, f"{ledger.new} new items at once, far more than usual"))
    if ledger.overlap is False:
        words = "nothing in it was there the last time; items may have come and gone in between"
        told.append(Event(now, standing.source, EventKind.GAP, words))
    undated = before.undated
    if read := ledger.undated + len(reading.dates):
        undated = ledger.undated == read and (read >= UNDATED or before.undated)
    # of what has no dates, only when it is first seen tells a rhythm
    dates = reading.dates or ((now,) if ledger.new else ())
    newest = max((date for date in (before.newest, *dates) if date), default=None)
    standing = replace(
        standing,
        heard=now,
        gaps=gaps_with(before.gaps, dates, before.newest),
        newest=newest,
        undated=undated,
        flood=any(event.kind is EventKind.FLOOD for event in told),
        gap=now if ledger.overlap is False else before.gap,
        pace=_pace(before, reading),
    )
    return standing, told


def _pace(before: Standing, reading: Reading) -> timedelta:
    if reading.ledger.state is not SourceState.FETCHED:
        return slower(before.pace)
    return next_pace(before.pace, reading.ledger.entries, reading.ledger.known, overlap=reading.ledger.overlap)


def _due(standing: Standing, reading: Reading, now: datetime) -> datetime:
    if reading.wait is not None:
        return reading.wait.until
    if reading.ledger.state.fault:
        return now + backoff(standing.pace, standing.failures)
    return now + (standing.pace or USUAL)


def _days(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    return f"{hours} hours" if hours < 2 * 24 else f"{hours // 24} days"
