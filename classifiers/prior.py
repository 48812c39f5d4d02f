"""The model that windwijzer comes with: learned from labelled news and the corpus together, kept as figures.

A written corpus says what labels mean; how often they occur in the news, and in which words, it does not know. bench/prior.py
makes this model, classifiers/prior/README.md is its card. No text of the news is in it. It serves the taxonomy whose labels it
has, and no other: that one learns from its corpus alone.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from classifiers.examples import Example, fingerprint
from classifiers.model import Model
from classifiers.shelf import read_model, write_model
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy

SHIPPED = Path(__file__).with_name("prior")
_LEARNED = "learned.json"
_REMEDY = "install windwijzer again"


@dataclass(frozen=True, slots=True)
class Prior:
    """A *model*, and which examples of a corpus it has *learned* from already, by their fingerprints."""

    model: Model
    learned: frozenset[str] = field(repr=False)

    def unlearned(self, examples: Iterable[Example]) -> list[Example]:
        """Those of *examples* that are not in it yet, changed ones included. What is gone cannot be unlearned."""
        return [example for example in examples if fingerprint([example]) not in self.learned]


def load_prior(taxonomy: Taxonomy, folder: Path = SHIPPED) -> Prior | None:
    """The prior in *folder*; None when there is none or it is about other labels. ModelError when it is damaged."""
    if not (folder / _LEARNED).exists():
        return None
    model = read_model(folder, _REMEDY)
    if model.labels != taxonomy.labels:
        return None
    try:
        learned = json.loads((folder / _LEARNED).read_text(encoding="utf-8"))
        return Prior(model, frozenset(learned["examples"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the prior in {folder} is damaged ({error!r}): {_REMEDY}") from error


def save_prior(model: Model, corpus: Iterable[Example], folder: Path = SHIPPED) -> None:
    """Writes *model* as the prior that has learned from *corpus*."""
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder, model)
    learned = {"examples": sorted(fingerprint([example]) for example in corpus)}
    (folder / _LEARNED).write_text(json.dumps(learned) + "\n", encoding="utf-8")
