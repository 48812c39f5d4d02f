"""The model that windwijzer comes with: read for the taxonomy it is about, and adjusted to what the corpus holds beside it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.examples import Example
from classifiers.learn import Desk
from classifiers.model import Model
from classifiers.prior import SHIPPED, load_prior, save_prior
from classifiers.taxonomy import load_taxonomy
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy
from tests.classifiers.crafted import CORPUS, TERMS

LARGEST = 10 << 20


@pytest.fixture
def folder(tmp_path: Path, library_model: Model, library_examples: Sequence[Example]) -> Path:
    """A prior of the library."""
    save_prior(library_model, library_examples, tmp_path / "prior")
    return tmp_path / "prior"


def test_it_is_read_as_it_was_written(folder: Path, library: Taxonomy, library_model: Model) -> None:
    """Another title of a label changes nothing; the weights are the same to the bit."""
    prior = load_prior(library, folder)
    assert prior is not None
    assert np.array_equal(prior.model.scorer.weights, library_model.scorer.weights)
    assert prior.model.card == library_model.card


def test_another_taxonomy_does_without(folder: Path, tmp_path: Path, library: Taxonomy) -> None:
    """A prior about other labels is no prior; nor is one that is not there."""
    assert load_prior(load_taxonomy(), folder) is None
    assert load_prior(library, tmp_path / "nowhere") is None


@pytest.mark.parametrize("name", ["arrays.npz", "learned.json", "words.json"])
def test_damage_is_told(folder: Path, library: Taxonomy, name: str) -> None:
    """A file cut short names the folder and the remedy."""
    (folder / name).write_bytes((folder / name).read_bytes()[:-9])
    with pytest.raises(ModelError, match=r"damaged.*: install windwijzer again"):
        load_prior(library, folder)


def test_only_what_is_new_in_the_corpus_moves_it(folder: Path, tmp_path: Path, library: Taxonomy, library_model: Model) -> None:
    """With the corpus it has learned it stays as it is, under a card that names it; an example more is learned."""
    desk = Desk(tmp_path / "models", library, corpus=CORPUS, terms=TERMS, figures=folder)
    model = desk.make()
    assert np.array_equal(model.scorer.weights, library_model.scorer.weights)
    assert (model.card.prior, model.card.corrections) == (library_model.card.fingerprint, "")
    more = tmp_path / "corpus"
    more.mkdir()
    for path in CORPUS.iterdir():
        (more / path.name).write_bytes(path.read_bytes())
    extra = {"id": "nieuw", "title": "Zolder open", "summary": "", "lang": "nl", "trends": ["stilte"], "directions": {}}
    (more / "nieuw.jsonl").write_text(json.dumps(extra) + "\n", encoding="utf-8")
    added = Desk(tmp_path / "models", library, corpus=more, terms=TERMS, figures=folder).make()
    assert not np.array_equal(added.scorer.weights, library_model.scorer.weights)
    assert added.card.corrections


def test_it_can_be_left_aside(folder: Path, tmp_path: Path, library: Taxonomy, library_model: Model) -> None:
    """From the corpus alone the model is that of the corpus."""
    changed = replace(library_model, gate_at=0.9)
    save_prior(changed, (), folder)
    desk = Desk(tmp_path / "models", library, corpus=CORPUS, terms=TERMS, figures=folder)
    assert desk.make(alone=True).gate_at == library_model.gate_at
    assert desk.make(alone=True).card.prior == ""


def test_the_shipped_one_serves_the_shipped_taxonomy() -> None:
    """It is there, it is small enough to ship, and it has learned the shipped corpus."""
    prior = load_prior(load_taxonomy())
    assert prior is not None
    assert sum(path.stat().st_size for path in SHIPPED.iterdir() if path.name != "README.md") < LARGEST
