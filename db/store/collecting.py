"""What a collecting run writes: items, signals and the ledger, in few transactions, each whole or not at all."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, bindparam, func, select

from db.engine import reading, writing
from db.store.events import add_coverage, add_events
from db.store.runs import DONE, FAILED, end_run, record_fetches
from db.store.standings import keep_waits, record_readings, save_standings
from db.store.upsert import insert
from db.tables import fetches, items, runs, signal_versions, signals
from pipeline.core.answers import SourceState
from pipeline.core.ledger import Coverage, Event, Kept, Reading, Standing
from pipeline.core.model import Item, Signal

BATCH = 500
"""Values in one IN (…)."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is decided when every source of a run has been heard: it is written in one transaction with the run's end."""

    standings: Sequence[Standing]
    events: Sequence[Event]
    coverage: Sequence[Coverage]
    ours: Collection[str]
    counts: dict[str, int]


class Collecting:
    """The tables that a collecting run fills."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def kept(self, signal_ids: Iterable[str], guids: Iterable[str], words: Iterable[str]) -> tuple[Kept, ...]:
        """What is stored under any of these signal ids, guids or words."""
        wanted = select(items.c.source, items.c.signal, items.c.guid, items.c.words, signals.c.title).join_from(items, signals)
        conditions: list[Callable[[Sequence[str]], Any]] = [items.c.signal.in_, items.c.guid.in_, items.c.words.in_]
        found: dict[tuple[str, str], Kept] = {}
        with reading(self._engine) as connection:
            for matches, values in zip(conditions, (signal_ids, guids, words), strict=True):
                for batch in _batches(sorted({value for value in values if value})):
                    for row in connection.execute(wanted.where(matches(batch))):
                        found[row.source, row.signal] = Kept(row.source, row.signal, row.guid, row.words, row.title)
        return tuple(found.values())

    def add(self, run: int, readings: Sequence[Reading], moment: datetime) -> None:
        """Stores what sources gave, with their ledgers: after a crash either all of it is there or none.

        A signal already known keeps its first words and week; other words become a version. When two sources bring the
        same new signal in one run, the one whose id comes first has it, whichever answered first.
        """
        found = [one for reading_ in readings for one in reading_.items]
        with writing(self._engine) as connection:
            for batch in _batches(found):
                _add_items(connection, run, batch, moment)
            record_readings(connection, readings)
            record_fetches(connection, run, (one.ledger for one in readings), moment)
            keep_waits(connection, [one.wait for one in readings if one.wait is not None])

    def count(self, run: int) -> int:
        """Writes into the ledger of *run* what each source was the first to bring, and gives the sum.

        Only after the last source is in is it known which of two sources with the same signal has it.
        """
        with writing(self._engine) as connection:
            counted = select(signals.c.source, func.count()).where(signals.c.run == run).group_by(signals.c.source)
            new = {source: int(count) for source, count in connection.execute(counted)}
            rows = []
            for row in connection.execute(select(fetches).where(fetches.c.run == run)):
                first = new.get(row.source, 0)
                if first != row.new:
                    rows.append({"b_source": row.source, "b_new": first, "b_known": row.known + row.new - first})
            if rows:
                here = (fetches.c.run == run) & (fetches.c.source == bindparam("b_source"))
                values: dict[str, Any] = {"new": bindparam("b_new"), "known": bindparam("b_known")}
                connection.execute(fetches.update().where(here).values(values), rows)
            return sum(new.values())

    def settle(self, run: int, now: datetime, settlement: Settlement) -> None:
        """Ends a run with all that was decided at its end; *ours* are the sources that our own outage kept from us."""
        with writing(self._engine) as connection:
            save_standings(connection, settlement.standings)
            add_events(connection, settlement.events)
            add_coverage(connection, settlement.coverage)
            if settlement.ours:
                here = (fetches.c.run == run) & fetches.c.source.in_(sorted(settlement.ours))
                connection.execute(fetches.update().where(here).values(state=SourceState.OWN_OUTAGE.value))
            end_run(connection, run, now, DONE, settlement.counts)

    def interrupted(self, now: datetime) -> int:
        """Marks runs that bring signals and never ended as failed, and gives their number: what they stored is kept."""
        left = runs.c.kind.in_(("collect", "enter")) & runs.c.ended.is_(None)
        with writing(self._engine) as connection:
            found = connection.execute(select(runs.c.id).where(left)).scalars().all()
            for run in found:
                end_run(connection, run, now, FAILED, {})
            return len(found)


def _add_items(connection: Connection, run: int, batch: Sequence[Item], moment: datetime) -> None:
    first: dict[str, Signal] = {}
    for one in sorted(batch, key=lambda one: one.signal.source):
        first.setdefault(one.signal.id, one.signal)
    known = {row.id: row for row in connection.execute(select(signals).where(signals.c.id.in_(list(first))))}
    fresh = [s for s in first.values() if s.id not in known]
    if fresh:
        statement = insert(connection, signals)
        connection.execute(statement.on_conflict_do_nothing(), [_row(s) | {"run": run} for s in fresh])
    taken = [s for s in first.values() if s.id in known and known[s.id].run == run and s.source < known[s.id].source]
    for signal in taken:
        connection.execute(signals.update().where(signals.c.id == signal.id).values(_row(signal)))
    later = [one.signal for one in batch if one.signal.id in known and known[one.signal.id].source == one.signal.source]
    changed = [s for s in later if (known[s.id].title, known[s.id].text) != (s.title, s.text)]
    if changed:
        statement = insert(connection, signal_versions)
        connection.execute(statement.on_conflict_do_nothing(), [_version(s) for s in changed])
    _carry(connection, batch, moment)


def _carry(connection: Connection, batch: Sequence[Item], moment: datetime) -> None:
    rows = [{"source": o.signal.source, "signal": o.signal.id, "guid": o.guid, "words": o.words, "seen": moment} for o in batch]
    statement = insert(connection, items)
    new = {name: statement.excluded[name] for name in ("guid", "words")}
    connection.execute(statement.on_conflict_do_update(index_elements=["source", "signal"], set_=new), rows)


def _batches(found: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _row(signal: Signal) -> dict[str, object]:
    return {
        "id": signal.id,
        "source": signal.source,
        "url": signal.url,
        "title": signal.title,
        "text": signal.text,
        "lang": signal.lang,
        "published": signal.published,
        "seen": signal.seen,
        "moment": signal.moment,
        "week": signal.week,
        "week_reason": signal.week_reason.value,
    }


def _version(signal: Signal) -> dict[str, object]:
    words = f"{signal.title}\n{signal.text}".encode("utf-8", "surrogatepass")
    version = blake2b(words, digest_size=8).hexdigest()
    return {
        "signal": signal.id,
        "version": version,
        "title": signal.title,
        "text": signal.text,
        "published": signal.published,
        "seen": signal.seen,
    }
