from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifiers.examples import SHIPPED, Example, load_corpus, load_examples
from classifiers.train import LEAST
from pipeline.core.taxonomy import Bearing, Taxonomy


@pytest.fixture(scope="module")
def shipped(taxonomy: Taxonomy) -> Sequence[Example]:
    """The corpus that ships."""
    return load_corpus(SHIPPED, taxonomy)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.jsonl")), ids=lambda path: str(path.stem))
def test_every_line_of_a_file_is_valid(path: Path, taxonomy: Taxonomy) -> None:
    """Known labels and bearings, a language that the model reads, a title, and public service said or denied."""
    examples = load_examples(path, taxonomy)
    assert examples
    for example in examples:
        assert example.text.title.strip(), example.id
        assert example.text.lang in {"nl", "en"}, example.id
        assert example.public is not None, example.id


def test_no_title_is_used_twice(shipped: Sequence[Example]) -> None:
    """Twice the same title would weigh twice, and perhaps with two answers."""
    titles = Counter(example.text.title for example in shipped)
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_id_is_used_twice(shipped: Sequence[Example]) -> None:
    """An id points at one line."""
    assert len({example.id for example in shipped}) == len(shipped)


def test_there_is_enough_without_label(shipped: Sequence[Example]) -> None:
    """Ordinary news has no label, so the corpus holds at least 500 such items, also about public service."""
    without = [example for example in shipped if not example.trends and not example.directions]
    assert len(without) >= 500
    assert any(example.public for example in without)


def test_a_direction_implies_public_service(shipped: Sequence[Example]) -> None:
    """The codebook asks for public service first."""
    assert [example.id for example in shipped if example.directions and not example.public] == []


def test_no_item_has_more_labels_than_the_codebook_allows(shipped: Sequence[Example]) -> None:
    """At most three trends and three directions."""
    assert [e.id for e in shipped if len(e.trends) > 3 or len(e.directions) > 3] == []


def test_every_label_bearing_and_language_can_be_learned(shipped: Sequence[Example], taxonomy: Taxonomy) -> None:
    """Each label has enough examples in Dutch and some in English, and each direction knows wind from both sides."""
    labels = Counter((label, e.text.lang) for e in shipped for label in (*e.trends, *e.directions))
    bearings = Counter(pair for e in shipped for pair in e.directions.items())
    for label in taxonomy.labels:
        assert labels[label, "nl"] >= LEAST
        assert labels[label, "en"] >= 1
    assert all(bearings[d.id, b] for d in taxonomy.directions for b in (Bearing.MEE, Bearing.TEGEN))
