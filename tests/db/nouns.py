"""Nouns with everything filled in, for tests that care about one thing in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Reading, SourceLedger
from pipeline.core.model import Assessment, Decision, Edition, Item, Signal, Source, Story, Verdict, WeekReason
from pipeline.core.weeks import Week

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WEEK = Week(2026, 47)


def source(ident: str = "meeuw", **given: Any) -> Source:
    """A source; everything but its id may be left out."""
    usual: dict[str, Any] = {
        "name": f"De {ident}",
        "url": f"https://{ident}.voorbeeld.nl/feed",
        "kind": "media",
        "lang": "nl",
        "publisher": ident,
    }
    return Source(**({"id": ident} | usual | given))


def signal(ident: str = "s1", **given: Any) -> Signal:
    """A signal of week 47."""
    usual: dict[str, Any] = {
        "source": "meeuw",
        "url": f"https://meeuw.voorbeeld.nl/{ident}",
        "title": f"Loket {ident} blijft open",
        "text": "De gemeente houdt het loket ook op zaterdag open.",
        "lang": "nl",
        "published": NOW - timedelta(days=3),
        "seen": NOW,
        "week": WEEK,
        "week_reason": WeekReason.PUBLISHED,
    }
    return Signal(**({"id": ident} | usual | given))


def ledger(ident: str = "meeuw", **given: Any) -> SourceLedger:
    """What a source gave: one new entry."""
    usual: dict[str, Any] = {
        "state": SourceState.FETCHED,
        "message": "",
        "entries": 1,
        "new": 1,
        "known": 0,
        "dropped": {},
        "newest": NOW - timedelta(days=3),
        "seconds": 0.25,
    }
    return SourceLedger(**({"source": ident} | usual | given))


def items(found: Sequence[Signal]) -> tuple[Item, ...]:
    """Items that hold these signals, known by nothing else."""
    return tuple(Item(one, "", f"w-{one.id}"[:16]) for one in found)


def brought(told: SourceLedger, *found: Signal, **given: Any) -> Reading:
    """What came of asking one source."""
    return Reading(told, items(found), **given)


def story(*signals: Signal) -> Story:
    """The story that *signals* tell."""
    return Story(f"v-{signals[0].id}", signals[0].week, signals[0], signals, tuple({s.source: None for s in signals}))


def assessment(ident: str = "s1", model: str = "m1", **given: Any) -> Assessment:
    """An opinion with one trend."""
    usual: dict[str, Any] = {"trends": (Verdict("vergrijzing", 0.9, Decision.YES),), "directions": ()}
    return Assessment(**({"signal": ident, "model": model} | usual | given))


def edition(week: Week = WEEK, number: int = 1, **given: Any) -> Edition:
    """An edition with hardly a word in it."""
    usual: dict[str, Any] = {
        "issued": NOW,
        "inputs": "1f" * 16,
        "model": "m1",
        "taxonomy": "t1",
        "code": "0.1",
        "digest": '{"subject": "Trendsignalen week 47: 1 signaal"}\n',
        "html": "<!doctype html>\n<p>Één signaal – meer niet.</p>\n",
        "text": "Één signaal – meer niet.\n",
    }
    return Edition(week=week, number=number, **(usual | given))
