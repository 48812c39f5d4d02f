"""digest: makes the digest of a week, makes it again, revises it, and tells two editions apart."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson, OneWeek, opened, week_or_last
from pipeline.core.errors import InputError
from pipeline.core.model import Edition
from pipeline.core.weeks import Week

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.core.findings import Difference

cli = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

_WRITTEN = re.compile(r"(.+)/([1-9][0-9]{0,3})")


class Format(StrEnum):
    """How a digest is printed."""

    HTML = "html"
    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The languages that a digest is written in."""

    DUTCH = "nl"
    ENGLISH = "en"


@cli.callback(epilog="Example: windwijzer digest --week 2026-W47 --format html --output digest.html")
def digest(  # noqa: PLR0917 each is an option of the command line
    context: typer.Context,
    one: OneWeek = None,
    number: Annotated[int | None, typer.Option("--edition", min=1, help="Which edition; default the newest.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
    language: Annotated[Language, typer.Option("--lang", help="In which language.")] = Language.DUTCH,
    target: Annotated[Path | None, typer.Option("--output", help="A file; default standard output.")] = None,
    revise: Annotated[
        bool, typer.Option("--revise", help="Make the next edition when corrections, model, taxonomy or settings changed.")
    ] = False,
    stored: Annotated[bool, typer.Option("--stored", help="Print what was issued, without making it again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Makes the digest of a week; of one that was made, the same again from what it was made of.

    Default the week that ended last. What came in after a week was closed never changes it.
    """
    if context.invoked_subcommand is not None:
        return
    with opened(context) as app:
        edition = _edition(app, week_or_last(one, app), number)
        if revise:
            made = app.revise(edition)
            if made is None:
                output.warn(f"{edition.week}: nothing that decides it has changed since edition {edition.number}")
            edition = made or edition
        if language is not Language.DUTCH:
            edition = app.press.draw(app.press.frozen(edition), language.value)
        elif not stored:
            edition, note = app.press.rebuilt(edition)
            if note:
                output.warn(note)
    written = {Format.HTML: edition.html, Format.TEXT: edition.text, Format.JSON: edition.digest}[
        Format.JSON if as_json else form
    ]
    if target is None:
        output.write(written)
        return
    try:
        target.write_bytes(written.encode("utf-8"))
    except OSError as error:
        raise InputError(f"--output: cannot write {target}: {error.strerror}") from error
    output.say(f"{edition.week} edition {edition.number}: {target}")


@cli.command(epilog="Example: windwijzer digest diff 2026-W47/1 2026-W47/2")
def diff(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="WEEK/EDITION")],
    second: Annotated[str, typer.Argument(metavar="WEEK/EDITION")],
    as_json: AsJson = False,
) -> None:
    """Says what the second edition tells otherwise than the first."""
    from dataclasses import asdict

    from reports.differ import difference
    from reports.revise import composed

    with opened(context) as app:
        before, after = (composed(app.press.frozen(_named(app, written)), "en") for written in (first, second))
    found = difference(before, after)
    if as_json:
        output.say_json(asdict(found))
    else:
        _say(found)


def _edition(app: "App", week: Week, number: int | None) -> Edition:
    """The edition asked for; the newest is made when there is none."""
    if number is None:
        return app.report(week)
    found = app.store.editions.get(week, number)
    if found is None:
        raise InputError(
            f"{week} has no edition {number}; its newest is {app.store.editions.weeks().get(week, 'not made yet')}"
        )
    return found


def _named(app: "App", written: str) -> Edition:
    found = _WRITTEN.fullmatch(written)
    if not found:
        raise InputError(f"{written!r} is not an edition; write it as 2026-W47/1")
    try:
        week = Week.parse(found[1])
    except ValueError as error:
        raise InputError(str(error)) from error
    edition = app.store.editions.get(week, int(found[2]))
    if edition is None:
        raise InputError(f"there is no edition {written}; see `windwijzer status`")
    return edition


def _say(found: "Difference") -> None:
    if not (found.counts or found.stories or found.added or found.removed):
        output.say("no difference")
    for one in found.counts:
        bearing = f", {one.bearing}" if one.bearing else ""
        output.say(f"{one.title}{bearing}: {one.before} -> {one.after}")
    for story in found.stories:
        output.say(f"{story.title} ({story.story})")
        for sign, labels in (("+", story.gained), ("-", story.lost)):
            for label in labels:
                output.say(f"  {sign} {label}")
    for sign, titles in (("+", found.added), ("-", found.removed)):
        for title in titles:
            output.say(f"{sign} {title}")
