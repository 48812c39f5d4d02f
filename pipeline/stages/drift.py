"""Signals and what the model made of them → Drift: whether recent weeks still look like what it learned from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from classifiers.assess import READ
from classifiers.drift import Drift, drift
from classifiers.examples import Text
from classifiers.expected import Brought
from classifiers.model import Model
from classifiers.tally import measures, tally
from db.open import Store
from pipeline.core.errors import ModelError
from pipeline.core.model import Assessment, Decision, Signal
from pipeline.core.weeks import Week, span

BEFORE = 12
"""Earlier weeks that tell how much weeks differ."""


def watch(last: Week, count: int, *, store: Store, model: Model) -> Drift:
    """The *count* weeks up to *last* beside what is usual of the training of *model*.

    What the model has not judged counts for its words alone; what is in a language that it does not read is passed over.
    Reads; stores nothing. ModelError when the model does not say what it learned from.
    """
    if model.usual is None:
        raise ModelError("the model in use does not say what it learned from: run `windwijzer model train`")
    kinds = {source.id: source.kind for source in store.sources.all().values()}
    known = model.features.words_.vocabulary_.__contains__
    first = last - (count - 1)

    def brought(weeks: Iterable[Week]) -> list[Brought]:
        found = []
        for week in weeks:
            opinions = store.assessments.of_week(week, model.card.fingerprint)
            found += _brought(week, store.signals.of_week(week), opinions, kinds, model.labels, known)
        return found

    return drift(model.usual, measures(model.labels), brought(span(first, last)), brought(span(first - BEFORE, first - 1)))


def _brought(
    week: Week,
    signals: Sequence[Signal],
    opinions: Mapping[str, Assessment],
    kinds: Mapping[str, str],
    labels: Sequence[str],
    known: Callable[[str], bool],
) -> list[Brought]:
    of_source: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.lang.lower()[:2] in READ:
            of_source[signal.source].append(signal)
    found = []
    for source, here in sorted(of_source.items()):
        texts = [Text(signal.title, signal.text, signal.lang) for signal in here]
        counted = tally(texts, [_decisions(opinions.get(signal.id)) for signal in here], labels, known)
        seen, of = (tuple(part.sum(axis=0).tolist()) for part in (counted.seen, counted.of))
        found.append(Brought(str(week), source, kinds[source], len(here), seen, of))
    return found


def _decisions(opinion: Assessment | None) -> dict[str, Decision] | None:
    return None if opinion is None else {verdict.label: verdict.decision for verdict in opinion.verdicts}
