"""Canonical addresses: the door for every link that a feed gives."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.news.distil import canonical

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
        ("https://zuiderkrânt.example/nijs/é", "https://xn--zuiderkrnt-b5a.example/nijs/é"),
        ("https://ZUIDERKRÂNT.example:443/", "https://xn--zuiderkrnt-b5a.example/"),
        ("https://XN--Zuiderkrnt-b5a.example/", "https://xn--zuiderkrnt-b5a.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://h．nl/", "https://h.nl/"),
        ("https://ik❤wind.example/", "https://xn--ikwind-j50d.example/"),
        ("https://mijn_één.example/", "https://xn--mijn_n-fvaa.example/"),
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
            "https://h.nl:８０/",
            "https://é..nl/",
            "https://h＜.nl/",
            "https://é＂.nl/",
            f"https://{'é' * 70}.nl/",
            f"https://{'é.' * 200}nl/",
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
