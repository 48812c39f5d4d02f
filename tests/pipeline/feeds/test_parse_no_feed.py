"""What is no feed says so: each kind of trouble has its own state."""

from pathlib import Path

import pytest

from pipeline.core.answers import SourceState
from pipeline.feeds.parse import Parsed, parse

PAGE = "<html><head><title>Mogen wij koekjes plaatsen?</title></head><body><p>Ja of ja.</p></body></html>"


def read(document: str | bytes) -> Parsed:
    """The document parsed; it must have no entries."""
    found = parse(document.encode() if isinstance(document, str) else document, source="meeuw", url="https://h.nl/")
    assert (found.entries, found.cut) == ((), 0)
    return found


@pytest.mark.parametrize("body", [b"", b" ", b"\r\n\t\n"])
def test_nothing_came(body: bytes) -> None:
    """A body without anything in it is empty."""
    assert read(body) == Parsed((), SourceState.EMPTY, "the body is empty")


@pytest.mark.parametrize(
    "document",
    [
        "<?xml version='1.0'?><rss version='2.0'><channel><title>k</title></channel></rss>",
        "<rss version='0.91'><channel/></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>k</title></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel/></rdf:RDF>",
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        '{"version": "https://jsonfeed.org/version/1", "title": "k"}',
    ],
)
def test_no_items(document: str) -> None:
    """A feed without items is empty, in every format: it answers, but there is nothing to trust it by."""
    assert read(document) == Parsed((), SourceState.EMPTY, "the feed holds no items")


@pytest.mark.parametrize(
    "document",
    [
        PAGE,
        "<!DOCTYPE html>" + PAGE,
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>" + PAGE,
        "<?xml version='1.0'?>\n<!-- a -->\n<!-- b --><!DOCTYPE html>" + PAGE,
        "\ufeff\n " + PAGE,
        PAGE.encode("utf-16"),
        PAGE.upper(),
        "<head><title>x</title></head>",
        "<body>Onderhoud</body>",
        "<!DOCTYPE html>" + PAGE[:60],
    ],
)
def test_a_page(document: str | bytes) -> None:
    """A page where a feed should be is told apart, for it mostly asks for consent or reports an error."""
    found = read(document)
    assert found.state is SourceState.HTML
    assert "HTML page" in found.message


@pytest.mark.parametrize(
    "document",
    [
        "404 niet gevonden",
        "<?xml version='1.0'?><opml version='2.0'><body/></opml>",
        "<?xml version='1.0'?><sitemap/>",
        "<!-- nooit gesloten <html>",
        "%PDF-1.7 \x00\x01",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\0\0\0\0",
        b"\xef\xbb\xbf",
        "[1, 2]",
        '"tekst"',
        '{"error": "not found"}',
        '{"version": 7, "items": [{"id": "1"}]}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}',
    ],
)
def test_something_else(document: str | bytes) -> None:
    """What is neither feed nor page is no feed, and the message says what stood in the way."""
    found = read(document)
    assert found.state is SourceState.NOT_A_FEED
    assert found.message.startswith("no feed: ")
    assert len(found.message) > len("no feed: ")


def test_no_item_can_be_read() -> None:
    """When none of its items can be read the feed is unparsable, and the message says what is wrong with them."""
    item = f"<item><title>{'<a>' * 300}</title></item>"
    found = parse(f"<rss version='2.0'><channel>{item}{item}</channel></rss>".encode(), source="meeuw")
    assert (found.state, found.broken, found.entries) == (SourceState.UNPARSABLE, 2, ())
    assert found.message == "the feed cannot be read: its last item nests tags more than 200 deep"


def test_entities_do_not_multiply() -> None:
    """Entities that would unfold to gigabytes are refused."""
    entities = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(10))
    found = read(
        f"<!DOCTYPE x [<!ENTITY a 'ha'>{entities}]><rss version='2.0'><channel><item><title>&k;</title></item></channel></rss>"
    )
    assert found.state is SourceState.UNPARSABLE
    assert "entity bomb" in found.message


def test_no_file_is_read(tmp_path: Path) -> None:
    """An entity that names a file of ours is refused."""
    path = tmp_path / "wachtwoord"
    path.write_text("zeehond7")
    item = "<rss version='2.0'><channel><item><title>&a;!</title></item></channel></rss>"
    found = read(f"<!DOCTYPE x [<!ENTITY a SYSTEM '{path.as_uri()}'>]>{item}")
    assert found.state is SourceState.UNPARSABLE
    assert "external entity" in found.message
