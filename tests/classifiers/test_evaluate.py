from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.assess import BATCH, Assessor
from classifiers.evaluate import evaluate
from classifiers.examples import Example, Text
from classifiers.model import BEARINGS
from classifiers.picture import draw
from pipeline.core.taxonomy import Bearing, Taxonomy
from tests.classifiers.crafted import crafted, item

STILTE, MAKEN, OPEN, HUIS = range(4)


def _example(number: int, trends: set[str], directions: Mapping[str, Bearing]) -> Example:
    return Example(str(number), Text("", item(number)), frozenset(trends), dict(directions), public=None)


def _hand_made() -> tuple[list[Example], Assessor]:
    """Twelve items, each a word of its own, and a model whose scores are written here item by item.

    stilte       true 1..10, given 1..8 and 11; ranked 1..8, 11, 9, 10, 12
    zelf-maken   true 11 and 12, never given; ranked 11, 1, 12, then the rest
    langer-open  true 1..10, given 1..5; ranked 1..12
    boek-aan-huis  never true, given 12
    """
    truth = {
        1: Bearing.MEE,
        2: Bearing.MEE,
        3: Bearing.TEGEN,
        4: Bearing.TEGEN,
        5: Bearing.RAAKT,
    }
    said = {1: Bearing.MEE, 2: Bearing.MEE, 3: Bearing.MEE, 4: Bearing.TEGEN, 5: Bearing.RAAKT}
    examples = [
        _example(
            n,
            {"stilte"} if n <= 10 else {"zelf-maken"},
            {"langer-open": truth.get(n, Bearing.RAAKT)} if n <= 10 else {},
        )
        for n in range(1, 13)
    ]
    scores: dict[tuple[int, str], float] = {}
    for rank, n in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 11)):
        scores[STILTE, item(n)] = 9 - rank * 0.1
    for rank, n in enumerate((9, 10, 12)):
        scores[STILTE, item(n)] = -rank * 0.1
    for rank, n in enumerate((11, 1, 12)):
        scores[MAKEN, item(n)] = 1 - rank * 0.1
    for n in range(1, 13):
        scores[OPEN, item(n)] = (9 if n <= 5 else 0) - n * 0.1
    scores[HUIS, item(12)] = 9
    bearings = {(BEARINGS.index(bearing), item(n)): 3.0 for n, bearing in said.items()}
    return examples, Assessor(crafted([e.text for e in examples], scores, bearings=bearings))


def test_figures_are_those_computed_by_hand(library: Taxonomy) -> None:
    """Precision, recall, F1, average precision and support of each label; averages over labels with ten positives."""
    examples, assessor = _hand_made()
    figures = evaluate(examples, assessor, library)
    assert figures["items"] == 12
    assert figures["any_yes"] == pytest.approx(10 / 12)  # 1..8, 11 and 12
    assert figures["labels"]["stilte"] == pytest.approx(
        {
            "precision": 8 / 9,
            "recall": 8 / 10,
            "f1": 16 / 19,
            "ap": (8 + 9 / 10 + 10 / 11) / 10,
            "support": 10,
        }
    )
    assert figures["labels"]["zelf-maken"] == {
        "precision": None,
        "recall": 0,
        "f1": 0,
        "ap": pytest.approx((1 + 2 / 3) / 2),
        "support": 2,
    }
    assert figures["labels"]["langer-open"] == pytest.approx(
        {"precision": 1, "recall": 0.5, "f1": 2 / 3, "ap": 1, "support": 10}
    )
    assert figures["labels"]["boek-aan-huis"] == {"precision": 0, "recall": None, "f1": None, "ap": None, "support": 0}
    assert figures["trends"] == pytest.approx(
        {"macro_f1": 16 / 19, "macro_ap": (8 + 9 / 10 + 10 / 11) / 10, "micro_f1": 16 / 19, "labels": 1}
    )
    assert figures["directions"] == pytest.approx({"macro_f1": 2 / 3, "macro_ap": 1, "micro_f1": 2 / 3, "labels": 1})


def test_bearings_are_judged_where_the_direction_was_rightly_given(library: Taxonomy) -> None:
    """Five pairs, one of them wrong; item 12's direction, wrongly given, and items 6 to 10, missed, do not count."""
    figures = evaluate(*_hand_made(), library)
    # mee: precision 2/3, recall 1; tegen: precision 1, recall 1/2; raakt: all
    assert figures["bearing"] == pytest.approx({"accuracy": 4 / 5, "macro_f1": (4 / 5 + 2 / 3 + 1) / 3, "support": 5})


def test_averages_are_over_labels_and_over_decisions(library: Taxonomy) -> None:
    """Macro is the mean over labels, micro counts all decisions alike: 10 of 10 with one right, and 30 of 30 all right."""
    examples = [_example(n, {"stilte"} if n < 10 else {"zelf-maken"}, {}) for n in range(40)]
    scores = {(STILTE, item(0)): 9.0} | {(MAKEN, item(n)): 9.0 for n in range(10, 40)}
    figures = evaluate(examples, Assessor(crafted([e.text for e in examples], scores)), library)["trends"]
    assert figures["macro_f1"] == pytest.approx((2 / 11 + 1) / 2)
    assert figures["micro_f1"] == pytest.approx(62 / 71)  # 31 right, none wrong, 9 missed
    assert figures["labels"] == 2


def test_a_figure_that_cannot_be_had_is_none(library: Taxonomy, library_assessor: Assessor) -> None:
    """No items at all, or none with a label: no average, no accuracy, and no crash."""
    nothing = {"macro_f1": None, "macro_ap": None, "micro_f1": None, "labels": 0}
    empty = evaluate([], library_assessor, library)
    plain = evaluate([Example("1", Text("Mist", "Veel mist."), frozenset(), {}, None)], library_assessor, library)
    assert (empty["items"], empty["any_yes"]) == (0, None)
    assert (plain["items"], plain["any_yes"]) == (1, 0)
    for figures in (empty, plain):
        assert (figures["trends"], figures["directions"]) == (nothing, nothing)
        assert figures["bearing"] == {"accuracy": None, "macro_f1": None, "support": 0}
        blank = {"precision": None, "recall": None, "f1": None, "ap": None, "support": 0}
        assert figures["labels"] == dict.fromkeys(library.labels, blank)


def test_more_than_a_batch_is_measured_whole(library: Taxonomy) -> None:
    """Items past the first batch are laid beside their own labels: only the last one carries a label, and gets it."""
    plain = [_example(0, set(), {})] * BATCH
    examples = [*plain, _example(1, {"stilte"}, {})]
    assessor = Assessor(crafted([plain[0].text, examples[-1].text], {(STILTE, item(1)): 9}))
    figures = evaluate(examples, assessor, library)
    assert figures["labels"]["stilte"] == {"precision": 1, "recall": 1, "f1": 1, "ap": 1, "support": 1}
    assert figures["any_yes"] == pytest.approx(1 / (BATCH + 1))


def test_intervals_hold_the_figure_and_narrow_with_more_items(library: Taxonomy) -> None:
    """The bootstrap's interval lies around each figure; ten times the items make it narrower; the seed makes it the same."""
    examples, assessor = _hand_made()
    few = evaluate(examples, assessor, library, resamples=200)
    many = evaluate(examples * 10, assessor, library, resamples=200)
    assert set(few["intervals"]["stilte"]) == {"precision", "recall", "f1", "ap"}
    assert "zelf-maken" not in few["intervals"]  # too rare to have one
    for figures in (few, many):
        low, high = figures["intervals"]["stilte"]["f1"]
        assert low < figures["labels"]["stilte"]["f1"] < high
    widths = [figures["intervals"]["trends"]["macro_f1"] for figures in (few, many)]
    assert widths[1][1] - widths[1][0] < (widths[0][1] - widths[0][0]) / 2
    assert evaluate(examples, assessor, library, resamples=200)["intervals"] == few["intervals"]


def test_natural_mix_leaves_out_what_was_added_by_search(library: Taxonomy) -> None:
    """Strata that occur as in the news and the background make the mix; a set without strata is all of it."""
    examples, assessor = _hand_made()
    strata = ["pool-screened"] * 4 + ["enriched"] * 5 + ["pool-rest"] * 3
    marked = [replace(e, stratum=s) for e, s in zip(examples, strata, strict=True)]
    behind = [replace(e, trends=frozenset(), directions={}) for e in examples[:2]]
    figures = evaluate(marked, assessor, library, background=behind, resamples=0)
    assert (figures["natural"]["items"], figures["items"]) == (9, 12)
    assert figures["background"] == {"items": 2, "any_yes": 1.0}
    assert evaluate(examples, assessor, library, resamples=0)["natural"]["items"] == 12


@pytest.mark.parametrize("name", ["figures.png", "figures.svg"])
def test_picture(tmp_path: Path, library: Taxonomy, name: str) -> None:
    """A picture is drawn from the figures, also where some cannot be had."""
    examples, assessor = _hand_made()
    draw(evaluate(examples, assessor, library, resamples=20), tmp_path / name)
    assert (tmp_path / name).stat().st_size > 5000
    draw(evaluate([_example(1, set(), {})], assessor, library, resamples=0), tmp_path / name)
