"""sources add, enable, disable: the sources file changed in place."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson
from pipeline.cli.sources_open import SourcesFile, sources_file
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from pipeline.core.model import Source
    from pipeline.sources.relations import Register
    from pipeline.sources.seek import Sought


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page of the site that has one.")],
    *,
    ident: Annotated[str, typer.Option("--id", help="Its id; else made of its name.")] = "",
    name: Annotated[str, typer.Option(help="What readers see; else the title of the feed.")] = "",
    kind: Annotated[str, typer.Option(help="Its kind; else that of its domain in the file, else nieuws.")] = "",
    lang: Annotated[str, typer.Option(help="Its language; else what the feed says, else nl.")] = "",
    publisher: Annotated[str, typer.Option(help="The family that counts once; else one in the file, else the name.")] = "",
    notes: Annotated[str, typer.Option(help="A remark for whoever reads the file.")] = "",
    choose: Annotated[int | None, typer.Option(metavar="N", help="Which of the feeds that a page offers, from 1.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show everything, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Finds the feed at an address, shows its first items, and writes an entry for it.

    Asks before it writes. Where there is no terminal to ask at, it writes with --yes only, and else ends with 2.
    """
    from pipeline.sources.draft import Wishes, draft
    from pipeline.sources.file import append, current
    from pipeline.sources.relations import Register, address
    from pipeline.sources.seek import seek

    file = sources_file(context)
    known = Register(current(file.path, file.kinds))
    url = address(url)
    _refuse_twin(known, file, url)
    wishes = Wishes(ident, name, kind, lang, publisher, notes)
    _refuse_wishes(file, known, draft(url, url, "", wishes, known))
    with output.progress("asking"):
        sought = seek(url, fetch=file.fetch, zone=file.settings.timezone, choose=choose)
    _refuse_twin(known, file, sought.url, sought.probe.url)
    entry = draft(sought.url, sought.probe.title, sought.probe.lang, wishes, known)
    _refuse_wishes(file, known, entry)
    if not as_json:
        _show(sought, entry, known)
    askable = not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    write = not dry_run and (yes or (askable and typer.confirm(f"add it to {file.path}?", default=True)))
    if write:
        append(file.path, [entry], file.kinds)
    if as_json:
        output.say_json(_as_json(file, sought, entry, written=write))
    elif write:
        output.say(f"added {entry.id} to {file.path}; next: windwijzer collect")
    elif dry_run or askable:
        output.say("nothing was written")
    if not (write or dry_run or askable):
        raise InputError("nothing was written; add --yes to write the entry, or --dry-run to only look")


def enable(context: typer.Context, ident: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Has a source asked again: sets `enabled: true` in its entry."""
    _switch(context, ident, enabled=True, as_json=as_json)


def disable(context: typer.Context, ident: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Has a source no longer asked: sets `enabled: false` in its entry. What it gave stays."""
    _switch(context, ident, enabled=False, as_json=as_json)


def _switch(context: typer.Context, ident: str, *, enabled: bool, as_json: bool) -> None:
    from pipeline.sources.file import change

    file = sources_file(context)
    changed = change(file.path, ident, "enabled", enabled, file.kinds)
    if as_json:
        output.say_json({"file": str(file.path), "id": ident, "enabled": enabled, "changed": changed})
    else:
        output.say(f"{ident} is {'' if changed else 'already '}{'enabled' if enabled else 'disabled'} in {file.path}")


def _refuse_twin(known: "Register", file: SourcesFile, *urls: str) -> None:
    for url in urls:
        if twin := known.twin(url):
            state = "" if twin.enabled else f", disabled; to have it asked: windwijzer sources enable {twin.id}"
            raise InputError(f"{url} is in {file.path} already: entry {twin.id} ({twin.url}){state}")


def _refuse_wishes(file: SourcesFile, known: "Register", entry: "Source") -> None:
    """InputError for an entry that the file may not hold."""
    from pipeline.sources.file import refusals

    if entry.id in known.ids:
        raise InputError(f"--id {entry.id}: {file.path} has an entry of that id already; ids must differ")
    if reason := refusals([entry], file.kinds).get(entry.id):
        raise InputError(f"{entry.url}: {reason}")


def _show(sought: "Sought", entry: "Source", known: "Register") -> None:
    from pipeline.sources.seek import listed
    from pipeline.sources.splice import appended

    probe = sought.probe
    if len(sought.candidates) > 1:
        output.say(f"the page offers {len(sought.candidates)} feeds; taken is number {sought.chosen} (--choose N for another):")
        output.say(listed(sought.candidates))
    newest = f", newest {probe.newest:%Y-%m-%d %H:%M} UTC" if probe.newest else ""
    output.say(f"{sought.url}: {probe.title or 'no title'}")
    output.say(
        f"{probe.items} items, {probe.undated} undated{newest}; language {probe.lang or 'not given'}. {probe.message}".strip()
    )
    for signal in probe.first:
        output.say(f"  {signal.published:%Y-%m-%d}  {signal.title}" if signal.published else f"  undated     {signal.title}")
    kin = [source.id for source in known.kin(sought.url)]
    if kin:
        output.say(f"of the same domain are: {', '.join(kin)}")
    if entry.publisher != entry.name:
        output.say(f"publisher family: {entry.publisher} (--publisher for another)")
    output.say()
    output.say(appended("", [entry]))


def _as_json(file: SourcesFile, sought: "Sought", entry: "Source", *, written: bool) -> dict[str, Any]:
    from dataclasses import asdict

    probe = sought.probe
    return {
        "file": str(file.path),
        "written": written,
        "entry": asdict(entry),
        "feed": {
            "url": probe.url,
            "title": probe.title,
            "lang": probe.lang,
            "state": probe.state,
            "items": probe.items,
            "undated": probe.undated,
            "newest": probe.newest,
            "first": [{"title": s.title, "url": s.url, "published": s.published} for s in probe.first],
        },
        "candidates": [asdict(candidate) for candidate in sought.candidates],
        "chosen": sought.chosen,
    }
