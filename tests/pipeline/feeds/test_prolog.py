import pytest

from pipeline.feeds.encoding import DECLARATION
from pipeline.feeds.prolog import PrologError, settle

NETSCAPE = b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
LATIN = b'<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://w3.org/lat1"> %HTMLlat1;]>'


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b" \r\n\t",
        DECLARATION,
        b"Warning: x in y.php",
        b"<?xml version='1.0'?><?xml-stylesheet href='a>b'?>",
        b"<!-- <rss> -- > -->",
        b"<!DOCTYPE rss>",
        b"<!doctype rss SYSTEM 'a'>",
        NETSCAPE,
        LATIN,
        b"<!DOCTYPE rss [ ]  >",
        b"<!DOCTYPE rss [<!ELEMENT a ANY><!-- > -->]>",
        b"]]> > ? <1 < !",
    ],
)
def test_only_the_declaration_remains(before: bytes) -> None:
    """Whatever harmless stands before the root element goes; what comes after stays byte for byte."""
    assert settle(before + b"<rss a='b'><!-- c --></rss>\n") == DECLARATION + b"<rss a='b'><!-- c --></rss>\n"


@pytest.mark.parametrize("text", [b"", b"geen feed", b"<!-- nooit gesloten <rss>", b"<? nooit <rss>", b"<!DOCTYPE x <rss"])
def test_without_a_root_nothing_remains(text: bytes) -> None:
    """A text without a root element, or whose prolog never ends, is empty."""
    assert settle(text) == DECLARATION


def test_harmless_entities_stay() -> None:
    """Entities for a few characters stay; those within others, and markup, go."""
    kind = b"""<!DOCTYPE rss [<!ENTITY euro '&#8364;'> <!ENTITY nbsp "&#xA0;"><!ENTITY naam "De Meeuw">
        <!ENTITY amp "&#38;#38;"><!ENTITY tag "<b>"><!ENTITY twee "&naam; &naam;"><!ENTITY leeg "">]>"""
    kept = b'<!DOCTYPE feed [\n<!ENTITY naam "De Meeuw">\n<!ENTITY nbsp "&#xA0;">\n<!ENTITY euro "&#8364;">\n]>\n'
    assert settle(kind + b"<rss>&euro;</rss>") == DECLARATION + kept + b"<rss>&euro;</rss>"


@pytest.mark.parametrize(
    ("subset", "why"),
    [
        (b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", "something outside"),
        (b"<!entity x PUBLIC 'a' 'http://h.nl/'>", "something outside"),
        (b"<!ENTITY % x SYSTEM 'http://h.nl/x.dtd'> %x;", "something outside"),
        (b"<!ENTITY x PUBLIC '-//W3C//a' 'http://h.nl/'>", "something outside"),
        (b"<!ENTITY x SYSTEM 'a' NDATA gif>", "something outside"),
        (b'<!ENTITY % a "<!ENTITY b \'c\'>">%a;', "entities within entities"),
        (b"<!ENTITY % a '&#60;!ENTITY b SYSTEM &#34;c&#34;>'>%a;", "entities within entities"),
        (b"<!ENTITY a '&b;'><!ENTITY b '&a;'>", "entity bomb"),
        (b"<!ENTITY a 'ha'><!ENTITY b '" + b"&a;" * 3000 + b"'><!ENTITY c '" + b"&b;" * 3000 + b"'>", "entity bomb"),
        (b"<!ENTITY a '" + b"a" * 40_000 + b"'>", "entity bomb"),
        (b"".join(b"<!ENTITY a%d 'a'>" % n for n in range(501)), "more than 500"),
        (b"".join(b"<!ENTITY a%d '&a%d;'>" % (n, n + 1) for n in range(400)) + b"<!ENTITY a400 'a'>", "entity bomb"),
        (b" " * 70_000, "64 KiB"),
        (b"<!ENTITY a 'b'>", "64 KiB"),
    ],
)  # fmt: skip
def test_attacks_are_refused(subset: bytes, why: str) -> None:
    """Entities that fetch, or unfold beyond all measure, and endless subsets are refused, with what they would do."""
    end = b"" if why == "64 KiB" and len(subset) < 100 else b"]>"
    with pytest.raises(PrologError, match=why):
        settle(b"<!DOCTYPE rss [" + subset + end + b"<rss>" + b"&a;" * 100 + b"</rss>")


def test_a_megabyte_before_the_root_is_refused() -> None:
    """A prolog of more than a megabyte is no feed's."""
    assert settle(b"<!-- " + b"a" * 1_000_000 + b" --><rss/>").endswith(b"\n<rss/>")
    with pytest.raises(PrologError, match="megabyte"):
        settle(b"\n" * 1_100_000 + b"<rss/>")
