import pytest
from feedparser.encodings import convert_to_utf8

from pipeline.feeds.encoding import DECLARATION, BinaryBodyError, utf8

DOCUMENT = "<?xml version='1.0' encoding='{}'?>\n<rss><title>Eén café aan zee, 5 €</title></rss>"


def read(body: bytes, content_type: str = "") -> str:
    """What stands behind the declaration."""
    found = utf8(body, content_type)
    assert found.startswith(DECLARATION)
    return found.removeprefix(DECLARATION).decode()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("UTF-16LE", "utf-16"),
        ("utf-32", "utf-32"),
        ("ucs-4", "utf-32-be"),
        ("windows-1252", "windows-1252"),
        ("iso-8859-15", "iso-8859-15"),
        ("utf-8", "windows-1252"),
        ("x-onzin", "utf-8"),
        ("cp1140", "cp1140"),
    ],
)
def test_every_encoding_gives_the_same(encoding: str, body: str) -> None:
    """Letters survive in any encoding, declared rightly, wrongly or by its first bytes alone."""
    assert read(DOCUMENT.format(encoding).encode(body)).endswith("Eén café aan zee, 5 €</title></rss>")


@pytest.mark.parametrize(
    "content_type",
    ["", "text/html", "text/xml", "application/rss+xml; charset=utf-8", "text/xml; charset='iso-8859-1'",
     ";;=\0", "text/xml;charset=punycode"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "gb2312", "us-ascii"])
def test_the_same_as_feedparser(content_type: str, encoding: str) -> None:
    """The order of encodings is feedparser's: Content-Type, declaration, UTF-8, Windows-1252."""
    body = DOCUMENT.replace("€", "").format(encoding).encode("iso-8859-1" if encoding == "iso-8859-1" else "utf-8")
    theirs = convert_to_utf8({"content-type": content_type or "application/xml"}, body, {})
    if "punycode" not in content_type:
        assert read(body, content_type) == theirs.partition(b"?>")[2].decode().lstrip()


@pytest.mark.parametrize(
    "name", ["punycode", "idna", "unicode_escape", "raw-unicode-escape", "undefined", "zip", "x" * 40, "a.b"]
)
def test_costly_codecs_are_passed_over(name: str) -> None:
    """Codecs that are no encoding of text, or quadratic, are as good as unknown."""
    assert read(DOCUMENT.format(name).encode()).endswith("Eén café aan zee, 5 €</title></rss>")


@pytest.mark.parametrize("body", [b"\0" * 100, bytes(range(32)) * 4, b"PK\3\4" * 30, b"%PDF-1.7\n\0\1\2\3", b"\xef\xbb\xbf"])
def test_what_is_binary_is_refused(body: bytes) -> None:
    """A body of many control characters is no text."""
    with pytest.raises(BinaryBodyError, match="no text"):
        utf8(body)


def test_a_few_control_characters_are_left_out() -> None:
    """Zero bytes and the like within and behind a text go; tabs and line ends stay."""
    assert read(b"<rss>Di\0jk\t\x1b\r\n" + b"x" * 90 + b"</rss>" + b"\0" * 50) == "<rss>Dijk\t\r\n" + "x" * 90 + "</rss>"


def test_stray_bytes_cost_only_themselves() -> None:
    """A letter of Windows-1252 amid UTF-8 is read as such, and the others stay; when most are such all are read so."""
    assert read("Prijs: 5 € – één, twéé ".encode() + b"\xe9\x93 caf\xe9") == "Prijs: 5 € – één, twéé é“ café"
    assert read("Eén café: €".encode("windows-1252") + "é".encode()) == "Eén café: €Ã©"
    assert read(b"caf\xe9 \x81") == "café \x81"


@pytest.mark.parametrize(("encoding", "bad"), [("utf-16", b"\x00\xd8"), ("utf-32", b"\xff\xff\xff\xff")])
def test_wide_characters_that_are_none(encoding: str, bad: bytes) -> None:
    """Half a pair, or half a character at the end, does not cost a document in UTF-16 or UTF-32."""
    assert read("<rss>Dijk".encode(encoding) + bad + b"<").rstrip("\ufffd") == "<rss>Dijk"
