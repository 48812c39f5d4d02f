"""The order of stories is arithmetic with published weights."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.digest import BearingMark, Card, TrendMark
from pipeline.core.taxonomy import Bearing
from reports.rank import leaders, ranked, worth

PLAIN = Card("a", "Titel", "", ("Krant",), ("Krant",), "nieuws", "nl", None, False, False, "", 0.0, (), (), ())


def _mark(bearing: Bearing, ident: str = "d1") -> BearingMark:
    return BearingMark(ident, ident, bearing, ())


def _card(ident: str, *, kind: str = "nieuws", trends: str = "", publisher: str = "", sure: float = 0.5) -> Card:
    marks = tuple(TrendMark(t, t, ()) for t in trends)
    return replace(PLAIN, id=ident, kind=kind, trends=marks, publishers=(publisher or ident,), certainty=sure)


@pytest.mark.parametrize(
    ("card", "points"),
    [
        (PLAIN, 0.0),
        (replace(PLAIN, certainty=0.6), 0.6),
        (replace(PLAIN, certainty=0.5, bearings=(_mark(Bearing.MEE),)), 2.0),
        (replace(PLAIN, certainty=0.5, bearings=(_mark(Bearing.MEE), _mark(Bearing.RAAKT, "d2"))), 2.0),
        (replace(PLAIN, certainty=0.5, bearings=(_mark(Bearing.MEE), _mark(Bearing.TEGEN, "d2"))), 2.5),
        (replace(PLAIN, publishers=("A", "B", "C")), 1.5),
        (replace(PLAIN, publishers=tuple("ABCDE")), 3.0),
        (replace(PLAIN, publishers=tuple("ABCDEFGH")), 3.0),
        (replace(PLAIN, late=True), -1.0),
    ],
)
def test_worth_is_the_published_sum(card: Card, points: float) -> None:
    """The points of a story are those of docs/ranking.md."""
    assert worth(card) == pytest.approx(points)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.permutations([_card(f"c{n}", sure=(n % 3) / 2) for n in range(9)]))
def test_ties_are_settled_by_id(cards: list[Card]) -> None:
    """Equal points order by id, whatever the order of arrival."""
    assert [c.id for c in ranked(cards)] == ["c2", "c5", "c8", "c1", "c4", "c7", "c0", "c3", "c6"]


def test_leaders_spread_over_trends_and_publishers() -> None:
    """A third story of the same trend or the same publisher makes room for a lesser one."""
    cards = [_card(f"a{n}", trends="r", sure=0.9) for n in range(3)] + [
        _card(f"b{n}", publisher="P", sure=0.8) for n in range(3)
    ]
    assert [c.id for c in leaders([*cards, _card("z", sure=0.1)])] == ["a0", "a1", "b0", "b1", "z"]


def test_leaders_are_fewer_when_there_are_fewer() -> None:
    """No story is brought in to make the number."""
    assert leaders([]) == []
    assert [c.id for c in leaders([_card("a")])] == ["a"]


def test_last_news_story_gives_way_to_another_kind() -> None:
    """Five from news outlets are four, and the best of the other kinds."""
    news = [_card(f"n{n}", sure=0.9) for n in range(6)]
    others = [_card("o1", kind="overheid", sure=0.1), _card("o2", kind="expert", sure=0.2)]
    assert [c.id for c in leaders([*news, *others])] == ["n0", "n1", "n2", "n3", "o2"]
    assert [c.id for c in leaders(news)] == ["n0", "n1", "n2", "n3", "n4"]


def test_other_kind_comes_in_without_breaking_the_spread() -> None:
    """The story that comes in for a news story fits beside the four that stay."""
    news = [_card("n0", trends="r", sure=0.9), _card("n1", trends="r", sure=0.9)] + [
        _card(f"n{n}", sure=0.8) for n in (2, 3, 4)
    ]
    third = _card("o1", kind="overheid", trends="r", sure=0.7)
    assert [c.id for c in leaders([*news, third])] == ["n0", "n1", "n2", "n3", "n4"]
    assert [c.id for c in leaders([*news, third, _card("o2", kind="expert", sure=0.1)])] == ["n0", "n1", "n2", "n3", "o2"]
