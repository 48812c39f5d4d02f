from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from pyexpat import EXPAT_VERSION, version_info

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry
from pipeline.feeds import fastpath, reference
from pipeline.feeds.blocks import Document, split
from pipeline.feeds.encoding import utf8
from pipeline.feeds.onepass import Doubt
from pipeline.feeds.prolog import settle
from tests.pipeline.feeds.crafted import CRAFTED, DOCUMENTS, ITEMS, LAST, PLAIN, rss

LAW = settings(deadline=None, max_examples=300, derandomize=True)
URLS = ("https://h.nl/feed/", "", "http://h.nl", "nieuws/feed", "https://[h.nl/", "HTTPS://h.nl/a/../b?c#d")


def document(body: bytes) -> Document:
    """A body as the fast path gets it."""
    return split(settle(utf8(body)), 10_000)


def compared(found: Document, url: str) -> Iterator[tuple[Entry | Doubt, Entry | None]]:
    """What the fast path says of each entry, beside what feedparser makes of the whole.

    Of a document that is no XML it reads every entry otherwise, and without an address it keeps the base of one entry for the
    next: then beside what it makes of each alone.
    """
    read = fastpath.read(found, source="meeuw", url=url)
    assert len(read) == len(found.blocks)
    theirs: list[Entry | None] = []
    with suppress(Exception):  # it fails at some of these documents
        whole = reference.parsed(found.whole(), url)
        theirs = [] if whole.bozo or not url else [reference.entry(item, "meeuw") for item in whole.entries]
    if len(theirs) != len(read):
        theirs = reference.read(found, [Doubt.ALONE] * len(read), reference.Budget(), source="meeuw", url=url)
    yield from zip(read, theirs, strict=True)


def sure(found: Document, url: str) -> int:
    """How many entries the fast path gives; each must be feedparser's."""
    count = 0
    for ours, theirs in compared(found, url):
        if isinstance(ours, Entry):
            assert ours == theirs
            count += 1
    return count


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("name", CRAFTED)
def test_odd_documents(name: str, url: str) -> None:
    """Of an odd document it gives what feedparser gives, or nothing, whatever address the document has."""
    found = document(CRAFTED[name].encode())
    if found.clean:
        sure(found, url)


@given(DOCUMENTS, st.sampled_from(URLS))
@LAW
def test_any_document(body: str, url: str) -> None:
    """The same holds for whatever document of feeds' own elements."""
    sure(document(body.encode()), url)


def test_real_feeds(shared: Path) -> None:
    """Every real feed gives the same both ways, and of most entries it is sure."""
    ours = total = 0
    for path in sorted((shared / "feeds" / "real").iterdir()):
        found = document(path.read_bytes())
        if found.blocks and path.suffix != ".json":
            assert found.clean, path.name
            ours += sure(found, "https://h.nl/feed/")
            total += len(found.blocks)
    assert total > 2500
    assert ours > 0.85 * total


@pytest.mark.parametrize(
    "name",
    [
        *("empty", "empty link over guid", "guid after link", "relative guid", "two links", "content before description"),
        *(
            "content after description",
            "content after an empty description",
            "item of Atom's link",
            "link with an empty address",
        ),
        *("link of another rel", "link with entities", "link with slashes", "media title last", "author with parts", "dates"),
        *("about", "about and guid", "namespace that is known", "mistaken for Latin-1", "characters of Windows", "CDATA"),
        *("comment within", "point", "updated only", "date in Dutch"),
    ],
)
def test_what_it_is_sure_of(name: str) -> None:
    """What feeds mostly use it reads by itself, so that the comparisons above are not empty."""
    assert sure(document(CRAFTED[name].encode()), "https://h.nl/feed/") == 3


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_others_are_not_doubted(name: str) -> None:
    """Whatever is odd in one item, the plain ones before and after it are read."""
    found = document(CRAFTED[name].encode())
    if not found.clean:
        pytest.skip("cannot be split")
    read = fastpath.read(found, source="meeuw", url="https://h.nl/feed/")
    assert [isinstance(each, Entry) for each in (read[0], read[-1])] == [True, True]


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("two titles", Doubt.ODD),
        ("markup in description", Doubt.ODD),
        ("podcast", Doubt.ODD),
        ("base", Doubt.ODD),
        ("summary in description", Doubt.ALONE),
        ("namespace that misleads", Doubt.ALONE),
        ("entity of HTML", Doubt.MALFORMED),
        ("wrong nesting", Doubt.MALFORMED),
        ("unknown prefix", Doubt.MALFORMED),
    ],
)
def test_doubts(name: str, doubt: Doubt) -> None:
    """What it does not surely know it names: odd, odd enough to change the others, or no XML."""
    assert fastpath.read(document(CRAFTED[name].encode()), source="meeuw", url="https://h.nl/")[1] is doubt


def test_a_broken_frame() -> None:
    """Behind an error outside the entries nothing is sure; before it everything is."""
    body = rss(PLAIN + "<q:a/>" + LAST + LAST)
    first, *others = fastpath.read(document(body.encode()), source="meeuw", url="")
    assert isinstance(first, Entry)
    assert others == [Doubt.FRAME, Doubt.FRAME]


def test_a_document_cut_off() -> None:
    """Of a document that was cut off only the last entry is in doubt."""
    first, second, last = fastpath.read(document(CRAFTED["cut off"].encode()), source="meeuw", url="")
    assert (isinstance(first, Entry), isinstance(second, Entry), last) == (True, True, Doubt.MALFORMED)


def test_many_broken_entries() -> None:
    """Each entry that is no XML costs only itself."""
    body = rss((PLAIN + "<item><title>a&nbsp;b</title></item>") * 100)
    read = fastpath.read(document(body.encode()), source="meeuw", url="")
    assert [isinstance(each, Entry) for each in read] == [True, False] * 100


def test_expat_protects_itself() -> None:
    """Expat limits how far entities unfold since 2.4; bombs never reach it, but nothing older is trusted."""
    message = (
        f"{EXPAT_VERSION}: below 2.4.0 it has no protection of its own; below 2.6.0 it rereads long tags, which the guard cuts"
    )
    assert version_info >= (2, 4, 0), message
