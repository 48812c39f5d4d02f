"""Signals and people → Corrections: what to ask them, what they said, and a random sample to check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from classifiers.correct import corrected, fitting, news
from classifiers.sheet import Row
from classifiers.teach import drawn
from db.open import Store
from pipeline.core.corrections import Correction, Sample
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a sheet: how many words were new, how many were known, and the lines that cannot be taken."""

    added: int
    known: int
    complaints: tuple[str, ...]


def outranked(
    week: Week, made: Mapping[str, Assessment], *, model: str, store: Store, taxonomy: Taxonomy
) -> dict[str, Assessment]:
    """The assessments that *model* made of a week's signals, with what people said put over them, by signal.

    A signal of which the model thought nothing, and a person did, has one too.
    """
    said: dict[str, list[Correction]] = {}
    for one in fitting(store.corrections.of_week(week), taxonomy):
        said.setdefault(one.signal, []).append(one)
    spoken = {s: corrected(made.get(s) or Assessment(s, model, (), ()), words) for s, words in said.items()}
    return {**made, **spoken}


def say(said: Sequence[Correction], *, store: Store) -> int:
    """Stores words that are not what the same person said before, and gives their number."""
    new = news(said, store.corrections.of_signals({one.signal for one in said}))
    store.corrections.add(new)
    return len(new)


def take(rows: Sequence[Row], *, store: Store) -> Taken:
    """Stores what stands in a sheet; lines that cannot be taken are told, and keep no other from being stored."""
    stored = store.signals.some({row.signal for row in rows if row.words})
    complaints = [(row.line, row.message) for row in rows if row.message]
    complaints += [
        (row.line, f"there is no signal {row.signal}; see `windwijzer signals list`")
        for row in rows
        if row.words and row.signal not in stored
    ]
    words = [word for row in rows if row.signal in stored for word in row.words]
    added = say(words, store=store)
    return Taken(added, len(words) - added, tuple(f"line {line}: {message}" for line, message in sorted(complaints)))


def sample(week: Week, size: int, seed: int, *, store: Store, now: datetime, zone: tzinfo) -> Sample:
    """The random sample of a week under *seed*: the one that was drawn, else a new one, stored.

    InputError when the week has not ended or has no signals, or when the sample was drawn with another *size*.
    """
    found = store.samples.get(week, seed)
    if found is None:
        if now < week.end(zone):
            raise InputError(f"{week} has not ended: a sample drawn now would miss what is still to come; take an earlier week")
        signals = [signal.id for signal in store.signals.of_week(week)]
        if not signals:
            raise InputError(f"nothing was collected for {week}; see `windwijzer status` for the weeks that have signals")
        found = Sample(week, seed, size, len(signals), now, drawn(signals, size, seed))
        if not store.samples.add(found):
            found = store.samples.get(week, seed) or found
    if found.size != size:
        raise InputError(f"the sample of {week} with seed {seed} has -n {found.size}; ask for that, or give another --seed")
    return found
