"""Signals → Assessments: what a model has not judged yet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Protocol

from db.open import Store
from db.store.runs import FAILED
from pipeline.core.model import Assessment, Signal
from pipeline.core.weeks import Week
from pipeline.stages.progress import Progress, silent


class Judge(Protocol):
    """What classify needs of an engine."""

    @property
    def model(self) -> str:
        """The fingerprint that its assessments carry."""

    def assess(self, signals: Iterable[Signal]) -> Iterator[Assessment]:
        """An assessment for each signal, in order."""


def classify(
    weeks: Sequence[Week], *, store: Store, judge: Judge, now: datetime, batch: int = 1000, progress: Progress = silent
) -> int:
    """Judges the signals of *weeks* that this model has not judged, and gives their number."""
    waiting = store.signals.unassessed(judge.model, weeks)
    run = store.runs.begin("classify", now)
    done = 0
    try:
        opinions = judge.assess(waiting)
        while made := list(islice(opinions, batch)):
            store.assessments.add(made, now)
            done += len(made)
            progress(done, len(waiting))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    store.runs.end(run, now, ledger={"assessed": done})
    return done
