import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.examples import Text
from classifiers.words import STOPWORDS, counted_text, placed_words, words

ODD = st.text(st.one_of(st.characters(), st.sampled_from("İıßΣΑé\u0301\u200d🤖 -'’0٣")), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De Burger, nú!", ["de", "burger", "nú"]),
        ("co-ouders en zzp'ers", ["co", "ouders", "en", "zzp", "ers"]),
        ("  ", []),
        ("", []),
        ("🤖🤖", []),
        ("A1 2030", ["a1", "2030"]),
        ("İZMİR", ["i̇zmi̇r"]),
        ("naam_met_streep", ["naam_met_streep"]),
    ],
)
def test_words_are_cut_at_all_that_is_no_letter_or_digit(text: str, expected: list[str]) -> None:
    """Punctuation, hyphens, apostrophes and emoji part words; case goes."""
    assert words(text) == expected


@settings(deadline=None, max_examples=200, derandomize=True)
@given(ODD, ODD)
def test_features_and_explanations_see_the_same_words(title: str, summary: str) -> None:
    """The words that are counted are the words that have places, whatever lower case does to their length."""
    assert [word.text for word in placed_words(Text(title, summary))] == [*words(title), *words(summary)]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(ODD, ODD)
def test_a_place_gives_the_word_as_written(title: str, summary: str) -> None:
    """A word's offsets cut it out of its own field."""
    fields = {"title": title, "summary": summary}
    for word in placed_words(Text(title, summary)):
        assert fields[word.field][word.start : word.end].lower() == word.text


def test_the_title_counts_twice_and_digits_as_nought() -> None:
    """A title weighs double, and 1999 is the same word as 2030."""
    assert counted_text(Text("In 1999", "Van 12 naar ٣.")) == "in 0000 in 0000 van 00 naar 0"


def test_an_empty_text_counts_as_nothing() -> None:
    """No words, no places."""
    assert counted_text(Text("", "")) == ""
    assert placed_words(Text("", "—")) == []


def test_stopwords_are_words_as_texts_are_cut() -> None:
    """A stopword that no text can give would never be left out."""
    assert all(words(word) == [word] for word in STOPWORDS)
