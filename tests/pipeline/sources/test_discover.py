import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.discover import MOST, Candidate, feeds_in, guesses, suggest_id

PAGE = "https://www.meeuw.example/kust/vandaag?x=1#top"


def found(markup: str, *, url: str = PAGE) -> list[str]:
    """The addresses found in a page, in their order."""
    return [candidate.url for candidate in feeds_in(markup.encode(), url)]


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    """An element that names a feed."""
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


def test_the_page_names_its_feeds() -> None:
    """Each type of feed, relative and whole addresses, entities and titles, in the order of the page."""
    page = b"""<!DOCTYPE html><html><head>
        <link rel="alternate" type="application/rss+xml" title="De  Meeuw &amp; &lt;b&gt;zo" href="/rss?a=1&amp;b=2">
        <LINK TYPE='Application/Atom+XML; charset=utf-8' HREF=atom REL='home Alternate'/>
        <link rel=stylesheet type=application/rss+xml href=/style.css><link rel=alternate type=text/html href=/en>
        </head><body><p><link rel="alternate" type="application/feed+json" href="//feeds.meeuw.example/feed.json#x">
        <link rel=alternate type=application/rdf+xml href="../rdf"></body>"""
    assert feeds_in(page, PAGE) == (
        Candidate("https://www.meeuw.example/rss?a=1&b=2", "De Meeuw & zo", "link"),
        Candidate("https://www.meeuw.example/kust/atom", "", "link"),
        Candidate("https://feeds.meeuw.example/feed.json", "", "link"),
        Candidate("https://www.meeuw.example/rdf", "", "link"),
    )


@pytest.mark.parametrize(
    "href",
    [
        "/rss",
        "/nieuws.rss",
        "/nieuws.xml",
        "/feed/",
        "/feeds",
        "/x/feed/vandaag",
        "/atom",
        "/a.rdf",
        "/?feed=rss2",
        "/feed.json",
    ],
)
def test_what_looks_like_a_feed_comes_second(href: str) -> None:
    """A link in the text that looks like a feed stands behind those that the page names, with its words as title."""
    page = f'<a href="{href}"><b>RSS</b> van de kust</a>' + link("/named")
    assert feeds_in(page.encode(), "https://a.example/") == (
        Candidate("https://a.example/named", "", "link"),
        Candidate(f"https://a.example{href}", "RSS van de kust", "anchor"),
    )


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/contact">Contact</a><a href="/feedback">Uw mening</a><a href="/sitemap.xml">Alles</a>',
        f"<!-- {link('/old')} -->",
        f"<script>document.write('{link('/x')}')</script>",
        f"<!-- never closed {link('/x')}",
        link("javascript:alert(1)") + link("data:text/xml,x") + link("ftp://a.example/rss") + link("https://u:p@a.example/"),
        link("") + link("https://[") + link("https://a.example:99999/") + link("/a b") + link("/\u202e"),
        link(PAGE),
        "<link rel=alternate type=application/rss+xml><a>RSS</a>",
    ],
)
def test_what_is_no_feed_is_passed_over(page: str) -> None:
    """Pages, comments, scripts, addresses that are none or may not be fetched, and the page itself."""
    assert found(page) == []


def test_the_base_of_a_page_holds() -> None:
    """Relative addresses are relative to its base element."""
    assert found('<base href="/elders/">' + link("rss")) == ["https://www.meeuw.example/elders/rss"]
    assert found('<base href="https://x.example/"><base href="https://y.example/">' + link("rss")) == ["https://x.example/rss"]


def test_each_address_once_and_at_most_twenty() -> None:
    """The same address is one candidate, and the first twenty are enough."""
    assert found(link("/rss") + link("/rss#2") + '<a href="/rss">RSS</a>') == ["https://www.meeuw.example/rss"]
    many = [f"https://www.meeuw.example/{number}" for number in range(MOST)]
    assert found("".join(map(link, (*many, "/more")))) == many


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_titles_in_the_encoding_of_the_page(encoding: str) -> None:
    """The declared encoding, a byte order mark, or what is usual."""
    page = f'<meta charset="{encoding.removesuffix("-sig")}"><a href="/rss">Café</a>'.encode(encoding)
    assert [candidate.title for candidate in feeds_in(page, PAGE)] == ["Café"]


@pytest.mark.parametrize(
    "unit", ["<a ", '<a href="', "<a b=c ", "<!--", "<script>", "<a href=/feed>", "<link x=", "a=", "<a ''"]
)
def test_hostile_pages_cost_little(unit: str) -> None:
    """A megabyte of halves of tags is done with at once."""
    began = time.process_time()
    feeds_in(unit.encode() * ((1 << 20) // len(unit)), PAGE)
    assert time.process_time() - began < 5  # about 0.5 s; the margin is for lines that are counted


@given(st.text(alphabet="<>a=linkhref'\" /:!-bse#&;", max_size=80), st.text(max_size=20))
def test_any_page_is_looked_through(markup: str, tail: str) -> None:
    """Whatever stands in a page, only whole http(s) addresses come out."""
    page = (markup + link("/rss") + tail).encode(errors="replace")
    for candidate in feeds_in(page, PAGE):
        assert candidate.url.startswith(("https://", "http://"))


def test_the_usual_places() -> None:
    """On the site of a page, wherever on it the page stands."""
    assert [candidate.url for candidate in guesses(PAGE)] == [
        f"https://www.meeuw.example{path}" for path in ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.json", "/index.xml")
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("De Meeuw: Kust & Zee", "de-meeuw-kust-zee"),
        ("Économie à l’étranger", "economie-a-l-etranger"),
        ("RSS feed", "meeuw-rss-feed"),
        ("Nieuws", "meeuw-nieuws"),
        ("日本", "meeuw"),
        ("woord " * 30, "-".join(["woord"] * 10)),
        ("x" * 100, "x" * 64),
    ],
)
def test_ids(title: str, expected: str) -> None:
    """The title in small letters and hyphens; the domain where the title says nothing; at most 64 characters."""
    assert suggest_id(title, PAGE, ()) == expected
    assert suggest_id(title, PAGE, {expected}) == f"{expected[:62].rstrip('-')}-2"


@given(st.text(max_size=90), st.text(max_size=20), st.integers(0, 3))
def test_any_title_gives_an_id_that_is_free(title: str, host: str, taken: int) -> None:
    """An id is always of the form that the sources file wants, and not taken."""
    used: set[str] = set()
    for _ in range(taken + 1):
        ident = suggest_id(title, f"https://{host}/", used)
        assert ident not in used
        assert len(ident) <= 64
        assert set(ident) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert ident[0] != "-"
        used.add(ident)
