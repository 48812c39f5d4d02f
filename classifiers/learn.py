"""The desk where models are made: corpus, prior, lexicon and corrections in, a model on the shelf out."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from classifiers import examples, held_out, lexicon, prior
from classifiers.adjust import adjust
from classifiers.assess import Assessor
from classifiers.evaluate import evaluate
from classifiers.examples import Example
from classifiers.lexicon import Lexicon
from classifiers.model import Model
from classifiers.prior import Prior, load_prior
from classifiers.shelf import Shelf
from classifiers.train import train
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy

log = logging.getLogger(__name__)

TOLERANCE = 0.01
"""How much a macro F1 on the held-out items may fall before a model counts as worse."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The figures of the model in use and of a new one on the held-out items: {"trends": …, "directions": …, "bearing": …}."""

    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def worse(self) -> bool:
        """Whether trends, directions or bearings fell by more than `TOLERANCE`."""
        pairs = [(self.before[part]["macro_f1"], self.after[part]["macro_f1"]) for part in ("trends", "directions", "bearing")]
        return any(before is not None and (after is None or after < before - TOLERANCE) for before, after in pairs)


class Desk:
    """Trains models and hands out the one in use."""

    def __init__(
        self,
        folder: Path,
        taxonomy: Taxonomy,
        *,
        corpus: Path = examples.SHIPPED,
        terms: Path = lexicon.SHIPPED,
        figures: Path = prior.SHIPPED,
        frozen: Path = held_out.SHIPPED,
    ) -> None:
        """Models are kept in *folder*. *corpus* has the examples, *terms* the lexicon, *figures* the prior, *frozen* the items
        on which models are compared; the last two serve only the taxonomy that they were made for.
        """
        self._shelf = Shelf(folder)
        self._taxonomy = taxonomy
        self._corpus = corpus
        self._terms = terms
        self._figures = figures
        self._frozen = frozen

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon.load_lexicon(self._terms)

    @cached_property
    def _prior(self) -> Prior | None:
        return load_prior(self._taxonomy, self._figures)

    def current(self) -> str | None:
        """The fingerprint of the model in use; None before the first is trained."""
        return self._shelf.current()

    def make(
        self,
        corrections: Sequence[Example] = (),
        *,
        alone: bool = False,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Model:
        """A model of the prior, of what the corpus holds beside it, and of *corrections*; it is not put in use.

        *alone*: without the prior, from corpus and corrections only, as it is for a taxonomy that has none. InputError for a
        bad corpus, ModelError for one that is too small.
        """
        corpus = examples.load_corpus(self._corpus, self._taxonomy)
        if alone or self._prior is None:
            return adjust(train(corpus, self._taxonomy, self._lexicon, progress=progress), corrections, self._taxonomy)
        known = self._prior.model
        card = replace(
            known.card,
            taxonomy=self._taxonomy.fingerprint,
            corpus=examples.fingerprint(corpus),
            prior=known.card.fingerprint,
            examples=known.card.examples + len(corrections),
        ).sealed()
        return adjust(
            replace(known, card=card), [*self._prior.unlearned(corpus), *corrections], self._taxonomy, progress=progress
        )

    def weigh(self, model: Model) -> Weighed | None:
        """*model* beside the one in use, on items that no model has learned from.

        None when there is nothing to compare: no model in use or none that can be read, or no such items for this taxonomy.
        """
        current = self.current()
        if current is None or self._prior is None:
            return None
        try:
            used = self._shelf.get(current, self._taxonomy)
        except ModelError:  # training anew is the remedy for it
            return None
        items = held_out.load(self._taxonomy, self._frozen)
        before, after = (evaluate(items, Assessor(one), self._taxonomy, resamples=0) for one in (used, model))
        return Weighed(before, after)

    def adopt(self, model: Model) -> None:
        """Puts *model* in use."""
        self._shelf.put(model)

    def learn(self, progress: Callable[[str], None] = lambda _: None) -> Model:
        """Makes a model without corrections and puts it in use."""
        model = self.make(progress=progress)
        self.adopt(model)
        return model

    def used(self) -> Model:
        """The model in use. Makes one first when the shelf is empty."""
        current = self.current()
        if current is None:
            log.warning("no model yet: making one, once; it takes some seconds")
            return self.learn()
        return self._shelf.get(current, self._taxonomy)

    def assessor(self) -> Assessor:
        """The model in use, ready to judge."""
        return Assessor(self.used())
