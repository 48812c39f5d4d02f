"""`run --from WEEK --to WEEK`: a history, told week by week as it is rebuilt."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.cli import output
from pipeline.cli.exits import DELIVERY, DONE, SOURCES_FAILED, STOPPED
from pipeline.cli.journey_told import collected_json, delivery_json, edition_json, say_collected, say_deliveries
from pipeline.core.errors import DeliveryError, EditionError
from pipeline.core.model import Delivery, DeliveryState
from pipeline.core.weeks import Week

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.history import Rebuilt
    from pipeline.stages.collect import Collected


def rebuild_weeks(app: "App", weeks: Sequence[Week], collected: "Collected | None", *, delivering: bool, as_json: bool) -> int:
    """Rebuilds *weeks*, telling each as it is done, and gives the exit code. *collected* came of asking the sources for it.

    When the post takes nothing the editions are made all the same, and no more is handed over. EditionError when sources were
    asked and none was heard.
    """
    from pipeline.history import rebuild

    if collected and not as_json:
        say_collected(collected)
    _check(collected)
    done: list[Rebuilt] = []
    editions: list[dict[str, Any]] = []
    deliveries: list[Delivery] = []
    refused = ""
    with output.progress("judging") as progress:
        for one in rebuild(app, weeks, progress):
            done.append(replace(one, edition=None))  # its pages are not kept
            if not as_json:
                output.say(f"week {len(done)} of {len(weeks)}, {_line(one)}")
            if one.edition is None:
                continue
            editions.append(edition_json(one.edition))
            if delivering and not refused:
                try:
                    deliveries += app.deliver(one.edition)
                except DeliveryError as error:
                    refused = f"{one.week} and later are not delivered: {error}; run again to deliver them"
    if as_json:
        output.say_json(
            {
                "collect": collected_json(collected) if collected else None,
                "classified": sum(one.judged for one in done),
                "weeks": [_week_json(one) for one in done],
                "editions": editions,
                "empty": _weeks(done, "empty"),
                "deliveries": [delivery_json(d) for d in deliveries],
            }
        )
    else:
        _sum_up(done)
        say_deliveries(deliveries)
        if not delivering:
            output.say("delivered: nothing, a rebuilt history is mailed with --deliver only")
    if refused:
        output.warn(refused)
    sent = not refused and all(d.state is DeliveryState.SENT for d in deliveries)
    codes = [SOURCES_FAILED if collected and collected.failed else DONE, DONE if sent else DELIVERY]
    return max(*codes, STOPPED if _weeks(done, "stopped") or not editions else DONE)


def _check(collected: "Collected | None") -> None:
    if collected and collected.sources and len(collected.failed) == len(collected.sources):
        raise EditionError(
            "no source was heard, and a week with an edition is closed: what feeds still hold of it would come too late;"
            " run again when they answer, or with --no-collect to go by what is stored"
        )


def _line(one: "Rebuilt") -> str:
    if one.outcome == "empty":
        return f"{one.week}: nothing stored"
    if one.outcome == "stopped":
        return f"{one.week}: not made: {one.message}"
    number = one.number
    state = "made" if one.outcome == "made" else "was there"
    return f"{one.week}: {one.signals} signals, {one.stories} stories, edition {number} {state}"


def _sum_up(done: Sequence["Rebuilt"]) -> None:
    made, kept, empty = (_weeks(done, outcome) for outcome in ("made", "kept", "empty"))
    output.say(
        f"history: weeks {len(done)}, editions made {len(made)}, there already {len(kept)}, without signals {len(empty)}"
    )
    if empty:
        output.say(f"  nothing is stored of {_spans(empty)}: feeds hold some weeks back, and no more")
    for one in done:
        if one.message:
            output.say(f"  not made: {one.week}: {one.message}")


def _weeks(done: Sequence["Rebuilt"], outcome: str) -> list[Week]:
    return [one.week for one in done if one.outcome == outcome]


def _spans(weeks: Sequence[Week]) -> str:
    """Weeks in order, those that follow one another as one: "2026-W30 to 2026-W37, 2026-W41"."""
    spans: list[list[Week]] = []
    for week in weeks:
        if spans and spans[-1][-1] + 1 == week:
            spans[-1] = [spans[-1][0], week]
        else:
            spans.append([week])
    return ", ".join(" to ".join(str(week) for week in span) for span in spans)


def _week_json(one: "Rebuilt") -> dict[str, Any]:
    return {
        "week": one.week,
        "outcome": one.outcome,
        "edition": one.number,
        "judged": one.judged,
        "signals": one.signals,
        "stories": one.stories,
        "message": one.message,
    }
