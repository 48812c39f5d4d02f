"""What makes an item the same item: canonical addresses and fingerprints of `pipeline.distil`."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry
from pipeline.distil import canonical, fingerprint

LAW = settings(deadline=None, max_examples=100, derandomize=True)
LINKS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                *(
                    "https://",
                    "http://",
                    "HTTP://",
                    "javascript:",
                    "//",
                    "h.nl",
                    "[::1]",
                    "[",
                    "]",
                    "@",
                    ":80",
                    ":0",
                    ":",
                    "/",
                    "?",
                ),
                *(
                    "#",
                    "&",
                    "=",
                    "%20",
                    "%",
                    "utm_source=x",
                    "a=1",
                    "\u202e",
                    "\u00df",
                    "\uff0e",
                    "\ud800",
                    "\\",
                    " ",
                    "\n",
                    "..",
                ),
            ]
        ),
        max_size=12,
    ).map("".join),
)


def identity(link: str = "", guid: str = "", words: str = "Brug open", source: str = "meeuw") -> str:
    """The fingerprint of an entry with these."""
    return fingerprint(Entry(source, guid, words, link, "", None), canonical(link), words)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://h.nl/a", "https://h.nl/a"),
        (" https://h.nl/a\n", "https://h.nl/a"),
        ("HTTPS://WWW.H.nl/Pad/A", "https://www.h.nl/Pad/A"),
        ("https://h.nl", "https://h.nl/"),
        ("https://h.nl?a=1", "https://h.nl/?a=1"),
        ("https://h.nl:443/a", "https://h.nl/a"),
        ("http://h.nl:80/a", "http://h.nl/a"),
        ("https://h.nl:/a", "https://h.nl/a"),
        ("https://h.nl:80/a", "https://h.nl:80/a"),
        ("https://h.nl:8443/a", "https://h.nl:8443/a"),
        ("https://h.nl:0/a", "https://h.nl:0/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        ("https://[v1.h]/a", "https://[v1.h]/a"),
        ("https://h.nl/a#kop", "https://h.nl/a"),
        ("https://h.nl/a#!/bericht/7", "https://h.nl/a#!/bericht/7"),
        ("https://h.nl/@naam", "https://h.nl/@naam"),
        ("https://h.nl/a?", "https://h.nl/a"),
        ("https://h.nl/a?b=1&&c", "https://h.nl/a?b=1&c"),
        ("https://h.nl/a?c=2&b=1", "https://h.nl/a?c=2&b=1"),
        ("https://h.nl/a%20b?c=d%26e", "https://h.nl/a%20b?c=d%26e"),
        ("https://zuiderkrânt.example/nijs/é", "https://zuiderkrânt.example/nijs/é"),
        ("https://ZUIDERKRÂNT.example/", "https://zuiderkrânt.example/"),
        ("https://xn--zuiderkrnt-z3a.example/", "https://xn--zuiderkrnt-z3a.example/"),
    ],
)
def test_canonical(link: str, expected: str) -> None:
    """An address keeps all that leads to the page, and nothing else."""
    assert canonical(link) == expected


@pytest.mark.parametrize(
    "tracker",
    [
        *(
            "utm_source=rss",
            "UTM_Medium=x",
            "utm%5Fcampaign=x",
            "utm_x",
            "fbclid=1",
            "gclid=1",
            "msclkid=1",
            "mc_cid=1",
            "mc_eid=1",
        ),
        *("at_medium=x", "xtor=RSS-1", "wt_mc=x", "ns_campaign=x", "ref_src=x", "_ga=1", "cmpid=1", "ocid=1", "utm_source="),
    ],
)
def test_trackers_go(tracker: str) -> None:
    """A tracker leaves an address wherever it stands, and takes no other parameter along."""
    for query in (f"{tracker}&id=7&b=2", f"id=7&{tracker}&b=2", f"id=7&b=2&{tracker}"):
        assert canonical(f"https://h.nl/a?{query}") == "https://h.nl/a?id=7&b=2"
    assert canonical(f"https://h.nl/a?{tracker}") == "https://h.nl/a"


@pytest.mark.parametrize("kept", ["id=utm_source", "autm_source=1", "page=2", "q=fbclid", "ga=1", "source=rss", "ref=7"])
def test_what_only_looks_like_a_tracker_stays(kept: str) -> None:
    """A parameter that may name the article stays."""
    assert canonical(f"https://h.nl/a?{kept}") == f"https://h.nl/a?{kept}"


@pytest.mark.parametrize(
    "link",
    [
        *("", " ", "h.nl/a", "/a", "//h.nl/a", "a", "#a", "https:", "https://", "https:///a", "https:h.nl", "https:/h.nl/a"),
        *(
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "\x01javascript:alert(1)",
            "javascript://h.nl/%0Aalert(1)",
        ),
        *(
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://h.nl/a",
            "mailto:a@h.nl",
            "tel:112",
            "blob:https://h.nl/1",
        ),
        *(
            "https://jan:geheim@h.nl/",
            "https://jan@h.nl/",
            "https://@h.nl/",
            "https://h.nl@kwaad.example/",
            "https://a@b@h.nl/",
        ),
        *("https://h.nl/a b", "https://h.nl/a\nb", "https://h.nl/a\tb", "https://h.nl\\@kwaad.example/", "https://h.nl/\0"),
        *(
            'https://h.nl/"onclick="x',
            "https://h.nl/<script>",
            "https://h.nl/\u202e",
            "https://h.nl/\u200b",
            "https://h.nl/a\u00a0b",
        ),
        *(
            "https://h.nl\u2100/",
            "https://\ud800.nl/",
            "https://h.nl/\ud800",
            "https://h.nl/\ue000",
            "https://h.nl:８０/"[:13] + "\u2488/",
        ),
        *(
            "https://h.nl:99999/",
            "https://h.nl:-1/",
            "https://h.nl:http/",
            "https://h.nl:8_0/",
            "https://[::1/",
            "https://::1]/",
        ),
    ],
)
def test_no_plain_address(link: str) -> None:
    """What is no http(s) address, or one that could fool a reader or a page, is none at all."""
    assert canonical(link) == ""


@given(LINKS)
@LAW
def test_canonical_is_safe_and_settled(link: str) -> None:
    """Whatever a feed gives, it never raises; the result is safe to print in a page, and canonical as it is."""
    url = canonical(link)
    assert url == "" or re.fullmatch(r"""https?://[^\s<>"\\/@]+/[^\s<>"\\]*""", url)
    assert url.isprintable()
    assert canonical(url) == url


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
    assert identity(guid="Brug open", words="x") != identity(words="Brug open")
    assert identity("https://h.nl/a") != identity(guid="https://h.nl/a")


@given(LINKS, st.text(max_size=10), st.text(max_size=10))
@LAW
def test_form_of_a_fingerprint(link: str, guid: str, words: str) -> None:
    """Every entry has a fingerprint of 24 hexadecimal digits, the same each time, also with broken characters."""
    assert re.fullmatch(r"[0-9a-f]{24}", identity(link, guid + "\ud800", words + "\udfff"))
    assert identity(link, guid, words) == identity(link, guid, words)
