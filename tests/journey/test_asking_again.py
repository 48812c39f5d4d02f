"""Over weeks: what is asked again and how, what that proves, and how often a source is asked."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.ledger import EventKind
from pipeline.core.weeks import Week
from pipeline.watch.health import HealthState
from tests.journey.place import Place, at, feed
from tests.pipeline.kit import item, rss
from tests.servers import Answer

HOUR = timedelta(hours=1)


def conditional(place: Place) -> bool:
    """Whether the last question to /a was "has it changed since?"."""
    return "if-none-match" in place.server.asked["/a"][-1]


def test_full_fetch_every_seven_days(place: Place) -> None:
    """Six days of "has it changed since?", then the whole feed, whatever the server says of it."""
    place.add("a", feed([1], ETag='"1"'))
    asked = []
    for day in range(16):
        place.collect(24 * day)
        asked.append(conditional(place))
    assert [day for day, so in enumerate(asked) if not so] == [0, 7, 14]


def test_wrong_304_is_seen_through(place: Place) -> None:
    """A server that says "not modified" for ever hides a new item for a week and no longer."""
    place.add("a", feed([1], ETag='"1"'))
    place.collect(0)

    def stuck(handler: BaseHTTPRequestHandler) -> None:
        answer = Answer(304) if handler.headers["If-None-Match"] else feed([1, 2])
        handler.send_response(answer.status)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        handler.wfile.write(answer.body)

    place.server.answers["/a"] = Answer(act=stuck)
    found = [place.collect(24 * day) for day in range(1, 9)]
    assert [run.new for run in found] == [0, 0, 0, 0, 0, 0, 1, 0]
    assert {run.sources[0].state for run in found} == {SourceState.NOT_MODIFIED, SourceState.FETCHED}


def test_server_that_only_says_not_modified_fails_after_a_week(place: Place) -> None:
    """Also to a plain question: then it is a fault, and is told as one."""
    place.add("a", feed([1], ETag='"1"'))
    place.add("b", feed([2]))
    place.collect(0)
    place.server.answers["/a"] = Answer(304)
    events = [event for day in range(1, 10) for event in place.collect(24 * day).events]
    assert [(event.kind, event.source) for event in events] == [(EventKind.FAILING, "a")]
    assert "not asked whether anything changed" in events[0].message


def test_changed_entry_is_asked_and_read_afresh(place: Place) -> None:
    """Another address: no validators, no hash of the old one, and what it holds is read."""
    place.add("a", feed([1], ETag='"1"'))
    place.collect(0)
    place.add("a", url=place.server.url("/new"))
    place.server.answers["/new"] = place.server.answers["/a"]
    (told,) = place.collect(1).sources
    assert "if-none-match" not in place.server.asked["/new"][0]
    assert (told.state, told.entries, told.new, told.known) == (SourceState.FETCHED, 1, 0, 1)


def test_same_bytes_without_validators_cost_nothing(place: Place) -> None:
    """They are recognised by their hash, week in week out, and prove that nothing was missed."""
    place.add("a", feed([1, 2]))
    place.collect(0)
    for day in range(1, 10):
        told = place.one(24 * day)
        assert (told.state, told.entries, told.overlap) == (SourceState.UNCHANGED, 0, True)
    assert place.standing("a").heard == at(24 * 9)


def test_no_overlap_is_a_possible_gap(place: Place) -> None:
    """When nothing of the last time is left, that is recorded, the week says so, and the source is asked every hour."""
    place.add("a", dated(range(2), every=2))
    place.collect(0)
    place.server.answers["/a"] = dated(range(-2, 1), every=2)
    assert place.told(6) == []
    place.server.answers["/a"] = dated(range(-5, -3), every=2)
    assert place.told(12) == [(EventKind.GAP, "a")]
    standing = place.standing("a")
    assert (standing.pace, standing.due) == (HOUR, at(13))
    assert place.health("a", 12).state is HealthState.GAP
    covered = place.app(12).store.events.coverage(Week.of(at(12)))["a"]
    # the week began at -31; heard from -2 to 6, and again from 8, the date of the oldest item, to 12
    assert (covered.gap, round(covered.heard * 168)) == (True, 12)
    place.server.answers["/a"] = dated(range(-6, -4), every=2)
    assert place.told(13) == []
    assert place.health("a", 13).state is HealthState.OK
    assert len(place.signals()) == 7


def test_only_what_is_new_is_no_gap(place: Place) -> None:
    """A server that sends only what is new (226) holds nothing of the last time, and yet nothing was missed."""
    place.add("a", feed([1, 2], ETag='"1"'))
    place.collect(0)
    delta = feed([3], ETag='"2"', IM="feed")
    delta.status = 226
    place.server.answers["/a"] = delta
    assert place.told(6) == []
    assert place.server.asked["/a"][-1]["a-im"] == "feed"
    assert len(place.signals()) == 3
    place.server.answers["/a"] = feed([1, 2, 3], ETag='"2"')
    assert place.collect(7).new == 0


def test_pace_follows_the_feed(place: Place) -> None:
    """A feed of known items is asked less often, up to once a day; one that is new each time up to every hour."""
    place.add("a", feed([1, 2, 3]))
    place.collect(0)
    for run in range(12):
        place.collect(24 * (run + 1))
    assert place.standing("a").pace == 24 * HOUR
    for run in range(12):
        place.server.answers["/a"] = feed([3 * run, *range(3 * run + 1, 3 * run + 4)])
        place.collect(400 + 24 * run)
    assert place.standing("a").pace == HOUR


def test_flood_is_told_by_its_own_rhythm(place: Place) -> None:
    """Sixty items at once from a source that brings a few a day; the same from a busy one is nothing."""
    place.add("a", dated(range(12), every=12))
    place.collect(0)
    place.server.answers["/a"] = dated(range(80), every=12)
    assert place.told(24) == [(EventKind.FLOOD, "a")]
    assert place.health("a", 24).state is HealthState.FLOOD

    place.add("busy", dated(range(60), every=1))
    place.collect(30)
    place.server.answers["/busy"] = dated(range(-50, 10), every=1)
    assert (EventKind.FLOOD, "busy") not in place.told(80)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("undated", HealthState.UNDATED),
        ("old", HealthState.STALE),
        ("rhythm", HealthState.SILENT),
        ("fresh", HealthState.OK),
    ],
)
def test_what_a_feed_holds_may_be_odd(place: Place, answer: str, state: HealthState) -> None:
    """No dates, nothing of the last five years, and silence beyond its own rhythm each have their word."""
    bodies = {
        "undated": rss(item(n, published=None) for n in range(5)),
        "old": rss(item(n, published=at(-24 * (1900 + n))) for n in range(5)),
        "rhythm": dated(range(20), every=6).body,
        "fresh": rss([item(1, published=at(-1))]),
    }
    place.add("a", Answer(200, bodies[answer]))
    place.collect(0)
    later = 24 * 9 if answer == "rhythm" else 1
    if answer == "rhythm":
        assert place.health("a", 24).state is HealthState.OK
    place.collect(later)
    health = place.health("a", later)
    assert health.state is state
    assert bool(health.remedy) is (state is not HealthState.OK)


def dated(numbers: range, *, every: int) -> Answer:
    """A feed of items published this many hours apart: number 0 at the moment of the first run, the others before it."""
    return Answer(200, rss(item(f"d{number}-{every}", published=at(-every * number)) for number in numbers))
