"""signals list, add, import: what the world said, also what people bring from a workshop or a conversation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, INPUT
from pipeline.cli.options import AsJson, OneWeek, opened, week_or_last
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from pipeline.core.ledger import SourceLedger
    from pipeline.core.model import Signal

cli = typer.Typer(help="Signals: what the world said.", no_args_is_help=True)

ByHand = Annotated[
    str | None, typer.Option("--source", metavar="ID", help="A source of kind werksessie; default the only one there is.")
]


@cli.command("list", epilog="Example: windwijzer signals list --week 2026-W47 --json")
def list_(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Lists the signals of a week; default the last ended."""
    with opened(context) as app:
        found = app.store.signals.of_week(week_or_last(one, app))
    if as_json:
        output.say_json([_signal_json(signal) for signal in found])
        return
    rows = [(s.id, s.source, f"{s.moment:%m-%d %H:%M}", s.week_reason.value, s.title) for s in found]
    output.table(("id", "source", "moment (UTC)", "week by", "title"), rows)
    output.say(f"{len(found)} signals")


@cli.command(epilog='Example: windwijzer signals add "Balie in het buurthuis trekt ouderen" --date 2026-11-19')
def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What was said, in a line.")],
    text: Annotated[str, typer.Option(help="More of it, in some sentences.")] = "",
    url: Annotated[str, typer.Option(help="Where it can be read, if anywhere.")] = "",
    date: Annotated[str, typer.Option(help="The day it is of; default today.")] = "",
    source: ByHand = None,
    as_json: AsJson = False,
) -> None:
    """Enters one signal that somebody brought."""
    from pipeline.news.byhand import entry

    with opened(context) as app:
        chosen = app.by_hand(source).id
        found = entry(chosen, title=title, text=text, url=url, date=date, zone=app.settings.timezone)
        told = app.enter([found], chosen)
    _say(told, [], as_json=as_json)


@cli.command("import", epilog="Example: windwijzer signals import werksessie.csv --source werksessies")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names title, text, url, date, id, or some.")],
    source: ByHand = None,
    as_json: AsJson = False,
) -> None:
    """Enters the signals of a table.

    Rows that cannot be taken are named by line, and the others are stored; a second import of the same file adds nothing.
    """
    from pipeline.news.byhand import entries

    try:
        table = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    with opened(context) as app:
        chosen = app.by_hand(source).id
        try:
            good, bad = entries(table, chosen, app.settings.timezone)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error
        told = app.enter(good, chosen)
    _say(told, [f"{file} line {row.line}: {row.message}" for row in bad], as_json=as_json)
    raise typer.Exit(INPUT if bad else DONE)


def _say(told: "SourceLedger", complaints: list[str], *, as_json: bool) -> None:
    if as_json:
        counts = {"source": told.source, "new": told.new, "known": told.known, "dropped": told.dropped}
        output.say_json(counts | {"complaints": complaints})
        return
    for complaint in complaints:
        output.say(complaint)
    dropped = "".join(f", {number} dropped ({reason})" for reason, number in told.dropped.items())
    output.say(f"{told.source}: {told.new} new signals, {told.known} known{dropped}, {len(complaints)} rows not taken")


def _signal_json(signal: "Signal") -> dict[str, Any]:
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
        "week_reason": signal.week_reason,
    }
