"""Classifying and reporting: each signal judged once by a model, each edition made once."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from db.open import Store, open_store
from pipeline.core.digest import Versions
from pipeline.core.errors import EditionError
from pipeline.core.findings import Intake
from pipeline.core.model import Assessment, Decision, Edition, Signal, Story, Verdict
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import HOUSE_ZONE, HOUSE_ZONE_NAME, Week
from pipeline.news.group import group
from pipeline.stages.classify import classify
from pipeline.stages.report import report
from reports.background import Background
from reports.compose import compose
from reports.inputs import Inputs, freeze, gathered, signals_of, thaw
from reports.jsonform import digest_json
from tests.db.nouns import NOW, WEEK, brought, edition, ledger, signal, source


@dataclass
class Judge:
    """Gives every signal one trend; stops before the signal in *stops_at*."""

    model: str = "m1"
    stops_at: str = ""
    label: str = "vergrijzing"
    judged: list[str] = field(default_factory=list)

    def assess(self, signals: Iterable[Signal]) -> Iterator[Assessment]:
        """See the class."""
        for found in signals:
            if found.id == self.stops_at:
                raise LookupError("the judge went home")
            self.judged.append(found.id)
            yield Assessment(found.id, self.model, (Verdict(self.label, 0.9, Decision.YES),), ())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with three signals of week 47 and one of week 48."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    opened.sources.save([source()], NOW)
    found = [signal("a"), signal("b"), signal("c"), signal("d", week=WEEK + 1)]
    run = opened.runs.begin("collect", NOW)
    opened.collecting.add(run, [brought(ledger(), *found)], NOW)
    yield opened
    opened.close()


@dataclass
class Desk:
    """Reports with the real composer and a plain drawing; counts how often it drew."""

    store: Store
    taxonomy: Taxonomy
    drawn: int = 0

    def draw(self, inputs: Inputs) -> Edition:
        """An edition that is nothing but its digest."""
        self.drawn += 1
        given = inputs.background
        digest = compose(inputs.week, inputs.number, inputs.stories, inputs.assessments, inputs.now, given=given)
        return edition(digest.week, digest.edition, issued=digest.issued, digest=digest_json(digest))

    def report(self, week: Week = WEEK, now: datetime = NOW, model: str = "m1") -> Edition:
        """The edition of a week."""
        nothing = Intake(0, 0, 0, 0, {})
        given = Background(self.taxonomy, self.store.sources.all(), (), nothing, Versions(model, "t", "0"), HOUSE_ZONE_NAME)

        def gather(week: Week, number: int, stories: Sequence[Story]) -> Inputs:
            return gathered(week, number, now, stories, self.store.assessments.of_week(week, model), given)

        return report(
            week,
            store=self.store,
            group=partial(group, publishers={}),
            follow=lambda _week, _stories: {},
            gather=gather,
            draw=self.draw,
            freeze=freeze,
            thaw=lambda document: thaw(document, self.store.signals.some(signals_of(document))),
            now=now,
            zone=HOUSE_ZONE,
        )


@pytest.fixture
def desk(store: Store, taxonomy: Taxonomy) -> Desk:
    """Where editions are made."""
    return Desk(store, taxonomy)


def test_each_signal_is_judged_once(store: Store) -> None:
    """Only the weeks asked for, only what this model has not judged; another model judges anew."""
    judge = Judge()
    assert classify([WEEK], store=store, judge=judge, now=NOW) == 3
    assert classify([WEEK], store=store, judge=judge, now=NOW) == 0
    assert classify([WEEK, WEEK + 1], store=store, judge=judge, now=NOW) == 1
    assert judge.judged == ["a", "b", "c", "d"]
    assert classify([WEEK], store=store, judge=Judge("m2"), now=NOW) == 3
    assert set(store.assessments.of_week(WEEK, "m2")) == {"a", "b", "c"}
    assert store.runs.latest()[0].ledger == {"assessed": 3}


def test_judging_breaks_off_and_goes_on(store: Store) -> None:
    """What was judged before a failure is kept, batch by batch; the next run judges the rest."""
    with pytest.raises(LookupError, match="the judge went home"):
        classify([WEEK], store=store, judge=Judge(stops_at="c"), now=NOW, batch=1)
    assert store.runs.latest()[0].state == "failed"
    assert set(store.assessments.of_week(WEEK, "m1")) == {"a", "b"}
    rest = Judge()
    assert classify([WEEK], store=store, judge=rest, now=NOW) == 1
    assert rest.judged == ["c"]


def test_judging_tells_its_progress(store: Store) -> None:
    """After each batch: how many of how many."""
    told: list[tuple[int, int]] = []

    def watch(done: int, of: int) -> None:
        told.append((done, of))

    classify([WEEK], store=store, judge=Judge(), now=NOW, batch=2, progress=watch)
    assert told == [(2, 3), (3, 3)]


def test_nothing_to_judge(store: Store) -> None:
    """No weeks, or weeks without signals, is no trouble."""
    assert classify([], store=store, judge=Judge(), now=NOW) == 0
    assert classify([Week(2020, 1)], store=store, judge=Judge(), now=NOW) == 0


def test_edition_is_made_once(store: Store, desk: Desk) -> None:
    """The first edition stands, whatever comes in or is thought later: nothing is drawn a second time."""
    first = desk.report()
    run = store.runs.begin("collect", NOW)
    store.collecting.add(run, [brought(ledger(), signal("e"))], NOW)
    classify([WEEK], store=store, judge=Judge("m2"), now=NOW)
    again = desk.report(now=NOW + timedelta(days=30), model="m2")
    assert (again, again.number, desk.drawn) == (first, 1, 1)
    assert [r.week for r in store.runs.latest() if r.kind == "digest"] == [WEEK]


def test_edition_rests_on_the_opinions_of_its_model(store: Store, desk: Desk, taxonomy: Taxonomy) -> None:
    """The stories of the week, with what the model in use thought of them and no other."""
    trends = [trend.id for trend in taxonomy.trends]
    classify([WEEK], store=store, judge=Judge(label=trends[0]), now=NOW)
    classify([WEEK], store=store, judge=Judge("m2", label=trends[1]), now=NOW)
    told = json.loads(desk.report(model="m2").digest)
    counts = {row["id"]: row["count"] for row in told["trends"]}
    stories = len(group(store.signals.of_week(WEEK), {}))
    assert {label: count for label, count in counts.items() if count} == {trends[1]: stories}
    assert store.runs.latest()[0].ledger == {"signals": 3, "stories": stories}


@pytest.mark.parametrize(
    "now", [datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC), datetime(2026, 11, 18, 12, 0, tzinfo=UTC)], ids=["second", "days"]
)
def test_week_must_have_ended(desk: Desk, now: datetime) -> None:
    """Too early, by a second or by days, is refused with the moment it can be made: Monday 00:00 in the house's zone."""
    with pytest.raises(EditionError, match=r"2026-W47 has not ended; .* from 2026-11-23 00:00"):
        desk.report(now=now)
    assert desk.store.editions.newest(WEEK) is None
    assert [r.kind for r in desk.store.runs.latest()] == ["collect"]


def test_edition_can_be_made_as_soon_as_the_week_is_over(desk: Desk) -> None:
    """At the first moment of Monday the week is whole."""
    assert desk.report(now=datetime(2026, 11, 22, 23, 0, tzinfo=UTC)).week == WEEK


def test_week_without_signals_has_no_edition(desk: Desk) -> None:
    """Nothing collected is no digest of nothing; the refusal says where to look."""
    with pytest.raises(EditionError, match="nothing was collected for 2026-W46; see `windwijzer status`"):
        desk.report(Week(2026, 46))
    assert desk.store.editions.weeks() == {}


class WithoutInk(Desk):
    """Cannot draw."""

    def draw(self, _inputs: Inputs) -> Edition:
        """See the class."""
        raise LookupError("no ink")


class Overtaken(Desk):
    """While it draws, another run issues its edition."""

    def draw(self, inputs: Inputs) -> Edition:
        """See the class."""
        self.store.editions.add(edition(text="van de ander\n"), [], b"")
        return super().draw(inputs)


def test_edition_that_cannot_be_drawn_is_not_issued(store: Store, taxonomy: Taxonomy) -> None:
    """A failure in the making leaves a failed run and no edition; the next run makes it."""
    with pytest.raises(LookupError, match="no ink"):
        WithoutInk(store, taxonomy).report()
    assert store.runs.latest()[0].state == "failed"
    assert store.editions.newest(WEEK) is None
    assert Desk(store, taxonomy).report() == store.editions.newest(WEEK)
    assert store.runs.latest()[0].state == "done"


def test_run_that_comes_second_gives_the_first_edition(store: Store, taxonomy: Taxonomy) -> None:
    """When another run issues the edition meanwhile, that is the edition: readers are told one thing."""
    assert Overtaken(store, taxonomy).report() == edition(text="van de ander\n") == store.editions.newest(WEEK)
