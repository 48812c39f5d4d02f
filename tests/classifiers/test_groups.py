"""Figures for each year and kind of source are those of its own items."""

import pytest

from classifiers.assess import Assessor
from classifiers.examples import Example, Text
from classifiers.groups import UNKNOWN, Group, grouped
from pipeline.core.taxonomy import Bearing, Taxonomy
from tests.classifiers.crafted import crafted, item

STILTE, MAKEN, OPEN, _ = range(4)


def _example(number: int, *, year: str, kind: str = "", trend: bool = False, bearing: Bearing | None = None) -> Example:
    trends, directions = frozenset({"stilte"} if trend else ()), {"langer-open": bearing} if bearing else {}
    return Example(str(number), Text("", item(number)), trends, directions, None, year=year, kind=kind)


@pytest.fixture
def examples() -> list[Example]:
    """Fifteen of 2019, eleven with a trend; three of 2020 with a direction each; one that says neither year nor kind."""
    old = [_example(n, year="2019", kind="nieuws", trend=n <= 11) for n in range(1, 16)]
    new = [_example(n, year="2020", kind="overheid", bearing=Bearing.MEE) for n in (16, 17, 18)]
    return [*new, _example(19, year=""), *old]


@pytest.fixture
def assessor(examples: list[Example]) -> Assessor:
    """Gives `stilte` to 1..9 and 12, `langer-open` to 16 and 17, the first against the wind; and `zelf-maken` to 19."""
    scores = {(STILTE, item(n)): 9.0 for n in (*range(1, 10), 12)} | {(OPEN, item(n)): 9.0 for n in (16, 17)}
    bearings = {(1, item(16)): 3.0, (0, item(17)): 3.0}
    return Assessor(crafted([e.text for e in examples], scores | {(MAKEN, item(19)): 9.0}, bearings=bearings))


def test_figures_are_those_of_the_group(examples: list[Example], assessor: Assessor, library: Taxonomy) -> None:
    """Counted by hand: 9 of 10 given right and 9 of 11 found in 2019; 2 of 3 in 2020, one bearing of two right."""
    found = grouped(examples, assessor, library, Group.YEAR, resamples=50)
    assert list(found) == ["2019", "2020", UNKNOWN]
    old, new, unknown = found.values()
    assert (old["items"], new["items"], unknown["items"]) == (15, 3, 1)
    trends = old["trends"]
    assert (trends["precision"], trends["recall"], trends["f1"]) == pytest.approx((9 / 10, 9 / 11, 18 / 21))
    assert (trends["support"], trends["macro_f1"], trends["labels"]) == (11, pytest.approx(18 / 21), 1)
    directions = new["directions"]
    assert (directions["precision"], directions["recall"], directions["support"]) == (1, pytest.approx(2 / 3), 3)
    assert (new["bearing"]["accuracy"], new["bearing"]["support"]) == (0.5, 2)
    # what is wrongly given is precision 0; of what is not there nothing can be found
    assert (unknown["trends"]["precision"], unknown["trends"]["recall"], unknown["trends"]["f1"]) == (0, None, None)
    assert (old["any_yes"], unknown["any_yes"]) == (pytest.approx(10 / 15), 1)


def test_intervals_only_where_there_is_enough(examples: list[Example], assessor: Assessor, library: Taxonomy) -> None:
    """Eleven pairs have an interval around their figure, three have none and no macro average."""
    found = grouped(examples, assessor, library, Group.YEAR, resamples=200)
    low, high = found["2019"]["trends"]["interval"]
    assert low < found["2019"]["trends"]["f1"] < high
    assert (found["2020"]["directions"]["interval"], found["2020"]["directions"]["macro_f1"]) == (None, None)


def test_background_is_counted_in_its_group(examples: list[Example], assessor: Assessor, library: Taxonomy) -> None:
    """Of two items without a label one gets a yes; those of a kind that no labelled item has are left out."""
    behind = [
        _example(1, year="2019", kind="nieuws"),
        _example(13, year="2019", kind="nieuws"),
        _example(2, year="2019", kind="regio"),
    ]
    found = grouped(examples, assessor, library, Group.KIND, background=behind, resamples=0)
    assert list(found) == ["nieuws", "overheid", UNKNOWN]
    assert found["nieuws"]["background"] == {"items": 2, "any_yes": 0.5}
    assert found["overheid"]["background"] == {"items": 0, "any_yes": None}
