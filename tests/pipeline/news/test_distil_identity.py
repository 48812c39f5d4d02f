"""Identity: what makes an item the same item."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry
from pipeline.news.distil import canonical, fingerprint

LAW = settings(deadline=None, max_examples=100, derandomize=True)
LINKS = st.text(max_size=10) | st.text(max_size=10).map("https://h.nl/{}".format)


def identity(link: str = "", guid: str = "", words: str = "Brug open", source: str = "meeuw") -> str:
    """The fingerprint of an entry with these."""
    return fingerprint(Entry(source, guid, words, link, "", None), canonical(link), words)


@pytest.mark.parametrize(
    "link",
    [
        *(
            "http://h.nl/a",
            "https://www.h.nl/a",
            "http://www.h.nl/a/",
            "https://h.nl/a/",
            "HTTPS://H.NL/a",
            "https://h.nl:443/a",
        ),
        *(
            "http://h.nl:80/a",
            "https://h.nl/a#kop",
            "https://h.nl/a?utm_source=rss&utm_medium=feed",
            "https://h.nl/a?fbclid=1#x",
        ),
    ],
)
def test_the_same_article_is_not_doubled(link: str) -> None:
    """One article under http or https, with or without www., trackers, fragment or closing slash, is one item."""
    assert identity(link) == identity("https://h.nl/a")


@pytest.mark.parametrize(
    "link",
    [
        *("https://h.nl/b", "https://h.nl/A", "https://h.nl/a/b", "https://h.nl/", "https://n.h.nl/a", "https://h.be/a"),
        *("https://h.nl:8443/a", "https://h.nl/a?id=7", "https://h.nl/a#!/7", "https://h.nl/a%2F"),
    ],
)
def test_another_article_is_another(link: str) -> None:
    """Another host, port, path, parameter or route is another item."""
    assert identity(link) != identity("https://h.nl/a")


def test_parameters_tell_articles_apart() -> None:
    """Two numbers on one page are two articles."""
    assert identity("https://h.nl/nieuws?id=7") != identity("https://h.nl/nieuws?id=8")


def test_the_address_outweighs_the_rest() -> None:
    """The same address is the same item, whatever guid, words or source come with it."""
    one = identity("https://h.nl/a", "g1", "Brug open", "meeuw")
    assert identity("http://www.h.nl/a", "g2", "Brug dicht", "uil") == one


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "/pad"])
def test_without_address_the_guid_counts(link: str) -> None:
    """Without a usable address the guid is the identity, within its own source."""
    assert identity(link, "g1", "Brug open") == identity("", " g1 ", "Brug dicht")
    assert identity(link, "g1") != identity(link, "g2")
    assert identity(link, "g1", source="meeuw") != identity(link, "g1", source="uil")


def test_without_address_and_guid_the_words_count() -> None:
    """Without address and guid the words are the identity, whatever their case, within their own source."""
    assert identity("", " ", "Brug open") == identity("", "", "BRUG Open")
    assert identity(words="Brug open") != identity(words="Brug dicht")
    assert identity(source="meeuw") != identity(source="uil")


def test_guid_and_words_do_not_mix() -> None:
    """A guid that reads as another item's words or address is still another item."""
    assert identity(guid="brug open", words="x") != identity(words="Brug open")
    assert identity("https://h.nl/a") != identity(guid="https://h.nl/a")


@given(LINKS, st.text(max_size=10), st.text(max_size=10))
@LAW
def test_form_of_a_fingerprint(link: str, guid: str, words: str) -> None:
    """Every entry has a fingerprint of 24 hexadecimal digits, the same each time, also with broken characters."""
    assert re.fullmatch(r"[0-9a-f]{24}", identity(link, guid + "\ud800", words + "\udfff"))
    assert identity(link, guid, words) == identity(link, guid, words)
