"""sources check: complaints about the file, and with --probe what each source gives."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, INPUT, SOURCES_FAILED
from pipeline.cli.options import AsJson
from pipeline.cli.sources_open import SourcesFile, sources_file
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from pipeline.core.model import Source
    from pipeline.sources.probe import Probe

_TITLES = ("source", "state", "items", "undated", "newest (UTC)", "seconds", "message")


def check(
    context: typer.Context,
    probe: Annotated[bool, typer.Option("--probe", help="Fetch each enabled source once and say what it gave.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Probe only this source, also when disabled; may be repeated.")
    ] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Probe, and show only those that were not heard.")] = False,
    as_json: AsJson = False,
) -> None:
    """Reads the sources file and complains of it.

    Every complaint names the entry, the field and the line. Stores nothing.
    """
    from pipeline.sources.load import check as check_file

    file = sources_file(context)
    sources, problems = check_file(file.path, file.kinds)
    probing = probe or failing or bool(only)
    probed = _probe(file, _chosen(file, sources, only)) if probing else []
    unheard = [one for one in probed if not one.state.heard]
    shown = unheard if failing else probed
    if as_json:
        output.say_json(
            {
                "file": str(file.path),
                "sources": len(sources),
                "problems": [asdict(problem) for problem in problems],
                "probes": [_as_json(one) for one in shown],
                "states": _states(probed),
            }
        )
    else:
        for problem in problems:
            output.say(f"{file.path}: {problem}")
        enabled = sum(source.enabled for source in sources)
        output.say(f"{file.path}: {len(sources)} good entries, {enabled} enabled, {len(problems)} problems")
        if probing:
            if shown:
                output.table(_TITLES, [_row(one) for one in shown])
            listed = ", ".join(f"{number} {state}" for state, number in _states(probed).items())
            output.say(f"{len(probed) - len(unheard)} of {len(probed)} sources heard" + (f": {listed}" if listed else ""))
    raise typer.Exit(INPUT if problems else SOURCES_FAILED if unheard else DONE)


def _chosen(file: SourcesFile, sources: "Sequence[Source]", only: Collection[str] | None) -> "list[Source]":
    """Those to probe: the ones named, else all that are enabled. InputError for one that is not there or has no address."""
    from pipeline.sources.file import unknown

    if not only:
        return [source for source in sources if source.enabled and source.url]
    by_id = {source.id: source for source in sources}
    for ident in only:
        if ident not in by_id:
            raise unknown(ident, sources, file.path)
        if not by_id[ident].url:
            raise InputError(f"--only {ident}: people enter it by hand; it has no address to probe")
    return [by_id[ident] for ident in dict.fromkeys(only)]


def _probe(file: SourcesFile, sources: "Sequence[Source]") -> "list[Probe]":
    """What each source gives, in the order of their ids."""
    from pipeline.parallel import Processes
    from pipeline.sources.probe import probe

    found = []
    with output.progress("probing") as progress:
        probes = probe(sources, fetch=file.fetch, zone=file.settings.timezone, map_=Processes(file.settings.workers))
        for one in probes:
            found.append(one)
            progress(len(found), len(sources))
    return sorted(found, key=lambda one: one.source)


def _states(probed: "Sequence[Probe]") -> dict[str, int]:
    """How many are in each state, the most first."""
    counts = Counter(one.state.value for one in probed)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _row(one: "Probe") -> tuple[object, ...]:
    return (
        one.source,
        one.state.value,
        one.items,
        one.undated,
        output.when(one.newest),
        f"{one.seconds:.1f}",
        one.message,
    )


def _as_json(one: "Probe") -> dict[str, Any]:
    return {
        "id": one.source,
        "state": one.state,
        "items": one.items,
        "undated": one.undated,
        "newest": one.newest,
        "seconds": round(one.seconds, 3),
        "message": one.message,
        "url": one.url,
        "moved": one.moved,
    }
