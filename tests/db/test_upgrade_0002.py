"""A database of the first schema, with odd content, brought to the second: nothing is lost, and the program goes on with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from db.engine import reading, writing
from db.migrate import upgrade
from db.open import Store, open_store, revision
from db.types import IsoWeek, Moment
from pipeline.core.answers import SourceState, Validators
from pipeline.core.errors import StoreError
from pipeline.core.ledger import Kept, Reading, Standing
from pipeline.core.model import Identity, Item, WeekReason
from pipeline.core.weeks import Week
from pipeline.watch.asking import conditional
from tests.db.nouns import NOW, WEEK, ledger, signal, source
from tests.db.schemas import of_schema

EARLY, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = "Één loket 🏛 — \\ ' \" % ; :naam {} DROP TABLE sources"

SOURCES = [
    ("meeuw", "media", "https://meeuw.voorbeeld.nl/feed", '"1"', NOW - HOUR, NOW - HOUR, "fetched", ""),
    ("uil", "media", "https://uil.voorbeeld.nl/feed", "", NOW, NOW - 40 * HOUR, "http-error", TEXT),
    ("nooit", "media", "https://nooit.voorbeeld.nl/feed", "", None, None, None, ""),
    ("sessie", "werksessie", None, "", None, None, None, ""),
]
SIGNALS = [
    ("s1", "meeuw", NOW - timedelta(days=3), "published"),
    ("s2", "meeuw", NOW + HOUR / 2, "published"),
    ("s3", "uil", None, "undated"),
    ("s4", "uil", EARLY, "absurd"),
    ("s5", "uil", LAST, "future"),
    ("s6", "meeuw", NOW - timedelta(days=30), "late"),
    ("s7", "sessie", NOW - timedelta(microseconds=1), "published"),
]
COUNTED = (
    "sources",
    "runs",
    "fetches",
    "signals",
    "signal_versions",
    "assessments",
    "editions",
    "edition_signals",
    "deliveries",
)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on a database of the first schema, with content."""
    made = of_schema(url, "0001")
    _fill(made)
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine, url: str) -> Iterator[Store]:
    """The same after the upgrade, opened by the program."""
    upgrade(engine)
    opened = open_store(url)
    yield opened
    opened.close()


def _fill(engine: Engine) -> None:
    """Writes rows as the program of the first schema did."""
    types: dict[str, sa.types.TypeEngine[Any]] = {"week": IsoWeek(), "enabled": sa.Boolean(), "html": sa.LargeBinary()}
    moments = (
        "added",
        "fetched",
        "heard",
        "started",
        "ended",
        "moment",
        "newest",
        "published",
        "seen",
        "made",
        "issued",
        "changed",
    )
    types |= dict.fromkeys(moments, Moment()) | {"text": sa.Text()}

    def put(table: str, rows: list[dict[str, Any]], **other: sa.types.TypeEngine[Any]) -> None:
        columns = [sa.column(name, (types | other).get(name, sa.types.NULLTYPE)) for name in rows[0]]
        connection.execute(sa.table(table, *columns).insert(), rows)

    with writing(engine) as connection:
        known = {"publisher": "x", "lang": "nl", "enabled": True, "added": NOW, "last_modified": TEXT, "body_hash": "ab" * 16}
        names = ("id", "kind", "url", "etag", "fetched", "heard", "state", "message")
        rows = [dict(zip(names, row, strict=True)) | known | {"name": TEXT, "asked_url": row[2]} for row in SOURCES]
        # one was asked at another address than it has now
        rows[1]["asked_url"] = "https://uil.voorbeeld.nl/oud"
        put("sources", rows)
        run = {"started": NOW, "ended": NOW, "state": "done", "ledger": "{}"}
        put("runs", [{"kind": "collect", "week": None} | run, {"kind": "report", "week": WEEK} | run])
        told = {"moment": NOW, "state": "fetched", "message": TEXT, "known": 1, "dropped": '{"no-text": 2}', "seconds": 0.5}
        put("fetches", [told | {"run": 1, "source": of, "entries": 6, "new": 3, "newest": NOW} for of in ("meeuw", "uil")])
        said = {"run": 1, "url": "", "title": TEXT, "text": "日本" * 600, "lang": "nl", "seen": NOW, "week": WEEK}
        fields = ("id", "source", "published", "week_reason")
        put("signals", [said | dict(zip(fields, row, strict=True)) for row in SIGNALS])
        put("signal_versions", [{"signal": "s1", "version": "1f", "title": "Later", "text": "", "seen": NOW}])
        put("assessments", [{"signal": s[0], "model": "m1", "made": NOW, "verdicts": None} for s in SIGNALS])
        edition = {
            "inputs": "i",
            "model": "m1",
            "taxonomy": "t",
            "code": "c",
            "digest": "{}",
            "html": b"\x00h",
            "text": b"\xfft",
        }
        put("editions", [{"week": WEEK, "number": 1, "issued": NOW} | edition], text=sa.LargeBinary())
        put("edition_signals", [{"week": WEEK, "number": 1, "signal": "s1", "story": "v"}])
        sent = {"message_id": "<1@x>", "state": "sent", "attempts": 1, "changed": NOW, "message": ""}
        put("deliveries", [{"week": WEEK, "number": 1, "recipient": "a@voorbeeld.nl"} | sent])


def _counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {name: int(connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0) for name in COUNTED}


def test_program_asks_for_the_upgrade(engine: Engine, url: str) -> None:
    """Before it, the database is refused with the remedy."""
    assert revision(engine) == "0001"
    with pytest.raises(StoreError, match="windwijzer db upgrade"):
        open_store(url)


def test_no_row_is_lost(engine: Engine) -> None:
    """Every table of before has as many rows as before, whole once and again."""
    before = _counts(engine)
    assert min(before.values()) >= 1
    upgrade(engine)
    assert _counts(engine) == before
    upgrade(engine)
    assert _counts(engine) == before


def test_signals_are_as_they_were_and_have_a_moment(store: Store) -> None:
    """Words, dates and weeks unchanged; the date used is the one that the noun says; later headlines are there."""
    found = {one.id: one for one in store.signals.of_week(WEEK)}
    assert {i: (s.source, s.published, s.week_reason.value) for i, s in found.items()} == {s[0]: s[1:] for s in SIGNALS}
    assert all((s.title, s.text, s.seen) == (TEXT, "日本" * 600, NOW) for s in found.values())
    with reading(store.engine) as connection:
        asked = sa.select(sa.column("id"), sa.column("moment", Moment())).select_from(sa.table("signals"))
        assert {row.id: row.moment for row in connection.execute(asked)} == {i: s.moment for i, s in found.items()}
        version = sa.select(sa.column("title"), sa.column("published")).select_from(sa.table("signal_versions"))
        assert connection.execute(version).all() == [("Later", None)]


def test_ledger_is_as_it_was(store: Store) -> None:
    """What each source gave stays, with what was not counted then as unknown or none."""
    found = store.runs.ledger(1)
    assert [x.source for x in found] == ["meeuw", "uil"]
    for x in found:
        assert (x.entries, x.new, x.known, x.dropped, x.message) == (6, 3, 1, {"no-text": 2}, TEXT)
        assert (x.newest, x.oldest, x.undated, x.overlap) == (NOW, None, 0, None)


def test_standing_goes_on_from_what_was_known(store: Store) -> None:
    """Validators, moments, state and message move along; nobody is retired, moved or failing yet; each source has one."""
    found = store.standings.all()
    assert set(found) == {row[0] for row in SOURCES}
    validators = Validators('"1"', TEXT, "ab" * 16)
    expected = Standing(
        "meeuw",
        url="https://meeuw.voorbeeld.nl/feed",
        fetched=NOW - HOUR,
        heard=NOW - HOUR,
        state=SourceState.FETCHED,
        validators=validators,
        full=NOW - HOUR,
    )
    assert found["meeuw"] == expected
    assert (found["uil"].state, found["uil"].message, found["uil"].heard) == (SourceState.HTTP_ERROR, TEXT, NOW - 40 * HOUR)
    assert (found["sessie"].url, found["sessie"].state, found["nooit"].fetched) == ("", None, None)
    assert store.standings.blocks() == {}


def test_only_who_answered_well_at_this_address_is_asked_whether_it_changed(store: Store) -> None:
    """As before the upgrade: the validators of another address, or from before a failure, are not sent."""
    found = store.standings.all()
    sources = [source(ident) for ident in ("meeuw", "uil", "nooit")]
    assert [one.id for one in sources if conditional(one, found[one.id], NOW)] == ["meeuw"]


def test_items_are_known_again(store: Store) -> None:
    """Each signal is an item of its source; the same item later is that signal, and is known by its guid from then on."""
    kept = store.collecting.kept([s[0] for s in SIGNALS], [], [])
    assert {(k.source, k.signal, k.guid, k.words) for k in kept} == {(s[1], s[0], "", "") for s in SIGNALS}
    run = store.runs.begin("collect", NOW)
    again = Reading(ledger(), (Item(signal("s1", title="Nieuwe kop"), "g1", "w1"),), validators=Validators())
    store.collecting.add(run, [again], NOW)
    assert store.collecting.count(run) == 0
    assert store.collecting.kept([], ["g1"], []) == (Kept("meeuw", "s1", "g1", "w1", TEXT),)
    assert store.standings.all()["meeuw"].rule is Identity.LINK_AND_GUID


def test_edition_and_delivery_are_as_they_were(store: Store) -> None:
    """What readers were told, to the byte."""
    with reading(store.engine) as connection:
        told = connection.execute(sa.text("SELECT html, text FROM editions")).one()
        assert (bytes(told.html), bytes(told.text)) == (b"\x00h", b"\xfft")
        assert connection.execute(sa.text("SELECT recipient, state FROM deliveries")).all() == [("a@voorbeeld.nl", "sent")]
    assert store.editions.closed_through() == WEEK == Week(2026, 47)
    assert WeekReason("late") in {one.week_reason for one in store.signals.of_week(WEEK)}


def test_empty_database_of_the_first_schema_is_upgraded(url: str) -> None:
    """Nothing in, nothing out, and it can be used."""
    made = of_schema(url, "0001")
    upgrade(made)
    assert set(_counts(made).values()) == {0}
    made.dispose()
