"""The counts of a week beside those of the weeks before it: which stand out, and what would have been seen. Pure."""

import re
from collections.abc import Mapping, Sequence

from pipeline.core.findings import Comparison, News, Outcome, Point, Standing, Why
from pipeline.core.model import Change, WeekCounts
from pipeline.core.taxonomy import Bearing, Taxonomy
from pipeline.core.weeks import Week
from reports.change import detect
from reports.exposure import WEEKS

LINE_WEEKS = 12
"""So many weeks a trend's line shows, this one included."""

_WHYS = {"this week was half heard": Why.HALF_HEARD, "too few weeks": Why.TOO_FEW_WEEKS, "no source": Why.NOT_COMPARABLE}
_WEEKS = re.compile(r"(\d+) ordinary weeks")
_FOUND = re.compile(r"too few weeks to compare with: (\d+) heard")
_NOTHING = Comparison(Outcome.UNKNOWN, why=Why.TOO_FEW_WEEKS)


class Compared:
    """A week's counts and, for each label, how they compare with *history* (weeks before it, in any order)."""

    def __init__(self, history: Sequence[WeekCounts], current: WeekCounts) -> None:
        self._history = {Week.parse(counts.week): counts for counts in history}
        self._current = current
        self._changes = {change.label: change for change in detect(history, current)}

    def of(self, label: str) -> Comparison:
        """How a label compares; one that occurs nowhere, in a history that can be compared with, is as usual: none."""
        change = self._changes.get(label)
        if change is not None:
            return _comparison(change)
        like = next(iter(self._changes.values()), None)
        if like is None:
            return _NOTHING
        known = _comparison(like)
        return known if known.outcome is Outcome.UNKNOWN else Comparison(Outcome.USUAL, 0.0, 0, 0, known.weeks)

    def line(self, label: str) -> tuple[Point, ...]:
        """The counts of the last `LINE_WEEKS` weeks, oldest first, this one last; a week not collected is left out."""
        this = Week.parse(self._current.week)
        found = [(this - back, self._history.get(this - back)) for back in range(LINE_WEEKS - 1, 0, -1)]
        return tuple(_point(week, counts, label) for week, counts in (*found, (this, self._current)) if counts)

    def quiet_weeks(self, label: str) -> int:
        """How many weeks in a row, this one the last, had no story with *label*; a week not collected ends the row."""
        weeks, week = 0, Week.parse(self._current.week)
        counts: WeekCounts | None = self._current
        while counts is not None and not _count(counts, label):
            weeks += 1
            counts = self._history.get(week - weeks)
        return weeks

    def news(self, taxonomy: Taxonomy, lang: str, stories: Mapping[str, tuple[str, ...]]) -> News:
        """What stands out, and what would have; *stories* gives the ids that each count rests on, by label.

        Titles are those of the language *lang*.
        """
        titles = _titles(taxonomy, lang)
        standings = [
            Standing(label, title, bearing, len(stories.get(label, ())), self.of(label), stories.get(label, ()))
            for label, (title, bearing) in titles.items()
        ]
        out = sorted((one for one in standings if one.comparison.stands_out), key=_oddness)
        compared = [s for s in standings if s.bearing is None and s.comparison.outcome is Outcome.USUAL]
        nearest = min((s for s in compared if s.comparison.expected), key=_smallest, default=None)
        unknown = next((s.comparison.why for s in standings if s.comparison.why), None)
        return News(tuple(out), nearest, unknown, self._weeks(), WEEKS)

    def _weeks(self) -> int:
        """How many weeks there are to compare with."""
        for change in self._changes.values():
            found = _WEEKS.search(change.reason) or _FOUND.search(change.reason)
            return int(found[1]) if found else 0
        return 0


def _comparison(change: Change) -> Comparison:
    outcome = Outcome(change.verdict)
    if change.low is None or change.high is None or outcome is Outcome.UNKNOWN:
        why = next(why for start, why in _WHYS.items() if change.reason.startswith(start))
        return Comparison(outcome, why=why)
    weeks = _WEEKS.search(change.reason)
    expected = None if change.expected is None else round(change.expected, 1)
    return Comparison(outcome, expected, int(change.low), int(change.high), int(weeks[1]) if weeks else 0)


def _titles(taxonomy: Taxonomy, lang: str) -> dict[str, tuple[str, Bearing | None]]:
    """Every label that is compared, with the title of its trend or direction and its bearing."""
    titles: dict[str, tuple[str, Bearing | None]] = {t.id: (t.names[lang], None) for t in taxonomy.trends}
    for direction in taxonomy.directions:
        titles[direction.id] = (direction.names[lang], None)
        for bearing in (Bearing.MEE, Bearing.TEGEN):
            titles[f"{direction.id}/{bearing}"] = (direction.names[lang], bearing)
    return titles


def _oddness(one: Standing) -> tuple[float, str]:
    """Most unlike the usual first: by its ratio to what was expected, whichever way."""
    expected, count = (one.comparison.expected or 0.0) + 0.5, one.count + 0.5
    return -max(expected / count, count / expected), one.label


def _smallest(one: Standing) -> tuple[float, str]:
    return ((one.comparison.high or 0) + 1) / (one.comparison.expected or 1.0), one.label


def _count(counts: WeekCounts, label: str) -> int:
    return sum(source.labels.get(label, 0) for source in counts.sources.values())


def _point(week: Week, counts: WeekCounts, label: str) -> Point:
    heard = [source.heard for source in counts.sources.values()]
    return Point(week, _count(counts, label), round(sum(heard) / len(heard), 2) if heard else 0.0)
