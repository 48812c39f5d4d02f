"""How much corrections teach: `./run proof learning ITEMS.jsonl [--splits 10] [--picture docs/learning-curve.png]`.

ITEMS holds labelled items that no model has learned from (docs/formats.md, `model evaluate`). They are cut in two, as evenly by
label as can be; on one half people are played who say of each signal which labels are right, wrong or missing, and that they
looked at all of it. What they say goes the way of every correction: words, lessons, the desk. The other half judges. Several
cuts, by seed; signals come in two orders:

    random   as they come
    queue    as `windwijzer review queue` asks: unsure first, what teaches most; then, when it has no more questions, at random

Prints medians over the cuts, with the lowest and highest, and the median change since no correction at all. Macro averages are
over the labels with at least ten positives in all of ITEMS. Some minutes.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from classifiers.assess import Assessor
from classifiers.correct import NOT_GIVEN, given, looked_at, ruled
from classifiers.evaluate import ENOUGH, evaluate
from classifiers.examples import Example, load_examples
from classifiers.learn import Desk
from classifiers.lessons import examples_of
from classifiers.model import Model
from classifiers.taxonomy import load_taxonomy
from classifiers.teach import questions
from pipeline.core.corrections import WHOLE, Correction
from pipeline.core.model import Assessment, Signal, WeekReason
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week

SIZES = (25, 50, 100, 200)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIGURES = ("trends F1", "trends AP", "directions F1", "directions AP")
ORDERS = {"random": "#9bb3c7", "queue": "#1b3a57"}
Points = dict[tuple[str, int], list[list[float]]]


def main() -> int:
    """Prints the table; 2 for a file without items."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--picture", type=Path)
    given_ = parser.parse_args()
    taxonomy = load_taxonomy()
    items = load_examples(given_.items, taxonomy)
    if not items:
        print(f"{given_.items} holds no items", file=sys.stderr)
        return 2
    counts = {label: sum(label in e.trends or label in e.directions for e in items) for label in taxonomy.labels}
    labels = [label for label, count in counts.items() if count >= ENOUGH]
    points: Points = {}
    with tempfile.TemporaryDirectory() as home:
        desk = Desk(Path(home), taxonomy)
        model = desk.make()
        print(f"model {model.card.fingerprint}; {len(items)} items, {given_.splits} cuts; macro over {', '.join(labels)}")
        for number in range(given_.splits):
            dice = np.random.default_rng((given_.seed, number))
            learned, judged = halves(items, dice)
            for (order, size), lessons in _lessons(learned, model, taxonomy, dice):
                after = desk.make(lessons) if lessons else model
                points.setdefault((order, size), []).append(_figures(judged, after, taxonomy, labels))
                print(".", end="", flush=True)
        print()
    _table(points)
    if given_.picture:
        _draw(points, given_.picture)
    return 0


def halves(items: Sequence[Example], dice: np.random.Generator) -> tuple[list[Example], list[Example]]:
    """Two halves with as many of each label as can be: the rarest label first, and what has none at the end."""
    waiting = [items[n] for n in dice.permutation(len(items))]
    parts: tuple[list[Example], list[Example]] = ([], [])
    while waiting:
        counts = {label: sum(label in _labels(e) for e in waiting) for e in waiting for label in _labels(e)}
        rarest = min(counts, key=lambda label: (counts[label], label)) if counts else None
        chosen = [e for e in waiting if rarest is None or rarest in _labels(e)]
        waiting = [e for e in waiting if rarest is not None and rarest not in _labels(e)]
        for example in chosen:
            having = [sum(rarest in _labels(e) for e in part) if rarest else 0 for part in parts]
            parts[(having[0], len(parts[0])) > (having[1], len(parts[1]))].append(example)
    return parts


def _labels(example: Example) -> frozenset[str]:
    return example.trends | frozenset(example.directions)


def _lessons(
    learned: Sequence[Example], model: Model, taxonomy: Taxonomy, dice: np.random.Generator
) -> list[tuple[tuple[str, int], tuple[Example, ...]]]:
    """((order, how many signals), the examples that come of what people said of them)."""
    truth = {example.id: example for example in learned}
    signals = [signal_of(example) for example in learned]
    opinions = {one.signal: one for one in Assessor(model).assess(signals)}
    shuffled = [signals[n] for n in dice.permutation(len(signals))]
    asked = [question.signal for question in questions(signals, opinions)]
    there = {signal.id for signal in asked}
    orders = {"random": shuffled, "queue": [*asked, *(signal for signal in shuffled if signal.id not in there)]}
    sizes = [0, *(size for size in SIZES if size < len(signals)), len(signals)]
    found = []
    for order, listed in orders.items():
        for size in sizes:
            words = [word for signal in listed[:size] for word in said(truth[signal.id], opinions[signal.id], taxonomy)]
            found.append(((order, size), examples_of(listed[:size], words, taxonomy)))
    return found


def signal_of(example: Example) -> Signal:
    """The signal that an item would be."""
    text = example.text
    return Signal(example.id, "x", "", text.title, text.summary, text.lang, None, NOW, Week.of(NOW), WeekReason.UNDATED)


def said(truth: Example, opinion: Assessment, taxonomy: Taxonomy) -> tuple[Correction, ...]:
    """What somebody who knows the *truth* says of an opinion: on each label given or missing, and then that all was checked."""
    before = given(opinion)
    words = {}
    for label in taxonomy.labels:
        one = before.get(label, NOT_GIVEN)
        if label in truth.directions:
            written = str(truth.directions[label])
        elif label in truth.trends:
            written = "right" if label in before else "missing"
        elif label in before:
            written = "wrong"
        else:
            continue
        words[label] = ruled(truth.id, label, written, one, taxonomy=taxonomy, by="proof", when=NOW)
    whole = ruled(truth.id, WHOLE, "checked", NOT_GIVEN, taxonomy=taxonomy, by="proof", when=NOW)
    return (*words.values(), *looked_at(whole, before, words, taxonomy))


def _figures(judged: Sequence[Example], model: Model, taxonomy: Taxonomy, labels: Sequence[str]) -> list[float]:
    """In the order of `FIGURES`."""
    found = evaluate(judged, Assessor(model), taxonomy, resamples=0)["labels"]
    trends = {trend.id for trend in taxonomy.trends}
    parts = ([label for label in labels if label in trends], [label for label in labels if label not in trends])
    return [statistics.fmean(found[label][figure] or 0.0 for label in part) for part in parts for figure in ("f1", "ap")]


def _table(points: Points) -> None:
    print(f"{'order':8}{'signals':>8}" + "".join(f"{name:>40}" for name in FIGURES))
    for (order, size), cuts in points.items():
        cells = []
        for n in range(len(FIGURES)):
            values = [cut[n] for cut in cuts]
            change = statistics.median(cut[n] - start[n] for cut, start in zip(cuts, points[order, 0], strict=True))
            cells.append(f"{statistics.median(values):.3f} ({min(values):.3f}–{max(values):.3f}) {change:+.3f}")
        print(f"{order:8}{size:8}" + "".join(f"{cell:>40}" for cell in cells))


def _draw(points: Points, path: Path) -> None:
    sheet = Figure(figsize=(12, 7), layout="constrained")
    for n, axes in enumerate(sheet.subplots(2, 2, sharex=True).ravel()):
        _curve(axes, points, n)
    sheet.savefig(path, dpi=110)


def _curve(axes: Axes, points: Mapping[tuple[str, int], Sequence[Sequence[float]]], figure: int) -> None:
    for order, colour in ORDERS.items():
        sizes = [size for of, size in points if of == order]
        values = [[cut[figure] for cut in points[order, size]] for size in sizes]
        axes.plot(sizes, [statistics.median(v) for v in values], "o-", color=colour, label=order)
        axes.fill_between(sizes, [min(v) for v in values], [max(v) for v in values], color=colour, alpha=0.15)
    axes.set_title(f"{FIGURES[figure]}, macro", fontsize=10)
    axes.set_xlabel("signals corrected")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", title="median; lowest to highest")


if __name__ == "__main__":
    sys.exit(main())
