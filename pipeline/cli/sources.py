"""sources check, sources list."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, INPUT, SOURCES_FAILED
from pipeline.cli.options import AsJson, given, log_to_stderr, opened

if TYPE_CHECKING:
    from pipeline.core.model import Source
    from pipeline.stages import Reading

cli = typer.Typer(help="The sources file: check it, list it.", no_args_is_help=True)


@cli.command(epilog="Example: windwijzer sources check --probe")
def check(
    context: typer.Context,
    probe: Annotated[bool, typer.Option("--probe", help="Fetch each enabled source once and say what it gave.")] = False,
    as_json: AsJson = False,
) -> None:
    """Reads the sources file and complains of it.

    Every complaint names the entry, the field and the line. Stores nothing.
    """
    from classifiers.taxonomy import load_taxonomy
    from pipeline.app import sources_path
    from pipeline.sources import check as check_file

    settings = given(context).settings()
    log_to_stderr(settings.log_level)
    path = sources_path(settings)
    sources, problems = check_file(path, [kind.id for kind in load_taxonomy().kinds])
    probed = _probe(context, sources) if probe else []
    failed = [reading for reading in probed if not reading.ledger.state.heard]
    if as_json:
        output.say_json(
            {
                "file": str(path),
                "sources": len(sources),
                "problems": [asdict(problem) for problem in problems],
                "probes": [_probe_json(reading) for reading in probed],
            }
        )
    else:
        for problem in problems:
            output.say(f"{path}: {problem}")
        enabled = sum(source.enabled for source in sources)
        output.say(f"{path}: {len(sources)} good entries, {enabled} enabled, {len(problems)} problems")
        if probe:
            rows = [_probe_row(reading) for reading in probed]
            output.table(("source", "state", "items", "newest", "message"), rows)
            output.say(f"{len(probed) - len(failed)} of {len(probed)} sources heard")
    raise typer.Exit(INPUT if problems else SOURCES_FAILED if failed else DONE)


@cli.command("list", epilog="Example: windwijzer sources list --json")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists the sources and how each stands."""
    with opened(context) as app:
        sources, status = app.sources, app.store.sources.status()
    rows: list[dict[str, Any]] = []
    for source in sources:
        standing = status.get(source.id)
        rows.append(
            asdict(source)
            | {
                "state": standing.state if standing else None,
                "heard": standing.heard if standing else None,
                "message": standing.message if standing else "",
            }
        )
    if as_json:
        output.say_json(rows)
        return
    shown = [
        (
            row["id"],
            row["kind"],
            row["lang"],
            row["publisher"],
            (row["state"] or "not asked yet") if row["enabled"] else "disabled",
            row["heard"].strftime("%Y-%m-%d %H:%M") if row["heard"] else "",
            row["message"],
        )
        for row in rows
    ]
    output.table(("id", "kind", "lang", "publisher", "state", "last heard (UTC)", "message"), shown)


def _probe(context: typer.Context, sources: "tuple[Source, ...]") -> "list[Reading]":
    """Fetches and reads each enabled source, storing nothing."""
    from pipeline.fetch import FetchRequest, fetch
    from pipeline.stages import ToRead, read

    options = given(context)
    settings = options.settings()
    asked = {source.id: source for source in sources if source.enabled and source.url}
    results = fetch(
        [FetchRequest(source.id, source.url or "") for source in asked.values()],
        now=options.moment,
        allowed=settings.allow_networks,
        contact=settings.contact,
    )
    found = []
    with output.progress("probing") as progress:
        for result in results:
            found.append(read(ToRead(result, asked[result.source], None, settings.timezone)))
            progress(len(found), len(asked))
    return sorted(found, key=lambda reading: reading.ledger.source)


def _probe_row(reading: "Reading") -> tuple[object, ...]:
    ledger = reading.ledger
    newest = ledger.newest.strftime("%Y-%m-%d %H:%M") if ledger.newest else ""
    return ledger.source, ledger.state.value, ledger.entries, newest, ledger.message


def _probe_json(reading: "Reading") -> dict[str, Any]:
    ledger = reading.ledger
    return {
        "id": ledger.source,
        "state": ledger.state,
        "items": ledger.entries,
        "newest": ledger.newest,
        "message": ledger.message,
    }
