"""Dutch numbers, dates and the sentences that hang on counts."""

from datetime import date

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports import phrases


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (7, "7"), (999, "999"), (1284, "1.284"), (1234567, "1.234.567"), (0.38, "0,38"), (0.5, "0,5")],
)
def test_numbers_are_written_as_the_dutch_do(value: float, written: str) -> None:
    """Thousands get a point, decimals a comma."""
    assert phrases.number(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0 signalen"), (1, "1 signaal"), (2, "2 signalen"), (1284, "1.284 signalen")]
)
def test_only_one_is_singular(value: int, written: str) -> None:
    """One is singular; none and many are plural."""
    assert phrases.counted(value, "signaal", "signalen") == written


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
    assert phrases.period(week) == written


@pytest.mark.parametrize(
    ("value", "short", "long"),
    [
        (date(2026, 11, 17), "di 17 nov", "dinsdag 17 november 2026"),
        (date(2026, 3, 1), "zo 1 mrt", "zondag 1 maart 2026"),
        (date(2026, 5, 9), "za 9 mei", "zaterdag 9 mei 2026"),
    ],
)
def test_days_are_dutch(value: date, short: str, long: str) -> None:
    """Days are written in Dutch, short without points."""
    assert (phrases.day(value), phrases.long_day(value)) == (short, long)


@pytest.mark.parametrize(
    ("weeks", "written"),
    [
        (1, "geen signalen deze week"),
        (2, "geen signalen, tweede week"),
        (12, "geen signalen, twaalfde week"),
        (13, "geen signalen, 13e week"),
    ],
)
def test_quiet_weeks_are_told_in_words(weeks: int, written: str) -> None:
    """A silence is said in words, with its length from the second week on."""
    assert phrases.quiet(weeks) == written


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ((), ""),
        (("A",), "A"),
        (("A", "B"), "A en B"),
        (("A", "B", "C"), "A, B en 1 ander"),
        (("A", "B", "C", "D", "E"), "A, B en 3 andere"),
    ],
)
def test_names_are_listed_two_at_most(names: tuple[str, ...], written: str) -> None:
    """Two names are said, the others counted."""
    assert phrases.listed(names) == written


def test_every_bearing_has_its_own_sign_and_words() -> None:
    """A bearing is told by its sign and by its words, never by colour alone."""
    assert set(phrases.SIGNS) == set(phrases.WORDS) == set(Bearing)
    assert len(set(phrases.SIGNS.values())) == len(set(phrases.WORDS.values())) == len(Bearing)


@pytest.mark.parametrize("state", [s for s in SourceState if not s.heard])
def test_every_trouble_has_dutch_words(state: SourceState) -> None:
    """A reader is told in Dutch what was wrong with a source."""
    assert phrases.trouble(state) != state.value


def test_a_source_never_asked_is_told_so() -> None:
    """No state means that nobody asked."""
    assert phrases.trouble(None) == "niet bevraagd"
