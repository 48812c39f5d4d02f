"""Identity in the cases that real feeds bring: what a source gets for a rule, and what becomes of its items."""

import pytest

from pipeline.core.ledger import Kept
from pipeline.core.model import Entry, Identity
from pipeline.news.identity import resolve, tolerance
from pipeline.news.naming import akin
from tests.pipeline.feeds.shelf import Shelf, entry, items

HOME = "https://meeuw.nl/"


def numbered(count: int, start: int = 0) -> list[Entry]:
    """Tidy entries: each its own link, guid and words."""
    return [entry(f"Bericht {n} van het loket", f"{HOME}n/{n}", f"id-{n}") for n in range(start, start + count)]


@pytest.mark.parametrize("guid", ["id-0", ""])
def test_rewritten_headline_is_the_same_signal(guid: str) -> None:
    """The same link under a headline without one word of the old one, with a guid or without, however small the feed."""
    shelf = Shelf()
    shelf.bring(entry("Kabinet gevallen", f"{HOME}1", guid))
    assert shelf.bring(entry("Ministers stappen op", f"{HOME}1", guid), total=3) == 0
    assert shelf.rule is Identity.LINK_AND_GUID


def test_address_that_changes_with_the_headline_is_the_same_signal() -> None:
    """A known guid under an akin title, while the link was rewritten."""
    shelf = Shelf()
    shelf.bring(*numbered(5), entry("Gemeente koopt haven", f"{HOME}gemeente-koopt-haven", "77"))
    assert shelf.bring(entry("Gemeente koopt toch geen kade", f"{HOME}toch-geen-kade", "77"), total=6) == 0
    assert shelf.rule is Identity.LINK_AND_GUID


@pytest.mark.parametrize("shown", [(2, 3, 4), (4, 3, 2)])
def test_guid_of_another_item_makes_no_item_known(shown: tuple[int, int, int]) -> None:
    """Guids that are places, titles that are akin: the newcomer on place 1 is not the item that stood there before."""
    shelf = Shelf()
    shelf.bring(*(entry(f"Raadsvergadering {n} juni", f"{HOME}{n}", str(place)) for place, n in enumerate((3, 2, 1))))
    assert shelf.bring(*(entry(f"Raadsvergadering {n} juni", f"{HOME}{n}", str(place)) for place, n in enumerate(shown))) == 1


def test_guid_that_went_to_another_item_beside_its_own() -> None:
    """The item that had it is in the document too, by its link: they are two, and guids are not to be trusted here."""
    shelf = Shelf()
    shelf.bring(entry("Raadsvergadering 1 juni", f"{HOME}a", "1"))
    later = [entry("Raadsvergadering 2 juni", f"{HOME}b", "1"), entry("Raadsvergadering 1 juni verplaatst", f"{HOME}a")]
    assert (shelf.bring(*later), shelf.rule) == (1, Identity.LINK)


def test_one_guid_for_all_is_seen_in_the_first_document() -> None:
    """Its items go by their link, and each later one, which arrives alone, is one more."""
    shelf = Shelf()
    shelf.bring(*(entry(f"Nieuws uit de regio {n}", f"{HOME}{n}", "meeuw") for n in range(30)))
    assert (shelf.rule, len(shelf.kept)) == (Identity.LINK, 30)
    assert shelf.bring(entry("Nieuws uit de regio 30", f"{HOME}30", "meeuw"), total=30) == 1


@pytest.mark.parametrize(
    ("guids", "rule"),
    [(("1", "2", "3"), Identity.GUID), (("", "", ""), Identity.WORDS), ((HOME, HOME, HOME), Identity.WORDS)],
    ids=["guids", "none", "the link"],
)
@pytest.mark.parametrize("title", ["Raadsvergadering {} juni", "{}"])
def test_items_that_all_link_to_the_home_page(guids: tuple[str, str, str], rule: Identity, title: str) -> None:
    """They are told apart by guid when they have one each, else by what they say, though their titles are akin."""
    shelf = Shelf()
    assert shelf.bring(*(entry(title.format(n), HOME, guid) for n, guid in enumerate(guids))) == 3
    assert shelf.rule is rule
    assert shelf.bring(entry(title.format(9), HOME, "9" if rule is Identity.GUID else guids[0]), total=3) == 1


def test_guids_that_stood_for_others_are_no_way_out() -> None:
    """When all link to the home page from now on, and their guids were those of other items, only words are left."""
    shelf = Shelf()
    shelf.bring(*(entry(f"A{n}", f"{HOME}{n}", str(n)) for n in range(3)))
    assert shelf.bring(*(entry(f"B{n}", HOME, str(n)) for n in range(3))) == 3
    assert shelf.rule is Identity.WORDS


def test_items_that_differ_behind_the_hash() -> None:
    """They go by the whole link; with http for https, www. and a new headline each is still the same."""
    shelf = Shelf()
    shelf.bring(*(entry(f"Melding {n}", f"{HOME}agenda#{n}") for n in range(4)))
    assert (shelf.rule, len(shelf.kept)) == (Identity.FRAGMENT, 4)
    assert shelf.bring(*(entry(f"Bijgewerkt {n}", f"http://www.meeuw.nl/agenda#{n}") for n in range(4))) == 0


def test_comments_without_guid_are_each_an_item() -> None:
    """Equal titles and one address, and only the text and what follows the # differ."""
    shelf = Shelf()
    assert shelf.bring(*(entry("Re: het plan", f"{HOME}plan#c{n}", "", f"Zo denk ik, nummer {n}") for n in range(2))) == 2


def test_equal_titles_on_purpose_are_each_an_item() -> None:
    """Every day its own weather, under one title."""
    shelf = Shelf()
    for day in range(5):
        assert shelf.bring(entry("Weerbericht", f"{HOME}weer/{day}", f"w{day}", "Zon en wolken."), total=1) == 1
    assert shelf.rule is Identity.LINK_AND_GUID


def test_page_with_another_item_each_day() -> None:
    """One address, another guid and another subject: in a small feed the rule changes; in a large one it need not."""
    for others, rule in ((5, Identity.GUID), (40, Identity.LINK_AND_GUID)):
        shelf = Shelf()
        shelf.bring(*numbered(others), entry("Zwemles", f"{HOME}column", "c0"))
        for day, title in enumerate(["Bijen", "Fietspad", "Oude bomen"], start=1):
            assert shelf.bring(entry(title, f"{HOME}column", f"c{day}"), total=others + 1) == 1
            assert shelf.bring(entry(title, f"{HOME}column", f"c{day}", "Nu met een foto."), total=others + 1) == 0
        assert shelf.rule is rule


def test_item_set_apart_keeps_its_own_later_headlines() -> None:
    """Also when one of them is akin to that of the item whose address it shares."""
    shelf = Shelf()
    shelf.bring(*numbered(40), entry("Zwemles voor allen", f"{HOME}column", "c0"))
    shelf.bring(entry("Bijen op het dak", f"{HOME}column", "c1"), total=41)
    apart = [k.signal for k in shelf.kept.values() if k.title == "Bijen op het dak"]
    resolved = shelf.take(items([entry("Geen zwemles maar bijen", f"{HOME}column", "c1")]), 41)
    assert [one.signal.id for one in resolved.items] == apart


def test_guids_that_change_with_every_fetch_double_nothing() -> None:
    """Links stay, guids never; a headline that is rewritten besides is no other item."""
    shelf = Shelf()
    for fetch in range(3):
        headline = "Bericht 0 van het loket" if fetch < 2 else "Geheel anders"
        document = [entry(headline if n == 0 else f"Bericht {n} van het loket", f"{HOME}{n}", f"{fetch}-{n}") for n in range(6)]
        assert shelf.bring(*document) == (6 if fetch == 0 else 0)
    assert shelf.rule is Identity.LINK_AND_GUID


@pytest.mark.parametrize("guid", [False, True], ids=["no guid", "guid is the link"])
def test_site_that_moves_doubles_nothing(guid: bool) -> None:  # noqa: FBT001 parametrized
    """All links are of another host, or hold a session: what is known word for word is known."""
    shelf = Shelf()
    for host in ("https://meeuw.nl", "https://m.meeuw.nl", "https://stern.nl/s/1f3a"):
        links = [f"{host}/{n}" for n in range(6)]
        shelf.bring(*(entry(f"Bericht {n}", link, link if guid else "", "Wat er staat.") for n, link in enumerate(links)))
        assert len(shelf.kept) == 6


def test_few_items_with_known_words_are_new() -> None:
    """Beside many that are known by their link, the same words under another link are another item."""
    shelf = Shelf()
    shelf.bring(*(entry(f"Storing {n % 3}", f"{HOME}{n}", "", "Verholpen.") for n in range(20)))
    assert shelf.bring(*(entry(f"Storing {n}", f"{HOME}x{n}", "", "Verholpen.") for n in range(3)), total=20) == 3


def test_same_item_under_two_links_in_one_document() -> None:
    """Its guid and its words are the same: one signal, whichever of the two comes later."""
    twins = [entry("Brug weer open", f"{HOME}{path}", "b1", "Sinds vanmorgen.") for path in ("verkeer/1", "regio/1")]
    for later in twins:
        shelf = Shelf()
        assert shelf.bring(*twins, *numbered(3)) == 4
        assert shelf.bring(later, total=5) == 0
        assert shelf.rule is Identity.LINK_AND_GUID
    shelf = Shelf()
    shelf.bring(twins[0], *numbered(3))
    assert shelf.bring(*(entry("Brug weer open", one.link, "b1", "Sinds gisteren.") for one in twins), total=5) == 0
    assert shelf.rule is Identity.LINK_AND_GUID


def test_headline_changed_since_the_rule_did() -> None:
    """An item of the time before guids counted keeps its signal when its words change later."""
    shelf = Shelf()
    shelf.bring(entry("Zwemles", HOME, "c0"))
    shelf.bring(entry("Fietspad dicht", HOME, "c1"), total=1)
    assert shelf.rule is Identity.GUID
    assert shelf.bring(entry("Zwemles gaat niet door", HOME, "c0"), total=2) == 0
    assert shelf.bring(entry("Fietspad weer open", HOME, "c1"), total=2) == 0


def test_guids_that_turn_out_to_be_places_are_left() -> None:
    """All link to the home page, guids are places: known by guid at first, by what they say as soon as they shift."""
    shelf = Shelf()
    shelf.bring(*(entry(f"Bericht {n}", HOME, str(place)) for place, n in enumerate((3, 2, 1))))
    assert shelf.rule is Identity.GUID
    assert shelf.bring(*(entry(f"Bericht {n}", HOME, str(place)) for place, n in enumerate((4, 3, 2)))) == 1
    assert (shelf.rule, len(shelf.kept)) == (Identity.WORDS, 4)


def test_items_of_the_first_schema_are_known_by_their_link() -> None:
    """What was stored before guids and words were kept is neither doubled nor a reason for another rule."""
    found = items(numbered(5))
    kept = [Kept("meeuw", one.signal.id, "", "", "Een vorige kop") for one in found]
    resolved = resolve(found, kept, Identity.LINK_AND_GUID, 5)
    assert (resolved.items, resolved.rule) == (tuple(found), Identity.LINK_AND_GUID)


def test_what_other_sources_keep_counts_for_nothing() -> None:
    """The same link at another source, with its own guid and title, is no conflict."""
    found = items(numbered(5))
    kept = [Kept("uil", one.signal.id, "1f" * 8, "2e" * 8, "Anders") for one in found]
    assert resolve(found, kept, Identity.LINK_AND_GUID, 5) == resolve(found, (), Identity.LINK_AND_GUID, 5)


def test_change_of_rule_says_why() -> None:
    """How many of how many, and by what they are known now; without a change nothing is said."""
    shelf = Shelf()
    resolved = shelf.take(items([entry(str(n), HOME, str(n)) for n in range(4)]))
    assert resolved.why == "3 of 4 items share their link with another; known by guid from now on"
    assert shelf.take(items([entry("5", HOME, "5")]), 4).why == ""
    shared = items([entry(f"t{n}", f"{HOME}{n}", "1") for n in range(4)])
    why = resolve(shared, (), Identity.LINK_AND_GUID, 4).why
    assert why == "3 of 4 guids stood for another item as well; known by their link alone from now on"


@pytest.mark.parametrize(("total", "expected"), [(0, 0), (9, 0), (10, 1), (29, 1), (30, 2), (59, 2), (60, 3), (2000, 100)])
def test_tolerance(total: int, expected: int) -> None:
    """None under ten, one under thirty, then two or a twentieth."""
    assert tolerance(total) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Brug dicht", "BRUG DICHT", True),
        ("Gemeente koopt grond", "Grond gekocht door gemeente", True),
        ("Brug dicht", "Brug open", False),
        ("", "", True),
        ("Kabinet valt", "Ministers gaan", False),
    ],
)
def test_akin_titles_share_a_word_of_some_length(one: str, other: str, expected: bool) -> None:  # noqa: FBT001 parametrized
    """Short words are shared by chance."""
    assert akin(one, other) is akin(other, one) is expected


def test_empty_document_changes_nothing() -> None:
    """No items, no conflicts."""
    assert resolve((), (), Identity.LINK, 0).items == ()
