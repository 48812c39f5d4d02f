"""What is usual of texts in blocks: shares by kind, and how far blocks lie apart beside chance."""

import numpy as np
import pytest

from classifiers.examples import Text
from classifiers.tally import Tally
from classifiers.usual import ALL, known_elsewhere, usual_of, usual_words

NAMES = ("stilte",)


def _blocks(rates: dict[str, float], size: int, seed: int) -> tuple[Tally, list[str]]:
    """As many texts in each block, with the label at the rate of their block."""
    dice = np.random.default_rng(seed)
    blocks = [block for block in rates for _ in range(size)]
    seen = np.array([[dice.random() < rates[block]] for block in blocks], dtype=float)
    return Tally(seen, np.ones_like(seen)), blocks


def test_shares_are_those_of_the_kind() -> None:
    """Each drawn towards that of all by one text more: 30 of 100 and none of 50, where 0.2 is the share of all."""
    seen = np.array([[1.0]] * 30 + [[0.0]] * 120)
    blocks = ["a"] * 100 + ["b"] * 50
    found = usual_of(Tally(seen, np.ones_like(seen)), NAMES, blocks, {"a": "nieuws", "b": "overheid"}, natural=True)
    assert found.shares["nieuws"]["stilte"] == pytest.approx(31 / 105, rel=1e-3)
    assert found.shares["overheid"]["stilte"] == pytest.approx(1 / 55, rel=1e-3)
    assert found.shares[ALL]["stilte"] == pytest.approx(0.2, rel=0.02)
    assert found.clumping["stilte"] == pytest.approx(0.8, rel=1e-3)  # of yes and no, one less the share
    assert found.weight[ALL] == pytest.approx(150**2 / (100**2 + 50**2), rel=1e-2)
    assert found.freedom == 0


def test_blocks_that_differ_by_chance_alone_lie_not_apart() -> None:
    """Forty blocks of one rate have no spread to speak of; with rates that vary by 40 % it is found again."""
    same = usual_of(
        *_with_names(_blocks({f"b{n}": 0.1 for n in range(40)}, 400, 1)), {f"b{n}": "nieuws" for n in range(40)}, natural=True
    )
    assert same.apart["stilte"] < 0.1
    dice = np.random.default_rng(2)
    rates = {f"b{n}": 0.1 * float(dice.gamma(1 / 0.16, 0.16)) for n in range(40)}
    varied = usual_of(*_with_names(_blocks(rates, 400, 3)), dict.fromkeys(rates, "nieuws"), natural=True)
    assert 0.28 < varied.apart["stilte"] < 0.52
    assert (varied.anywhere, varied.freedom) == (varied.apart, 39)


def test_what_kinds_explain_is_no_spread_within_them() -> None:
    """Two kinds with rates three times apart: blocks of one kind are alike, blocks anywhere are not."""
    rates = {f"n{n}": 0.1 for n in range(20)} | {f"o{n}": 0.3 for n in range(20)}
    kinds = {block: "nieuws" if block.startswith("n") else "overheid" for block in rates}
    found = usual_of(*_with_names(_blocks(rates, 300, 4)), kinds, natural=True)
    assert found.apart["stilte"] < 0.1
    assert found.anywhere["stilte"] > 0.35


def test_what_was_never_seen_has_no_share() -> None:
    """And no spread; nothing is divided by nought."""
    nothing = np.zeros((10, 1))
    found = usual_of(Tally(nothing, nothing + 1), NAMES, ["a"] * 5 + ["b"] * 5, {"a": "x", "b": "x"}, natural=True)
    assert (found.shares["x"]["stilte"], found.apart["stilte"], found.clumping["stilte"]) == (0, 0, 0)


def test_a_word_of_one_block_is_unknown_in_it() -> None:
    """However often it stands there; what two texts elsewhere have is known, what one has is not."""
    texts = [Text("zaal stilte", ""), Text("zaal stilte", ""), Text("stilte", ""), Text("stilte gang", "")]
    tests = known_elsewhere(texts, ["a", "a", "b", "b"], 2)
    assert [tests[0](word) for word in ("zaal", "stilte", "gang")] == [False, True, False]
    assert [tests[2](word) for word in ("zaal", "stilte", "gang")] == [True, True, False]
    assert known_elsewhere(texts, ["a", "a", "b", "b"], 2, more=[Text("gang", "")])[0]("gang")


def test_of_a_written_corpus_only_words_are_usual() -> None:
    """Cut into blocks in its order: what the last fifth alone has is unknown to the rest."""
    texts = [Text("", "stilte in huis")] * 80 + [Text("", "stilte zonder boeken")] * 4
    found = usual_words(texts, 2)
    assert (found.natural, list(found.shares), list(found.shares[ALL])) == (False, [ALL], ["unknown"])
    assert found.shares[ALL]["unknown"] == pytest.approx(8 / 252, rel=0.15)
    assert found.apart["unknown"] > 1


def _with_names(made: tuple[Tally, list[str]]) -> tuple[Tally, tuple[str, ...], list[str]]:
    return made[0], NAMES, made[1]
