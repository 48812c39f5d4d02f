"""run, collect, classify, deliver: the journey, whole or stage by stage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import output
from pipeline.cli.exits import DELIVERY, DONE, SOURCES_FAILED
from pipeline.cli.history import rebuild_weeks
from pipeline.cli.journey_told import collected_json, delivery_json, edition_json, say_collected, say_deliveries, say_editions
from pipeline.cli.options import AsJson, OneWeek, opened, week, week_or_last
from pipeline.core.errors import InputError
from pipeline.core.model import Delivery, DeliveryState
from pipeline.core.weeks import Week

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.stages.collect import Collected


def add_to(cli: typer.Typer) -> None:
    """Puts the four commands on the root."""
    cli.command(epilog="Example: windwijzer run --from 2026-W30 --to 2026-W47")(run)
    cli.command(epilog="Example: windwijzer collect --json")(collect)
    cli.command(epilog="Example: windwijzer classify --week 2026-W47")(classify)
    cli.command(epilog="Example: windwijzer deliver --week 2026-W47")(deliver)


def run(
    context: typer.Context,
    one: OneWeek = None,
    first: Annotated[str | None, typer.Option("--from", metavar="WEEK", help="First week of a history to rebuild.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="WEEK", help="Last week of it; default the last ended.")] = None,
    asking: Annotated[
        bool, typer.Option("--collect/--no-collect", help="Ask the sources first, or go by what is stored.")
    ] = True,
    delivering: Annotated[
        bool, typer.Option("--deliver", help="With --from: deliver the editions of the history too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The whole journey: collect, classify, digest, deliver.

    Without a week: what is due.
    With --from a history is rebuilt, week by week, from what is stored and what feeds still hold.
    Editions that are there are kept, weeks without signals are told, and nothing is delivered.
    Broken off, it goes on where it stopped when run again.
    """
    with opened(context) as app:
        weeks, history = _weeks(app, one, first, last)
        if delivering and not history:
            raise InputError("--deliver goes with --from; without it a run delivers what it makes by itself")
        collected = _collect(app) if asking else None
        if history:
            raise typer.Exit(rebuild_weeks(app, weeks, collected, delivering=delivering, as_json=as_json))
        with output.progress("judging") as progress:
            judged = app.classify(progress=progress)
        editions = [app.report(chosen) for chosen in weeks]
        deliveries = tuple(d for edition in editions for d in app.deliver(edition))
        if as_json:
            output.say_json(
                {
                    "collect": collected_json(collected) if collected else None,
                    "classified": judged,
                    "editions": [edition_json(edition) for edition in editions],
                    "deliveries": [delivery_json(d) for d in deliveries],
                }
            )
        else:
            if collected:
                say_collected(collected)
            output.say(f"classified: {judged} signals")
            say_editions(app, editions)
            say_deliveries(deliveries)
    raise typer.Exit(max(_collect_code(collected), _deliver_code(deliveries)))


def collect(
    context: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--source", metavar="ID", help="Ask only this one; may be repeated.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Ask only those whose turn it is, by their own pace.")] = False,
    as_json: AsJson = False,
) -> None:
    """Asks the sources and stores what is new.

    Every enabled source is asked, but those that are retired and those whose server asked to be left alone.
    """
    with opened(context) as app, output.progress("collecting") as progress:
        collected = app.collect(progress, only=only or (), due=due)
    if as_json:
        output.say_json(collected_json(collected))
    else:
        say_collected(collected)
    raise typer.Exit(_collect_code(collected))


def classify(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Judges the signals that were not judged yet.

    Those of a week, else of every week without an edition.
    """
    with opened(context) as app, output.progress("judging") as progress:
        chosen = week(one)
        judged = app.classify([chosen] if chosen else None, progress)
        model = app.desk.current()
    if as_json:
        output.say_json({"classified": judged, "model": model})
    else:
        output.say(f"classified: {judged} signals by model {model}")


def deliver(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Delivers an edition to everyone who has not had it.

    Default that of the week that ended last.
    """
    with opened(context) as app:
        chosen = week_or_last(one, app)
        edition = app.store.editions.newest(chosen)
        if edition is None:
            raise InputError(f"{chosen} has no edition; make it with `windwijzer digest --week {chosen}`")
        deliveries = app.deliver(edition)
    if as_json:
        output.say_json([delivery_json(d) for d in deliveries])
    else:
        say_deliveries(deliveries)
    raise typer.Exit(_deliver_code(deliveries))


def _weeks(app: "App", one: str | None, first: str | None, last: str | None) -> tuple[tuple[Week, ...], bool]:
    """The weeks to make, and whether they are a history."""
    from pipeline.history import weeks_between
    from pipeline.schedule import due

    if one and (first or last):
        raise InputError("give either --week, or --from and --to")
    if last and not first:
        raise InputError("--to needs --from")
    start, end, chosen = week(first, "--from"), week(last, "--to"), week(one)
    if start:
        return weeks_between(start, end or week_or_last(None, app), app.now, app.settings.timezone), True
    return ((chosen,) if chosen else due(app.now, app.store, app.settings.timezone)), False


def _collect(app: "App") -> "Collected":
    with output.progress("collecting") as progress:
        return app.collect(progress)


def _collect_code(collected: "Collected | None") -> int:
    return SOURCES_FAILED if collected and collected.failed else DONE


def _deliver_code(deliveries: Sequence[Delivery]) -> int:
    return DONE if all(d.state is DeliveryState.SENT for d in deliveries) else DELIVERY
