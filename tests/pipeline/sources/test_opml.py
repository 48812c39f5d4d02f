import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.core.taxonomy import Taxonomy
from pipeline.sources.load import load
from pipeline.sources.opml import MAX_BYTES, MAX_DEPTH, MAX_OUTLINES, Outline, read, write

SHIPPED = Path(__file__).parents[3] / "sources.yaml"

_NESTED = """<outline text="Vak"><outline text="ICT"><outline text="A" xmlUrl="https://a.example/" category="/x/y,z"
 htmlUrl="https://a.example/p" language="nl-BE" isComment="TRUE"/></outline></outline>"""


def opml(body: str, *, version: str = "2.0", head: str = "") -> bytes:
    """A document around *body*; the body begins on line 2."""
    return f'<opml version="{version}"><head>{head}</head><body>\n{body}\n</body></opml>'.encode()


def test_written_and_read_again() -> None:
    """What is written comes back: name, address, kind by id and by title, language, and whether it is disabled."""
    sources = (
        Source("meeuw", 'De "Meeuw" & <zoon>', "https://meeuw.example/feed?a=1&b=2", "nieuws", "nl", "Vogels"),
        Source("tafel", "Tafel", None, "werksessie", "nl", "Tafel"),
        Source("uil", "De Uil", "https://uil.example/feed", "onderzoek", "en", "Uil", enabled=False),
        Source("kraai", "De\u0007 Kraai", "https://kraai.example/feed", "nieuws", "fy", "Kraai"),
    )
    found = read(write(sources, {"nieuws": "Nieuws"}))
    assert found == (
        Outline('De "Meeuw" & <zoon>', "https://meeuw.example/feed?a=1&b=2", ("nieuws", "Nieuws"), lang="nl", line=8),
        Outline("De Kraai", "https://kraai.example/feed", ("nieuws", "Nieuws"), lang="fy", line=9),
        Outline("De Uil", "https://uil.example/feed", ("onderzoek",), lang="en", disabled=True, line=12),
    )


def test_all_that_ships(taxonomy: Taxonomy) -> None:
    """Each source that ships comes back with its name, address, kind and language."""
    sources = load(SHIPPED, [kind.id for kind in taxonomy.kinds])
    found = {(o.title, o.url, o.folders[0], o.lang, not o.disabled) for o in read(write(sources, {}))}
    assert found == {(s.name, s.url, s.kind, s.lang, s.enabled) for s in sources if s.url}


@given(st.text(), st.text(st.characters(categories=("L", "P", "S"))))
def test_any_name_makes_a_sound_document(name: str, path: str) -> None:
    """Whatever a name or an address holds, the document can be read, and holds one feed."""
    source = Source("a", name.encode(errors="replace").decode(), f"https://a.example/{path}", "nieuws", "nl", "a")
    assert len(read(write([source], {}))) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<outline text="A" xmlUrl="https://a.example/"/>', Outline("A", "https://a.example/", line=2)),
        ('<outline TEXT="A" XMLURL="https://a.example/"/>', Outline("A", "https://a.example/", line=2)),
        ('<OUTLINE title="A" text="b" xmlurl=" https://a.example/ "/>', Outline("A", "https://a.example/", line=2)),
        ('<outline type="atom" text="A" url="https://a.example/"/>', Outline("A", "https://a.example/", line=2)),
        ('<outline text="A" url="https://a.example/"/>', Outline("A", "https://a.example/", line=2)),
        ('<outline text="A" xmlUrl="feed://a.example/f"/>', Outline("A", "https://a.example/f", line=2)),
        (
            _NESTED,
            Outline(
                "A", "https://a.example/", ("x", "y", "z", "ICT", "Vak"), "https://a.example/p", "nl", disabled=True, line=2
            ),
        ),
    ],
)
@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_how_readers_write_it(body: str, expected: Outline, version: str) -> None:
    """Attribute names in any case, `url`, feed: addresses, nested folders, categories."""
    assert read(opml(body, version=version)) == (expected,)


@pytest.mark.parametrize(
    "body",
    [
        '<outline text="A map"/>',
        '<outline type="link" text="A page" url="https://a.example/"/>',
        '<outline type="include" text="A list" url="https://a.example/list.opml"/>',
    ],
)
def test_what_is_no_feed_is_passed_over(body: str) -> None:
    """Folders, pages and other lists are no feeds."""
    assert read(opml(body)) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_encodings(encoding: str) -> None:
    """The encoding that a document declares holds."""
    declared = encoding.removesuffix("-sig")
    written = f'<?xml version="1.0" encoding="{declared}"?><opml><body><outline text="Café" xmlUrl="https://a/"/></body></opml>'
    assert read(written.encode(encoding))[0].title == "Café"


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (b'<?xml version="1.0"?>\n<!DOCTYPE opml [<!ENTITY a "b">]>\n<opml/>', "line 2: holds a DOCTYPE"),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml/>', "line 1: holds a DOCTYPE"),
        (opml("<outline"), "line 3: not well-formed XML (not well-formed (invalid token)); export it again"),
        (b"", "line 1: not well-formed XML (no element found)"),
        (b"[1]", "line 1: not well-formed XML"),
        (b"<rss version='2.0'/>", "line 1: no OPML: it begins with <rss>"),
        (b"<?xml version='1.0' encoding='klingon'?><opml/>", "line 1: unreadable encoding"),
        (b"<?xml version='1.0' encoding='euc-jp'?><opml/>", "line 1: unreadable encoding"),
        (opml("<outline text='a'>" * MAX_DEPTH), f"line 2: more than {MAX_DEPTH} levels deep"),
        (opml("<outline xmlUrl='b'/>\n" * (MAX_OUTLINES + 1)), f"line {MAX_OUTLINES + 2}: more than {MAX_OUTLINES} feeds"),
        (opml("<outline text='&#0;'/>"), "line 2: not well-formed XML"),
        (opml("<outline text='&lol;'/>"), "line 2: not well-formed XML"),
        (opml(" " * MAX_BYTES), "larger than 4 MiB; split it"),
    ],
)
def test_complaints(document: bytes, complaint: str) -> None:
    """A file that cannot be read is named, with the line and the remedy, and quickly."""
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        read(document, "lezer.opml")
    assert str(caught.value).startswith("lezer.opml")
    assert complaint in str(caught.value)
    assert time.monotonic() - began < 2


@given(st.binary(max_size=200) | st.text(alphabet='<>/="opmlouine xURt&;! [', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    """No document raises anything but a complaint."""
    for one in (document, b"<opml>" + document + b"</opml>"):
        with suppress(InputError):
            assert isinstance(read(one), tuple)
