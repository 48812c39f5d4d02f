"""How well weekly counts are corrected from a checked sample, where the truth is known: `./run proof quantify [--small]`.

    ./run proof quantify [--small] [--seed 1] [--weeks 100]

Simulated weeks, as `tests/classifiers/quantities.py` makes them: 2,000 items, fourteen labels that 0.1 to 3 % of them carry, a
classifier whose probabilities are off, by label and week, and 200 items drawn at random and checked. First all methods in one
world, then `classifiers.quantify` in many: larger and smaller weeks and samples, better and worse classifiers, drift of several
kinds, samples of earlier weeks, and corrections beside the sample that were looked for. Methods: `bench/counting.py`.

With ../shared also real items that the shipped model did not learn from, in the mix in which they occur: the strata
pool-screened and pool-rest of gold/dev.jsonl and gold/background.jsonl as one week, of which 200 are drawn again and again.

Of each: the share of truths within the interval of 95 %, how many are above and below it, the mean width, the mean distance of
the estimate from the truth, and its mean error (bias). Ends with 1 when, together over all simulated worlds, less than 92 or
more than 98 % of the truths are in the interval, or when classify-and-count or the sample alone is nearer to the truth in any.
--small: 12 weeks of each world, and no exit code.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.counting import (
    Method,
    adjusted,
    adjusted_by,
    by_decision,
    counted,
    difference,
    sample_alone,
    shifted,
)
from classifiers.assess import Assessor
from classifiers.examples import Example, Text
from classifiers.judged import judge
from classifiers.learn import Desk
from classifiers.quantify import NO, UNKNOWN, UNSURE, YES, Population, quantify
from classifiers.taxonomy import load_taxonomy
from pipeline.core.taxonomy import Bearing
from tests.classifiers.quantities import (
    SHARES,
    Looked,
    Simulated,
    World,
    doubts,
    false_ones,
    history,
    missed_ones,
    seen,
    true_ones,
)

GOLD = Path(__file__).parent.parent.parent / "shared" / "gold"
LEAST, MOST = 0.92, 0.98
PARTS = {"0.1-0.2 %": slice(0, 3), "0.3-1 %": slice(3, 10), "1.5-3 %": slice(10, 14)}
WORLDS: dict[str, tuple[World, Looked | None]] = {
    "ordinary": (World(), None),
    "500 items, 100 checked": (World(items=500, checked=100), None),
    "5,000 items": (World(items=5000), None),
    "100 checked": (World(checked=100), None),
    "400 checked": (World(checked=400), None),
    "a good classifier (3.2 to 4 apart)": (World(apart=(3.2, 4.0)), None),
    "a bad classifier (1.2 to 2.2 apart)": (World(apart=(1.2, 2.2)), None),
    "probabilities that are right": (World(off_all=0, off_label=0, off_week=0, slope_label=0), None),
    "log odds too low by 0.7": (World(off=0.7, off_all=0), None),
    "log odds too high by 0.7": (World(off=-0.7, off_all=0), None),
    "log odds off by 1.0 (sd) per label": (World(off_label=1.0), None),
    "too sure of itself (slope 0.7)": (World(slope=0.7), None),
    "one in five looks like nothing": (World(unseen=0.2), None),
    "labels twice as frequent as usual": (World(times=2.0), None),
    "labels half as frequent as usual": (World(times=0.5), None),
    "2 samples of earlier weeks": (World(earlier=2), None),
    "4 samples of earlier weeks": (World(earlier=4), None),
    "4, and weeks differ by 0.5 (sd)": (World(earlier=4, off_week=0.5), None),
    "corrected: 60 items in doubt": (World(), doubts),
    "corrected: six in ten false ones": (World(), false_ones),
    "corrected: six in ten true ones": (World(), true_ones),
    "corrected: half of those missed": (World(), missed_ones),
}


def main() -> int:
    """Prints three tables; 1 when a target is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=100)
    given = parser.parse_args()
    weeks = 12 if given.small else given.weeks
    base = World(items=20_000, off_all=0, off_label=0, off_week=0, slope_label=0)
    held_out = history(np.random.default_rng((given.seed, 0)), base)[0]
    methods = {
        "classify and count": counted,
        "adjusted, rates of the sample": adjusted,
        "adjusted, rates held out": adjusted_by(held_out),
        "EMQ": shifted,
        "sample alone": sample_alone,
        "post-stratified": by_decision,
        "difference (PPI)": difference,
    }
    print(f"The ordinary world, {weeks} weeks of {len(SHARES)} labels; by share of the items that carry a label")
    truth, found = together(given.seed, weeks, *WORLDS["ordinary"], methods)
    for name, one in found.items():
        tell(name, one, truth)
        for part, columns in PARTS.items():
            tell(f"    {part}", one[:, columns], truth[:, columns])
    print(f"\nclassifiers.quantify in other worlds, {weeks} weeks each; beside it classify-and-count and the sample alone")
    good, inside = True, []
    for name, (world, looked) in WORLDS.items():
        truth, found = together(given.seed, weeks, world, looked, {"count": counted, "sample": sample_alone})
        away = {method: float(np.abs(one[..., 0] - truth).mean()) for method, one in found.items()}
        width = float((found["sample"][..., 2] - found["sample"][..., 1]).mean())
        beside = f"   distance of count {away['count']:5.1f}, of sample {away['sample']:5.1f} (width {width:5.1f})"
        inside.append(tell(name, found["quantify"], truth, beside))
        good &= away["quantify"] <= min(away["count"], away["sample"])
    print(f"together {np.mean(inside):.1%} inside")
    if GOLD.is_dir():
        real_items(given.seed, weeks, methods)
    return 0 if given.small or (good and LEAST <= np.mean(inside) <= MOST) else 1


def ours(now: Population, earlier: list[Population]) -> np.ndarray:
    """What is measured."""
    return np.array([[one.estimate, one.low, one.high] for one in quantify(now, earlier)], dtype=float)


def together(
    seed: int, weeks: int, world: World, looked: Looked | None, methods: Mapping[str, Method]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The true totals (weeks × labels), and by method what it says of them (weeks × labels × estimate, low, high)."""
    truth, found = [], {name: [] for name in (*methods, "quantify")}
    for number in range(weeks):
        dice = np.random.default_rng((seed, 1, number))
        *before, week = history(dice, world)
        now = corrected(dice, week, looked)
        truth.append(week.totals)
        for name, method in methods.items():
            found[name].append(method(now))
        found["quantify"].append(ours(now, [one.population for one in before]))
    return np.array(truth), {name: np.array(one) for name, one in found.items()}


def corrected(dice: np.random.Generator, week: Simulated, looked: Looked | None) -> Population:
    """What is seen of a week once people *looked* for mistakes as well."""
    of = week.population
    if looked is None:
        return of
    return seen(of.probabilities, week.truth, of.sampled, looked(dice, week) & ~of.sampled[:, None])


def tell(name: str, found: np.ndarray, truth: np.ndarray, beside: str = "") -> float:
    """Prints a line; gives the share inside."""
    estimate, low, high = np.moveaxis(found, -1, 0)
    below, above = float((truth < low).mean()), float((truth > high).mean())
    inside = 1 - below - above
    made = (high > low).any()
    interval = f"inside {inside:6.1%}  below {below:5.1%}  above {above:5.1%}  width {(high - low).mean():5.1f}" if made else ""
    error = f"  distance {np.abs(estimate - truth).mean():5.2f}  bias {(estimate - truth).mean():+6.2f}"
    print(f"  {name:36}{interval:58}{error}{beside}", flush=True)
    return inside


def real_items(seed: int, times: int, methods: Mapping[str, Method]) -> None:
    """Prints how the methods do on real items with real probabilities, and the labels one by one."""
    taxonomy = load_taxonomy()
    items = [*_items(GOLD / "dev.jsonl", {"pool-screened", "pool-rest"}), *_items(GOLD / "background.jsonl", {None})]
    with tempfile.TemporaryDirectory() as folder:
        model = Desk(Path(folder), taxonomy).make()
    judged = judge(items, Assessor(model), taxonomy)
    decisions = np.where(judged.yes, YES, np.where(judged.unsure, UNSURE, NO)).astype(np.int8)
    kept = {name: one for name, one in methods.items() if name not in {"EMQ", "adjusted, rates held out"}}
    found: dict[str, list[np.ndarray]] = {name: [] for name in (*kept, "quantify")}
    for number in range(times):
        sampled = np.zeros(len(items), dtype=bool)
        sampled[np.random.default_rng((seed, 2, number)).choice(len(items), 200, replace=False)] = True
        truth = np.where(sampled[:, None], judged.truth, UNKNOWN).astype(np.int8)
        now = Population(decisions, judged.probabilities, truth, sampled)
        for name, method in kept.items():
            found[name].append(method(now))
        found["quantify"].append(ours(now, []))
    totals = np.tile(judged.truth.sum(axis=0), (times, 1))
    print(f"\n{len(items)} real items as one week, {times} samples of 200")
    for name, one in found.items():
        tell(name, np.array(one), totals)
    print("  quantify by label")
    for number, label in enumerate(taxonomy.labels):
        tell(f"    {label} ({totals[0, number]})", np.array(found["quantify"])[:, number], totals[:, number])


def _items(path: Path, strata: set[str | None]) -> list[Example]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Example(
            one["id"],
            Text(one["title"], one["summary"], one["lang"]),
            frozenset(one.get("trends", ())),
            {label: Bearing(bearing) for label, bearing in one.get("directions", {}).items()},
            public=None,
        )
        for one in lines
        if one.get("stratum") in strata or None in strata
    ]


if __name__ == "__main__":
    sys.exit(main())
