"""The desk where models are made: corpus and lexicon in, a model on the shelf out."""

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from classifiers import examples, lexicon
from classifiers.assess import Assessor
from classifiers.lexicon import Lexicon
from classifiers.model import Model
from classifiers.shelf import Shelf
from classifiers.train import train
from pipeline.core.taxonomy import Taxonomy

log = logging.getLogger(__name__)


class Desk:
    """Trains models and hands out the one in use."""

    def __init__(
        self,
        folder: Path,
        taxonomy: Taxonomy,
        *,
        corpus: Path = examples.SHIPPED,
        terms: Path = lexicon.SHIPPED,
    ) -> None:
        self._shelf = Shelf(folder)
        self._taxonomy = taxonomy
        self._corpus = corpus
        self._terms = terms

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon.load_lexicon(self._terms)

    def current(self) -> str | None:
        """The fingerprint of the model in use; None before the first is trained."""
        return self._shelf.current()

    def learn(self, progress: Callable[[str], None] = lambda _: None) -> Model:
        """Trains a model and puts it in use. InputError for a bad corpus, ModelError for one that is too small."""
        found = examples.load_corpus(self._corpus, self._taxonomy)
        model = train(found, self._taxonomy, self._lexicon, progress=progress)
        self._shelf.put(model)
        return model

    def assessor(self) -> Assessor:
        """The model in use, ready to judge. Trains one first when the shelf is empty."""
        current = self.current()
        if current is None:
            log.warning("no model yet: training one from the corpus, once; it takes some seconds")
            return Assessor(self.learn())
        return Assessor(self._shelf.get(current, self._taxonomy))
