"""Options that several commands share, and how they are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.errors import InputError
from pipeline.core.weeks import Week, aware, last_ended

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
OneWeek = Annotated[str | None, typer.Option("--week", metavar="WEEK", help="An ISO week, such as 2026-W47.")]


@dataclass(frozen=True, slots=True)
class Given:
    """The options that stand before the command."""

    sources: Path | None
    now: str | None
    home: Path | None

    @property
    def moment(self) -> datetime:
        """The moment given with --now, else the real one. InputError when it is not readable."""
        if self.now is None:
            return datetime.now(UTC)
        try:
            return aware(datetime.fromisoformat(self.now)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise InputError(f"--now {self.now!r}: {error}; write it as 2026-11-23T07:00+01:00") from error

    def settings(self) -> "Settings":
        """The settings in force: options before the environment before `.env`."""
        from pipeline.settings import read_settings

        return read_settings(sources=self.sources, home=self.home)


def given(context: typer.Context) -> Given:
    """The options before the command, from anywhere below it."""
    found = context.find_root().obj
    if not isinstance(found, Given):
        raise TypeError("the root command has not run")
    return found


@contextmanager
def opened(context: typer.Context) -> Iterator["App"]:
    """windwijzer, opened for one command."""
    import os

    from pipeline.app import open_app
    from pipeline.cli.output import warn
    from pipeline.settings import unknown_variables

    options = given(context)
    settings = options.settings()
    log_to_stderr(settings.log_level)
    for complaint in unknown_variables(dict(os.environ)):
        warn(complaint)
    app = open_app(settings, options.moment)
    try:
        yield app
    finally:
        app.close()


def log_to_stderr(level: str) -> None:
    """Log lines from *level* up go to standard error."""
    import logging

    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def week(written: str | None, option: str = "--week") -> Week | None:
    """The week written with *option*, or None. InputError when there is no such week."""
    if written is None:
        return None
    try:
        return Week.parse(written)
    except ValueError as error:
        raise InputError(f"{option}: {error}") from error


def week_or_last(written: str | None, app: "App") -> Week:
    """The week written, else the one that ended last."""
    return week(written) or last_ended(app.now, app.settings.timezone)
