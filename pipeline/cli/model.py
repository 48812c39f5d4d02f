"""model train, model evaluate, model predict; model drift stands in a file of its own."""

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import STOPPED
from pipeline.cli.model_drift import drift
from pipeline.cli.model_told import say_figures, say_groups, say_trained
from pipeline.cli.options import AsJson, given, log_to_stderr, opened
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from classifiers.learn import Desk
    from pipeline.core.taxonomy import Taxonomy

cli = typer.Typer(help="The classifier: train it, measure it, ask it.", no_args_is_help=True)
cli.command(epilog="Example: windwijzer model drift --weeks 4")(drift)
File = Annotated[Path, typer.Argument(help="JSON Lines; - for standard input.", allow_dash=True)]

CHUNK = 1000


class By(StrEnum):
    """What evaluate puts items together by; as `classifiers.groups.Group`, which is not loaded for --help."""

    YEAR = "year"
    KIND = "kind"


def _desk(context: typer.Context) -> "tuple[Desk, Taxonomy]":
    from classifiers.learn import Desk
    from classifiers.taxonomy import load_taxonomy

    settings = given(context).settings()
    log_to_stderr(settings.log_level)
    taxonomy = load_taxonomy()
    return Desk(settings.home / "models", taxonomy), taxonomy


@cli.command(epilog="Example: windwijzer model train")
def train(
    context: typer.Context,
    alone: Annotated[
        bool, typer.Option("--alone", help="From the corpus and corrections alone, without what was learned of real news.")
    ] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Put it in use even when it is worse.")] = False,
    as_json: AsJson = False,
) -> None:
    """Makes a model from the corpus and from what analysts corrected, and puts it in use unless it is worse.

    The same corpus and corrections give the same model. Before and after are measured on held-out items.
    """
    with opened(context) as app:
        lessons = app.lessons()
        done = 0
        with output.progress("training") as progress:

            def step(_name: str) -> None:
                nonlocal done
                done += 1
                progress(done, max(done, len(app.taxonomy.labels) + 3))

            model = app.desk.make(lessons, alone=alone, progress=step)
        weighed = app.desk.weigh(model)
        adopted = anyway or weighed is None or not weighed.worse
        if adopted:
            app.desk.adopt(model)
    if as_json:
        figures = {"before": weighed.before, "after": weighed.after} if weighed else None
        output.say_json({"adopted": adopted, "card": asdict(model.card), "corrected": len(lessons), "held_out": figures})
    else:
        say_trained(model.card, len(lessons), weighed, adopted=adopted)
    if not adopted:
        raise typer.Exit(STOPPED)


@cli.command(epilog="Example: windwijzer model evaluate labelled.jsonl --background background.jsonl --picture model.png")
def evaluate(
    context: typer.Context,
    file: File,
    background: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Items without any label: how many get a yes all the same?")
    ] = None,
    by: Annotated[list[By] | None, typer.Option("--by", help="And for each year or kind of source; may be repeated.")] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="Draws the figures too: .png or .svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measures the model in use on labelled items, with 95 % intervals.

    Each line of FILE: `id`, `title`, `summary`, `trends` [id, …], `directions` {id: bearing, …}, perhaps `stratum`, `year` and
    `kind`.
    """
    from classifiers.evaluate import evaluate as measure
    from classifiers.examples import load_examples
    from classifiers.groups import Group, grouped

    desk, taxonomy = _desk(context)
    found = load_examples(Path("/dev/stdin") if str(file) == "-" else file, taxonomy)
    if not found:
        raise InputError(f"{file} holds no items")
    behind = load_examples(background, taxonomy) if background else ()
    assessor = desk.assessor()
    figures = measure(found, assessor, taxonomy, background=behind)
    groups = {one.value: grouped(found, assessor, taxonomy, Group(one), background=behind) for one in by or ()}
    if picture:
        _draw(figures, picture)
    if as_json:
        output.say_json(figures | ({"by": groups} if groups else {}))
        return
    say_figures(figures)
    for name, of in groups.items():
        say_groups(name, of)


def _draw(figures: dict[str, Any], path: Path) -> None:
    from classifiers.picture import draw

    if path.suffix not in {".png", ".svg"}:
        raise InputError(f"{path} must end in .png or .svg")
    try:
        draw(figures, path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error}") from error


@cli.command(epilog='Example: echo \'{"id": 1, "title": "…", "summary": "…"}\' | windwijzer model predict -')
def predict(
    context: typer.Context,
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="It prints nothing else.")] = True,  # noqa: ARG001 for uniformity
) -> None:
    """Judges items, a JSON line for each, in order.

    Each line of FILE: `id`, `title`, `summary`, and perhaps `lang`.
    """
    import json
    from itertools import islice

    from classifiers.examples import json_lines, text_of

    desk, _ = _desk(context)
    assessor = desk.assessor()
    name = "standard input" if str(file) == "-" else str(file)
    lines = json_lines(_lines(file), name)
    while chunk := list(islice(lines, CHUNK)):
        texts = [text_of(found, f"{name}, line {number}")[1] for number, found in chunk]
        for (_, found), (trends, directions) in zip(chunk, assessor.judge(texts), strict=True):
            answer = {
                "id": found["id"],
                "trends": [_verdict(asdict(v)) for v in trends],
                "directions": [_verdict(asdict(v)) for v in directions],
            }
            output.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _verdict(verdict: dict[str, Any]) -> dict[str, Any]:
    for name in ("probability", "bearing_probability"):
        if verdict.get(name) is not None:
            verdict[name] = round(verdict[name], 4)
    return verdict


def _lines(file: Path) -> list[str]:
    """The lines of a file. Every line is read before the first is judged, so that a bad one costs no half output."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {file}: {error}") from error
