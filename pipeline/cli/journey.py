"""run, collect, classify, deliver: the journey, whole or stage by stage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import output
from pipeline.cli.exits import DELIVERY, DONE, SOURCES_FAILED, STOPPED
from pipeline.cli.journey_told import collected_json, delivery_json, edition_json, say_collected, say_deliveries, say_editions
from pipeline.cli.options import AsJson, OneWeek, opened, week, week_or_last
from pipeline.core.errors import EditionError, InputError
from pipeline.core.model import Delivery, DeliveryState, Edition
from pipeline.core.weeks import Week, span

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.stages.collect import Collected


def add_to(cli: typer.Typer) -> None:
    """Puts the four commands on the root."""
    cli.command(epilog="Example: windwijzer run --week 2026-W47")(run)
    cli.command(epilog="Example: windwijzer collect --json")(collect)
    cli.command(epilog="Example: windwijzer classify --week 2026-W47")(classify)
    cli.command(epilog="Example: windwijzer deliver --week 2026-W47")(deliver)


def run(
    context: typer.Context,
    one: OneWeek = None,
    first: Annotated[str | None, typer.Option("--from", metavar="WEEK", help="First week of a history to rebuild.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="WEEK", help="Last week of it; default the last ended.")] = None,
    as_json: AsJson = False,
) -> None:
    """The whole journey: collect, classify, digest, deliver.

    Without a week: what is due. With --from a history is rebuilt: editions are made, but not delivered.
    """
    with opened(context) as app:
        weeks, rebuild = _weeks(app, one, first, last)
        collected = _collect(app)
        with output.progress("judging") as progress:
            judged = app.classify(progress=progress)
        editions, empty = _report(app, weeks, skip_empty=rebuild)
        deliveries = () if rebuild else tuple(d for edition in editions for d in app.deliver(edition))
        if as_json:
            output.say_json(
                {
                    "collect": collected_json(collected),
                    "classified": judged,
                    "editions": [edition_json(edition) for edition in editions],
                    "empty": empty,
                    "deliveries": [delivery_json(d) for d in deliveries],
                }
            )
        else:
            say_collected(collected)
            output.say(f"classified: {judged} signals")
            say_editions(app, weeks, editions, empty, rebuild=rebuild)
            say_deliveries(deliveries)
    codes = [_collect_code(collected), _deliver_code(deliveries), STOPPED if empty and not editions else DONE]
    raise typer.Exit(max(codes))


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
    from pipeline.schedule import due

    if one and (first or last):
        raise InputError("give either --week, or --from and --to")
    if last and not first:
        raise InputError("--to needs --from")
    if first:
        start, end = week(first), week_or_last(last, app)
        weeks = tuple(span(start, end)) if start else ()
        if not weeks:
            raise InputError(f"--from {first} comes after --to {end}")
        return weeks, True
    chosen = week(one)
    return ((chosen,) if chosen else due(app.now, app.store, app.settings.timezone)), False


def _collect(app: "App") -> "Collected":
    with output.progress("collecting") as progress:
        return app.collect(progress)


def _report(app: "App", weeks: Sequence[Week], *, skip_empty: bool) -> tuple[list[Edition], list[Week]]:
    editions, empty = [], []
    with output.progress("editions") as progress:
        for done, chosen in enumerate(weeks, 1):
            try:
                editions.append(app.report(chosen))
            except EditionError:
                if not skip_empty:
                    raise
                empty.append(chosen)
            progress(done, len(weeks))
    return editions, empty


def _collect_code(collected: "Collected") -> int:
    return SOURCES_FAILED if collected.failed else DONE


def _deliver_code(deliveries: Sequence[Delivery]) -> int:
    return DONE if all(d.state is DeliveryState.SENT for d in deliveries) else DELIVERY
