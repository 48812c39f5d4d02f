"""review queue, sample, estimate, export, import, set: people judge labels, and what they say outranks the model."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, INPUT
from pipeline.cli.options import AsJson, OneWeek, opened, week_or_last
from pipeline.cli.review_told import correction_json, estimated_json, question_json, sample_json, show, show_estimated
from pipeline.core.corrections import WHOLE, Ruling
from pipeline.core.errors import InputError
from pipeline.core.weeks import Week

if TYPE_CHECKING:
    from classifiers.teach import Question
    from pipeline.app import App
    from pipeline.core.corrections import Correction
    from pipeline.core.model import Assessment, Signal

cli = typer.Typer(help="Review: correct the labels of signals, and check a sample.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Whose word it is.")]
Sheet = Annotated[
    Path, typer.Argument(metavar="CSV", help="A sheet (docs/formats.md); - for standard input or output.", allow_dash=True)
]
Out = Annotated[Path | None, typer.Option("--out", metavar="CSV", help="Write the sheet here instead of standard output.")]


@cli.command(epilog="Example: windwijzer review queue --week 2026-W47 -n 10")
def queue(
    context: typer.Context,
    one: OneWeek = None,
    most: Annotated[int, typer.Option("-n", min=1, help="How many signals.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Shows what to judge first: the signals of a week whose answer teaches most; default the week that ended last.

    One signal of each story, with the labels that nobody judged yet. Unsure ones come first.
    """
    with opened(context) as app:
        found = _look(app, week_or_last(one, app)).questions(app, most)
    if as_json:
        output.say_json([question_json(question) for question in found])
        return
    for number, question in enumerate(found, 1):
        show(number, question)
    output.say(f"{len(found)} signals; answer one with: windwijzer review set SIGNAL LABEL VALUE --by NAME")


@cli.command(epilog="Example: windwijzer review sample --week 2026-W47 -n 200 --out steekproef.csv")
def sample(
    context: typer.Context,
    one: OneWeek = None,
    size: Annotated[int, typer.Option("-n", min=1, max=10_000, help="How many signals to draw.")] = 200,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another seed draws another sample.")] = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Draws a random sample of a week, keeps it, and writes it as a sheet to check.

    The same week and seed give the same sample, with what people have said of it since.
    """
    from pipeline.stages.review import sample as draw

    with opened(context) as app:
        chosen = week_or_last(one, app)
        drawn = draw(chosen, size, seed, store=app.store, now=app.now, zone=app.settings.timezone)
        stored = app.store.signals.some(drawn.signals)
        sheet = _look(app, chosen).sheet([stored[ident] for ident in drawn.signals])
    if out is not None:
        _write(out, sheet)
    if as_json:
        output.say_json(sample_json(drawn))
    elif out is None:
        output.write(sheet)
    else:
        output.say(f"{out}: {len(drawn.signals)} of {drawn.population} signals of {chosen}, seed {seed}")


@cli.command(epilog="Example: windwijzer review estimate --week 2026-W47")
def estimate(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Shows how often each label truly occurs in a week, with 95 % intervals, from a sample that people checked.

    Stories are counted, as in the digest. Says what to do when there is no sample, or too little of it is checked.
    """
    with opened(context) as app:
        chosen = week_or_last(one, app)
        found = app.told.estimate(chosen, app.told.told(chosen))
    if found.missing:
        raise InputError(found.missing)
    if as_json:
        output.say_json(estimated_json(found))
    else:
        show_estimated(found)


@cli.command(epilog="Example: windwijzer review export nazicht.csv --week 2026-W47")
def export(context: typer.Context, file: Sheet, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Writes a sheet of a week: the queue in its order, then every other signal with a label or a word of somebody.

    With --json it says what was written; the sheet goes to the file.
    """
    with opened(context) as app:
        chosen = week_or_last(one, app)
        look = _look(app, chosen)
        signals = look.worth_it(app)
        sheet = look.sheet(signals)
    if str(file) == "-":
        if as_json:
            raise InputError("--json and a sheet cannot both go to standard output; name a file")
        output.write(sheet)
        return
    _write(file, sheet)
    if as_json:
        output.say_json({"file": str(file), "week": chosen, "signals": len(signals)})
    else:
        output.say(f"{file}: {len(signals)} signals of {chosen}")


@cli.command("import", epilog='Example: windwijzer review import nazicht.csv --by "Noor Vermeer"')
def import_(context: typer.Context, file: Sheet, by: By = "", as_json: AsJson = False) -> None:
    """Takes in a sheet that somebody filled in.

    Rows that cannot be taken are named by line, and the others are stored; a second import of the same file adds nothing.
    """
    from classifiers.sheet import read
    from pipeline.stages.review import take

    try:
        table = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    with opened(context) as app:
        try:
            rows = read(table, app.taxonomy, by=by, when=app.now)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error
        taken = take(rows, store=app.store)
    complaints = [f"{file} {complaint}" for complaint in taken.complaints]
    if as_json:
        output.say_json({"new": taken.added, "known": taken.known, "complaints": complaints})
    else:
        for complaint in complaints:
            output.say(complaint)
        output.say(f"{taken.added} new corrections, {taken.known} known, {len(complaints)} rows not taken")
    raise typer.Exit(INPUT if complaints else DONE)


@cli.command("set", epilog='Example: windwijzer review set 9c0d1e2f een-arbeidspool wind-tegen --by "Noor Vermeer"')
def set_(
    context: typer.Context,
    signal: Annotated[str, typer.Argument(metavar="SIGNAL", help="The id of a signal.")],
    label: Annotated[str, typer.Argument(metavar="LABEL", help="A trend or direction, or '*' for the whole signal.")],
    value: Annotated[
        str,
        typer.Argument(metavar="VALUE", help="right, wrong, missing; a bearing for a direction; noise or checked for '*'."),
    ],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Says one thing about a signal; it outranks the model from now on.

    An edition that was issued does not change.
    """
    from classifiers.correct import NOT_GIVEN, given, looked_at, ruled, standing
    from pipeline.stages.review import say

    with opened(context) as app:
        found = app.store.signals.some([signal]).get(signal)
        if found is None:
            raise InputError(f"there is no signal {signal}; see `windwijzer signals list`, or the queue")
        said = given(app.told.opinions(found.week).get(signal))
        word = ruled(signal, label, value, said.get(label, NOT_GIVEN), taxonomy=app.taxonomy, by=by, when=app.now)
        words: tuple[Correction, ...] = (word,)
        if word.value is Ruling.CHECKED:
            before = standing(app.store.corrections.of_signals([signal])).get(signal, {})
            words = looked_at(word, said, before, app.taxonomy)
        added = say(words, store=app.store)
    if as_json:
        output.say_json({"new": added, "corrections": [correction_json(one) for one in words]})
        return
    for one in words:
        subject = "the signal" if one.label == WHOLE else one.label
        bearing = f", {one.bearing}" if one.bearing else ""
        output.say(f"{found.title}: {subject} is {one.value}{bearing}, says {one.by}")
    if not added:
        output.say("nothing new: it was said before")


@dataclass(frozen=True)
class _Look:
    """What is known of a week, read once."""

    week: Week
    opinions: "dict[str, Assessment]"
    said: "tuple[Correction, ...]"

    def questions(self, app: "App", most: int | None) -> "tuple[Question, ...]":
        """The queue. InputError when there can be none: nothing was collected, or nothing was judged."""
        from classifiers.teach import questions

        stories = app.told.stories(self.week)
        if not stories:
            raise InputError(f"nothing was collected for {self.week}; see `windwijzer status` for the weeks that have signals")
        if not self.opinions:
            raise InputError(
                f"the model in use has judged nothing of {self.week}; run `windwijzer classify --week {self.week}`"
            )
        return questions([story.lead for story in stories], self.opinions, self.said, most=most)

    def worth_it(self, app: "App") -> "list[Signal]":
        """The queue, then every other signal with a label or a word of somebody."""
        asked = [question.signal for question in self.questions(app, None)]
        there = {signal.id for signal in asked}
        spoken = {one.signal for one in self.said}
        labelled = {ident for ident, opinion in self.opinions.items() if opinion.verdicts}
        return asked + [s for s in app.store.signals.of_week(self.week) if s.id in spoken | labelled and s.id not in there]

    def sheet(self, signals: "Sequence[Signal]") -> str:
        """A sheet of some of its signals."""
        from classifiers.sheet import written

        return written(signals, self.opinions, self.said)


def _look(app: "App", week: Week) -> _Look:
    return _Look(week, app.told.opinions(week), app.store.corrections.of_week(week))


def _write(path: Path, sheet: str) -> None:
    try:
        path.write_bytes(sheet.encode())
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
