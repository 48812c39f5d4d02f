"""model drift: whether what comes in still looks like what the model learned from."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, STOPPED
from pipeline.cli.options import AsJson, OneWeek, opened, week_or_last
from pipeline.core.weeks import span

if TYPE_CHECKING:
    from classifiers.drift import Drift

MOST_WEEKS = 52
_SMALL = 0.01
_NAMES = {"unknown": "words unknown", "unsure": "unsure", "yes": "any label"}


def drift(
    context: typer.Context,
    one: OneWeek = None,
    count: Annotated[
        int, typer.Option("--weeks", min=2, max=MOST_WEEKS, help="How many weeks to look at, up to that one.")
    ] = 4,
    as_json: AsJson = False,
) -> None:
    """Whether recent weeks still look like what the model learned from; default the four weeks that ended last.

    Judges first what was not judged. Ends with 3 when there are signs of drift; the last lines say which, and the remedy.
    """
    from classifiers.drift import State
    from pipeline.stages.drift import watch

    with opened(context) as app:
        last = week_or_last(one, app)
        with output.progress("judging") as progress:
            app.classify([*span(last - (count - 1), last)], progress)
        found = watch(last, count, store=app.store, model=app.desk.used())
    if as_json:
        output.say_json(_json(found))
    else:
        _say(found)
    raise typer.Exit(STOPPED if found.state in {State.RETRAIN, State.CHECK} else DONE)


def _say(found: "Drift") -> None:
    from classifiers.drift import Verdict
    from classifiers.usual import ALL

    weeks = [
        (week, kind or "all", items, *(_percent(share) for share in shares[:3]))
        for week, kinds in found.weeks.items()
        for kind, (items, shares) in kinds.items()
    ]
    output.table(("week", "sources", "signals", "words unknown", "unsure", "any label"), weeks)
    told = [line for line in found.lines if line.verdict is not Verdict.UNTOLD]
    lines = [
        (
            line.kind or "all",
            _NAMES.get(line.measure, line.measure),
            _percent(line.share),
            _percent(line.expected),
            f"{_percent(line.low)} to {_percent(line.high)}",
            "" if line.verdict is Verdict.USUAL else line.verdict,
        )
        for line in told
    ]
    output.table(("sources", "share", "these weeks", "expected", "usual", "finding"), lines)
    rare = [line.measure for line in found.lines if line not in told and line.kind == ALL]
    if rare:
        output.say(f"too little to compare: {', '.join(_NAMES.get(name, name) for name in rare)}")
    for reason in found.reasons:
        output.say(f"- {reason}")
    output.say(found.remedy)


def _json(found: "Drift") -> dict[str, Any]:
    """As docs/formats.md has it."""
    return {
        "state": found.state,
        "reasons": found.reasons,
        "remedy": found.remedy,
        "compared": [asdict(line) | {"kind": line.kind or "all"} for line in found.lines],
        "weeks": {
            week: {
                kind or "all": {"items": items} | dict(zip(found.measures, shares, strict=True))
                for kind, (items, shares) in kinds.items()
            }
            for week, kinds in found.weeks.items()
        },
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %" if share >= _SMALL else f"{100 * share:.2f} %"
