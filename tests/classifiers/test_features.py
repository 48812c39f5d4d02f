import pickle
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from classifiers.examples import Example, Text
from classifiers.features import TextFeatures
from classifiers.lexicon import Concept, Lexicon
from tests.classifiers.crafted import column

LEXICON = Lexicon([Concept("g", "stil", ("stilte*", "geen geluid")), Concept("g", "maken", ("naai*",))])
TEXTS = [Text("Stilte", "in de zaal"), Text("Geen", "geluid in de zaal"), Text("Naaien", "in de zaal"), Text("Zaal", "")]


def test_a_clone_has_the_same_settings_and_nothing_learned() -> None:
    """scikit-learn makes copies of an estimator from its parameters alone."""
    fitted = TextFeatures(LEXICON, word_min=1, piece_min=3, concept_weight=0.25).fit(TEXTS)
    copy = clone(fitted)
    assert copy.get_params() | {"lexicon": None} == {"lexicon": None, "word_min": 1, "piece_min": 3, "concept_weight": 0.25}
    assert copy.lexicon.concepts == LEXICON.concepts
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_the_constructor_only_assigns() -> None:
    """The very objects given, under their own names, unjudged."""
    odd = object()
    features = TextFeatures(odd, word_min=-3)  # type: ignore[arg-type]
    assert vars(features) == {"lexicon": odd, "word_min": -3, "piece_min": 4, "concept_weight": 0.5}


def test_what_was_learned_ends_in_an_underscore() -> None:
    """Fitting adds attributes with a trailing underscore and changes no parameter."""
    features = TextFeatures(LEXICON)
    before = dict(vars(features))
    assert features.fit(TEXTS, y=[1, 2]) is features
    added = {name for name in vars(features) if name not in before}
    assert added == {"words_", "pieces_", "columns_", "n_concepts_"}
    assert {name: vars(features)[name] for name in before} == before


def test_transforming_before_fitting_says_so() -> None:
    """The error that scikit-learn's users know."""
    with pytest.raises(NotFittedError):
        TextFeatures(LEXICON).transform(TEXTS)


def test_columns_are_words_then_pieces_then_concepts() -> None:
    """One row per text, 32-bit; concepts are the last columns, at their weight wherever the text has them."""
    features = TextFeatures(LEXICON, word_min=1, piece_min=1, concept_weight=0.25)
    matrix = features.fit_transform(TEXTS)
    width = len(features.words_.vocabulary_) + len(features.pieces_.vocabulary_) + 2
    assert matrix.shape == (4, width)
    assert matrix.dtype == np.float32
    assert matrix[:, width - 2 :].toarray().tolist() == [[0.25, 0], [0.25, 0], [0, 0.25], [0, 0]]
    assert matrix[3, column(features, "zaal")] > 0
    assert matrix[0, column(features, "in de")] > 0
    assert matrix[2, column(features, "piece: naa")] > 0


def test_rare_words_are_left_out() -> None:
    """A word must stand in two texts, a piece in four, unless there are fewer texts."""
    features = TextFeatures(LEXICON).fit(TEXTS)
    assert "zaal" in features.words_.vocabulary_
    assert "stilte" not in features.words_.vocabulary_
    assert "zaa" in features.pieces_.vocabulary_
    assert "in " not in features.pieces_.vocabulary_
    assert "stilte" in TextFeatures(LEXICON).fit(TEXTS[:1]).words_.vocabulary_


def test_a_text_gets_the_same_features_in_any_company(library_examples: Sequence[Example]) -> None:
    """A row depends on its own text only."""
    texts = [example.text for example in library_examples]
    features = TextFeatures(LEXICON).fit(texts)
    together = features.transform(texts)
    for row in (0, 17, len(texts) - 1):
        alone = features.transform([texts[row]])
        assert (alone != together[row]).nnz == 0


def test_a_text_without_known_words_has_no_features() -> None:
    """Nothing known, nothing counted."""
    features = TextFeatures(LEXICON).fit(TEXTS)
    assert features.transform([Text("", ""), Text("🤖", "\ud800"), Text("xyzzy", "")]).nnz == 0


def test_a_pickled_copy_gives_the_same_features(library_examples: Sequence[Example]) -> None:
    """scikit-learn sends estimators to other processes this way; what was remembered goes along."""
    texts = [example.text for example in library_examples]
    features = TextFeatures(LEXICON).fit(texts[::2])
    matrix = features.transform(texts)
    for copy in (pickle.loads(pickle.dumps(features)), deepcopy(features)):
        assert (copy.transform(texts) != matrix).nnz == 0
