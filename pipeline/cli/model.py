"""model train, model evaluate, model predict."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import STOPPED
from pipeline.cli.options import AsJson, given, log_to_stderr, opened
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from classifiers.learn import Desk, Weighed
    from classifiers.model import Card
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
        _say_trained(model.card, len(lessons), weighed, adopted=adopted)
    if not adopted:
        raise typer.Exit(STOPPED)


def _say_trained(card: "Card", corrected: int, weighed: "Weighed | None", *, adopted: bool) -> None:
    if weighed:
        rows = [
            (part, _figure(weighed.before[part]["macro_f1"]), _figure(weighed.after[part]["macro_f1"]))
            for part in ("trends", "directions", "bearing")
        ]
        output.table(("macro F1, held out", "before", "after"), rows)
    made = f"model {card.fingerprint} from {card.examples} examples, {corrected} of them corrections"
    if adopted:
        output.say(f"trained and in use: {made}")
    else:
        output.say(f"not put in use, it is worse than the model that is: {made}; with --anyway it is used all the same")


@cli.command(epilog="Example: windwijzer model evaluate labelled.jsonl --background background.jsonl --picture model.png")
def evaluate(
    context: typer.Context,
    file: File,
    background: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Items without any label: how many get a yes all the same?")
    ] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="Draws the figures too: .png or .svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measures the model in use on labelled items, with 95 % intervals.

    Each line of FILE: `id`, `title`, `summary`, `trends` [id, …], `directions` {id: bearing, …}, perhaps `stratum`.
    """
    from classifiers.evaluate import evaluate as measure
    from classifiers.examples import load_examples

    desk, taxonomy = _desk(context)
    found = load_examples(Path("/dev/stdin") if str(file) == "-" else file, taxonomy)
    if not found:
        raise InputError(f"{file} holds no items")
    behind = load_examples(background, taxonomy) if background else ()
    figures = measure(found, desk.assessor(), taxonomy, background=behind)
    if picture:
        _draw(figures, picture)
    if as_json:
        output.say_json(figures)
    else:
        _tell(figures)


def _draw(figures: dict[str, Any], path: Path) -> None:
    from classifiers.picture import draw

    if path.suffix not in {".png", ".svg"}:
        raise InputError(f"{path} must end in .png or .svg")
    try:
        draw(figures, path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error}") from error


def _tell(figures: dict[str, Any]) -> None:
    intervals = figures["intervals"]

    def ranged(name: str, figure: str, value: float | None) -> str:
        low, high = intervals.get(name, {}).get(figure, (None, None))
        return _figure(value) if low is None else f"{_figure(value)} ({_figure(low)}–{_figure(high)})"

    columns = ("precision", "recall", "f1", "ap")
    rows = [
        (label, *(ranged(label, column, one[column]) for column in columns), one["support"])
        for label, one in figures["labels"].items()
    ]
    output.table(("label", "precision", "recall", "F1", "AP", "support"), rows)
    for part in ("trends", "directions"):
        f1, ap = (ranged(part, figure, figures[part][figure]) for figure in ("macro_f1", "macro_ap"))
        output.say(f"{part}: macro F1 {f1}, macro AP {ap}, over {figures[part]['labels']} labels with ten items or more")
    bearing = figures["bearing"]
    accuracy, f1 = (ranged("bearing", figure, bearing[figure]) for figure in ("accuracy", "macro_f1"))
    output.say(f"bearing: accuracy {accuracy}, macro F1 {f1}, of {bearing['support']} directions rightly given")
    output.say(
        f"items with any yes {_figure(figures['any_yes'])}, any unsure {_figure(figures['any_unsure'])}, of {figures['items']}"
    )
    if figures["background"]["items"]:
        share = 100 * figures["background"]["any_yes"]
        output.say(f"background: {share:.1f} % of {figures['background']['items']} items without a label get a yes")
    natural = figures["natural"]
    output.say(
        f"reliability: off by {_figure(natural['error'])} on average, "
        f"over {natural['pairs']} pairs given at least 0.1 in {natural['items']} items as they occur"
    )
    points = ", ".join(f"{p['accuracy']:.2f} at {100 * p['coverage']:.0f} %" for p in figures["curve"][1::2])
    output.say(f"accuracy by coverage of those pairs, the surest first: {points or '–'}")


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
