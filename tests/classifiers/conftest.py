"""The small library: another organisation's taxonomy, corpus and lexicon, and the model they give."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from classifiers.assess import Assessor
from classifiers.examples import Example, Text, load_corpus
from classifiers.lexicon import Lexicon, load_lexicon
from classifiers.model import Model
from classifiers.taxonomy import load_taxonomy
from classifiers.train import train
from pipeline.core.model import Signal, WeekReason
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from tests.classifiers.crafted import CORPUS, SMALL, TERMS


@pytest.fixture(scope="session")
def library() -> Taxonomy:
    """The taxonomy of a library: two trends, two directions."""
    return load_taxonomy(SMALL / "taxonomy.yaml")


@pytest.fixture(scope="session")
def library_examples(library: Taxonomy) -> Sequence[Example]:
    """Its corpus."""
    return load_corpus(CORPUS, library)


@pytest.fixture(scope="session")
def library_terms() -> Lexicon:
    """Its lexicon."""
    return load_lexicon(TERMS)


@pytest.fixture(scope="session")
def library_model(library: Taxonomy, library_examples: Sequence[Example], library_terms: Lexicon) -> Model:
    """Its model."""
    return train(library_examples, library, library_terms)


@pytest.fixture(scope="session")
def library_assessor(library_model: Model) -> Assessor:
    """Its model, ready to judge."""
    return Assessor(library_model)


@pytest.fixture
def signals() -> list[Signal]:
    """Signals for the library, in two languages and one that it cannot read."""
    moment = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    texts = [
        Text("Naaimachine terug in de bieb", "Wie zelf kleren wil maken kan er terecht.", "nl"),
        Text("Quiet room without noise", "Readers leave their phones outside.", "en"),
        Text("Stiltekamer ohne Geräusche", "Die naaimachine steht still.", "de"),
        Text("Melkprijs daalt", "Boeren rekenen op een moeilijk jaar.", "nl"),
    ]
    return [
        Signal(
            f"s{number}",
            "blad",
            f"https://blad.example/{number}",
            text.title,
            text.summary,
            text.lang,
            moment,
            moment,
            Week.of(moment),
            WeekReason.PUBLISHED,
        )
        for number, text in enumerate(texts)
    ]
