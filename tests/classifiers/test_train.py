import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.examples import Example, Text, fingerprint
from classifiers.lexicon import Concept, Lexicon
from classifiers.model import Model
from classifiers.train import LEAST, train
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Bearing, Taxonomy

IN_A_FRESH_PROCESS = """
from classifiers.examples import load_corpus
from classifiers.lexicon import load_lexicon
from classifiers.taxonomy import load_taxonomy
from classifiers.train import train
from tests.classifiers.crafted import CORPUS, SMALL, TERMS
taxonomy = load_taxonomy(SMALL / "taxonomy.yaml")
examples = load_corpus(CORPUS, taxonomy)
model = train(examples, taxonomy, load_lexicon(TERMS))
matrix = model.matrix([e.text for e in examples])
print(model.card.fingerprint)
print(model.probabilities(matrix).tobytes().hex())
print(model.bearings(matrix, [0] * len(examples)).tobytes().hex())
"""
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("hashing", ["1", "4294967295"])
def test_the_same_corpus_gives_the_same_model_elsewhere(
    library_model: Model, library_examples: Sequence[Example], hashing: str
) -> None:
    """In a process of its own, where sets and dictionaries of text hash otherwise: bit by bit the same answers."""
    run = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROCESS],
        env=os.environ | {"PYTHONHASHSEED": hashing, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    matrix = library_model.matrix([e.text for e in library_examples])
    expected = [
        library_model.card.fingerprint,
        library_model.probabilities(matrix).tobytes().hex(),
        library_model.bearings(matrix, [0] * len(library_examples)).tobytes().hex(),
    ]
    assert run.stdout.split() == expected


def test_the_card_says_where_a_model_comes_from(
    library_model: Model, library: Taxonomy, library_examples: Sequence[Example], library_terms: Lexicon
) -> None:
    """Corpus, lexicon, taxonomy, seed and libraries."""
    card = library_model.card
    assert (card.taxonomy, card.lexicon, card.seed) == (library.fingerprint, library_terms.fingerprint, 0)
    assert (card.corpus, card.examples) == (fingerprint(library_examples), len(library_examples))
    assert set(card.libraries) == {"numpy", "scipy", "scikit-learn"}


def test_another_input_gives_another_fingerprint(
    library_model: Model, library: Taxonomy, library_examples: Sequence[Example], library_terms: Lexicon
) -> None:
    """One word of the corpus, one label, one term, the seed, or the taxonomy."""
    first, *rest = library_examples
    said = [replace(first, text=replace(first.text, title="Iets anders")), *rest]
    labelled = [replace(first, trends=frozenset({"zelf-maken"})), *rest]
    terms = Lexicon([*library_terms.concepts, Concept("noise", "weer", ("regen",))])
    models = [
        library_model,
        train(said, library, library_terms),
        train(labelled, library, library_terms),
        train(library_examples, library, terms),
        train(library_examples, library, library_terms, seed=1),
        train(library_examples, replace(library, fingerprint="0"), library_terms),
    ]
    assert len({model.card.fingerprint for model in models}) == len(models)


def test_what_was_learned_holds_for_new_texts(library_model: Model) -> None:
    """Texts that the small corpus does not have, in both languages, are most like their own label."""
    texts = [
        Text("Stiltekamer zonder geluid", "Lezers zoeken rust."),
        Text("Naaimachine te leen", "Zelf kleren maken in de werkplaats."),
        Text("Bibliotheek open zonder personeel", "Met een deurpas en ruime openingstijden."),
        Text("Library starts home delivery", "A book bike for the housebound."),
    ]
    probabilities = library_model.probabilities(library_model.matrix(texts))
    assert np.argmax(probabilities[:, :-1], axis=1).tolist() == [0, 1, 2, 3]
    news = library_model.probabilities(library_model.matrix([Text("Vorst aan de grond", "Automobilisten krabben ruiten.")]))
    assert (news[0, :-1] < 0.2).all()


def test_progress_names_each_step(library: Taxonomy, library_examples: Sequence[Example]) -> None:
    """A step for each label, and three more, as the command line counts them."""
    steps: list[str] = []
    train(library_examples, library, Lexicon([]), progress=steps.append)
    assert steps == ["features", *library.labels, "public", "bearings"]


def _few(examples: Sequence[Example]) -> list[Example]:
    having = [e for e in examples if "stilte" in e.trends]
    return [e for e in examples if e not in having[LEAST - 1 :]]


def _everywhere(examples: Sequence[Example]) -> list[Example]:
    return [replace(e, trends=e.trends | {"stilte"}) for e in examples]


def _public(examples: Sequence[Example]) -> list[Example]:
    return [replace(e, public=None if e.public is False else e.public) for e in examples]


def _private(examples: Sequence[Example]) -> list[Example]:
    return [replace(e, directions={}, public=False) for e in examples]


def _one_bearing(examples: Sequence[Example]) -> list[Example]:
    return [replace(e, directions=dict.fromkeys(e.directions, Bearing.MEE)) for e in examples]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda _: [], "0 examples with stilte"),
        (lambda examples: examples[:1], "1 examples with stilte of 1"),
        (_few, f"{LEAST - 1} examples with stilte"),
        (_everywhere, "60 examples with stilte of 60"),
        (_public, "`public: false`"),
        (_private, "0 examples with langer-open"),
        (_one_bearing, "each of the bearings wind-mee, wind-tegen and raakt"),
    ],
)
def test_a_corpus_that_is_too_small_is_refused(
    library: Taxonomy,
    library_examples: Sequence[Example],
    change: Callable[[Sequence[Example]], list[Example]],
    complaint: str,
) -> None:
    """A label needs examples with and without it, the gate both sides, and the bearings one of each."""
    with pytest.raises(ModelError, match=complaint):
        train(change(library_examples), library, Lexicon([]))


def test_the_least_that_can_be_learned_is_learned(library: Taxonomy, library_examples: Sequence[Example]) -> None:
    """Exactly five examples of a label are enough."""
    having = [e for e in library_examples if "stilte" in e.trends]
    kept = [e for e in library_examples if e not in having[LEAST:]]
    assert train(kept, library, Lexicon([])).labels == library.labels


def test_an_example_that_does_not_say_is_no_evidence_for_the_gate(
    library: Taxonomy, library_examples: Sequence[Example]
) -> None:
    """Without a word on public service the gate is learned from the others; a direction says it by itself."""
    silent = [replace(e, public=None) if e.directions or e.trends else e for e in library_examples]
    padded = [*silent, *(replace(e, id=f"x{n}", public=False) for n, e in enumerate(silent) if e.trends and not e.directions)]
    model = train(padded, library, Lexicon([]))
    gate = model.probabilities(model.matrix([e.text for e in silent]))[:, -1]
    assert gate[[bool(e.directions) for e in silent]].min() > 0.5
