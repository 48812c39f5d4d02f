"""A history, rebuilt from what is stored: the editions of weeks that are over, one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from pipeline.app import App
from pipeline.core.errors import EditionError, InputError
from pipeline.core.model import Edition
from pipeline.core.weeks import Week, last_ended, span
from pipeline.stages.progress import Progress, silent


class Outcome(StrEnum):
    """What came of a week: its edition was made, or was there already; nothing is stored of it; or a check stopped it."""

    MADE = "made"
    KEPT = "kept"
    EMPTY = "empty"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A week of a history: how many *signals* and *stories* its edition tells, and how many were *judged* for it just now.

    *number* and *edition* are None when it has none; *message* says what stopped it.
    """

    week: Week
    outcome: Outcome
    judged: int = 0
    signals: int = 0
    stories: int = 0
    number: int | None = None
    edition: Edition | None = None
    message: str = ""


def weeks_between(first: Week, last: Week, now: datetime, zone: tzinfo) -> tuple[Week, ...]:
    """The weeks of a history, in order. InputError, with the remedy, when there are none or some have not ended at *now*."""
    if first > last:
        raise InputError(f"--from {first} comes after --to {last}; give the earlier week first")
    ended = last_ended(now, zone)
    if last > ended:
        raise InputError(
            f"--to {last} has not ended: a history goes up to {ended} at most, which is where it ends without --to"
        )
    return tuple(span(first, last))


def rebuild(app: App, weeks: Sequence[Week], progress: Progress = silent) -> Iterator[Rebuilt]:
    """Makes the edition of each of *weeks* that has signals and no edition; tells of every week as it is done.

    Works on what is stored: asks no source, delivers nothing, and leaves editions that are there as they are. So it may be
    broken off at any moment, and the next one goes on where it stopped: what was judged is not judged again. An edition made
    now says that it was issued now. *progress* is told of the judging of each week.
    """
    stored = set(app.store.signals.present())
    for week in weeks:
        yield _week(app, week, progress, stored=week in stored)


def _week(app: App, week: Week, progress: Progress, *, stored: bool) -> Rebuilt:
    kept = app.store.editions.newest(week)
    if kept is None and not stored:
        return Rebuilt(week, Outcome.EMPTY)
    judged = 0
    try:
        if kept is None:
            judged = app.classify([week], progress)
        edition = kept or app.report(week)
    except EditionError as error:
        return Rebuilt(week, Outcome.STOPPED, judged, message=str(error))
    told = app.store.stories.members(week)
    outcome = Outcome.KEPT if kept else Outcome.MADE
    return Rebuilt(week, outcome, judged, len(told), len(set(told.values())), edition.number, edition)
