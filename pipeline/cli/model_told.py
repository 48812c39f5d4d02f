"""What the model commands print for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.cli import output

if TYPE_CHECKING:
    from classifiers.learn import Weighed
    from classifiers.model import Card


def say_trained(card: "Card", corrected: int, weighed: "Weighed | None", *, adopted: bool) -> None:
    """What was trained, and how it does beside the model in use."""
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


def say_figures(figures: Mapping[str, Any]) -> None:
    """The figures of `evaluate`."""
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


def say_groups(by: str, groups: Mapping[str, Any]) -> None:
    """The figures of `grouped`: a table of trends and one of directions, a line for each group."""
    for part, last in (("trends", "background with a yes"), ("directions", "bearing accuracy (of)")):
        rows = [
            (
                name,
                one["items"],
                *_pooled(one[part]),
                _alarms(one["background"]) if part == "trends" else _bearing(one["bearing"]),
            )
            for name, one in groups.items()
        ]
        output.table((by, "items", part, "precision", "recall", "F1", "macro F1 (labels)", last), rows)


def _pooled(part: Mapping[str, Any]) -> tuple[object, ...]:
    low, high = part["interval"] or (None, None)
    f1 = _figure(part["f1"]) if low is None else f"{_figure(part['f1'])} ({_figure(low)}–{_figure(high)})"
    macro = f"{_figure(part['macro_f1'])} ({part['labels']})" if part["labels"] else "–"
    return part["support"], _figure(part["precision"]), _figure(part["recall"]), f1, macro


def _bearing(bearing: Mapping[str, Any]) -> str:
    return f"{_figure(bearing['accuracy'])} ({bearing['support']})" if bearing["support"] else "–"


def _alarms(background: Mapping[str, Any]) -> str:
    return f"{100 * background['any_yes']:.1f} % of {background['items']}" if background["items"] else "–"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
