"""One bad entry never costs the others, and every item is accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.core.model import Entry
from pipeline.feeds import reference
from pipeline.feeds.blocks import split
from pipeline.feeds.onepass import Doubt
from pipeline.feeds.parse import Parsed, parse
from tests.pipeline.feeds.crafted import CRAFTED, DOCUMENTS, ITEMS, LAST, PLAIN, rss

LAW = settings(deadline=None, max_examples=100, derandomize=True)


def read(document: str | bytes, most: int = 2000) -> Parsed:
    """The document parsed as that of a gull."""
    return parse(
        document.encode() if isinstance(document, str) else document, source="meeuw", url="https://h.nl/feed/", most=most
    )


BEFORE, AFTER = read(rss(PLAIN + LAST)).entries


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_the_others_are_read(name: str) -> None:
    """Whatever is odd or broken in one item, the plain ones before and after it are read as ever, and it is counted."""
    found = read(CRAFTED[name])
    assert (found.entries[0], found.entries[-1]) == (BEFORE, AFTER)
    assert len(found.entries) + found.broken == 3
    assert found.state is SourceState.FETCHED
    assert bool(found.message) == bool(found.broken)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("entity of HTML", "a\u00a0b é"),
        ("bare ampersand", "a & b"),
        ("impossible character", "a\ufffdb"),
        ("half a pair", "a\ufffdb\ufffd"),
        ("wrong nesting", "<b>a"),
        ("unknown prefix", "b"),
        ("same attribute twice", "t"),
    ],
)
def test_malformed_items_are_read(name: str, title: str) -> None:
    """Items that are no XML are read as far as feedparser can, and over impossible characters nothing is lost."""
    assert read(CRAFTED[name]).entries[1].title == title


def test_an_item_that_feedparser_fails_at() -> None:
    """An item over which feedparser raises is broken, and said to be; the others are read."""
    found = read(CRAFTED["point that fails"])
    assert (found.entries, found.broken) == ((BEFORE, AFTER), 1)
    assert found.message == "1 of its items could not be read: the last of them is nothing that feedparser understands"


def test_many_items_that_feedparser_fails_at() -> None:
    """Bad items amid good ones cost none of those, however many."""
    found = read(rss((PLAIN + ITEMS["point that fails"] + ITEMS["two titles"]) * 20))
    assert (len(found.entries), found.broken) == (40, 20)
    assert {entry.title for entry in found.entries} == {"Brug open", "a"}


def test_an_oversized_item() -> None:
    """An item that is refused is broken, and the message says what is too much in it."""
    found = read(CRAFTED["too deep"])
    assert (found.entries, found.broken) == ((BEFORE, AFTER), 1)
    assert found.message == "1 of its items could not be read: the last of them nests tags more than 200 deep"


@pytest.mark.parametrize("name", sorted(set(CRAFTED) - set(ITEMS) - {"Atom of nowhere"}))
@pytest.mark.parametrize("most", [1, 2, 2000])
def test_every_item_is_counted(name: str, most: int) -> None:
    """Entries, cut and broken items together are all items of a document."""
    whole = read(CRAFTED[name])
    found = read(CRAFTED[name], most)
    assert len(found.entries) + found.cut + found.broken == len(whole.entries) + whole.broken
    assert found.entries == whole.entries[: len(found.entries)]


@given(DOCUMENTS, st.integers(1, 5), st.integers(0, 400), st.binary(max_size=6))
@LAW
def test_any_document_is_accounted_for(document: str, most: int, place: int, junk: bytes) -> None:
    """Whatever is thrown into a document it never raises, and gives entries or says why not."""
    body = document.encode()
    body = body[:-place] + junk + body[-place:] if place else body
    found = parse(body, source="meeuw", url="https://h.nl/", most=most)
    assert len(found.entries) <= most
    assert bool(found.entries) == (found.state is SourceState.FETCHED)
    assert found.entries or found.message
    assert all(isinstance(entry, Entry) for entry in found.entries)
    assert len(found.blocks) in {0, len(found.entries)}


def test_an_impossible_character_where_nothing_can_be_split() -> None:
    """Over an impossible character nothing is lost, also when items stand within one another."""
    found = read(CRAFTED["within one another, with an impossible character"])
    assert [entry.title for entry in found.entries] == ["\ufffd", "", "Sluis dicht"]
    assert found.broken == 0


def test_what_never_ends_ends_with_its_item() -> None:
    """A source that never ends would swallow the items after it; it costs only its own."""
    found = read(CRAFTED["unknown prefix before a source that never ends"])
    assert [entry.title for entry in found.entries] == ["Brug open", "", "Sluis dicht", "Brug open"]


def test_a_base_is_not_kept() -> None:
    """Without an address of the document, the base of one item is not that of the next."""
    body = rss("<item xml:base='https://n.nl/'><link>a</link></item><item><image/><link>b</link></item>").encode()
    assert [entry.link for entry in parse(body, source="meeuw").entries] == ["https://n.nl/a", "b"]


def test_items_that_never_end() -> None:
    """Items without their ends are told apart as feedparser does."""
    found = read(CRAFTED["missing end"])
    assert [entry.title for entry in found.entries] == ["a", "Sluis dicht"]
    assert found.blocks == ()


def test_a_document_cut_off_keeps_its_last_item() -> None:
    """Of a document that was cut off the last item is read as far as it came."""
    found = read(CRAFTED["cut off"])
    assert found.entries[:2] == (BEFORE, AFTER)
    assert found.entries[2].title == "Half"
    assert len(found.blocks) == 3


@pytest.mark.parametrize("doubt", [Doubt.ODD, Doubt.ALONE, Doubt.MALFORMED])
def test_feedparser_does_not_read_without_end(doubt: Doubt) -> None:
    """Feedparser is given so many tags for a document and no more: what it has not read by then is broken."""
    document = split(rss((PLAIN + ITEMS["point that fails"]) * 20, before="<a/>" * 50).encode(), 2000)
    budget = reference.Budget(20_000, 0)
    found = reference.read(document, [doubt] * 40, budget, source="meeuw", url="")
    assert [entry is None for entry in found] == [False, True] * 20
    assert 0 <= budget.tags < 18_000
    small = reference.Budget(1_000, 0)
    found = reference.read(document, [doubt] * 40, small, source="meeuw", url="")
    assert found[-1] is None
    assert sum(entry is None for entry in found) > 20
    assert small.tags >= -1_000


def test_where_feedparser_finds_nothing_it_stops_earlier() -> None:
    """There is more to spend once an entry was found."""
    budget = reference.Budget(1_000, 20_000)
    nothing = split(rss(ITEMS["point that fails"] * 40, before="<a/>" * 50).encode(), 2000)
    assert reference.read(nothing, [Doubt.ODD] * 40, budget, source="meeuw", url="") == [None] * 40
    assert (budget.tags < 200, budget.more) == (True, 20_000)
    budget = reference.Budget(1_000, 20_000)
    some = split(rss((PLAIN + ITEMS["point that fails"]) * 20, before="<a/>" * 50).encode(), 2000)
    found = reference.read(some, [Doubt.ODD] * 40, budget, source="meeuw", url="")
    assert [entry is None for entry in found] == [False, True] * 20
    assert budget.more == 0


def test_the_texts_of_the_feed_do_not_change_an_item() -> None:
    """What an item with two texts says does not depend on whether it is the first that is read."""
    two = "<item><title>{0}</title><summary>kort {0}</summary><description>lang {0}</description></item>"
    body = rss(two.format(1) + two.format(2), before="<summary>kort</summary><description>lang</description>").encode()
    whole = parse(body, source="meeuw", url="https://h.nl/")
    assert [entry.summary for entry in whole.entries] == ["kort 1", "kort 2"]
    later = parse(body, source="meeuw", url="https://h.nl/", known=whole.blocks[:1])
    assert later.entries == whole.entries[1:]


def test_a_base_is_not_kept_where_the_frame_is_malformed() -> None:
    """The base of one entry is not that of the next, also where the feed's own texts are no XML."""
    one = "<entry xml:base='2026/'><link xml:base='11/' href='a'/><id>a</id></entry>"
    entries = one + "<entry><link href='b'/><id>b</id></entry></feed>"
    body = f"<feed xml:base='https://h.nl/nieuws/'><x>k</title>{entries}{entries}".encode()
    found = parse(body, source="meeuw", url="https://h.nl/")
    assert [entry.link for entry in found.entries] == ["https://h.nl/nieuws/2026/11/a", "https://h.nl/nieuws/b"] * 2
