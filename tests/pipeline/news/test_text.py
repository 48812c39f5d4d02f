import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.news.text import MOST_MARKUP, plain, shorten

LAW = settings(deadline=None, max_examples=100, derandomize=True)

MARKUP = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                *("<p>", "</p>", "<br/>", "<script>", "</script>", "<svg>", "</svg>", "<!--", "-->", "<![", "<!", "]>", "]]>"),
                *("&lt;", "&amp;lt;", "&#0;", "&#x1F600;", "&#xD800;", "&#99999999999;", "&nbsp;", "&", "<", ">", "<?", "</"),
                *("\0", "\u202e", "\ufeff", "\u200d", "\x85", "\u2028", "\ud800", "e\u0301", "\ue000", "\t", "\x1c", "'", '"'),
            ]
        ),
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Dijk wordt hoger", "Dijk wordt hoger", id="plain already"),
        pytest.param("<p>Dijk</p><p>wordt hoger</p>", "Dijk wordt hoger", id="block tags part words"),
        pytest.param("Dijk<br>wordt<br/>hoger", "Dijk wordt hoger", id="line breaks part words"),
        pytest.param("Dijk<b>verzwaring</b>s<i/>plan", "Dijkverzwaringsplan", id="inline tags do not"),
        pytest.param("<A HREF='/x>y'>Dijk</A>", "Dijk", id="a > within an attribute"),
        pytest.param('<img alt="een > twee" src=x>Dijk', "Dijk", id="a > within an attribute of an empty tag"),
        pytest.param("<ul><li>zand<li>klei</ul>", "zand klei", id="tags never closed"),
        pytest.param("Dijk<!-- geheim --> hoog", "Dijk hoog", id="comment"),
        pytest.param("<![if !mso]>Dijk<![endif]>", "Dijk", id="conditional comment"),
        pytest.param("  Dijk \n\t hoog\r\n", "Dijk hoog", id="one line, single spaces"),
    ],
)
def test_tags_go_words_stay(markup: str, expected: str) -> None:
    """Tags vanish, and the words between them neither stick together nor fall apart."""
    assert plain(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("Jansen &amp; Zoon", "Jansen & Zoon", id="once"),
        pytest.param("Jansen &amp;amp; Zoon", "Jansen & Zoon", id="twice"),
        pytest.param("caf&eacute; caf&#233; caf&#xE9;", "café café café", id="named, decimal, hexadecimal"),
        pytest.param("caf&amp;eacute;", "café", id="named, twice"),
        pytest.param("&amp;#8220;Hoog&amp;#8221; water", "“Hoog” water", id="numbers, twice"),
        pytest.param("&lt;p&gt;Dijk&lt;/p&gt;&lt;p&gt;hoog&lt;/p&gt;", "Dijk hoog", id="tags escaped once"),
        pytest.param("<p>&lt;b&gt;Dijk&lt;/b&gt; hoog</p>", "Dijk hoog", id="escaped tags within tags"),
        pytest.param("Dijk&nbsp;&nbsp;hoog&nbsp;", "Dijk hoog", id="no-break spaces are spaces"),
        pytest.param("Dijk&amp;nbsp;hoog", "Dijk hoog", id="no-break space, twice"),
        pytest.param("Jansen & Zoon", "Jansen & Zoon", id="a bare ampersand"),
        pytest.param("R&D en V&W;", "R&D en V&W;", id="what looks like an entity and is none"),
        pytest.param("&#128; 5", "€ 5", id="a number of Windows"),
    ],
)
def test_entities(markup: str, expected: str) -> None:
    """Entities become their characters, also when they were escaped twice."""
    assert plain(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<![CDATA[Dijk hoog]]>", "Dijk hoog", id="as it is"),
        pytest.param("&lt;![CDATA[Dijk hoog]]&gt;", "Dijk hoog", id="escaped"),
        pytest.param("&amp;lt;![CDATA[Dijk hoog]]&amp;gt;", "Dijk hoog", id="escaped twice"),
        pytest.param("<![CDATA[Dijk hoog]]&gt;", "Dijk hoog", id="half escaped"),
        pytest.param("Dijk <![CDATA[<p>hoog &amp; droog</p>]]> op", "Dijk hoog & droog op", id="with markup, amid text"),
        pytest.param("<p>&lt;![CDATA[a > b]]&gt;</p>", "a > b", id="within a tag"),
        pytest.param("<![CDATA[Dijk]]><![CDATA[ hoog]]>", "Dijk hoog", id="two"),
        pytest.param("&lt;![CDATA[Dijk hoog", "Dijk hoog", id="without end"),
        pytest.param("<![CDATA[]]>", "", id="empty"),
    ],
)
def test_text_in_cdata_is_text(markup: str, expected: str) -> None:
    """CDATA that reaches us says what stands in it, however often it was escaped."""
    assert plain(markup) == expected


@pytest.mark.parametrize(
    "piece", ["<a", "<a b='", "<!--", "<![", "</a", '<p title="x', "<a b='>", "<!-- >", "<svg>", "<script>", "&", "&lt;a", "="]
)
def test_time_is_linear(piece: str) -> None:
    """Markup that never ends costs no more than its length: ten times as much takes no hundred times as long."""
    markup = piece * (MOST_MARKUP // len(piece))
    started = time.process_time()
    plain(markup)
    assert time.process_time() - started < 3


def test_endless_markup_is_cut() -> None:
    """Of endless markup the beginning is read."""
    assert plain("zee " * MOST_MARKUP) == plain("zee " * (MOST_MARKUP // 4))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a < b", "a < b"),
        ("a < b en c > d", "a < b en c > d"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("wind <3 zee", "wind <3 zee"),
        ("2<3", "2<3"),
        ("als a<b dan", "als a<b dan"),
        ("<> en < p>", "<> en < p>"),
        ("<p>a < b</p>", "a < b"),
        ("einde <p", "einde <p"),
        ("-> pijl <-", "-> pijl <-"),
    ],
)
def test_what_is_no_tag_stays(markup: str, expected: str) -> None:
    """A "<" that begins no tag is a character as any other."""
    assert plain(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert('x')</script>",
        "<SCRIPT type=a>alert('x')</SCRIPT >",
        "<style>p { color: red }</style>",
        "<template><p>alert</p></template>",
        "<noscript>alert</noscript>",
        "<iframe src='x'>alert</iframe>",
        "<object data='x'><p>alert</p></object>",
        "<svg><text>alert</text><svg><a>alert</a></svg>alert</svg>",
        "<svg/>",
        "<script src='x'/>",
        "</svg></script>",
        "&lt;script&gt;alert('x')&lt;/script&gt;",
        "<p>&lt;script&gt;alert('x')&lt;/script&gt;</p>",
    ],
)
def test_scripts_and_pictures_are_silent(markup: str) -> None:
    """What a browser would run or draw is no text, however it is escaped; the words around it are."""
    assert plain(f"Dijk {markup} hoog") == "Dijk hoog"


def test_a_script_that_never_ends_is_silent() -> None:
    """A script that was cut off by the feed stays silent."""
    assert plain("Dijk <script>alert('x')") == "Dijk"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("Di\0jk", "Dijk", id="NUL"),
        pytest.param("Di\x07\x1b\x7fjk", "Dijk", id="bell, escape, delete"),
        pytest.param("\ufeffDi\u200bj\u00adk", "Dijk", id="byte order mark, zero width space, soft hyphen"),
        pytest.param("\u202eDijk\u202c\u2066", "Dijk", id="direction overrides"),
        pytest.param("Di\ud800jk", "Dijk", id="half a surrogate pair"),
        pytest.param("Di\ue000\U000f0000jk", "Dijk", id="private characters"),
        pytest.param("Dijk\x85hoog\u2028water\u2029en\vwind\fop", "Dijk hoog water en wind op", id="odd line ends are spaces"),
        pytest.param("caf\u0065\u0301", "caf\u00e9", id="composed"),
        pytest.param("👩\u200d🚒 blust", "👩\u200d🚒 blust", id="the joiner within an emoji"),
        pytest.param("<p>Di&#7;jk</p>", "Dijk", id="control character written as an entity"),
    ],
)
def test_invisible_characters_go(markup: str, expected: str) -> None:
    """Control, format and private characters, which break databases and mails, vanish; odd line ends part words."""
    assert plain(markup) == expected


def test_a_nul_written_as_an_entity_is_none() -> None:
    """An entity for NUL gives no NUL."""
    assert "\0" not in plain("Di&#0;jk &amp;#0;")


@given(MARKUP)
@example("<![Dijk[")
@example("<!DOCTYPE x [<!ENTITY a 'b'>]>Dijk")
@example("<!>" * 50)
@LAW
def test_any_markup_gives_one_clean_line(markup: str) -> None:
    """Whatever comes in, it never raises, and out comes one line that every database and mail can hold."""
    text = plain(markup)
    assert text == " ".join(text.split())
    assert not [c for c in text if c != "\u200d" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
    text.encode()


@given(st.text(alphabet=st.characters(exclude_characters="&<>", categories=["L", "N", "P", "S"])))
@LAW
def test_plain_text_is_left_alone(text: str) -> None:
    """Text that holds neither tags nor entities loses nothing that can be seen."""
    assert plain(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("hoog water", 10, "hoog water"),
        ("hoog water!", 10, "hoog…"),
        ("hoog, water", 8, "hoog…"),
        ("hoog – water", 9, "hoog…"),
        ("hoogwaterstand", 5, "hoog…"),
        ("hoog water", 1, "…"),
        ("", 1, ""),
        ("-- -- --", 4, "…"),
    ],
)
def test_shorten(text: str, most: int, expected: str) -> None:
    """A text that fits stays; one that does not is cut at a word and ends in an ellipsis, without dangling marks."""
    assert shorten(text, most) == expected


@given(st.text(), st.integers(1, 40))
@LAW
def test_shorten_never_exceeds(text: str, most: int) -> None:
    """A shortened text fits, and is the beginning of the text."""
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
