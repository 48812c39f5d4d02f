import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.feeds.blocks import fingerprint, split
from pipeline.feeds.parse import parse
from tests.pipeline.feeds.crafted import CRAFTED, DOCUMENTS

LAW = settings(deadline=None, max_examples=100, derandomize=True)
MOST = 2000
TOKENS = (
    "<item> </item> <item/> <item	a='b'> <entry> </entry> <a:item> </a:item> <ITEM> <!-- --> <![CDATA[ ]]> <? ?> < > ' x"
)
PIECES = st.sampled_from(TOKENS.split(" "))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<rss></rss>", []),
        ("<rss><item>a</item> <item>b</item></rss>", ["<item>a</item>", "<item>b</item>"]),
        ("<a:feed><a:entry>a</a:entry></a:feed>", ["<a:entry>a</a:entry>"]),
        ("<rss><ITEM>a</ITEM></rss>", ["<ITEM>a</ITEM>"]),
        ("<rss><item/><item />a<item\n/></rss>", ["<item/>", "<item />", "<item\n/>"]),
        ("<rss><item rdf:about='x'>a</item ></rss>", ["<item rdf:about='x'>a</item >"]),
        ("<rdf><items><li/></items><item>a</item></rdf>", ["<item>a</item>"]),
        ("<rss><!-- <item> --><item><![CDATA[</item><item>]]></item></rss>", ["<item><![CDATA[</item><item>]]></item>"]),
        ("<rss><itemize/><item>a<sitem/></item></rss>", ["<item>a<sitem/></item>"]),
        ("<rss><item>a</item><item>b", ["<item>a</item>", "<item>b"]),
        ("<rss><item>a</item><item", ["<item>a</item>"]),
        ("<rss><item>a</item><item><![CDATA[b", ["<item>a</item>", "<item><![CDATA[b"]),
    ],
)
def test_entries_are_found(text: str, blocks: list[str]) -> None:
    """An entry's block goes from its start tag to its end tag, or to the end of a document that was cut off."""
    found = split(text.encode(), MOST)
    assert [block.decode() for block in found.blocks] == blocks
    assert found.clean
    assert found.whole() == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "<rss><item>a<item>b</item></item></rss>",
        "<rss><item>a<item>b</item></rss>",
        "<rss>a</item><item>b</item></rss>",
        "<rss><item>a</item><entry>b</entry></rss>",
        "<rss><item>a</item><x:item>b</x:item></rss>",
        "<rss><item>a</ITEM></rss>",
        "<rss><item>a</item><!-- <item>b</item></rss>",
        "<feed><entry x='>'>a</entry></feed>",
        "<rss><item a='>b</item></rss>",
    ],
)
def test_what_cannot_be_split_is_not_clean(text: str) -> None:
    """Entries within entries, of several names, without their ends or behind an open comment are not told apart."""
    assert not split(text.encode(), MOST).clean


def test_the_rest_is_counted() -> None:
    """Entries past the most are counted and left out; what stands between and behind them is kept."""
    found = split(b"<rss><item>a</item>1<item>b</item>2<item>c</item>3</rss>", 1)
    assert (found.around, found.blocks, found.beyond) == ((b"<rss>", b"123</rss>"), (b"<item>a</item>",), 2)


@given(st.lists(PIECES, max_size=20).map("".join), st.sets(st.integers(0, 5)), st.integers(0, 6))
@LAW
def test_pieces_make_the_whole(text: str, some: set[int], most: int) -> None:
    """The pieces of any text are the text, in order; leaving blocks out leaves the others and all around them."""
    found = split(text.encode(), MOST)
    assert found.whole() == text.encode()
    kept = sorted(number for number in some if number < len(found.blocks))
    part = found.only(kept)
    assert part.blocks == tuple(found.blocks[number] for number in kept)
    assert b"".join(part.around) == b"".join(found.around)
    few = split(text.encode(), most)
    assert few.blocks == found.blocks[:most]
    assert len(few.blocks) + few.beyond == len(found.blocks) or not few.clean


@pytest.mark.parametrize("name", CRAFTED)
@pytest.mark.parametrize("seed", range(4))
def test_known_entries_are_skipped(name: str, seed: int) -> None:
    """Whichever entries of an odd document are known, the others are as they are when all are read."""
    _check(CRAFTED[name].encode(), seed)


@pytest.mark.parametrize("seed", range(3))
def test_known_entries_of_real_feeds_are_skipped(shared: Path, seed: int) -> None:
    """The same holds for every real feed."""
    for path in sorted((shared / "feeds" / "real").iterdir()):
        _check(path.read_bytes(), seed)


@given(DOCUMENTS, st.integers(0, 99))
@LAW
def test_known_entries_of_any_document_are_skipped(document: str, seed: int) -> None:
    """The same holds for whatever document of feeds' own elements."""
    _check(document.encode(), seed)


def _check(body: bytes, seed: int) -> None:
    choice = random.Random(seed)
    whole = parse(body, source="meeuw", url="https://h.nl/feed/")
    known = {block for block in whole.blocks if choice.random() < 0.5}
    found = parse(body, source="meeuw", url="https://h.nl/feed/", known=known)
    if not whole.blocks:
        assert found == whole
        return
    fresh = [pair for pair in zip(whole.entries, whole.blocks, strict=True) if pair[1] not in known]
    assert list(zip(found.entries, found.blocks, strict=True)) == fresh
    assert found.kept == tuple(block for block in whole.blocks if block in known)
    assert (found.skipped, found.broken, found.cut) == (len(found.kept), whole.broken, whole.cut)


def test_all_known() -> None:
    """A document whose entries are all known was fetched, has nothing new, and counts them."""
    body = b"<rss version='2.0'><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>"
    known = parse(body, source="meeuw").blocks
    found = parse(body, source="meeuw", known=known)
    assert (found.state, found.message, found.entries, found.skipped, found.kept) == (SourceState.FETCHED, "", (), 2, known)


def test_a_changed_entry_is_not_known() -> None:
    """A byte changed in an entry makes it new; one outside does not."""
    body = b"<rss version='2.0'><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>"
    known = parse(body, source="meeuw").blocks
    assert known == (fingerprint(b"<item><title>a</title></item>"), fingerprint(b"<item><title>b</title></item>"))
    found = parse(body.replace(b">b<", b">c<").replace(b"<channel>", b"<channel> "), source="meeuw", known=set(known))
    assert ([entry.title for entry in found.entries], found.skipped) == (["c"], 1)


def test_known_items_of_json_are_skipped() -> None:
    """Items of a JSON Feed are known by their content, in whatever order it is written."""
    first = parse(b'{"version": "jsonfeed.org", "items": [{"id": "a", "title": "A"}, {"id": "b"}]}', source="meeuw")
    again = b'{"version":"jsonfeed.org","items":[{"title":"A","id":"a"},{"id":"b","title":"B"},7]}'
    found = parse(again, source="meeuw", known=first.blocks)
    assert ([entry.title for entry in found.entries], found.kept) == (["B"], first.blocks[:1])
    assert (found.skipped, found.broken, found.cut) == (1, 1, 0)
    assert found.message == "1 of its items could not be read: the last of them is no object"
