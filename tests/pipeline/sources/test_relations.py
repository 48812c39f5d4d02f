import pytest

from pipeline.core.model import Source
from pipeline.sources.draft import Wishes, draft
from pipeline.sources.relations import Register, address, domain


def source(ident: str, url: str | None, publisher: str, kind: str = "nieuws") -> Source:
    """A source of which only the relations matter."""
    return Source(ident, ident, url, kind, "nl", publisher)


KNOWN = Register(
    [
        source("kust", "https://www.meeuw.example.co.uk/kust?a=1", "Vogels"),
        source("zee", "https://feeds.meeuw.example.co.uk/zee", "Vogels"),
        source("bos", "https://uil.example/bos", "Uil", "onderzoek"),
        source("hei", "https://uil.example/hei", "Hei", "onderzoek"),
        source("blog", "https://een.medium.com/feed", "Een"),
        source("tafel", None, "Tafel"),
    ]
)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.meeuw.example.co.uk/kust?a=1",
        "https://meeuw.example.co.uk/kust/?a=1",
        "HTTPS://Meeuw.Example.co.uk:443/kust?utm_source=x&a=1#top",
    ],
)
def test_twins(url: str) -> None:
    """The other of http and https, www. or not, a last slash, trackers and the case of the host make no other address."""
    found = KNOWN.twin(url)
    assert found is not None
    assert found.id == "kust"


@pytest.mark.parametrize(
    "url",
    ["https://meeuw.example.co.uk/kust", "https://meeuw.example.co.uk/Kust?a=1", "https://meeuw.example.co.uk:8443/kust?a=1"],
)
def test_no_twins(url: str) -> None:
    """Another query, path or port is another address."""
    assert KNOWN.twin(url) is None


def test_kin_and_kind() -> None:
    """Sources of one registrable domain are kin, but not those on a platform that publishers share."""
    assert [one.id for one in KNOWN.kin("https://nieuw.meeuw.example.co.uk/")] == ["kust", "zee"]
    assert KNOWN.kin("https://twee.medium.com/feed") == ()
    assert [KNOWN.kind(f"https://{host}/") for host in ("uil.example", "twee.medium.com")] == ["onderzoek", ""]


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("Strand", "https://meeuw.example.co.uk/strand", "Vogels"),
        ("Ven", "https://uil.example/ven", ""),
        ("VOGELS", "https://elders.example/", "Vogels"),
        ("Vogels: strand", "https://elders.example/", "Vogels"),
        ("Vogels - strand", "https://elders.example/", "Vogels"),
        ("Vogelsland", "https://elders.example/", ""),
        ("Twee", "https://twee.medium.com/feed", ""),
    ],
)
def test_families(name: str, url: str, expected: str) -> None:
    """By its name, else by its domain when all there are of one family; else nobody knows."""
    assert KNOWN.family(name, url) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" meeuw.example/rss ", "https://meeuw.example/rss"),
        ("meeuw.example:8080/rss", "https://meeuw.example:8080/rss"),
        ("feed://meeuw.example/rss", "https://meeuw.example/rss"),
        ("FEED:http://meeuw.example/rss", "http://meeuw.example/rss"),
        ("http://meeuw.example", "http://meeuw.example"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_addresses_as_people_write_them(written: str, expected: str) -> None:
    """A bare name gets https, feed: goes; the rest is left for the check."""
    assert address(written) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.b.example.co.uk/", "example.co.uk"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://[", ""),
    ],
)
def test_domains(url: str, expected: str) -> None:
    """The registrable part by the public suffix list; an IP address is its own."""
    assert domain(url) == expected


def test_a_draft_takes_what_people_say_first() -> None:
    """Wishes before what is known, that before what the feed says, that before a guess; a known family keeps its spelling."""
    url = "https://uil.example/ven"
    guessed = draft(url, "Het <b>Ven</b>", "fy", Wishes(), KNOWN)
    assert guessed == Source("het-ven", "Het Ven", url, "onderzoek", "fy", "Het Ven")
    wishes = Wishes("v", " Ven  2 ", "overheid", "en", "vogels", " let op ")
    assert draft(url, "Het Ven", "fy", wishes, KNOWN) == Source("v", "Ven 2", url, "overheid", "en", "Vogels", notes="let op")
    assert draft("https://a.example/", "", "", Wishes(), KNOWN) == Source(
        "a-example", "a.example", "https://a.example/", "nieuws", "nl", "a.example"
    )
