"""Invented items that no model learns from: a balanced set of bearings, and labels that are rare in the news."""

from pathlib import Path

from classifiers.examples import Example, load_examples
from pipeline.core.taxonomy import Taxonomy

SHIPPED = Path(__file__).with_name("held_out")


def load(taxonomy: Taxonomy, folder: Path = SHIPPED) -> tuple[Example, ...]:
    """The items of every *.jsonl in *folder*. InputError for a bad one, or for labels that *taxonomy* does not have."""
    return tuple(example for path in sorted(folder.glob("*.jsonl")) for example in load_examples(path, taxonomy))
