"""Over weeks: sources that move, and sources that say they are gone. What is decided is told, kept, and can be taken back."""

from datetime import timedelta

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import EventKind
from pipeline.watch.health import HealthState
from tests.journey.place import Place, at, feed
from tests.servers import Answer

MOVED, RETIRED = EventKind.MOVED, EventKind.RETIRED


def leads(place: Place, target: str, status: int = 301) -> None:
    """From now on /a says that it is at *target*."""
    place.server.answers["/a"] = Answer(status, b"", {"Location": place.server.url(target)})


@pytest.fixture
def moving(place: Place) -> Place:
    """A source that was heard at its own address, and then says that it moved for good to where the same items are."""
    place.add("a", feed([1, 2, 3]))
    place.collect(-24)
    place.server.answers["/new"] = feed([2, 3, 4])
    leads(place, "/new")
    return place


@pytest.mark.parametrize("status", [301, 308])
def test_move_is_adopted_after_three_equal_answers_over_two_days(moving: Place, status: int) -> None:
    """Not after three in an hour, nor after two in three days; then it is told once, and the new address is asked."""
    leads(moving, "/new", status)
    assert [moving.told(hours) for hours in (0, 1, 2, 47.9)] == [[], [], [], []]
    assert moving.told(48) == [(MOVED, "a")]
    (event,) = (event for event in moving.events() if event.kind is MOVED)
    assert event.message == (
        f"moved for good from {moving.server.url('/a')} to {moving.server.url('/new')}; it is asked there from now on"
    )
    asked = moving.asked("a")
    assert moving.told(72) == []
    assert moving.asked("a") == asked
    assert moving.standing("a").heard == at(72)
    assert len(moving.signals()) == 4


def test_two_answers_are_too_few(moving: Place) -> None:
    """However far apart: the third decides."""
    assert [moving.told(hours) for hours in (0, 72)] == [[], []]
    assert moving.told(96) == [(MOVED, "a")]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_passing_redirect_is_never_adopted(moving: Place, status: int) -> None:
    """What is elsewhere for now stays at its own address, for weeks."""
    leads(moving, "/new", status)
    assert [moving.told(24.0 * day) for day in range(10)] == [[]] * 10
    assert moving.asked("a") == 11


def test_answers_must_be_equal(moving: Place) -> None:
    """Another address in between, or no redirect at all, begins the count anew."""
    moving.server.answers["/other"] = feed([2, 3, 4])
    for hours, target in ((0, "/new"), (24, "/new"), (48, "/other"), (72, "/new"), (96, "/new")):
        leads(moving, target)
        assert moving.told(hours) == []
    moving.server.answers["/a"] = feed([2, 3, 4])
    assert moving.told(110) == []
    leads(moving, "/new")
    assert [moving.told(hours) for hours in (120, 144)] == [[], []]
    assert moving.told(168) == [(MOVED, "a")]


@pytest.mark.parametrize(
    "answer",
    [Answer(404), Answer(200, b"<!doctype html><p>Te koop</p>", {"Content-Type": "text/html"}), Answer(200, b"niets")],
    ids=["nothing", "a page", "no feed"],
)
def test_an_address_that_cannot_be_read_is_not_adopted(moving: Place, answer: Answer) -> None:
    """A domain that was sold, or a new address that does not work yet, is a failure of the source and no move."""
    moving.server.answers["/new"] = answer
    events = [kind for day in range(6) for kind, _ in moving.told(24.0 * day)]
    assert MOVED not in events
    assert EventKind.FAILING in events


def test_an_address_with_nothing_in_common_is_not_adopted(moving: Place) -> None:
    """A feed that shares no item with what was known there may be anybody's, also when it stays the same for days."""
    moving.server.answers["/new"] = feed(["reclame-1", "reclame-2"])
    assert MOVED not in [kind for day in range(6) for kind, _ in moving.told(24.0 * day)]
    assert moving.standing("a").moved == ""


def test_a_move_is_undone_and_not_adopted_again(moving: Place) -> None:
    """Whoever takes it back is heard: the own address is asked again, though it keeps saying that it moved."""
    for hours in (0, 24, 48):
        moving.collect(hours)
    asked = moving.asked("a")
    assert moving.undo("a", 50) == (f"asked at its own address again, not at {moving.server.url('/new')}",)
    assert [moving.told(24.0 * day) for day in range(3, 10)] == [[]] * 7
    assert moving.asked("a") == asked + 7
    assert moving.undo("a", 240) == ()
    assert EventKind.UNDONE in [event.kind for event in moving.events()]


def test_another_address_in_the_file_ends_a_move(moving: Place) -> None:
    """Whoever writes a new address decides; what was adopted for the old one is off."""
    for hours in (0, 24, 48):
        moving.collect(hours)
    moving.server.answers["/third"] = feed([3, 4, 5])
    moving.add("a", url=moving.server.url("/third"))
    moving.collect(72)
    assert moving.asked("third") == 1
    assert moving.standing("a").moved == ""


def test_gone_three_times_is_retired(place: Place) -> None:
    """Announced once, no longer asked, and shown as such; its undoing asks it again, and so does another address."""
    place.add("a", Answer(410))
    place.add("b", feed([1]))
    assert [place.told(hours) for hours in (0, 1)] == [[], []]
    assert place.told(2) == [(RETIRED, "a")]
    assert [place.told(24.0 * day) for day in range(1, 5)] == [[]] * 4
    assert (place.asked("a"), place.asked("b")) == (3, 7)
    health = place.health("a", 100)
    assert (health.state, health.since) == (HealthState.RETIRED, at(2))
    assert "sources undo" in health.remedy

    assert place.undo("a", 100) == ("no longer retired",)
    assert place.told(101) == [(EventKind.FAILING, "a")]
    assert place.asked("a") == 4
    assert place.health("a", 101).state is HealthState.LASTING
    assert [place.told(hours) for hours in (102, 103)] == [[], [(RETIRED, "a")]]

    place.server.answers["/new"] = feed([2])
    place.add("a", url=place.server.url("/new"))
    place.collect(104)
    assert place.health("a", 104).state is HealthState.OK


@pytest.mark.parametrize(
    ("between", "retired"),
    [(feed([1]), False), (Answer(500), False), (Answer(act=lambda _: None), True)],
    ids=["a feed", "an error", "no answer"],
)
def test_gone_must_be_said_three_times_in_a_row(place: Place, between: Answer, retired: bool) -> None:  # noqa: FBT001
    """Any other answer begins the count anew; no answer at all says nothing."""
    place.add("a", Answer(410))
    place.add("b", feed([1]))
    place.collect(0)
    place.collect(1)
    place.server.answers["/a"] = between
    place.collect(2)
    place.server.answers["/a"] = Answer(410)
    assert ((RETIRED, "a") in place.told(3)) is retired


def test_gone_is_asked_less_and_less_until_then(place: Place) -> None:
    """It is a fault like others: the next question comes later each time."""
    place.add("a", Answer(410))
    place.collect(0)
    first = place.standing("a").due
    place.collect(2)
    second = place.standing("a").due
    assert first is not None
    assert second is not None
    assert timedelta(0) < first - at(0) < second - at(2) <= timedelta(hours=24)
    assert place.state(3) is SourceState.GONE
