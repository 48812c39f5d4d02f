from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.core.model import Entry
from pipeline.feeds.parse import MAX_ENTRIES, Parsed, parse

LAW = settings(deadline=None, max_examples=100, derandomize=True)
MOMENT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ITEM = (
    "<item><guid isPermaLink='false'>tag:h.nl,2026:1</guid><title>Brug open</title><link>https://h.nl/1</link>"
    "<description>&lt;p&gt;Varen&lt;/p&gt;</description><pubDate>Mon, 23 Nov 2026 07:00:00 +0100</pubDate></item>"
)
ATOM_ENTRY = (
    "<entry><id>tag:h.nl,2026:1</id><title type='html'>Brug open</title><link rel='enclosure' href='https://h.nl/1.mp3'/>"
    "<link href='https://h.nl/1'/><summary type='html'>&lt;p&gt;Varen&lt;/p&gt;</summary>"
    "<published>2026-11-23T07:00:00+01:00</published><updated>2026-11-24T07:00:00+01:00</updated></entry>"
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://h.nl/'><title>k</title></channel>"
    "<item rdf:about='tag:h.nl,2026:1'><title>Brug open</title><link>https://h.nl/1</link><description>&lt;p&gt;Varen&lt;/p&gt;</description>"
    "<dc:date>2026-11-23T07:00:00+01:00</dc:date></item></rdf:RDF>"
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "tag:h.nl,2026:1", "title": "Brug open", "url": "https://h.nl/1",'
    ' "content_html": "<p>Varen</p>", "date_published": "2026-11-23T07:00:00+01:00"}]}'
)
EXPECTED = Entry("meeuw", "tag:h.nl,2026:1", "Brug open", "https://h.nl/1", "<p>Varen</p>", MOMENT)


def rss(items: str, encoding: str = "utf-8") -> str:
    """An RSS document."""
    return f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>k</title>{items}</channel></rss>"


def atom(entries: str) -> str:
    """An Atom document."""
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>k</title><id>x</id>{entries}</feed>"


def read(document: str | bytes, content_type: str = "", url: str = "https://h.nl/feed/") -> Parsed:
    """The document parsed as that of a gull."""
    body = document.encode() if isinstance(document, str) else document
    return parse(body, source="meeuw", content_type=content_type, url=url)


def only(document: str | bytes, content_type: str = "") -> Entry:
    """The one entry of a document that must be readable."""
    found = read(document, content_type)
    assert (found.state, found.message, found.cut, len(found.entries)) == (SourceState.FETCHED, "", 0, 1)
    return found.entries[0]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(rss(ITEM), id="RSS 2.0"),
        pytest.param(atom(ATOM_ENTRY), id="Atom"),
        pytest.param(RDF, id="RSS 1.0"),
        pytest.param(JSON, id="JSON Feed"),
        pytest.param("\ufeff" + rss(ITEM), id="byte order mark"),
        pytest.param("\ufeff" + JSON, id="byte order mark before JSON"),
        pytest.param("\n \t" + rss(ITEM), id="blanks before"),
        pytest.param(rss(ITEM).encode("utf-8").replace(b"utf-8", b"utf-16").decode().encode("utf-16"), id="UTF-16"),
        pytest.param("<br/>Warning: x in y.php" + rss(ITEM), id="a warning of PHP before"),
        pytest.param("<html><body>" + rss(ITEM) + "</body></html>", id="wrapped in a page"),
        pytest.param(rss(ITEM)[:-20], id="cut off after the item"),
        pytest.param(rss(ITEM, "x-onzin"), id="an encoding that does not exist"),
    ],
)
def test_the_same_item_in_every_format(document: str | bytes) -> None:
    """An item is the same in every format, however the document is wrapped or coded; its text keeps its HTML."""
    assert only(document) == EXPECTED


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "text/plain; charset=us-ascii", "application/rss+xml; charset=onzin", ";;=\0", "x" * 5000]
)
def test_a_wrong_content_type_hides_nothing(content_type: str) -> None:
    """A feed is read whatever its server calls it."""
    assert only(rss(ITEM), content_type) == EXPECTED


@pytest.mark.parametrize(
    ("document", "content_type"),
    [
        pytest.param(rss(ITEM.replace("open", "één"), "iso-8859-1").encode("latin-1"), "", id="declared"),
        pytest.param(rss(ITEM.replace("open", "één")).encode("latin-1"), "", id="declared wrongly"),
        pytest.param(rss(ITEM.replace("open", "één")).encode("latin-1"), "text/xml; charset=iso-8859-1", id="by the header"),
        pytest.param(rss(ITEM.replace("open", "één")), "", id="UTF-8"),
    ],
)
def test_letters_survive(document: str | bytes, content_type: str) -> None:
    """Letters beyond ASCII come through in the encodings that feeds use, declared or not."""
    assert only(document, content_type).title == "Brug één"


@pytest.mark.parametrize(
    ("old", "new", "link"),
    [
        ("https://h.nl/1", "/pad/1", "https://h.nl/pad/1"),
        ("https://h.nl/1", "1", "https://h.nl/feed/1"),
        ("https://h.nl/1", "//n.nl/1", "https://n.nl/1"),
        ("https://h.nl/1", "javascript:alert(1)", "javascript:alert(1)"),
        ("<link>https://h.nl/1</link>", "", ""),
        ("<guid isPermaLink='false'>tag:h.nl,2026:1</guid><title>Brug open</title><link>https://h.nl/1</link>", "<guid>https://h.nl/g</guid>",
         "https://h.nl/g"),
    ],
)  # fmt: skip
def test_links(old: str, new: str, link: str) -> None:
    """Links are resolved against the feed's address, a guid that is a link serves as one; parsing judges none of them."""
    assert only(rss(ITEM.replace(old, new))).link == link


def test_the_page_outweighs_the_enclosure() -> None:
    """Of several links the one to the page counts."""
    assert only(atom(ATOM_ENTRY)).link == "https://h.nl/1"


def test_an_entry_may_have_nothing() -> None:
    """An item without any field is still an entry, with empty fields."""
    assert only(rss("<item/>")) == Entry("meeuw", "", "", "", "", None)


def test_content_stands_in_for_a_summary() -> None:
    """Without a summary the content is the text."""
    assert (
        only(atom("<entry><id>1</id><content type='html'>&lt;p&gt;Varen&lt;/p&gt;</content></entry>")).summary == "<p>Varen</p>"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 23 Nov 2026 07:00:00 +0100", MOMENT),
        ("Mon, 23 Nov 2026 06:00:00 GMT", MOMENT),
        ("2026-11-23T06:00:00Z", MOMENT),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Mon, 01 Jan 0001 00:00:00 GMT", datetime(1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("Mon, 23 Nov 2026 06:00:00", MOMENT),
        ("Mon, 23 Nov 2026 07:00:00 CET", MOMENT),
        ("ma 23 nov. 2026 07:00 +0100", MOMENT),
        ("23-11-2026", datetime(2026, 11, 23, tzinfo=UTC)),
        ("", None),
        ("gisteren", None),
        ("Mon, 32 Foo 2026", None),
        ("0000-00-00", None),
        ("Sun, 29 Feb 2027 00:00:00 GMT", None),
        ("-1", None),
    ],
)
def test_dates(written: str, expected: datetime | None) -> None:
    """A date becomes a moment in UTC, sane or not; what no calendar knows is no date, and spoils nothing else."""
    found = only(rss(ITEM.replace("Mon, 23 Nov 2026 07:00:00 +0100", written)))
    assert (found.title, found.published) == ("Brug open", expected)


def test_other_dates_stand_in() -> None:
    """Without a date of publication that of the last change counts."""
    assert only(atom("<entry><id>1</id><updated>2026-11-23T06:00:00Z</updated></entry>")).published == MOMENT


@pytest.mark.parametrize(
    "document", [rss("{}"), JSON.replace("[{", "[{},{},{},{").replace("{}", '{"id": "g0"}')], ids=["RSS", "JSON"]
)
def test_too_many_entries(document: str) -> None:
    """Entries past the most are counted, not read."""
    body = document.replace("{}", ITEM * 4) if "<rss" in document else document
    found = parse(body.encode(), source="meeuw", most=3)
    assert (found.state, len(found.entries), found.cut) == (SourceState.FETCHED, 3, 1)
    assert parse(body.encode(), source="meeuw", most=4).cut == 0


def test_the_usual_most() -> None:
    """Without another word a document gives at most two thousand entries."""
    found = read(rss("<item><title>x</title></item>" * (MAX_ENTRIES + 7)))
    assert (len(found.entries), found.cut) == (MAX_ENTRIES, 7)


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"{}",
            b"[1]",
            b"\x80\x81",
            b"<rss><![",
            b"<![CDATA[",
            b"<?xml",
            b"<!DOCTYPE x [",
            b"<a" * 500,
            b"\xff\xfe<",
            b"\0<rss>",
        ),
        b"[" * 20_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_broken_documents_do_not_raise(body: bytes) -> None:
    """A broken document gives a state and a message, never an exception."""
    found = read(body)
    assert (found.entries, found.state.heard) == ((), False)
    assert found.message


@given(
    st.binary(max_size=200),
    st.text(max_size=30),
    st.integers(0, 600),
    st.sampled_from([rss(ITEM), atom(ATOM_ENTRY), RDF, JSON]),
)
@example(b"&#99999999999;", "", 200, rss(ITEM))
@example(b"<![", "", 200, rss(ITEM))
@LAW
def test_nothing_makes_it_raise(junk: bytes, content_type: str, place: int, document: str) -> None:
    """Junk anywhere in a document never raises: either there are entries, or a state and message that say why not."""
    whole = document.encode()
    found = read(whole[:place] + junk + whole[place:], content_type)
    assert bool(found.entries) == (found.state is SourceState.FETCHED)
    assert bool(found.entries) != bool(found.message) or (found.broken and found.message)
