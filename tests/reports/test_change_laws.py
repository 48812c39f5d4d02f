"""Laws of what is called more, fewer, usual or unknown, over generated weeks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import SourceCount, WeekCounts
from pipeline.core.weeks import Week
from reports.change import detect

FIRST = Week(2025, 1)
NAMES = ("a", "b", "c", "d", "e", "f")

laws = settings(deadline=None, max_examples=60, derandomize=True)
counts = st.builds(
    lambda stories, labels, heard: SourceCount(stories + sum(labels.values()), labels, heard),
    st.integers(0, 200),
    st.dictionaries(st.sampled_from(["t", "d", "d/wind-mee", "d/wind-tegen"]), st.integers(0, 60)),
    st.sampled_from([0.0, 0.3, 0.7, 0.95, 1.0]),
)
sources = st.dictionaries(st.sampled_from(NAMES), counts)


@laws
@given(st.lists(sources, max_size=9), sources, st.sampled_from([0.01, 0.05, 0.3]))
def test_laws_of_any_weeks(past: list[dict[str, SourceCount]], now: dict[str, SourceCount], level: float) -> None:
    """Counts are those of the week; the verdict is what the numbers say.

    A stricter level calls nothing that a looser one does not.
    """
    history = [WeekCounts(str(FIRST + n), week) for n, week in enumerate(past)]
    current = WeekCounts(str(FIRST + len(past)), now)
    changes = detect(history, current, level=level)
    assert {c.label for c in changes} == {label for week in (*past, now) for source in week.values() for label in source.labels}
    for change in changes:
        assert change.count == sum(source.labels.get(change.label, 0) for source in now.values())
        assert change.reason
        if change.verdict == "unknown":
            assert (change.expected, change.low, change.high) == (None, None, None)
            continue
        assert change.expected is not None
        assert change.low is not None
        assert change.high is not None
        assert 0 <= change.low <= change.high
        assert change.low - 1 < change.expected < change.high + 1
        said = "more" if change.count > change.high else "fewer" if change.count < change.low else "usual"
        assert change.verdict == said
    strict = {c.label for c in detect(history, current, level=level / 10) if c.verdict in {"more", "fewer"}}
    assert strict <= {c.label for c in changes if c.verdict in {"more", "fewer"}}


@laws
@given(st.lists(sources, min_size=4, max_size=8), sources, st.randoms(use_true_random=False))
def test_order_of_weeks_and_names_of_sources_do_not_matter(
    past: list[dict[str, SourceCount]], now: dict[str, SourceCount], random: object
) -> None:
    """The calendar orders the weeks; a source's name means nothing."""
    history = [WeekCounts(str(FIRST + n), week) for n, week in enumerate(past)]
    current = WeekCounts(str(FIRST + len(past)), now)
    again = [WeekCounts(w.week, {f"z{name}": c for name, c in reversed(w.sources.items())}) for w in reversed(history)]
    renamed = WeekCounts(current.week, {f"z{name}": c for name, c in now.items()})
    assert [(c.label, c.verdict, c.low, c.high) for c in detect(history, current)] == [
        (c.label, c.verdict, c.low, c.high) for c in detect(again, renamed)
    ]
