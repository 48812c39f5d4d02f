"""How near to the prior corrections should stay: `python bench/strength.py ITEMS.jsonl.gz [--turns 2]`.

The constants of classifiers/adjust.py are chosen here, on the items of the prior (bench/prior.py), not on a development set. In
each turn a prior learns from the corpus and two quarters of the items; a third quarter fits its probabilities and is corrected,
400 items at random or 400 as the review queue asks; the last quarter judges. Prints, for each pair of constants, the mean
change of average precision over trends and over directions (labels with ten positives or more), of the share of items without a
label that get a yes, and of the accuracy of bearings. Some ten minutes a turn.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import prior as priors
from bench.learning import signal_of
from classifiers import adjust as adjusting
from classifiers.assess import Assessor
from classifiers.evaluate import ENOUGH
from classifiers.examples import SHIPPED as CORPUS
from classifiers.examples import Example, load_corpus
from classifiers.features import TextFeatures
from classifiers.lexicon import load_lexicon
from classifiers.model import BEARINGS, Linear, Model
from classifiers.prior import SHIPPED
from classifiers.taxonomy import load_taxonomy
from classifiers.teach import questions
from classifiers.train import train
from pipeline.core.taxonomy import Taxonomy

CORRECTED = 400
TRIED = ((5.0, 0.01), (15.0, 0.01), (40.0, 0.01), (15.0, 0.003), (15.0, 0.03), (3.0, 0.0))
"""`STRENGTH` and `SHARE`; the last is one variance for every word."""


def main() -> int:
    """Prints a line for each pair and order; 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("items", type=Path)
    parser.add_argument("--turns", type=int, default=2)
    given = parser.parse_args()
    taxonomy = load_taxonomy()
    corpus = load_corpus(CORPUS, taxonomy)
    items = priors.items_of(priors.lines_of(given.items), priors.labels_of(SHIPPED / "labels.tsv"))
    quarter = np.random.default_rng(0).integers(0, 4, len(items))
    changes: dict[tuple[str, float, float], list[list[float]]] = {}
    for turn in range(given.turns):
        parts = [[e for e, q in zip(items, quarter, strict=True) if q == (turn + n) % 4] for n in range(4)]
        model = _prior(corpus, [*parts[0], *parts[1]], parts[2], taxonomy)
        before = _figures(model, parts[3], taxonomy)
        print(f"turn {turn}: " + " ".join(f"{value:.3f}" for value in before), flush=True)
        for order, lessons in _orders(model, parts[2], turn).items():
            for strength, share in TRIED:
                adjusting.STRENGTH, adjusting.SHARE = strength, share
                after = _figures(adjusting.adjust(model, lessons, taxonomy), parts[3], taxonomy)
                changes.setdefault((order, strength, share), []).append([b - a for a, b in zip(before, after, strict=True)])
    print(f"{'order':8}{'strength':>10}{'share':>8}{'trends AP':>12}{'directions AP':>15}{'false yes':>11}{'bearings':>10}")
    for (order, strength, share), turns in changes.items():
        means = [statistics.fmean(values) for values in zip(*turns, strict=True)]
        print(f"{order:8}{strength:10.0f}{share:8.3f}{means[0]:+12.4f}{means[1]:+15.4f}{means[2]:+11.4f}{means[3]:+10.4f}")
    return 0


def _prior(corpus: Sequence[Example], learned: Sequence[Example], fitting: Sequence[Example], taxonomy: Taxonomy) -> Model:
    """As bench/prior.py makes it, with probabilities fitted on items that it has not learned from; thresholds at `YES`."""
    lexicon = load_lexicon()
    examples = [*corpus, *learned]
    texts = [e.text for e in examples]
    features = TextFeatures(lexicon, word_min=priors.WORD_MIN, piece_min=priors.PIECE_MIN).fit(texts)
    matrix, apart = features.transform(texts), features.transform([e.text for e in fitting])
    weight = np.concatenate((np.full(len(corpus), priors.WRITTEN_WEIGHT), np.ones(len(learned))))
    truth, there = _truth(examples, taxonomy), _truth(fitting, taxonomy)
    made = [priors.logistic().fit(matrix, truth[:, n], sample_weight=weight) for n in range(truth.shape[1])]
    slope, offset = priors.calibration(np.stack([m.decision_function(apart) for m in made], axis=1), there)
    written = train(corpus, taxonomy, lexicon, features=features)
    yes_at = np.full(len(made), statistics.fmean(priors.YES), dtype=np.float32)
    return replace(
        written,
        card=replace(written.card, examples=len(examples)),
        scorer=Linear(
            np.vstack([*(m.coef_ for m in made), written.scorer.weights[-1:]]).astype(np.float32),
            np.array([*(m.intercept_[0] for m in made), written.scorer.bias[-1]], dtype=np.float32),
        ),
        slope=np.append(slope, written.slope[-1]).astype(np.float32),
        offset=np.append(offset, written.offset[-1]).astype(np.float32),
        yes_at=yes_at,
        unsure_at=yes_at * np.float32(priors.UNSURE_SHARE),
        bearer=priors.bearer(examples, matrix, [d.id for d in taxonomy.directions]),
    )


def _truth(examples: Sequence[Example], taxonomy: Taxonomy) -> np.ndarray:
    return np.array([[label in e.trends or label in e.directions for label in taxonomy.labels] for e in examples])


def _orders(model: Model, items: Sequence[Example], seed: int) -> dict[str, list[Example]]:
    signals = {e.id: signal_of(e) for e in items}
    opinions = {one.signal: one for one in Assessor(model).assess(signals.values())}
    asked = questions(signals.values(), opinions, most=CORRECTED)
    known = {e.id: e for e in items}
    dice = np.random.default_rng(seed)
    return {
        "random": [items[n] for n in dice.permutation(len(items))[:CORRECTED]],
        "queue": [known[question.signal.id] for question in asked],
    }


def _figures(model: Model, items: Sequence[Example], taxonomy: Taxonomy) -> list[float]:
    """Average precision over trends and over directions, false alarms, accuracy of bearings."""
    matrix = model.matrix([e.text for e in items])
    probabilities, truth = model.probabilities(matrix)[:, :-1], _truth(items, taxonomy)
    enough = [n for n in range(truth.shape[1]) if truth[:, n].sum() >= ENOUGH]
    first = len(model.trends)
    parts = ([n for n in enough if n < first], [n for n in enough if n >= first])
    found = [statistics.fmean(average_precision_score(truth[:, n], probabilities[:, n]) for n in part) for part in parts]
    plain = ~truth.any(axis=1)
    pairs = [(row, model.directions.index(d), b) for row, e in enumerate(items) for d, b in e.directions.items()]
    said = model.bearings(matrix[[row for row, _, _ in pairs]], [d for _, d, _ in pairs]).argmax(axis=1)
    right = [BEARINGS[n] is b for n, (_, _, b) in zip(said, pairs, strict=True)]
    return [*found, float((probabilities[plain] >= model.yes_at).any(axis=1).mean()), statistics.fmean(right)]


if __name__ == "__main__":
    sys.exit(main())
