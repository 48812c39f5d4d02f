"""How often labels truly occur: which samples may be used, what is counted, and what is said when there is nothing to go by."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.open import Store, open_store
from pipeline.core.corrections import WHOLE, Correction, Ruling, Sample
from pipeline.core.estimates import Estimate, Estimated, Rule
from pipeline.core.model import Assessment, Decision, Story, Verdict, WeekReason
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.stages.estimate import estimate
from pipeline.stages.review import sample
from tests.db.nouns import NOW, WEEK, brought, ledger, signal, source, story

SIZE = 120
HOUR = timedelta(hours=1)
GIVEN = [f"s{n:03}" for n in range(0, SIZE, 6)]
"""Twenty signals of a week that the model gives robotisering; it is right in every second."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with two weeks of 120 signals, judged by one model an hour ago."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    opened.sources.save([source("meeuw")], NOW)
    for week in (WEEK - 1, WEEK):
        found = [signal(f"{name(week)}{n:03}", week=week, published=NOW - timedelta(days=2, minutes=n)) for n in range(SIZE)]
        opened.collecting.add(opened.runs.begin("collect", NOW), [brought(ledger(), *found)], NOW)
    judge(opened, "m1", WEEK)
    judge(opened, "m1", WEEK - 1)
    yield opened
    opened.close()


def name(week: Week) -> str:
    """How the ids of a week's signals begin."""
    return "s" if week == WEEK else "r"


def judge(store: Store, model: str, week: Week, ago: timedelta = HOUR, given: Decision = Decision.YES) -> None:
    """A model's opinions of a whole week."""
    verdict = Verdict("robotisering", 0.6, given)
    made = [
        Assessment(one.id, model, (verdict,) if one.id[1:] in {g[1:] for g in GIVEN} else (), ())
        for one in store.signals.of_week(week)
    ]
    store.assessments.add(made, NOW - ago)


def check(store: Store, drawn: Sample, most: int = SIZE, *, later: timedelta = timedelta(0)) -> None:
    """People look at the first *most* members of a sample: of what was given, every second holds."""
    said = []
    for ident in drawn.signals[:most]:
        if ident[1:] in {g[1:] for g in GIVEN}:
            value = Ruling.RIGHT if int(ident[1:]) % 12 == 0 else Ruling.WRONG
            said.append(Correction(ident, "robotisering", value, "Noor", NOW + later))
        said.append(Correction(ident, WHOLE, Ruling.CHECKED, "Noor", NOW + later))
    store.corrections.add(said)


def draw(store: Store, size: int, week: Week = WEEK, seed: int = 0) -> Sample:
    """A sample, now."""
    return sample(week, size, seed, store=store, now=NOW, zone=HOUSE_ZONE)


def stories(store: Store, week: Week = WEEK) -> tuple[Story, ...]:
    """A story for each signal."""
    return tuple(story(one) for one in store.signals.of_week(week))


def found(store: Store, taxonomy: Taxonomy, told: tuple[Story, ...] | None = None, model: str = "m1") -> Estimated:
    """What is estimated."""
    return estimate(WEEK, stories(store) if told is None else told, store=store, taxonomy=taxonomy, model=model)


def robots(of: Estimated) -> Estimate:
    """Of the one label that the model gives."""
    return next(one for one in of.estimates if one.label == "robotisering")


def test_counts_are_corrected_from_a_checked_sample(store: Store, taxonomy: Taxonomy) -> None:
    """The model's count, less what people took off in the sample; the estimate is lower, with every label of the taxonomy."""
    check(store, draw(store, 80))
    told = found(store, taxonomy)
    assert (told.week, told.stories, told.checked, told.earlier, told.missing) == (WEEK, SIZE, 80, (), "")
    assert [one.label for one in told.estimates] == list(taxonomy.labels)
    one = robots(told)
    wrong = sum(c.value is Ruling.WRONG for c in store.corrections.of_week(WEEK))
    assert (one.counted, one.checked, one.rule) == (20 - wrong, 80, Rule.SAMPLE)
    assert one.low <= 10 <= one.high < one.counted + 3
    assert one.estimate < one.counted


def test_whoever_looked_at_all_need_not_estimate(store: Store, taxonomy: Taxonomy) -> None:
    """Low is high, and the rule says that it is known; of one label alone too."""
    check(store, draw(store, SIZE))
    one = robots(found(store, taxonomy))
    assert one == Estimate("robotisering", 10, 10, 10, 10, SIZE, Rule.KNOWN)


def test_stories_are_counted_by_their_leads(store: Store, taxonomy: Taxonomy) -> None:
    """Members of the sample that lead no story are left out, and so are stories too old to be told."""
    check(store, draw(store, SIZE))
    signals = store.signals.of_week(WEEK)
    together = replace(story(signals[0]), signals=signals[:40])
    old = replace(signals[40], week_reason=WeekReason.LATE, published=NOW - timedelta(weeks=20))
    told = found(store, taxonomy, (together, story(old), *map(story, signals[41:])))
    assert (told.stories, told.checked) == (80, 80)
    held = [s.id for s in (signals[0], *signals[41:]) if int(s.id[1:]) % 12 == 0]
    assert robots(told).estimate == robots(told).counted == len(held)


def test_only_what_was_checked_without_a_gap_is_the_sample(store: Store, taxonomy: Taxonomy) -> None:
    """What was checked after the first that was passed over is known, but stands for nothing else."""
    drawn = draw(store, 100)
    check(store, drawn, 60)
    first = found(store, taxonomy)
    check(store, replace(drawn, signals=drawn.signals[61:]))
    gap = found(store, taxonomy)
    assert (first.checked, gap.checked) == (60, 60)
    assert robots(gap).high - robots(gap).low < robots(first).high - robots(first).low
    check(store, replace(drawn, signals=drawn.signals[60:61]))
    assert found(store, taxonomy).checked == 100


def test_two_samples_of_a_week_are_one(store: Store, taxonomy: Taxonomy) -> None:
    """What both drew counts once."""
    one, other = draw(store, 40), draw(store, 40, seed=1)
    check(store, one)
    check(store, other)
    assert found(store, taxonomy).checked == len({*one.signals, *other.signals}) < 80


def test_samples_of_earlier_weeks_are_used_for_the_same_model(store: Store, taxonomy: Taxonomy) -> None:
    """They narrow the interval; those that another model judged are left alone, and so are those not checked."""
    draw(store, 100, WEEK - 1)
    check(store, draw(store, 60))
    alone = found(store, taxonomy)
    assert alone.earlier == ()
    check(store, draw(store, 100, WEEK - 1))
    helped = found(store, taxonomy)
    assert helped.earlier == (WEEK - 1,)
    assert robots(helped).rule is Rule.SAMPLES
    widths = [sum(one.high - one.low for one in told.estimates) for told in (helped, alone)]
    assert widths[0] < widths[1]
    judge(store, "m2", WEEK)
    assert found(store, taxonomy, model="m2") == replace(alone, estimates=found(store, taxonomy, model="m2").estimates)


def test_a_model_that_may_have_learned_from_the_sample_is_not_measured_by_it(store: Store, taxonomy: Taxonomy) -> None:
    """The model before it is: what that one gave is corrected, whatever the new one gives."""
    check(store, draw(store, 80))
    before = found(store, taxonomy)
    judge(store, "m2", WEEK, -HOUR, Decision.NO)
    after = found(store, taxonomy, model="m2")
    assert [replace(one, counted=0) for one in after.estimates] == [replace(one, counted=0) for one in before.estimates]
    right = sum(c.value is Ruling.RIGHT for c in store.corrections.of_week(WEEK))
    assert robots(after).counted == right < robots(before).counted


def test_sample_drawn_later_serves_the_model_that_came_in_between(store: Store, taxonomy: Taxonomy) -> None:
    """It is there before this one is checked; the model before it did not judge all of it."""
    check(store, draw(store, 60))
    store.collecting.add(
        store.runs.begin("collect", NOW), [brought(ledger(), *(signal(f"s{n}") for n in range(200, 230)))], NOW
    )
    judge(store, "m2", WEEK, -HOUR)
    check(store, sample(WEEK, 100, 7, store=store, now=NOW + 2 * HOUR, zone=HOUSE_ZONE), later=3 * HOUR)
    assert found(store, taxonomy, model="m2").checked == 100
    assert found(store, taxonomy, model="m1").checked == 100


def test_a_model_that_came_after_all_checks_leaves_nothing_to_go_by(store: Store, taxonomy: Taxonomy) -> None:
    """It is said, and that another sample helps; so it is when nothing was judged. Spoken of before it was drawn is no harm."""
    early = sample(WEEK, 80, 0, store=store, now=NOW - 3 * HOUR, zone=HOUSE_ZONE)
    check(store, early, later=-2 * HOUR)
    told = found(store, taxonomy)
    assert (told.estimates, told.stories, told.checked) == ((), SIZE, 0)
    assert told.missing == (
        "no model judged the whole sample of 2026-W47 before people checked it; one made afterwards may have learned from it: "
        "draw another with `windwijzer review sample --week 2026-W47 -n 200 --seed 1 --out CSV`"
    )
    check(store, draw(store, 80, seed=1))
    assert found(store, taxonomy).checked == 80


def test_what_is_missing_is_said(store: Store, taxonomy: Taxonomy) -> None:
    """No stories, no sample, too little of it checked, too small a sample: each with the remedy."""
    assert found(store, taxonomy, ()).missing.startswith("nothing was collected for 2026-W47")
    assert found(store, taxonomy).missing == (
        "no sample of 2026-W47 was drawn: draw one with `windwijzer review sample --week 2026-W47 -n 200 --seed 0 --out CSV`, "
        "check it, and take it in with `windwijzer review import`"
    )
    drawn = draw(store, 60)
    check(store, drawn, 49)
    told = found(store, taxonomy)
    assert (told.checked, told.estimates) == (49, ())
    assert told.missing == (
        "of the sample of 2026-W47 49 stories are checked without a gap, 50 are needed: "
        f"check on, in the order of the sheet, from signal {drawn.signals[49]}"
    )
    check(store, drawn)
    assert found(store, taxonomy).missing == ""


def test_sample_of_too_few_stories_is_to_be_added_to(store: Store, taxonomy: Taxonomy) -> None:
    """A small one that is checked whole says to draw another; unless there is no more to draw."""
    check(store, draw(store, 20))
    told = found(store, taxonomy)
    assert told.missing.endswith("draw another with `windwijzer review sample --week 2026-W47 -n 200 --seed 1 --out CSV`")
    drawn = {*store.samples.of_week(WEEK)[0].signals}
    few = tuple(one for one in stories(store) if one.lead.id in drawn)
    assert found(store, taxonomy, few).missing == ""
