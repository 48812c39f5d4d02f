"""What the commands of the journey print, for people and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.cli import output
from pipeline.core.model import Delivery, Edition

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.stages.collect import Collected


def say_collected(collected: "Collected") -> None:
    """What came of collecting."""
    asked, failed = len(collected.sources), collected.failed
    known = sum(ledger.known for ledger in collected.sources)
    dropped = sum(sum(ledger.dropped.values()) for ledger in collected.sources)
    output.say(
        f"collected: {asked - len(failed)} of {asked} sources heard, {collected.new} new signals,"
        f" {known} known" + (f", {dropped} dropped" if dropped else "")
    )
    for ledger in failed:
        output.say(f"  not heard: {ledger.source}: {ledger.state} ({ledger.message})")
    for event in collected.told:
        output.say(f"  {event.kind}: {event.source or 'all sources'}: {event.message}")


def say_editions(app: "App", editions: Sequence[Edition]) -> None:
    """The editions made."""
    if not editions:
        output.say("digest: nothing is due")
    for edition in editions:
        issued = edition.issued.astimezone(app.settings.timezone)
        output.say(f"digest: {edition.week} edition {edition.number}, issued {issued:%Y-%m-%d %H:%M}")


def say_deliveries(deliveries: Sequence[Delivery]) -> None:
    """Where editions went."""
    for d in deliveries:
        to = d.recipient or "file"
        output.say(f"delivered: {d.week}/{d.number} to {to}: {d.state}" + (f" ({d.message})" if d.message else ""))


def collected_json(collected: "Collected") -> dict[str, Any]:
    """As docs/formats.md has it."""
    return {
        "run": collected.run,
        "new": collected.new,
        "failed": [ledger.source for ledger in collected.failed],
        "events": [asdict(event) for event in collected.events],
        "sources": [asdict(ledger) | {"id": ledger.source} for ledger in collected.sources],
    }


def edition_json(edition: Edition) -> dict[str, Any]:
    """An edition, without its pages."""
    return {"week": edition.week, "number": edition.number, "issued": edition.issued, "inputs": edition.inputs}


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """A delivery."""
    return asdict(delivery) | {"week": str(delivery.week)}
