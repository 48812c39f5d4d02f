"""The command `windwijzer`: global options and the groups of commands."""

import sys
from pathlib import Path
from typing import Annotated, Protocol, runtime_checkable

import typer

from pipeline.cli import data, demo, digest, journey, model, review, signals, sources
from pipeline.cli.exits import DONE, INPUT, INTERRUPTED, guarded
from pipeline.cli.options import Given

cli = typer.Typer(
    name="windwijzer",
    help="Collects trend signals, classifies them, and mails a weekly digest of how they bear on public service.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("windwijzer"))
        raise typer.Exit


@cli.callback(
    epilog="Exit codes: 0 done; 1 done, but some sources failed; 2 configuration or bad input; 3 store, model or edition;"
    " 4 delivery; 70 a bug; 130 interrupted. Example: windwijzer --now 2026-11-23T07:00+01:00 run"
)
def root(
    context: typer.Context,
    sources: Annotated[
        Path | None, typer.Option(help="The sources file. Default: ./sources.yaml, else the one shipped.")
    ] = None,
    now: Annotated[str | None, typer.Option(metavar="ISO", help="The moment to act at, with its zone; for re-runs.")] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the database, models and outbox.")] = None,
    version: Annotated[  # noqa: ARG001 it acts by its callback
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Collects trend signals, classifies them, and mails a weekly digest of how they bear on public service."""
    context.obj = Given(sources, now, home)


journey.add_to(cli)
cli.add_typer(digest.cli, name="digest")
cli.add_typer(sources.cli, name="sources")
cli.add_typer(signals.cli, name="signals")
cli.add_typer(model.cli, name="model")
cli.add_typer(review.cli, name="review")
data.add_to(cli)
demo.add_to(cli)


def run(arguments: list[str] | None = None) -> int:
    """Runs one command line and gives its exit code."""

    def call() -> int:
        try:
            found = typer.main.get_command(cli).main(arguments, prog_name="windwijzer", standalone_mode=False)
        except typer.TyperException as error:
            return _complain(error)
        except typer.Abort as error:
            raise KeyboardInterrupt from error
        if found == INTERRUPTED:  # typer makes an exit code of Ctrl-C, and says nothing
            raise KeyboardInterrupt
        return found if isinstance(found, int) else DONE

    return guarded(call)


@runtime_checkable
class _Shown(Protocol):
    def show(self) -> None: ...


def _complain(error: typer.TyperException) -> int:
    """A wrong command line, told as typer tells it: with the usage."""
    if isinstance(error, _Shown):
        error.show()
    else:
        typer.echo(f"windwijzer: {error}", err=True)
    return INPUT


def main() -> None:
    """The console script."""
    sys.exit(run())
