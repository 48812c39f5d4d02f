"""What to ask people first: the signals whose answer teaches most. Pure; standard library only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log

from classifiers.correct import standing
from classifiers.examples import Text
from classifiers.words import STOPWORDS, placed_words
from pipeline.core.corrections import WHOLE, Correction
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """A signal to show to a person, with the verdicts that nobody spoke of yet, and what their answers are worth."""

    signal: Signal
    verdicts: tuple[Verdict | DirectionVerdict, ...]
    worth: float


def questions(
    signals: Iterable[Signal],
    assessments: Mapping[str, Assessment],
    corrections: Sequence[Correction] = (),
    *,
    most: int | None = None,
) -> tuple[Question, ...]:
    """The *most* instructive of *signals* (None for all), what teaches most first. *corrections* come oldest first.

    Signals with a label that the model is unsure of come before those with a yes. Within each, what a signal is worth is the
    sum over these labels of

        4 p (1 - p), which is 1 at one half and 0 where the model is certain,
        times log(1 + N / n) / log(1 + N), which is 1 for a label that one signal has and falls as it has more,

    with n the signals that have the label, yes or unsure, of the N that have any. Then one is taken at a time: that whose
    worth, times 1 - its likeness to the likest one taken before, is highest; ties by id. Likeness is the share of the words
    of two signals that both have, stopwords apart. So a text that was asked in other words a moment ago waits.

    Signals with nothing open, and those called noise or checked, are left out. Of a story give one signal. Costs (taken ×
    given) comparisons of sets of words.
    """
    words = standing(corrections)
    waiting = []
    for signal in signals:
        said = words.get(signal.id, {})
        opinion = assessments.get(signal.id)
        if opinion is not None and WHOLE not in said:
            waiting.append((signal, [v for v in opinion.verdicts if v.decision is not Decision.NO and v.label not in said]))
    rarity = _rarity([verdicts for _, verdicts in waiting if verdicts])
    order: list[Question] = []
    for decision in (Decision.UNSURE, Decision.YES):
        taken = {question.signal.id for question in order}
        found = [
            Question(signal, tuple(verdicts), sum(_worth(v, rarity) for v in verdicts if v.decision is decision))
            for signal, verdicts in waiting
            if signal.id not in taken and any(v.decision is decision for v in verdicts)
        ]
        order += _apart(found, order, None if most is None else most - len(order))
    return tuple(order)


def drawn(idents: Iterable[str], size: int, seed: int) -> tuple[str, ...]:
    """A random sample of *size* of the ids, or all when there are fewer: each subset of that size is as likely.

    The same ids, seed and size give the same sample, on every machine; a larger size adds to it.
    """
    place = {one: blake2b(one.encode(), key=str(seed).encode(), digest_size=16).digest() for one in idents}
    return tuple(sorted(place, key=lambda one: place[one])[:size])


def _rarity(found: Sequence[Sequence[Verdict | DirectionVerdict]]) -> dict[str, float]:
    having = Counter(verdict.label for verdicts in found for verdict in verdicts)
    return {label: log(1 + len(found) / number) / log(1 + len(found)) for label, number in having.items()}


def _worth(verdict: Verdict | DirectionVerdict, rarity: Mapping[str, float]) -> float:
    return 4 * verdict.probability * (1 - verdict.probability) * rarity[verdict.label]


def _apart(found: Iterable[Question], before: Iterable[Question], most: int | None) -> list[Question]:
    """The *most* worthy of *found*, each as unlike those *before* it as its worth allows."""
    left = {question.signal.id: (question, _subject(question.signal)) for question in found}
    nearest = dict.fromkeys(left, 0.0)

    def told(subject: frozenset[str]) -> None:
        for ident, (_, words) in left.items():
            nearest[ident] = max(nearest[ident], _likeness(subject, words))

    for question in before:
        told(_subject(question.signal))
    order: list[Question] = []
    while left and (most is None or len(order) < most):
        best = min(left, key=lambda ident: (-left[ident][0].worth * (1 - nearest[ident]), ident))
        question, subject = left.pop(best)
        order.append(question)
        told(subject)
    return order


def _subject(signal: Signal) -> frozenset[str]:
    words = placed_words(Text(signal.title, signal.text))
    return frozenset(word.text for word in words if word.text not in STOPWORDS)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
