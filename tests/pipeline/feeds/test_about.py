"""What a feed says of itself."""

import pytest

from pipeline.feeds.about import About, about

RSS = b"""<rss version="2.0"><channel><title>Dijk &amp;amp; duin</title><language>nl-NL</language>
<item><title>Eerste</title></item><item><title>Tweede</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Tide table</title>
<entry><title>First</title></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Wad", "language": "nl", "items": [{"title": "Eerste"}]}"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RSS, About("Dijk &amp; duin", "nl-NL")),
        (ATOM, About("Tide table", "en")),
        (JSON, About("Wad", "nl")),
        (RSS[:90], About("Dijk &amp; duin", "nl-NL")),
        (b"\xff\xfe<", About()),
        (b'{"version": "1", "title": "Geen feed"}', About()),
        (b"", About()),
    ],
)
def test_title_and_language(body: bytes, expected: About) -> None:
    """Title and language are read from every kind of feed, whole or cut; what says nothing gives nothing."""
    assert about(body) == expected


def test_no_title_of_an_item() -> None:
    """A feed without a title does not get that of its first item."""
    assert about(RSS.replace(b"<title>Dijk &amp;amp; duin</title>", b"")).title == ""
