"""The weeks of a trend: where each stands in its line, and what the line shows, in words. Pure."""

from collections.abc import Sequence

from pipeline.core.digest import Digest, TrendRow
from pipeline.core.findings import Point
from pipeline.core.weeks import Week
from reports.compare import LINE_WEEKS
from reports.exposure import HEARD
from reports.phrases import Phrases
from reports.tongue import N_

ONE_PEAK = N_("%(title)s: %(first)s in week %(begin)s, %(last)s in week %(end)s; at most %(most)s, in week %(peak)s.")


def lined(digest: Digest) -> bool:
    """Whether there are weeks enough to draw a line of."""
    return any(len(row.history) >= digest.news.weeks_needed for row in digest.trends)


def columns(history: Sequence[Point]) -> tuple[tuple[Week, Point | None], ...]:
    """The last twelve weeks up to the newest of *history*, each with its point; None for a week that was not collected."""
    found = {point.week: point for point in history}
    last = max(found)
    return tuple((last - back, found.get(last - back)) for back in range(LINE_WEEKS - 1, -1, -1))


def half(point: Point) -> bool:
    """Whether so little of the week was heard that it is told, not counted."""
    return point.heard < HEARD


def signs(digest: Digest, say: Phrases) -> str:
    """What the signs in the lines mean, of those that occur; "" when none does."""
    points = [point for row in digest.trends for _, point in columns(row.history)]
    said = []
    if any(point and half(point) for point in points):
        said.append(say.gettext("* and an open dot: a week that was half heard."))
    if None in points:
        said.append(say.gettext("–: a week that was not collected."))
    return " ".join(said)


def words(row: TrendRow, say: Phrases) -> str:
    """What a picture of the line shows."""
    first, last = row.history[0], row.history[-1]
    most = max(row.history, key=lambda point: (point.count, point.week))
    return say.gettext(
        ONE_PEAK,
        title=row.title,
        first=say.number(first.count),
        begin=first.week.number,
        last=say.number(last.count),
        end=last.week.number,
        most=say.number(most.count),
        peak=most.week.number,
    )


def written(row: TrendRow, say: Phrases) -> str:
    """The line's numbers in one line, each behind its week."""
    return " · ".join(f"{week.number}: {_count(point, say)}" for week, point in columns(row.history))


def _count(point: Point | None, say: Phrases) -> str:
    if point is None:
        return "–"
    return say.number(point.count) + ("*" if half(point) else "")
