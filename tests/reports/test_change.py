"""Is it news or noise: what is called more, fewer, usual or unknown, and why."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from pipeline.core.model import Change, SourceCount, WeekCounts
from pipeline.core.weeks import Week
from reports.change import detect
from tests.reports.ordinary import CALM, ORDINARY, weeks

FIRST = Week(2025, 1)
NAMES = ("a", "b", "c", "d", "e", "f")


def _count(labels: Mapping[str, int], *, others: int = 100, heard: float = 1.0) -> SourceCount:
    return SourceCount(others + sum(labels.values()), dict(labels), heard)


def _week(number: int, labels: Mapping[str, int], *, others: int = 100, heard: float = 1.0) -> WeekCounts:
    return WeekCounts(str(FIRST + number), {name: _count(labels, others=others, heard=heard) for name in NAMES})


def _lump(number: int, count: float) -> WeekCounts:
    """All that is told, told by one source."""
    return WeekCounts(str(FIRST + number), {name: _count({"t": int(count) if name == "a" else 0}) for name in NAMES})


def _steady(many: int = 12, mean: float = 6.0, *, seed: int = 3) -> list[WeekCounts]:
    rng = np.random.default_rng(seed)
    return [
        WeekCounts(str(FIRST + n), {s: _count({"t": int(rng.poisson(mean))}, others=int(rng.integers(95, 106))) for s in NAMES})
        for n in range(many)
    ]


def _only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def test_a_week_like_the_others_is_usual_and_says_what_would_have_been_seen() -> None:
    """Expected is the mean of history; the reason names the smallest change that would have stood out, on either side."""
    change = _only(detect(_steady(), _week(12, {"t": 6})))
    assert change.expected is not None
    assert change.low is not None
    assert change.high is not None
    assert (change.count, change.verdict) == (36, "usual")
    assert 32 < change.expected < 40
    assert f"{change.high + 1:g} or more would stand out, {change.low - 1:g} or fewer" in change.reason


def test_bounds_are_where_the_verdict_turns() -> None:
    """One story beyond the interval is called, one inside is not."""
    history = _steady()
    usual = _only(detect(history, _week(12, {"t": 6})))
    assert usual.low is not None
    assert usual.high is not None
    for count, verdict in ((usual.high + 1, "more"), (usual.high, "usual"), (usual.low, "usual"), (usual.low - 1, "fewer")):
        assert _only(detect(history, _lump(12, count))).verdict == verdict


def test_until_four_weeks_nothing_is_said() -> None:
    """Three weeks of history are too few, four are enough."""
    three = _only(detect(_steady(3), _week(3, {"t": 60})))
    assert (three.verdict, three.expected, three.low, three.high) == ("unknown", None, None, None)
    assert three.reason == "too few weeks to compare with: 3 heard, 4 needed"
    assert three.count == 360
    assert _only(detect(_steady(4), _week(4, {"t": 60}))).verdict == "more"
    assert _only(detect([], _week(0, {"t": 1}))).verdict == "unknown"


def test_a_feed_that_is_down_is_no_fall() -> None:
    """With half of the sources down, half of the stories are expected; the same count from all of them is a fall."""
    history = _steady(mean=16)
    sources = {name: _count({"t": 16}) if name in "abc" else SourceCount(0, {}, 0.0) for name in NAMES}
    down = _only(detect(history, WeekCounts(str(FIRST + 12), sources)))
    assert down.expected == pytest.approx(48, abs=6)
    assert down.verdict == "usual"
    assert "sources not compared, new or half heard: 3" in down.reason
    assert _only(detect(history, _week(12, {"t": 8}))).verdict == "fewer"


def test_a_feed_that_was_down_in_history_does_not_lower_what_is_usual() -> None:
    """Weeks in which a third of the sources were down count for what the others told."""
    history = [
        replace(week, sources={**week.sources, **{s: SourceCount(0, {}, 0.0) for s in ("e", "f") if n < 8}})
        for n, week in enumerate(_steady())
    ]
    assert _only(detect(history, _week(12, {"t": 6}))).expected == pytest.approx(36, abs=5)


def test_an_added_feed_is_told_and_not_counted() -> None:
    """What a new source tells stands in count and expectation alike, until it has been heard for four weeks."""
    history = _steady()
    added = WeekCounts(str(FIRST + 12), {**_week(12, {"t": 6}).sources, "new": _count({"t": 70})})
    change = _only(detect(history, added))
    plain = _only(detect(history, _week(12, {"t": 6})))
    assert (change.count, change.verdict) == (plain.count + 70, "usual")
    assert plain.expected is not None
    assert change.expected == pytest.approx(plain.expected + 70)
    assert "sources not compared, new or half heard: 1" in change.reason
    grown = [replace(w, sources={**w.sources, "new": _count({"t": 70})}) if n >= 8 else w for n, w in enumerate(history)]
    assert "not compared" not in _only(detect(grown, added)).reason


def test_a_retired_feed_is_no_fall() -> None:
    """A source that is not there any more takes its part of history with it."""
    history = [replace(w, sources={**w.sources, "gone": _count({"t": 60}, others=300)}) for w in _steady()]
    change = _only(detect(history, _week(12, {"t": 6})))
    assert change.expected == pytest.approx(36, abs=5)
    assert change.verdict == "usual"


@pytest.mark.parametrize(("others", "heard"), [(40, 0.4), (40, 1.0)])
def test_a_week_half_heard_is_told_not_counted(others: int, heard: float) -> None:
    """Whether the sources say so, or all of them went quiet at once, which is our own outage."""
    change = _only(detect(_steady(), _week(12, {"t": 2}, others=others, heard=heard)))
    assert (change.count, change.verdict) == (12, "unknown")
    assert change.reason == "this week was half heard: it is told, not counted"


def test_a_half_heard_week_of_history_does_not_count() -> None:
    """It lowers nothing, and the reason says that it was left out."""
    history = _steady()
    history[5] = _week(5, {"t": 2}, heard=0.4)
    change = _only(detect(history, _week(12, {"t": 6})))
    assert change.expected == pytest.approx(36, abs=4)
    assert "weeks not counted, half heard: 1" in change.reason


@pytest.mark.parametrize("part", [0.65, 1.8])
def test_all_sources_louder_or_quieter_at_once_is_no_news(part: float) -> None:
    """Our own collector swings: every label of every source with it. The same stories at an unchanged volume are news."""
    history = _steady(mean=30)
    swung = _only(detect(history, _week(12, {"t": round(30 * part)}, others=round(100 * part))))
    assert swung.verdict == "usual"
    assert swung.expected == pytest.approx(180 * part, rel=0.1)
    assert _only(detect(history, _week(12, {"t": round(30 * part)}))).verdict != "usual"


def test_one_loud_source_is_no_swing() -> None:
    """A source that tells three times as much of other things changes nothing."""
    loud = WeekCounts(str(FIRST + 12), {**_week(12, {"t": 6}).sources, "a": _count({"t": 6}, others=300)})
    plain = _only(detect(_steady(), _week(12, {"t": 6})))
    assert plain.expected is not None
    assert _only(detect(_steady(), loud)).expected == pytest.approx(plain.expected, rel=0.03)


def test_a_season_is_expected_where_a_year_is_there() -> None:
    """Fourteen months of a label that doubles in its season: the height of the season is usual, the same in a dip is not."""
    rng = np.random.default_rng(1)

    def year(number: int) -> float:
        return float(8 * np.exp(0.7 * np.cos(2 * np.pi * number / 52.18)))

    history = [WeekCounts(str(FIRST + n), {s: _count({"t": int(rng.poisson(year(n)))}) for s in NAMES}) for n in range(104)]
    height = _only(detect(history, _week(104, {"t": 16})))
    assert height.verdict == "usual"
    assert height.expected == pytest.approx(6 * year(104), rel=0.15)
    assert _only(detect(history[:78], _week(78, {"t": 16}))).verdict == "more"
    # half a year is too short to know a season: what is usual is the mean of those weeks
    short = _only(detect(history[78:], _week(104, {"t": 16})))
    assert short.expected == pytest.approx(6 * np.mean([year(n) for n in range(78, 104)]), rel=0.1)


def test_what_is_called_depends_on_how_many_were_looked_at() -> None:
    """A count that stands out alone does not among two hundred labels."""
    history = _steady()
    alone = _only(detect(history, _week(12, {"t": 6})))
    assert alone.high is not None
    rng = np.random.default_rng(8)
    many = [f"l{n:03}" for n in range(200)]

    def beside(week: WeekCounts) -> WeekCounts:
        return replace(
            week,
            sources={
                s: replace(c, labels={**c.labels, **{one: int(rng.poisson(2)) for one in many}})
                for s, c in week.sources.items()
            },
        )

    sources = {name: SourceCount(100, {"t": 0}, 1.0) for name in NAMES} | {
        "a": SourceCount(100, {"t": int(alone.high) + 1}, 1.0)
    }
    week = WeekCounts(str(FIRST + 12), sources)
    assert _only(detect(history, week)).verdict == "more"
    crowd = {c.label: c for c in detect([beside(w) for w in history], beside(week))}
    assert crowd["t"].verdict == "usual"
    assert crowd["t"].high is not None
    assert crowd["t"].high > alone.high


def test_the_latest_half_year_says_what_is_usual() -> None:
    """By the calendar, in whatever order the weeks are given; by place when their names are no weeks."""
    history = [*_steady(14, 30.0), *_steady(40)[14:]]
    current = _week(40, {"t": 6})
    assert _only(detect(history, current)).expected == pytest.approx(36, abs=3)
    assert detect(history[::-1], current) == detect(history, current)
    unnamed = [replace(week, week=f"week {n}") for n, week in enumerate(history)]
    assert detect(unnamed, replace(current, week="now")) == detect(history, current)


def test_every_label_has_one_change_in_order() -> None:
    """Trends, directions, bearings; also what occurs only in history, or only now."""
    history = [_week(n, {"robotisering": 3, "interactie": 2, "interactie/wind-mee": 1}) for n in range(6)]
    changes = detect(history, _week(6, {"robotisering": 3, "interactie": 2, "interactie/wind-tegen": 1}))
    assert [c.label for c in changes] == ["interactie", "interactie/wind-mee", "interactie/wind-tegen", "robotisering"]
    assert [c.count for c in changes] == [12, 0, 6, 18]


def test_no_labels_no_changes() -> None:
    """Nothing occurred, nothing is said."""
    assert detect([_week(n, {}) for n in range(6)], _week(6, {})) == ()


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    """With a remedy."""
    with pytest.raises(ValueError, match=r"give a probability between 0 and 1"):
        detect([], _week(0, {"t": 1}), level=level)


def test_ordinary_weeks_are_left_alone() -> None:
    """The bench in short: of 80 ordinary histories, bursty, with outages and errors, few carry an alarm (5 % expected)."""
    alarms = 0
    for number in range(80):
        history, current = weeks(np.random.default_rng((2, number)), ORDINARY)
        alarms += any(change.verdict in {"more", "fewer"} for change in detect(history, current))
    assert alarms <= 9


@pytest.mark.parametrize(("label", "times"), [("trend-1", 2.5), ("direction-2", 3.5)])
def test_a_planted_change_is_found(label: str, times: float) -> None:
    """A label that is two or three times as frequent is mostly found, with its bearings or without."""
    found = 0
    for number in range(30):
        history, current = weeks(np.random.default_rng((3, number)), replace(CALM, planted={label: times}))
        found += next(c.verdict for c in detect(history, current) if c.label == label) == "more"
    assert found >= 20
