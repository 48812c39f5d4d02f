"""What stands where in a digest, by example."""

from datetime import timedelta

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.digest import DirectionBlock
from pipeline.core.findings import Outcome, Why
from pipeline.core.ledger import Coverage
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from reports.hearing import Fetch
from tests.reports.stories import (
    DIRECTIONS,
    SEEN,
    SOURCES,
    TAXONOMY,
    TRENDS,
    WEEK,
    Told,
    against,
    background,
    counted,
    digest,
    late_story,
    opinion,
    source,
    story,
)

FIRST = next(d for d in TAXONOMY.directions if d.id == DIRECTIONS[0])


def _block(told: Told, direction: str = DIRECTIONS[0]) -> DirectionBlock:
    return next(d for q in digest(told).questions for d in q.directions if d.id == direction)


@pytest.mark.parametrize(
    ("count", "publishers", "named"),
    [
        (3, ("A", "B", "C"), True),
        (2, ("A", "B", "C"), False),
        (3, ("A", "B"), False),
        (9, ("A",), False),
        (4, ("A", "B", "C"), True),
    ],
)
def test_headline_names_headwind_only_when_it_is_enough(count: int, publishers: tuple[str, ...], named: bool) -> None:  # noqa: FBT001
    """A headwind makes the headline and the subject from three stories of three publishers."""
    found = digest(against(count, publishers))
    assert ("tegenwind" in found.headline, "tegenwind" in found.subject) == (named, named)
    if named:
        assert found.headline == f"{count} trendsignalen; tegenwind voor {FIRST.names['nl']}"
        assert found.subject == f"Trendsignalen week 47: {count} signalen, tegenwind voor richting {FIRST.number}"


def test_many_voices_of_one_story_are_no_headline() -> None:
    """One story that five publishers bring is one story."""
    told = against(1, ("A",))
    loud = Told((story("t0", publishers=("A", "B", "C", "D", "E")),), told.opinions)
    assert digest(loud).headline == "1 trendsignaal deze week"


def test_publishers_of_a_tailwind_do_not_count_for_a_headwind() -> None:
    """Three headwinds of two publishers stay two publishers, whoever brings the tailwind."""
    told = against(3, ("A", "B"))
    more = story("m", publishers=("C",))
    with_tail = Told((*told.stories, more), (*told.opinions, opinion("m", directions={DIRECTIONS[0]: Bearing.MEE})))
    assert "tegenwind" not in digest(with_tail).headline


def test_headline_takes_strongest_headwind_then_lowest_number() -> None:
    """Of two directions with the same headwind the one with the lowest number is named; of unequal ones the strongest."""
    one, two = DIRECTIONS[0], DIRECTIONS[1]
    stories = tuple(story(f"t{n}", publishers=(f"P{n}",)) for n in range(4))
    both = tuple(opinion(s.id, directions={two: Bearing.TEGEN, one: Bearing.TEGEN}) for s in stories[:3])
    assert digest(Told(stories[:3], both)).subject.endswith("richting 1")
    stronger = (*both, opinion("t3", directions={two: Bearing.TEGEN}))
    assert digest(Told(stories, stronger)).subject.endswith("richting 2")


def test_week_without_a_signal_says_so() -> None:
    """A week of nothing, and a week of stories without a label, are quiet weeks and no errors."""
    for told in (Told((), ()), Told((story("a"), story("b")), ())):
        found = digest(told)
        assert found.headline == "Weinig signalen deze week"
        assert found.subject == "Trendsignalen week 47: 0 signalen"
        assert (found.lead, found.undirected, found.apart, found.review, found.stories) == ((), (), (), (), ())
        assert found.counts.unlabelled == len(told.stories)


def test_headwind_takes_third_place_of_a_direction() -> None:
    """When the three best have no wind tegen, the best with it stands third, and the rest are counted."""
    order = {f"m{n}": opinion(f"m{n}", directions={DIRECTIONS[0]: Bearing.MEE}, probability=0.99) for n in range(8)}
    against_it = opinion("z", directions={DIRECTIONS[0]: Bearing.TEGEN}, probability=0.5)
    stories = [story(i, publishers=(i, "X", "Y", "Z")) for i in order] + [story("z", publishers=("z",))]
    block = _block(Told(tuple(stories), (*order.values(), against_it)))
    shown = [c.id for c in block.cards] + [m.id for m in block.mentions]
    assert set(shown) == {"m0", "m1", "z"}
    assert (block.mee, block.tegen, block.more) == (8, 1, 6)


@pytest.mark.parametrize(
    ("earlier", "weeks"),
    [
        ({}, 1),
        ({1: {}}, 2),
        ({1: {DIRECTIONS[0]: 0}, 2: {DIRECTIONS[0]: 0}}, 3),
        ({1: {DIRECTIONS[0]: 0}, 2: {DIRECTIONS[0]: 4}}, 2),
        ({1: {DIRECTIONS[0]: 2}}, 1),
        ({2: {DIRECTIONS[0]: 0}}, 1),
    ],
)
def test_quiet_weeks_run_back_to_a_story_or_a_missing_week(earlier: dict[int, dict[str, int]], weeks: int) -> None:
    """A silence is as long as the weeks before prove; a week that was not collected ends the proof."""
    history = [counted(WEEK - back, labels) for back, labels in earlier.items()]
    found = digest(Told((), ()), given=background(history))
    assert found.questions[0].directions[0].id == DIRECTIONS[0]
    assert found.questions[0].directions[0].quiet_weeks == weeks


def test_trends_stand_beside_the_weeks_before_them() -> None:
    """A trend has what is usual when there are weeks enough to say so, and its line of weeks."""
    told = Told((story("a"),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    weeks = [counted(WEEK - back, {TRENDS[0]: 3}) for back in range(6, 0, -1)]
    heard = {"nieuws": Coverage(WEEK, "nieuws", 1.0)}
    row = digest(told, given=background(weeks, coverage=heard)).trends[0]
    assert [point.count for point in row.history] == [3, 3, 3, 3, 3, 3, 1]
    assert (row.count, row.publishers, row.comparison.outcome) == (1, 1, Outcome.USUAL)
    assert row.comparison.low is not None
    assert row.comparison.high is not None
    assert row.comparison.low <= 3 <= row.comparison.high
    alone = digest(told).trends[0]
    assert (alone.comparison.why, len(alone.history)) == (Why.HALF_HEARD, 1)


def test_undirected_gives_each_trend_its_best_before_a_second() -> None:
    """Six titles at most: one trend with many stories does not push out another."""
    ids = [(f"a{n:02d}", TRENDS[0]) for n in range(12)] + [("z1", TRENDS[1]), ("z2", TRENDS[2])]
    stories = tuple(story(i, publishers=("A",)) for i, _ in ids)
    blocks = digest(Told(stories, tuple(opinion(i, {t: Decision.YES}, probability=0.9) for i, t in ids))).undirected
    by_trend = {b.id: b for b in blocks}
    assert [b.id for b in blocks] == [t for t in TRENDS if t in by_trend]
    assert [len(by_trend[t].cards) for t in TRENDS[:3]] == [4, 1, 1]
    assert by_trend[TRENDS[0]].more == 12 - 4 - 2


def test_kinds_that_would_drown_stand_apart() -> None:
    """Three foreign stories that stand nowhere above are told apart; the others are counted."""
    ids = [f"b{n:02d}" for n in range(14)]
    stories = tuple(story(i, kind="buitenland", publishers=("A",)) for i in ids)
    found = digest(Told(stories, tuple(opinion(i, directions={DIRECTIONS[0]: Bearing.RAAKT}) for i in ids)))
    told_above = {c.id for c in found.lead} | {c.id for q in found.questions for d in q.directions for c in d.cards}
    (apart,) = found.apart
    assert (apart.id, apart.title, len(apart.cards)) == ("buitenland", "Buitenland", 3)
    assert apart.more == 14 - 3 - len(told_above)


def test_review_holds_the_five_nearest_to_yes() -> None:
    """Stories on which the model is unsure come likeliest first, then by id, five at most; all are counted."""
    stories = tuple(story(f"r{n}") for n in range(7))
    opinions = tuple(
        opinion(s.id, {TRENDS[0]: Decision.UNSURE}, probability=0.4 + (n == 5) / 10) for n, s in enumerate(stories)
    )
    found = digest(Told(stories, opinions))
    assert [r.card.id for r in found.review] == ["r5", "r0", "r1", "r2", "r3"]
    assert (found.counts.unsure, found.counts.labelled, len(found.stories)) == (7, 0, 7)


def test_labelled_story_with_a_doubt_is_counted_once() -> None:
    """A story with a sure and an unsure label is labelled, stands for review and counts in one place."""
    found = digest(Told((story("a"),), (opinion("a", {TRENDS[0]: Decision.YES}, doubtful=[DIRECTIONS[1]]),)))
    assert (found.counts.labelled, found.counts.unsure, len(found.stories), len(found.review)) == (1, 0, 1, 1)
    assert [d.label for d in found.review[0].doubts] == [DIRECTIONS[1]]


def test_old_story_is_left_out_even_with_a_label() -> None:
    """A story of more than eight weeks ago is counted as old and told nowhere, not even for review."""
    old, late = late_story("old", timedelta(weeks=8, seconds=1)), late_story("late", timedelta(weeks=8))
    opinions = tuple(opinion(i, directions={DIRECTIONS[0]: Bearing.TEGEN}, doubtful=[DIRECTIONS[1]]) for i in ("old", "late"))
    found = digest(Told((old, late), opinions))
    assert [c.id for c in found.stories] == ["late"]
    assert (found.counts.old, found.counts.late, found.counts.labelled) == (1, 1, 1)


OK, BAD, SLOW = SourceState.FETCHED, SourceState.HTTP_ERROR, SourceState.TIMEOUT


@pytest.mark.parametrize(
    ("answers", "place", "why"),
    [
        ([(OK, "")], "heard", ""),
        ([(SourceState.NOT_MODIFIED, ""), (SourceState.UNCHANGED, "")], "heard", ""),
        ([(OK, ""), (BAD, "500")], "partly", "500"),
        ([(SLOW, "te traag"), (OK, "")], "partly", "te traag"),
        ([(SLOW, "te traag"), (BAD, "500")], "silent", "500"),
        ([(SourceState.EMPTY, "leeg")], "silent", "leeg"),
        ([], "silent", "never asked"),
    ],
)
def test_hearing_tells_whole_partly_and_silent(answers: list[tuple[SourceState, str]], place: str, why: str) -> None:
    """A source is heard when all its answers were good, partly when some were, else silent, with the last trouble."""
    fetches: list[Fetch] = [("nieuws", SEEN + timedelta(hours=n), state, word) for n, (state, word) in enumerate(answers)]
    found = digest(Told((), ()), given=background(fetches=fetches, sources={"nieuws": SOURCES["nieuws"]})).hearing
    notes = {"partly": found.partly, "silent": found.silent}.get(place, ())
    assert [n.message for n in notes] == ([why] if place != "heard" else [])
    assert found.expected == 1 == found.heard + len(found.partly) + len(found.silent)


def test_sources_that_nobody_asks_are_not_expected() -> None:
    """A source without an address is entered by hand, so its silence is no news."""
    hand = {"werk": source("werk", kind="werksessie", url=None)}
    found = digest(Told((), ()), given=background(fetches=[], sources=hand)).hearing
    assert (found.expected, found.heard, found.partly, found.silent) == (0, 0, (), ())
