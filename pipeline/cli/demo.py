"""demo: the whole journey on invented feeds, offline."""

from pathlib import Path

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, SOURCES_FAILED
from pipeline.cli.options import AsJson, given


def add_to(cli: typer.Typer) -> None:
    """Puts the command on the root."""
    cli.command(epilog="Example: windwijzer --home /tmp/windwijzer-demo demo")(demo)


def demo(context: typer.Context, as_json: AsJson = False) -> None:
    """Shows the whole journey on invented feeds, offline.

    Twelve weeks go through every stage; the digest of the last is left in a folder.
    The folder is --home, else ./windwijzer-demo; a folder of an earlier demo is emptied first.
    """
    from pipeline.demo.journey import show

    home = (given(context).home or Path("windwijzer-demo")).resolve()
    with output.progress("weeks") as progress:
        shown = show(home, progress)
    edition, failed = shown.edition, shown.last.failed
    stem = f"{edition.week}-{edition.number}"
    files = {form: str(shown.outbox / f"{stem}.{form}") for form in ("html", "txt", "eml")}
    if as_json:
        output.say_json({"week": edition.week, "signals": shown.signals, "sources": shown.sources, "files": files})
        return
    output.say(
        f"Collected {shown.signals} signals of {shown.sources} invented sources over {shown.weeks} weeks, by HTTP, offline."
    )
    output.say(
        f"In the last week {len(failed)} source was not heard: {', '.join(x.source for x in failed)} (it is broken on purpose)."
    )
    output.say(f"Judged by model {edition.model}; the digest of {edition.week} is edition {edition.number}.")
    output.say(f"Open it: {files['html']}")
    output.say(f"The same as mail: {files['eml']}, and as text: {files['txt']}")
    raise typer.Exit(DONE if len(failed) <= 1 else SOURCES_FAILED)
