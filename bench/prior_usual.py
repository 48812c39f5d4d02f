"""What is usual of the items that the prior learned from: the last step of bench/prior.py, for `windwijzer model drift`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.examples import Example
from classifiers.model import Model
from classifiers.tally import Tally, measures, tallied, unknown_of
from classifiers.usual import Usual, known_elsewhere, usual_of
from pipeline.core.taxonomy import Taxonomy

SEARCHED = "by-word-search"
"""Items of this `set` were looked for, and say nothing of how often anything occurs."""
REST = "nieuws"
KINDS: dict[str, tuple[str, ...]] = {
    "overheid": (
        "ACM",
        "Digitale Overheid",
        "Gebruikersonderzoeken (NL Design System)",
        "Internet.nl (Platform Internetstandaarden)",
        "Rijksoverheid",
        "Rijksoverheid (publicaties)",
        "Tweede Kamer",
        "Tweede Kamer (agenda)",
        "Tweede Kamer (energiedebatten)",
        "developer.overheid.nl",
    ),
    "vakmedia": (
        "CIO.nl",
        "Computerworld NL",
        "Corona Technologie",
        "ICT&health",
        "Nictiz",
        "OSGeo.nl",
        "Open Nederland",
        "Skipr",
        "Techzine",
        "Tweakers",
        "Zorgvisie",
    ),
    "buitenland": (
        "18F blog",
        "Canadian Digital Service blog",
        "Digital.gov news",
        "EU Commissie",
        "Europese Commissie",
    ),
}
"""The kinds, as in taxonomy.yaml, of the sources that the items name; others are `REST`."""


def usual_of_items(
    found: Sequence[Mapping[str, Any]],
    items: Sequence[Example],
    corpus: Sequence[Example],
    taxonomy: Taxonomy,
    *,
    decided: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    least: int,
) -> Usual:
    """What is usual of *items* as they occur; *found* holds what their lines say: `source`, `year`, perhaps `kind` and `set`.

    A block is a source in a year. Words are those unknown to a model of the *corpus* and of all other blocks, in which a word
    counts from *least* texts. *decided*: yes and unsure per item and label, by probabilities held out and as the model decides.
    """
    blocks = [f"{one.get('source')} {one.get('year')}" for one in found]
    kinds = {block: _kind(one) for block, one in zip(blocks, found, strict=True)}
    texts = [e.text for e in items]
    known = known_elsewhere(texts, blocks, least, [e.text for e in corpus])
    words = [unknown_of(text, test) for text, test in zip(texts, known, strict=True)]
    yes, unsure = decided
    counted = tallied(words, np.ones(len(items), dtype=bool), yes, unsure)
    kept = [n for n, one in enumerate(found) if one.get("set") != SEARCHED]
    here = [blocks[n] for n in kept]
    part = Tally(counted.seen[kept], counted.of[kept])
    return usual_of(part, measures(taxonomy.labels), here, {block: kinds[block] for block in here}, natural=True)


def decided(model: Model, probabilities: np.ndarray, gate: np.ndarray) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Yes and unsure as *model* decides on *probabilities* of its labels and of the *gate*. More than three stay."""
    yes, unsure = probabilities >= model.yes_at, probabilities >= model.unsure_at
    for given in (yes, unsure):
        given[gate < model.gate_at, len(model.trends) :] = False
    return yes, unsure & ~yes


def _kind(found: Mapping[str, Any]) -> str:
    return str(found.get("kind") or next((kind for kind, names in KINDS.items() if found.get("source") in names), REST))
