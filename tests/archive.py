"""An archive of many weeks, as if windwijzer had run for years: for what must not depend on its size."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Table, text

from db import tables
from db.engine import writing
from db.open import Store
from pipeline.core.model import Source
from pipeline.core.weeks import Week

Row = dict[str, Any]

SOURCES = tuple(Source(f"bron-{n}", f"Bron {n}", f"http://127.0.0.1:1/{n}", "nieuws", "nl", f"Bron {n}") for n in range(10))
ASKED_A_WEEK = 4
SAID_A_WEEK = 3
DIGEST = json.dumps({"subject": "Een week", "trends": [], "questions": []})


def fill(store: Store, weeks: int, per_week: int, last: Week, *, untold: int = 1) -> None:
    """So many signals in each of the *weeks* up to *last*, with stories, editions and the opinions of an old model.

    The last *untold* weeks hold signals only. The database has counted its rows, where it does that by itself.
    """
    store.sources.save(SOURCES, last.start() - timedelta(weeks=weeks))
    for back in range(weeks - 1, -1, -1):
        week = last - back
        moments = [week.start() + timedelta(hours=42 * n + 1) for n in range(ASKED_A_WEEK)]
        made = [store.runs.begin("collect", moment) for moment in moments]
        found = list(_signals(week, made[0], per_week))
        with writing(store.engine) as connection:
            for table, rows in [*_collected(week, dict(zip(made, moments, strict=True)), found), *_told(week, found)]:
                if back >= untold or table in {tables.signals, tables.items, tables.fetches, tables.coverage}:
                    connection.execute(table.insert(), rows)
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _signals(week: Week, run: int, number: int) -> Iterator[Row]:
    for n in range(number):
        ident = blake2b(f"{week} {n}".encode(), digest_size=12).hexdigest()
        moment = week.start() + timedelta(weeks=1) * n / number
        title = f"Loket {n * 7919 % 4099} van wijk {n % 613} opent voor {n * 104729 % 3571}"
        text_ = f"{title}, omdat de gemeente in week {week.number} met de buurt over punt {n} heeft gesproken. " * 3
        yield {
            "id": ident,
            "source": SOURCES[n % len(SOURCES)].id,
            "run": run,
            "url": f"https://bron.voorbeeld.nl/{week}/{n}",
            "title": title,
            "text": text_,
            "lang": "nl",
            "published": moment,
            "seen": moment,
            "moment": moment,
            "week": week,
            "week_reason": "published",
        }


def _collected(week: Week, asked: dict[int, datetime], found: list[Row]) -> Iterator[tuple[Table, list[Row]]]:
    counts = {"state": "fetched", "entries": 0, "new": 0, "known": 0, "undated": 0, "seconds": 0.1}
    yield tables.signals, found
    yield tables.items, [{"signal": s["id"], "source": s["source"], "guid": "", "words": "", "seen": s["seen"]} for s in found]
    yield tables.fetches, [counts | {"run": r, "source": s.id, "moment": at} for r, at in asked.items() for s in SOURCES]
    yield tables.coverage, [{"week": week, "source": s.id, "heard": 1.0, "gap": False} for s in SOURCES]


def _told(week: Week, found: list[Row]) -> Iterator[tuple[Table, list[Row]]]:
    ids, monday = [row["id"] for row in found], week.end()
    story = {ident: f"v-{ident[:16]}" for ident in ids}
    versions = {"inputs": "1f" * 16, "model": "oud", "taxonomy": "t", "code": "0"}
    pages = {"digest": DIGEST, "html": b"<p>" + b"x" * 60_000, "text": b"x" * 20_000}
    said = {"label": "robotisering", "value": "missing", "by": "an", "moment": monday}
    yield tables.assessments, [{"signal": s, "model": "oud", "made": monday} for s in ids]
    yield tables.stories, [{"week": week, "id": story[s], "lead": s} for s in ids]
    yield tables.story_signals, [{"week": week, "signal": s, "story": story[s]} for s in ids]
    yield tables.editions, [{"week": week, "number": 1, "issued": monday} | versions | pages]
    yield tables.edition_signals, [{"week": week, "number": 1, "signal": s, "story": story[s]} for s in ids]
    yield tables.corrections, [said | {"signal": s} for s in ids[:SAID_A_WEEK]]
