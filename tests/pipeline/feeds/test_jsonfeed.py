import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry
from pipeline.feeds import jsonfeed
from pipeline.feeds.jsonfeed import NoJsonFeedError, fingerprint, items

LAW = settings(deadline=None, max_examples=100, derandomize=True)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("id", "title", "url", "external_url", "summary", "content_text", "content_html", "date_published", "date_modified")


def feed(*items: Any, version: Any = "https://jsonfeed.org/version/1.1") -> bytes:
    """A JSON Feed."""
    return json.dumps({"version": version, "title": "k", "items": items}).encode()


def entries(body: bytes, source: str) -> tuple[Entry, ...]:
    """What the items that are objects say."""
    return tuple(jsonfeed.entry(item, source) for item in items(body) if isinstance(item, dict))


def one(**fields: Any) -> Entry:
    """The entry that an item with these fields gives."""
    (found,) = entries(feed(fields), "meeuw")
    return found


@pytest.mark.parametrize(
    "version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1", "http://jsonfeed.org/version/1"]
)
def test_an_item(version: str) -> None:
    """An item of either version becomes an entry with all that it says."""
    item = {
        "id": "g1",
        "title": "Brug",
        "url": "https://h.nl/1",
        "summary": "Open",
        "date_published": "2026-11-23T07:00:00+01:00",
    }
    moment = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert entries(feed(item, version=version), "meeuw") == (Entry("meeuw", "g1", "Brug", "https://h.nl/1", "Open", moment),)


def test_an_item_without_anything() -> None:
    """An empty item becomes an empty entry."""
    assert one() == Entry("meeuw", "", "", "", "", None)


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"url": "https://h.nl/1", "external_url": "https://n.nl/1"}, "https://h.nl/1"),
        ({"url": "", "external_url": "https://n.nl/1"}, "https://n.nl/1"),
        ({"url": None, "external_url": "https://n.nl/1"}, "https://n.nl/1"),
        ({"url": ["https://h.nl/1"]}, ""),
        ({"url": "/1"}, "https://h.nl/1"),
        ({"url": "//n.nl/1"}, "https://n.nl/1"),
        ({"url": "1"}, "https://h.nl/feed/1"),
        ({"url": "javascript:x"}, "javascript:x"),
        ({"url": "//[n.nl/1"}, "//[n.nl/1"),
    ],
)
def test_link(fields: dict[str, Any], link: str) -> None:
    """The item's own page is its link, else the page that it is about; without a host it is one of the feed's own."""
    assert jsonfeed.entry(fields, "meeuw", "https://h.nl/feed/").link == link
    if not link.startswith("https://"):
        assert one(**fields).link == link


@pytest.mark.parametrize(
    ("fields", "summary"),
    [
        ({"summary": "a", "content_text": "b", "content_html": "c"}, "a"),
        ({"content_text": "b", "content_html": "c"}, "b"),
        ({"content_html": "<p>c</p>"}, "<p>c</p>"),
        ({"summary": {}, "content_text": "b"}, "b"),
        ({"summary": True, "content_text": "b"}, "b"),
    ],
)
def test_summary(fields: dict[str, Any], summary: str) -> None:
    """The text is the summary, else the content as text, else as HTML."""
    assert one(**fields).summary == summary


@pytest.mark.parametrize(("given_id", "guid"), [("g1", "g1"), (7, "7"), (None, ""), (1.5, ""), (["g1"], ""), ({}, "")])
def test_guid(given_id: Any, guid: str) -> None:
    """A number serves as an id, as older feeds have it; what is neither text nor number does not."""
    assert one(id=given_id).guid == guid


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date_published": "2026-11-23T07:00:00+01:00"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-11-23T06:00:00Z"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-11-23T06:00:00.5Z"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "Mon, 23 Nov 2026 07:00:00 +0100"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-11-23T06:00:00"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-11-23"}, "2026-11-23T00:00:00+00:00"),
        ({"date_modified": "2026-11-23T06:00:00Z"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-11-23T06:00:00Z", "date_modified": "2026-11-24T06:00:00Z"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "gisteren"}, None),
        ({"date_published": "gisteren", "date_modified": "2026-11-23T06:00:00Z"}, "2026-11-23T06:00:00+00:00"),
        ({"date_published": "2026-02-30"}, None),
        ({"date_published": "0001-01-01T00:00:00+14:00"}, None),
        ({"date_published": "9999-12-31T23:59:59-14:00"}, None),
        ({"date_published": "\ud800"}, None),
        ({"date_published": 5}, None),
        ({"date_published": ["2026-11-23"]}, None),
    ],
)
def test_dates(fields: dict[str, Any], expected: str | None) -> None:
    """A date becomes a moment in UTC, without a zone it is taken for UTC; what no calendar knows is no date."""
    found = one(**fields).published
    assert (found and found.isoformat()) == expected


def test_items_that_are_no_objects() -> None:
    """Items are given as they stand, in their order, objects or not: who reads them counts what is none."""
    assert items(feed(None, {"id": "a"}, 7, "x", [], {"id": "b"})) == [None, {"id": "a"}, 7, "x", [], {"id": "b"}]


def test_a_fingerprint_is_of_the_content() -> None:
    """An item keeps its fingerprint in another order and spacing, and gets another with another word."""
    first, second, third = items(b"""{"version": "https://jsonfeed.org/version/1", "items": [
        {"id": "a", "title": "caf\\u00e9"}, {"title":"caf\xc3\xa9","id":"a"}, {"id": "a", "title": "cafe"}]}""")
    assert fingerprint(first) == fingerprint(second)
    assert fingerprint(first) != fingerprint(third)
    assert len(fingerprint(first)) == 8


def test_any_object_has_a_fingerprint() -> None:
    """What can be read has a fingerprint, also half a surrogate pair and what is nearly too deep to read."""
    deep = "[" * 900 + "]" * 900
    (odd,) = items(f'{{"version": "jsonfeed.org", "items": [{{"a": "\\\\ud800", "b": {deep}}}]}}'.encode())
    assert len(fingerprint(odd)) == 8


def test_what_no_database_takes_is_left_out() -> None:
    """Zero bytes and halves of surrogate pairs, which JSON may spell out, are left out of every text."""
    assert one(id="a\0b", title="é\ud800\x1b", url="https://h.nl/\0") == Entry("meeuw", "ab", "é", "https://h.nl/", "", None)


def test_oversized_texts_are_cut() -> None:
    """A title of a megabyte is cut, and so is a text; the item stays."""
    found = one(id="a", title="t" * 1_000_000, content_text="c" * 1_000_000)
    assert (found.guid, len(found.title), len(found.summary)) == ("a", jsonfeed.SHORT_TEXT, jsonfeed.LONG_TEXT)


@pytest.mark.parametrize("items", ["null", "{}", '"x"', "7", "[]"])
def test_no_items(items: str) -> None:
    """A feed whose items are no list has none."""
    assert entries(f'{{"version": "https://jsonfeed.org/version/1", "items": {items}}}'.encode(), "meeuw") == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not readable as JSON: Expecting value"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "not readable as JSON: Expecting value"),
        (feed({"id": "1"}).replace(b'"1"', b'"\xe9"'), "not readable as JSON: 'utf-8' codec"),
        (b"[" * 500_000, "JSON of more than"),
        (b"[" * 100_000, "not readable as JSON: maximum recursion depth"),
        (feed({"id": 1}).replace(b'"id": 1', b'"id": ' + b"1" * 5000), "not readable as JSON: Exceeds the limit"),
        (b"[]", "JSON without the version of a JSON Feed"),
        (b"null", "JSON without the version of a JSON Feed"),
        (b'{"items": []}', "JSON without the version of a JSON Feed"),
        (feed(version="https://h.nl/version/1"), "JSON without the version of a JSON Feed"),
        (feed(version=None), "JSON without the version of a JSON Feed"),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_no_json_feed(body: bytes, why: str) -> None:
    """Any other document is refused, with the reason in one line."""
    with pytest.raises(NoJsonFeedError) as caught:
        entries(body, "meeuw")
    assert str(caught.value).startswith(f"no feed: {why}")
    assert len(str(caught.value).splitlines()) == 1


@given(st.lists(JSON | st.dictionaries(st.sampled_from(FIELDS), JSON), max_size=5))
@LAW
def test_any_items(items: list[Any]) -> None:
    """Whatever stands in the fields, each object gives an entry of text and a date in UTC or none."""
    found = entries(feed(*items), "meeuw")
    assert len(found) == sum(isinstance(item, dict) for item in items)
    for entry in found:
        assert all(isinstance(part, str) for part in (entry.guid, entry.title, entry.link, entry.summary))
        assert entry.published is None or entry.published.tzinfo is UTC
