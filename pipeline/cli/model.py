"""model train, model evaluate, model predict."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson, given, log_to_stderr
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from classifiers.learn import Desk
    from pipeline.core.taxonomy import Taxonomy

cli = typer.Typer(help="The classifier: train it, measure it, ask it.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="JSON Lines; - for standard input.", allow_dash=True)]

CHUNK = 1000


def _desk(context: typer.Context) -> "tuple[Desk, Taxonomy]":
    from classifiers.learn import Desk
    from classifiers.taxonomy import load_taxonomy

    settings = given(context).settings()
    log_to_stderr(settings.log_level)
    taxonomy = load_taxonomy()
    return Desk(settings.home / "models", taxonomy), taxonomy


@cli.command(epilog="Example: windwijzer model train")
def train(context: typer.Context, as_json: AsJson = False) -> None:
    """Trains a model from the corpus and puts it in use.

    The same corpus gives the same model.
    """
    desk, taxonomy = _desk(context)
    done = 0
    with output.progress("training") as progress:

        def step(_name: str) -> None:
            nonlocal done
            done += 1
            progress(done, len(taxonomy.labels) + 3)

        model = desk.learn(step)
    if as_json:
        output.say_json(asdict(model.card))
    else:
        output.say(f"trained: model {model.card.fingerprint} from {model.card.examples} examples")


@cli.command(epilog="Example: windwijzer model evaluate labelled.jsonl")
def evaluate(context: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Measures the model in use on labelled items.

    Each line of FILE: `id`, `title`, `summary`, `trends` [id, …], `directions` {id: bearing, …}.
    """
    from classifiers.evaluate import evaluate as measure
    from classifiers.examples import load_examples

    desk, taxonomy = _desk(context)
    found = load_examples(Path("/dev/stdin") if str(file) == "-" else file, taxonomy)
    if not found:
        raise InputError(f"{file} holds no items")
    figures = measure(found, desk.assessor(), taxonomy)
    if as_json:
        output.say_json(figures)
        return
    rows = [
        (label, *(_figure(one[k]) for k in ("precision", "recall", "f1", "ap")), one["support"])
        for label, one in figures["labels"].items()
    ]
    output.table(("label", "precision", "recall", "F1", "AP", "support"), rows)
    for part in ("trends", "directions"):
        output.say(f"{part}: macro F1 {_figure(figures[part]['macro_f1'])}, macro AP {_figure(figures[part]['macro_ap'])}")
    bearing = figures["bearing"]
    output.say(
        f"bearing: accuracy {_figure(bearing['accuracy'])}, macro F1 {_figure(bearing['macro_f1'])} of {bearing['support']}"
    )
    output.say(f"items with any yes: {_figure(figures['any_yes'])} of {figures['items']}")


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


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
