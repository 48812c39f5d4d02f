"""Laws of identity: whatever a document holds, and however feeds name their items, nothing is lost and nothing doubled."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry, Identity
from pipeline.news.identity import resolve
from tests.pipeline.feeds.shelf import Shelf, entry, items

LAW = settings(deadline=None, max_examples=400, derandomize=True)
TITLES = (
    "Raadsvergadering van maandag",
    "Raadsvergadering van dinsdag",
    "Brug dicht",
    "Zwembad open",
    "Markt op zaterdag",
    "brug dicht",
)
HOSTS = ("https://meeuw.nl", "http://www.meeuw.nl")

entries = st.builds(
    entry,
    title=st.sampled_from(TITLES),
    link=st.sampled_from(["", *(host + path for host in HOSTS for path in ("/", "/a", "/a#1", "/a#2", "/b?utm_source=rss"))]),
    guid=st.sampled_from(["", "", "1", "2", "3", "https://meeuw.nl/a"]),
    text=st.sampled_from(["", "De gemeente zegt het."]),
)
documents = st.lists(entries, min_size=1, max_size=14)
totals = st.integers(0, 60)
rules = st.sampled_from(list(Identity))


@LAW
@given(history=st.lists(documents, max_size=3), document=documents, rule=rules, more=totals)
def test_no_words_are_lost(history: list[list[Entry]], document: list[Entry], rule: Identity, more: int) -> None:
    """Each different thing that a document says is an item of its own, under every rule and within every tolerance."""
    shelf = Shelf(rule)
    for earlier in history:
        shelf.bring(*earlier)
    found = items(document)
    resolved = shelf.take(found, len(found) + more)
    assert {one.words for one in resolved.items} == {one.words for one in found}
    assert len({one.signal.id for one in resolved.items}) == len(resolved.items)


@LAW
@given(history=st.lists(documents, max_size=3), document=documents, rule=rules, more=totals)
def test_same_document_later_brings_nothing(
    history: list[list[Entry]], document: list[Entry], rule: Identity, more: int
) -> None:
    """What was read once is known, also right after the rule changed; and the rule does not change back."""
    shelf = Shelf(rule)
    for earlier in history:
        shelf.bring(*earlier)
    total = len(document) + more
    shelf.bring(*document, total=total)
    assert shelf.bring(*document, total=total) == 0
    ladder = [shelf.rule]
    for _ in Identity:
        assert shelf.bring(*document, total=total) == 0
        ladder.append(shelf.rule)
    steps = [Identity.LINK_AND_GUID, Identity.LINK, Identity.FRAGMENT, Identity.GUID, Identity.WORDS]
    assert [steps.index(one) for one in ladder] == sorted(steps.index(one) for one in ladder)


@LAW
@given(history=documents, document=documents, rule=rules, more=totals, random=st.randoms(use_true_random=False))
def test_order_changes_nothing(history: list[Entry], document: list[Entry], rule: Identity, more: int, random: Random) -> None:
    """The items of a document may come in any order: the same signals, and the same rule from then on."""
    shelf = Shelf(rule)
    shelf.bring(*history)
    found = items(document)
    kept = shelf.known(found)
    straight = resolve(found, kept, shelf.rule, len(found) + more)
    shuffled = resolve(random.sample(found, len(found)), kept[::-1], shelf.rule, len(found) + more)
    assert shuffled.rule == straight.rule
    assert {one.signal.id for one in shuffled.items} == {one.signal.id for one in straight.items}


@LAW
@given(history=documents, document=documents, rule=rules, more=totals)
def test_what_is_resolved_stays_so(history: list[Entry], document: list[Entry], rule: Identity, more: int) -> None:
    """Resolving what was resolved and kept gives no id but those; what says the very same may come together."""
    shelf = Shelf(rule)
    shelf.bring(*history)
    once = shelf.take(items(document), len(document) + more)
    again = shelf.take(once.items, len(document) + more)
    assert {one.signal.id for one in again.items} <= {one.signal.id for one in once.items}


@LAW
@given(document=documents, rule=rules, data=st.data())
def test_twins_double_nothing(document: list[Entry], rule: Identity, data: st.DataObject) -> None:
    """Entries that come again with a tracker, http for https or www. in their link, in any document, add no signal."""
    shelf = Shelf(rule)
    shelf.bring(*document)
    there, rule = set(shelf.kept), shelf.rule
    again = []
    for one in document:
        host = data.draw(st.sampled_from(HOSTS))
        path, hash_, anchor = one.link.rpartition("meeuw.nl")[2].partition("#")
        tracker = data.draw(st.sampled_from(["", "utm_medium=feed", "fbclid=1"]))
        link = f"{host}{path}{'&' if '?' in path else '?'}{tracker}{hash_}{anchor}" if one.link else ""
        again.append(entry(one.title, link, one.guid, one.summary))
    shelf.bring(*again)
    assert set(shelf.kept) == there


Naming = Callable[[int, int, str], Entry]
"""Number of the article, its place in the document, its title → the entry."""

NAMINGS: dict[str, Naming] = {
    "tidy": lambda n, _place, title: entry(title, f"https://meeuw.nl/{n}", f"id-{n}"),
    "guid is the link": lambda n, _place, title: entry(title, f"https://meeuw.nl/{n}", f"https://meeuw.nl/{n}"),
    "no guid": lambda n, _place, title: entry(title, f"https://meeuw.nl/{n}"),
    "no link": lambda n, _place, title: entry(title, "", f"id-{n}"),
    "neither": lambda _n, _place, title: entry(title),
    "all to the home page": lambda n, _place, title: entry(title, "https://meeuw.nl/", f"id-{n}"),
    "home page and no guid": lambda _n, _place, title: entry(title, "https://meeuw.nl/"),
    "home page is the guid": lambda _n, _place, title: entry(title, "https://meeuw.nl/", "https://meeuw.nl/"),
    "one guid for all": lambda n, _place, title: entry(title, f"https://meeuw.nl/{n}", "meeuw"),
    "guids are places": lambda n, place, title: entry(title, f"https://meeuw.nl/{n}", str(place)),
    "home page and places": lambda _n, place, title: entry(title, "https://meeuw.nl/", str(place)),
    "only the # differs": lambda n, _place, title: entry(title, f"https://meeuw.nl/agenda#{n}"),
    "# and one guid": lambda n, _place, title: entry(title, f"https://meeuw.nl/agenda#{n}", "agenda"),
    "# and places": lambda n, place, title: entry(title, f"https://meeuw.nl/agenda#{n}", str(place)),
}


@pytest.mark.parametrize("naming", NAMINGS.values(), ids=NAMINGS)
@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    window=st.integers(2, 40),
    news=st.lists(st.integers(0, 12), max_size=6),
    title=st.sampled_from(["Raadsvergadering nummer {}", "x{}", "{0}a {0}b"]),
    upwards=st.booleans(),
)
def test_every_article_is_one_signal(naming: Naming, window: int, news: list[int], title: str, upwards: bool) -> None:  # noqa: FBT001 drawn
    """A feed that shows the newest of what it publishes, however it names them: as many signals as articles.

    As in a collecting run, entries whose bytes were there the last time do not arrive, but count in the total.
    """
    shelf = Shelf()
    published = window
    last: set[Entry] = set()
    for more in (0, *news):
        # with more than a window between two documents some are never seen
        published += min(more, window)
        numbers = range(published - window, published)
        shown = [naming(n, place, title.format(n)) for place, n in enumerate(numbers if upwards else reversed(numbers))]
        shelf.bring(*(one for one in shown if one not in last), total=len(shown))
        last = set(shown)
        assert len(shelf.kept) == published


@pytest.mark.parametrize("rule", [Identity.LINK_AND_GUID, Identity.LINK, Identity.GUID])
@LAW
@given(headlines=st.lists(st.sampled_from(TITLES), min_size=1, max_size=8), others=st.integers(0, 30), links=st.booleans())
def test_changed_headlines_never_double(headlines: list[str], others: int, rule: Identity, links: bool) -> None:  # noqa: FBT001 drawn
    """An item whose headline changes again and again, under one guid and link, or one guid alone, is one signal."""
    shelf = Shelf(rule)
    link = "https://meeuw.nl/a" if links or rule is Identity.LINK else ""
    rest = [entry(f"Ander bericht {n}", f"https://meeuw.nl/n{n}", f"n{n}") for n in range(others)]
    shelf.bring(*rest, entry(headlines[0], link, "a", "Een vast begin."))
    for headline in headlines[1:]:
        shelf.bring(entry(headline, link, "a"), total=len(rest) + 1)
    assert len(shelf.kept) == others + 1
