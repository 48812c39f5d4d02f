"""Numbers, dates and the words that hang on counts."""

from datetime import date

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.findings import Comparison, Outcome, Why
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports import phrases

SAY = phrases.phrases("nl")
ENGLISH = phrases.phrases("en")


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (7, "7"), (999, "999"), (1284, "1.284"), (1234567, "1.234.567"), (0.38, "0,38"), (0.5, "0,5")],
)
def test_numbers_are_written_as_the_dutch_do(value: float, written: str) -> None:
    """Thousands get a point, decimals a comma."""
    assert SAY.number(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0 signalen"), (1, "1 signaal"), (2, "2 signalen"), (1284, "1.284 signalen")]
)
def test_only_one_is_singular(value: int, written: str) -> None:
    """One is singular; none and many are plural."""
    assert SAY.signals(value) == written


@pytest.mark.parametrize(
    ("week", "written"),
    [
        (Week(2026, 47), "16–22 november 2026"),
        (Week(2026, 40), "28 september–4 oktober 2026"),
        (Week(2026, 1), "29 december 2025–4 januari 2026"),
        (Week(2026, 53), "28 december 2026–3 januari 2027"),
        (Week(2024, 9), "26 februari–3 maart 2024"),
    ],
)
def test_period_names_month_and_year_once_where_it_can(week: Week, written: str) -> None:
    """A week in one month, over two months and over two years."""
    assert SAY.period(week) == written


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (date(2026, 11, 17), "di 17 nov", "Tue 17 Nov"),
        (date(2026, 3, 1), "zo 1 mrt", "Sun 1 Mar"),
        (date(2026, 5, 9), "za 9 mei", "Sat 9 May"),
    ],
)
def test_days_are_short_and_without_points(value: date, dutch: str, english: str) -> None:
    """Days are written in the language of the edition."""
    assert (SAY.day(value), ENGLISH.day(value)) == (dutch, english)


@pytest.mark.parametrize(
    ("weeks", "dutch", "english"),
    [
        (1, "deze week", "this week"),
        (2, "tweede week", "second week"),
        (12, "twaalfde week", "twelfth week"),
        (13, "al 13 weken", "for 13 weeks now"),
    ],
)
def test_silence_is_told_in_words(weeks: int, dutch: str, english: str) -> None:
    """A silence is said in words, with its length from the second week on."""
    assert (SAY.silence(weeks), ENGLISH.silence(weeks)) == (dutch, english)


@pytest.mark.parametrize(
    ("names", "publishers", "written"),
    [
        ((), 0, ""),
        (("A",), 1, "A"),
        (("A", "B"), 2, "A en B"),
        (("A", "B", "C"), 3, "A, B en 1 ander (3 uitgevers)"),
        (("A", "B", "C", "D", "E"), 5, "A, B en 3 andere (5 uitgevers)"),
        (("A",), 3, "A en 2 andere (3 uitgevers)"),
    ],
)
def test_publishers_are_named_two_at_most_and_counted(names: tuple[str, ...], publishers: int, written: str) -> None:
    """Two names are said, the others counted; of more than are named, how many there are."""
    assert SAY.told_by(names, publishers) == written


@pytest.mark.parametrize(("count", "written"), [(1, "Eén"), (5, "Vijf")])
def test_five_is_five(count: int, written: str) -> None:
    """The number of stories to read first is written out."""
    assert SAY.written(count) == written


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (Comparison(Outcome.MORE, 8.0, 6, 10, 12), "T met 14 verhalen, meer dan gewoonlijk (6–10)"),
        (Comparison(Outcome.FEWER, 20.0, 15, 1200, 12), "T met 14 verhalen, minder dan gewoonlijk (15–1.200)"),
        (Comparison(Outcome.USUAL, 0.0, 14, 14, 12), "T met 14 verhalen, als gewoonlijk (14)"),
        (Comparison(Outcome.UNKNOWN, why=Why.HALF_HEARD), "T met 14 verhalen"),
    ],
)
def test_count_is_told_with_what_is_usual(found: Comparison, written: str) -> None:
    """Where nothing can be compared, nothing is said of it."""
    assert SAY.told("T", 14, found) == written


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words(why: Why) -> None:
    """Why nothing can be compared is a sentence in either language, and not an id."""
    assert SAY.why(why, 2, 4) != ENGLISH.why(why, 2, 4)
    assert why.value not in SAY.why(why, 2, 4)
    assert SAY.why(Why.TOO_FEW_WEEKS, 2, 4) == "er zijn 2 van de 4 weken die nodig zijn"


def test_every_bearing_has_its_own_sign_and_words() -> None:
    """A bearing is told by its sign and by its words, never by colour alone."""
    assert set(phrases.SIGNS) == set(phrases.BEARINGS) == set(Bearing)
    assert len(set(phrases.SIGNS.values())) == len({SAY.bearing(bearing) for bearing in Bearing}) == len(Bearing)


@pytest.mark.parametrize("state", [s for s in SourceState if not s.heard])
def test_every_trouble_has_dutch_words(state: SourceState) -> None:
    """A reader is told in Dutch what was wrong with a source."""
    assert SAY.trouble(state) not in {state.value, ENGLISH.trouble(state)}


def test_a_source_never_asked_is_told_so() -> None:
    """No state means that nobody asked."""
    assert SAY.trouble(None) == "niet bevraagd"
