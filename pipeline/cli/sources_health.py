"""sources list, log, undo: how sources are doing, what befell them, and taking decisions back."""

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson, opened

if TYPE_CHECKING:
    from pipeline.core.model import Source
    from pipeline.watch.health import Health

DAYS = 30


def list_(
    context: typer.Context,
    ill: Annotated[bool, typer.Option("--ill", help="Only those that somebody should look at.")] = False,
    as_json: AsJson = False,
) -> None:
    """Lists the sources, how each is doing and what to do.

    docs/collecting.md explains every state.
    """
    with opened(context) as app:
        sources, found = app.sources, app.health()
    shown = [(source, found[source.id]) for source in sources if not (ill and found[source.id].state.well)]
    if as_json:
        output.say_json([_source_json(source, state) for source, state in shown])
        return
    rows = [
        (s.id, s.kind, s.publisher, h.state.value, output.when(h.since), output.when(h.heard) or "never", h.message, h.remedy)
        for s, h in shown
    ]
    output.table(("id", "kind", "publisher", "health", "since (UTC)", "last heard (UTC)", "message", "what to do"), rows)
    well = sum(h.state.well for h in found.values())
    output.say(f"{len(found)} sources, {len(found) - well} of them to look at")


def log(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument(help="One source; default all.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")] = DAYS,
    as_json: AsJson = False,
) -> None:
    """Tells what befell the sources.

    Moves, retirements, lasting failures and their end, gaps, floods, and decisions taken back.
    """
    with opened(context) as app:
        events = app.store.events.since(app.now - timedelta(days=days), source)
    if as_json:
        output.say_json([asdict(event) for event in events])
        return
    rows = [(output.when(event.moment), event.source or "all", event.kind.value, event.message) for event in events]
    output.table(("moment (UTC)", "source", "what", "message"), rows)
    output.say(f"{len(events)} events in {days} days")


def undo(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The id of a source.")],
    as_json: AsJson = False,
) -> None:
    """Takes back what windwijzer decided about a source by itself.

    An address that was adopted, retirement, and the way its items are told apart.
    """
    with opened(context) as app:
        undone = app.undo(source)
    if as_json:
        output.say_json({"id": source, "undone": undone})
        return
    for words in undone:
        output.say(f"{source}: {words}")
    if not undone:
        output.say(f"{source}: nothing was decided about it by itself")


def _source_json(source: "Source", state: "Health") -> dict[str, Any]:
    said = {"health": state.state, "since": state.since, "heard": state.heard}
    return asdict(source) | said | {"message": state.message, "remedy": state.remedy}
