"""Models made by hand, so that a test can say beforehand what they answer; and the small library that is not ours."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from classifiers.examples import Text
from classifiers.features import TextFeatures
from classifiers.lexicon import Lexicon
from classifiers.model import BEARINGS, Card, Linear, Model

SMALL = Path(__file__).with_name("small")
CORPUS, TERMS = SMALL / "corpus", SMALL / "lexicon.yaml"

LABELS = (("stilte", "zelf-maken"), ("langer-open", "boek-aan-huis"))
GATE = 4
"""The gate's row in a crafted model: it comes after the labels."""


def item(number: int) -> str:
    """A word for each number, unlike any other."""
    return "woord" + chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def crafted(
    texts: Sequence[Text],
    weights: Mapping[tuple[int, str], float],
    *,
    lexicon: Lexicon | None = None,
    bias: Sequence[float] = (-5, -5, -5, -5, 5),
    bearings: Mapping[tuple[int, str], float] | None = None,
    labels: tuple[tuple[str, ...], tuple[str, ...]] = LABELS,
) -> Model:
    """A model with *weights* {(row of the label, word or pair of words): weight}; `concept:0` is the first concept.

    All other weights are zero; scores are probabilities' logits as they are.
    """
    features = TextFeatures(lexicon or Lexicon(()), word_min=1, piece_min=1).fit(texts)
    width = features.transform(texts).shape[1]
    count = len(labels[0]) + len(labels[1])
    scorer = np.zeros((count + 1, width), dtype=np.float32)
    for (row, name), weight in weights.items():
        scorer[row, column(features, name)] = weight
    bearer = np.zeros((len(BEARINGS), width + len(labels[1])), dtype=np.float32)
    for (row, name), weight in (bearings or {}).items():
        bearer[row, column(features, name)] = weight
    return Model(
        card=Card("ffff00001111", "1", "taxonomy", "corpus", "lexicon", "", "", len(texts), 0, {"numpy": "2"}),
        trends=labels[0],
        directions=labels[1],
        features=features,
        scorer=Linear(scorer, np.asarray(bias, dtype=np.float32)),
        slope=np.ones(count + 1, dtype=np.float32),
        offset=np.zeros(count + 1, dtype=np.float32),
        yes_at=np.full(count, 0.5, dtype=np.float32),
        unsure_at=np.full(count, 0.2, dtype=np.float32),
        gate_at=0.3,
        bearer=Linear(bearer, np.zeros(len(BEARINGS), dtype=np.float32)),
    )


def column(features: TextFeatures, name: str) -> int:
    """The column of a word, a pair of words, `piece:…` or `concept:…`."""
    words, pieces = features.words_.vocabulary_, features.pieces_.vocabulary_
    kind, _, rest = name.partition(":")
    if kind == "piece":
        return len(words) + int(pieces[rest])
    if kind == "concept":
        return len(words) + len(pieces) + int(rest)
    return int(words[name])
