import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.guard import (
    LONG_TEXT,
    MOST_DEPTH,
    MOST_NAMESPACES,
    MOST_TAGS,
    MOST_TEXT,
    SHORT_TEXT,
    SHORTEST_TEXT,
    OversizeError,
    guard,
    small,
)

LAW = settings(deadline=None, max_examples=200, derandomize=True)
TOKENS = "<item> </item> <title> </title> <a/> <![CDATA[ ]]> <? ?> <!x> &amp; < > x é ' \" <b c='d'>".split(" ")


def text(markup: str) -> str:
    """The markup as a parser may have it."""
    return guard(markup.encode()).text.decode()


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
@LAW
def test_what_is_small_stays(markup: str) -> None:
    """Whatever is small and holds no comments comes out byte for byte, malformed or not."""
    assert small(markup.encode())
    assert text(markup) == markup


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("title", SHORT_TEXT), ("media:title", SHORT_TEXT), ("TITLE", SHORT_TEXT), ("link", SHORT_TEXT), ("guid", SHORT_TEXT),
        ("author", SHORTEST_TEXT), ("dc:creator", SHORTEST_TEXT), ("managingEditor", SHORTEST_TEXT), ("name", SHORTEST_TEXT),
        ("description", LONG_TEXT), ("content:encoded", LONG_TEXT), ("x", LONG_TEXT),
    ],
)  # fmt: skip
def test_texts_are_cut(name: str, most: int) -> None:
    """A text is cut at what its element may hold, whether escaped or in CDATA; what is around it stays."""
    assert text(f"<item><{name}>{'a' * (most + 1)}</{name}><b/></item>") == f"<item><{name}>{'a' * most}</{name}><b/></item>"
    cdata = f"<item><{name}><![CDATA[{'a' * most}]]>bb<![CDATA[cc]]></{name}><b/></item>"
    assert text(cdata) == f"<item><{name}><![CDATA[{'a' * most}]]><![CDATA[]]></{name}><b/></item>"


@pytest.mark.parametrize(
    ("end", "kept"), [("é", ""), ("€", ""), ("&amp;b", ""), ("&#8364;", ""), ("&b;", ""), ("b", "b"), (";&b", ";")]
)
def test_nothing_is_cut_in_half(end: str, kept: str) -> None:
    """A text is cut before the character or reference that does not fit."""
    assert text(f"<title>{'a' * (SHORT_TEXT - 1)}{end}{'c' * 20}</title>") == f"<title>{'a' * (SHORT_TEXT - 1)}{kept}</title>"


def test_all_texts_together_are_cut() -> None:
    """The texts of an entry have a limit together."""
    markup = "<item>" + ("<a>" + "a" * LONG_TEXT + "</a>") * 9 + "</item>"
    found = text(markup)
    assert found.count("a") == MOST_TEXT + 18
    assert found.endswith("<a></a></item>")


@pytest.mark.parametrize("tag", ["<a b='{}'>", "<a {}>", "<a b='{}'/>", "<x:a b='{}'/>"])
def test_tags_are_cut(tag: str) -> None:
    """A tag of many kilobytes loses its attributes, and stays the tag that it was."""
    name = tag.partition(" ")[0]
    assert text(f"<item>{tag.format('b' * SHORT_TEXT)}c</item>") == f"<item>{name}{'/>' if '/>' in tag else '>'}c</item>"


def test_comments_are_left_out() -> None:
    """Comments say nothing, however long or open; other instructions stay."""
    assert text("<a><!-- <b> --><?c?>d<!-- e") == "<a><?c?>d"


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<a>" * (MOST_DEPTH + 1), "more than 200 deep"),
        ("<a>" * (MOST_DEPTH + 1) + "</a>" * (MOST_DEPTH + 1), "more than 200 deep"),
        ("<a/>" * (MOST_TAGS + 1), "more than 5000 tags"),
        ("<![CDATA[]]>" * (MOST_TAGS + 1), "more than 5000 tags"),
        ("<a xmlns:b='c'/>" * (MOST_NAMESPACES + 1), "more than 100 namespaces"),
    ],
)
def test_too_much_is_refused(markup: str, why: str) -> None:
    """Depth, tags and namespaces beyond measure are refused, with what is too much."""
    with pytest.raises(OversizeError, match=why):
        guard(markup.encode())


@pytest.mark.parametrize(
    "markup",
    [
        "<a>" * MOST_DEPTH + "</a>" * MOST_DEPTH,
        "<p>a<br>" * (MOST_DEPTH - 1),
        "<d>" + "<br>" * 1000 + "</d>",
        "<d><p></d>" * 1000,
        "</a>" * 1000,
        "<a/>" * (MOST_TAGS - 1),
        "<a xmlns:b='c'/>" * MOST_NAMESPACES,
    ],
)
def test_much_is_not_too_much(markup: str) -> None:
    """What is just allowed, and HTML that is never closed, stays as it is."""
    assert text(markup) == markup


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a" * (SHORT_TEXT + 1), False),
        ("<" * (MOST_DEPTH + 1), False),
        ("xmlns" * (MOST_NAMESPACES + 1), False),
        ("<a>" * MOST_DEPTH, True),
    ],
)
def test_small(markup: str, expected: bool) -> None:  # noqa: FBT001 pytest gives it by name
    """Small is what can hold nothing that is refused."""
    assert small(markup.encode()) is expected
