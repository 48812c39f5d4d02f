"""Over days: what feeds do wrong with guids and links doubles no signal and hides none; every item is accounted for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from db.engine import reading
from db.tables import signal_versions
from pipeline.core.ledger import EventKind
from tests.journey.place import Place, at
from tests.pipeline.kit import rss
from tests.servers import Answer

TOPICS = (
    "Brug bij Vlonderdam gaat weer open",
    "Kat uit boom gered door duikploeg",
    "Nieuwe wijk krijgt warmtenet",
    "Markt verhuist naar stationsplein",
    "Koor zoekt tenoren voor kerstmis",
    "Dijkversterking begint in voorjaar",
    "Bibliotheek leent gereedschap uit",
    "Veerpont vaart voortaan elektrisch",
)


@dataclass(frozen=True)
class Written:
    """An item as a feed writes it."""

    title: str
    link: str
    guid: str = ""

    def __str__(self) -> str:
        guid = f"<guid isPermaLink='false'>{self.guid}</guid>" if self.guid else ""
        return f"<item><title>{self.title}</title><link>{self.link.replace('&', '&amp;')}</link>{guid}</item>"


ITEMS = tuple(Written(title, f"https://www.blad.nl/{n}?id={n}", f"guid-{n}") for n, title in enumerate(TOPICS))


def shown(place: Place, items: Sequence[Written], day: int = 0) -> None:
    """From now on /a holds these items; its bytes are others each day, as when a feed tells when it was made."""
    place.add("a", Answer(200, rss([f"<ttl>{day}</ttl>", *map(str, items)])))


def versions(place: Place, ident: str) -> list[str]:
    """The other titles that a signal was seen under."""
    with reading(place.app(0).store.engine) as connection:
        return list(connection.execute(select(signal_versions.c.title).where(signal_versions.c.signal == ident)).scalars())


def days(place: Place, feeds: Sequence[Sequence[Written]]) -> list[int]:
    """How many signals each day's feed brought."""
    found = []
    for day, items in enumerate(feeds):
        shown(place, items, day)
        run = place.collect(24 * day)
        assert all(x.entries == x.new + x.known + sum(x.dropped.values()) for x in run.sources)
        assert run.sources[0].entries == len(items)
        found.append(run.new)
    return found


REWRITTEN: dict[str, Callable[[Written], Written]] = {
    "tracking": lambda one: replace(one, link=f"{one.link}&utm_source=rss&fbclid=x{one.guid}"),
    "http for https": lambda one: replace(one, link=one.link.replace("https:", "http:")),
    "without www": lambda one: replace(one, link=one.link.replace("www.", "")),
    "all of these": lambda one: replace(one, link=one.link.replace("https://www.", "http://") + "&utm_medium=feed#top"),
    "another guid each day": lambda one: replace(one, guid=f"{one.guid}-nieuw"),
    "without guid": lambda one: replace(one, guid=""),
}


@pytest.mark.parametrize("rewrite", REWRITTEN.values(), ids=REWRITTEN)
def test_the_same_item_written_otherwise_is_the_same(place: Place, rewrite: Callable[[Written], Written]) -> None:
    """Trackers, twins of an address and other guids bring nothing new, and no version either."""
    assert days(place, [ITEMS, [rewrite(one) for one in ITEMS], ITEMS]) == [8, 0, 0]
    assert len(place.signals()) == 8
    assert place.standing("a").rule.value == "link+guid"


def test_changing_guids_double_nothing_for_weeks(place: Place) -> None:
    """A feed that makes a new guid for everything each time it is asked."""
    feeds = [[replace(one, guid=f"{day}-{n}") for n, one in enumerate(ITEMS)] for day in range(5)]
    assert days(place, feeds) == [8, 0, 0, 0, 0]


def test_repeated_guids_hide_nothing(place: Place) -> None:
    """One guid for all items: they are told apart by their links, today and tomorrow."""
    items = [replace(one, guid="nieuws") for one in ITEMS]
    assert days(place, [items[:6], items, items[2:]]) == [6, 2, 0]
    assert len(place.signals()) == 8


def test_guids_that_move_on_hide_nothing(place: Place) -> None:
    """Guids that count from the top, so that each stands for another item every day."""
    feeds = [[replace(one, guid=str(n)) for n, one in enumerate(ITEMS[start : start + 5])] for start in range(4)]
    assert days(place, feeds) == [5, 1, 1, 1]


@pytest.mark.parametrize("guids", [True, False], ids=["guids of their own", "no guids"])
def test_the_same_link_for_all_hides_nothing(place: Place, guids: bool) -> None:  # noqa: FBT001 a table of cases
    """All items lead to the front page: they are told apart by guid, or else by their words; the change is told once."""
    items = [Written(one.title, "https://www.blad.nl/", one.guid if guids else "") for one in ITEMS]
    assert days(place, [items[:6], items, items, items[3:]]) == [6, 2, 0, 0]
    changes = [event for event in place.events() if event.kind is EventKind.IDENTITY]
    assert len(changes) == 1
    assert changes[0].message.endswith("from now on")
    assert place.standing("a").rule.value == ("guid" if guids else "words")


def test_changed_rule_is_undone(place: Place) -> None:
    """Whoever takes it back has the usual rule again, until the feed breaks it again."""
    items = [Written(one.title, "https://www.blad.nl/", one.guid) for one in ITEMS]
    days(place, [items])
    assert place.undo("a", 1) == ("its items are known by link and guid again, not by guid",)
    assert place.standing("a").rule.value == "link+guid"


def test_changed_headline_is_a_version(place: Place) -> None:
    """Other words at the same address are no new signal; the first words stay, the later ones are kept as a version."""
    changed = [replace(ITEMS[0], title="Brug bij Vlonderdam blijft toch dicht"), *ITEMS[1:]]
    assert days(place, [ITEMS, changed, changed]) == [8, 0, 0]
    (signal,) = [one for one in place.signals() if one.url.endswith("id=0")]
    assert signal.title == TOPICS[0]
    assert versions(place, signal.id) == ["Brug bij Vlonderdam blijft toch dicht"]


def test_changed_headline_and_address_under_one_guid_is_a_version(place: Place) -> None:
    """Publishers change the address with the headline: the guid, and a word in common, say that it is the same item."""
    moved = Written("Vlonderdam: brug na een dag weer dicht", "https://www.blad.nl/0-brug-weer-dicht", "guid-0")
    assert days(place, [ITEMS, [moved, *ITEMS[1:]], [moved, *ITEMS[1:]]]) == [8, 0, 0]
    (signal,) = [one for one in place.signals() if "Vlonderdam" in one.title]
    assert signal.url.endswith("id=0")
    assert versions(place, signal.id) == [moved.title]


def test_two_sources_with_one_item_have_one_signal(place: Place) -> None:
    """A signal is of the first source by id; the other knows it, with twins and trackers, on whichever day it comes."""
    shown(place, ITEMS)
    twins = [replace(one, link=one.link.replace("https://www.", "http://") + "&utm_source=b") for one in ITEMS]
    place.add("b", Answer(200, rss(map(str, twins))))
    first = place.collect(0)
    assert [(x.source, x.new, x.known) for x in first.sources] == [("a", 8, 0), ("b", 0, 8)]
    place.add("c", Answer(200, rss(map(str, twins))))
    assert [(x.source, x.new, x.known) for x in place.collect(24).sources][2] == ("c", 0, 8)
    assert {one.source for one in place.signals()} == {"a"}
    assert {one.seen for one in place.signals()} == {at(0)}
