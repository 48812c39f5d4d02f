from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.lexicon import SHIPPED, Concept, Hit, Lexicon, load_lexicon
from classifiers.words import words
from pipeline.core.errors import ConfigurationError
from pipeline.core.taxonomy import Bearing, Taxonomy

HEAD = "public: []\nnoise: []\nbearings: {}\n"


def _finds(term: str, text: str) -> bool:
    return bool(Lexicon([Concept("g", "t", (term,))]).find(words(text)))


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("robot", "Een robot rijdt", True),
        ("robot", "De robots rijden", False),
        ("robot", "Zorgrobot", False),
        ("robot*", "Robots", True),
        ("robot*", "robot", True),
        ("robot*", "zorgrobot", False),
        ("*robot", "Zorgrobot", True),
        ("*robot", "robot", True),
        ("*robot", "robots", False),
        ("*robot*", "zorgrobots", True),
        ("*robot*", "robot", True),
        ("*robot*", "rob ot", False),
        ("zzp*", "Een zzp'er klust", True),
        ("co ouder*", "Co-ouders", True),
        ("co-ouder*", "co ouderschap", True),
        ("co ouder*", "ouders van co", False),
        ("co ouder*", "coouders", False),
        ("co* ouder", "combi ouder", True),
        ("co* ouder", "combi, nieuwe ouder", False),
        ("een loket", "één loket", False),
        ("één loket", "ÉÉN LOKET", True),
        ("a*b", "axb", False),
        ("a*b", "a b", True),
        ("Één Loket", "één loket", True),
        ("İzmir", "de haven van İzmir", True),
        ("*", "alles", False),
        ("*", "", False),
        ("", "niets", False),
        ("ai", "🤖ai🤖", True),
    ],
)
def test_terms_match_as_the_header_of_the_lexicon_says(term: str, text: str, found: bool) -> None:  # noqa: FBT001 a table
    """A star at the end or start of a word is any ending or beginning, none included; no other wildcard."""
    assert _finds(term, text) is found


def test_hits_say_which_words_they_stand_on() -> None:
    """In order of place; every occurrence, also where terms overlap."""
    lexicon = Lexicon([Concept("a", "werk", ("uber chauffeur*", "chauffeur*")), Concept("b", "auto", ("*uber*",))])
    hits = lexicon.find(words("Uber-chauffeurs en een chauffeur"))
    assert hits == [Hit(0, 0, 2), Hit(1, 0, 1), Hit(0, 1, 2), Hit(0, 4, 5)]


def test_a_term_does_not_run_past_the_end() -> None:
    """Half a term is no term."""
    assert Lexicon([Concept("a", "t", ("een twee drie",))]).find(["een", "twee"]) == []
    assert Lexicon([]).find(["een"]) == []
    assert Lexicon([Concept("a", "t", ("een",))]).find([]) == []


PIECE = st.text("abc", min_size=1, max_size=3)
STARRED = st.tuples(PIECE, st.booleans(), st.booleans())


def _fits(pattern: tuple[str, bool, bool], word: str) -> bool:
    """The plain reading of stars before and after."""
    piece, head, tail = pattern
    return {
        (False, False): word == piece,
        (False, True): word.startswith(piece),
        (True, False): word.endswith(piece),
        (True, True): piece in word,
    }[head, tail]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(st.lists(STARRED, min_size=1, max_size=3), min_size=1, max_size=6), st.lists(PIECE, max_size=6))
def test_finding_agrees_with_trying_every_term(terms: list[list[tuple[str, bool, bool]]], found: list[str]) -> None:
    """The look-up by kind of pattern gives what the plain reading gives, for terms of one word and of more."""
    written = [" ".join("*" * head + piece + "*" * tail for piece, head, tail in term) for term in terms]
    lexicon = Lexicon([Concept("g", str(number), (term,)) for number, term in enumerate(written)])
    expected = [
        Hit(number, place, place + len(term))
        for place in range(len(found))
        for number, term in enumerate(terms)
        if place + len(term) <= len(found) and all(map(_fits, term, found[place:]))
    ]
    assert lexicon.find(found) == expected
    assert lexicon.numbers(found) == {hit.concept for hit in expected}
    assert lexicon.find(found) == expected, "the second time it remembers the words"


@pytest.mark.parametrize(
    "other",
    [
        [Concept("a", "t", ("een",))],
        [Concept("a", "u", ("een", "twee"))],
        [Concept("b", "t", ("een", "twee"))],
        [Concept("a", "t", ("een|twee",))],
        [Concept("a", "t|een", ("twee",))],
        [Concept("a", "t", ("een", "twee")), Concept("a", "u", ())],
    ],
)
def test_the_fingerprint_changes_with_any_concept_or_term(other: list[Concept]) -> None:
    """Also where the bars between them move."""
    one = Lexicon([Concept("a", "t", ("een", "twee"))])
    assert Lexicon(other).fingerprint != one.fingerprint
    assert Lexicon(one.concepts).fingerprint == one.fingerprint


@pytest.mark.parametrize(
    "written",
    [
        "labels: 5\n" + HEAD,
        "labels: {a: [{theme: x, nl: robot}]}\n" + HEAD,
        "labels: {a: [{nl: [robot]}]}\n" + HEAD,
        "labels: {a: [robot]}\n" + HEAD,
        "labels: {a: }\n" + HEAD,
        "labels: {}\npublic: []\nnoise: []\n",
        "labels: {}\nnoise: []\nbearings: {}\n",
        "- robot\n",
        "",
        "labels: [",
    ],
)
def test_a_lexicon_of_another_shape_is_refused(tmp_path: Path, written: str) -> None:
    """The file is named. Terms written as one text would otherwise be read letter by letter."""
    path = tmp_path / "terms.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"cannot read the lexicon .*terms\.yaml"):
        load_lexicon(path)


def test_a_lexicon_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, or no text."""
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("missing.yaml", "bytes.yaml"):
        with pytest.raises(ConfigurationError, match=name):
            load_lexicon(tmp_path / name)


def test_terms_of_both_languages_become_one_concept(tmp_path: Path) -> None:
    """Dutch first, doubles once, numbers as text; a language may be left out."""
    path = tmp_path / "terms.yaml"
    path.write_text(
        "labels: {a: [{theme: x, nl: [robot, 2030], en: [robot, ai]}, {theme: y, en: }]}\n" + HEAD, encoding="utf-8"
    )
    assert load_lexicon(path).concepts == (Concept("a", "x", ("robot", "2030", "ai")), Concept("a", "y", ()))


def test_every_term_of_the_shipped_lexicon_finds_its_concept() -> None:
    """A star as nothing, and as anything, on each word of each term."""
    lexicon = load_lexicon()
    assert lexicon.concepts
    for number, concept in enumerate(lexicon.concepts):
        assert concept.terms, concept
        for term, filling in product(concept.terms, ("", "qq")):
            hits = lexicon.find(words(term.replace("*", filling)))
            assert number in {hit.concept for hit in hits}, (concept.theme, term)


def test_the_shipped_lexicon_knows_every_label_and_bearing(taxonomy: Taxonomy) -> None:
    """And no others: a label that was renamed would leave its concepts behind."""
    groups = {concept.group for concept in load_lexicon().concepts}
    assert groups == {*taxonomy.labels, "public", "noise", *(f"bearing:{bearing}" for bearing in Bearing)}


def test_the_shipped_lexicon_is_written_as_its_header_says() -> None:
    """Terms are texts in lower case with single spaces, stars at the ends of words only, none twice in a group."""
    raw = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    groups = {**raw["labels"], "public": raw["public"], "noise": raw["noise"], **raw["bearings"]}
    for group, entries in groups.items():
        terms = [(lang, term) for entry in entries for lang in ("nl", "en") for term in entry.get(lang) or ()]
        # YAML reads no, on and 2030 as something else than text
        assert [term for _, term in terms if not isinstance(term, str)] == [], group
        for _, term in terms:
            assert term == " ".join(term.lower().split()), term
            assert all("*" not in word.strip("*") and word.strip("*") for word in term.split()), term
        assert len(set(terms)) == len(terms), (group, sorted({t for t in terms if terms.count(t) > 1}))
