"""Recent weeks beside what is usual: drift is found, and quiet weeks are left in peace."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from classifiers.drift import Drift, State, Verdict, drift
from classifiers.expected import Brought
from classifiers.usual import ALL, Usual

MEASURES = ("unknown", "unsure", "yes", "stilte")
SHARES = {ALL: (0.08, 0.04, 0.08, 0.03), "nieuws": (0.08, 0.04, 0.06, 0.02), "overheid": (0.05, 0.04, 0.2, 0.1)}
APART = dict(zip(MEASURES, (0.15, 0.25, 0.25, 0.3), strict=True))
WORDS = 60
SOURCES = {f"krant{n}": "nieuws" for n in range(6)} | {f"ministerie{n}": "overheid" for n in range(2)}


@pytest.fixture
def usual() -> Usual:
    """News and government, of which the latter gets more labels and has fewer unknown words."""
    return Usual(
        natural=True,
        shares={kind: dict(zip(MEASURES, shares, strict=True)) for kind, shares in SHARES.items()},
        apart=APART,
        anywhere={name: 2 * spread for name, spread in APART.items()},
        clumping={"unknown": 2.5, "unsure": 1.0, "yes": 1.0, "stilte": 1.0},
        weight={ALL: 16.0, "nieuws": 10.0, "overheid": 6.0},
        freedom=40,
    )


def weeks(
    seed: int,
    *,
    first: int = 1,
    count: int = 4,
    items: int = 400,
    factors: Sequence[float] = (1, 1, 1, 1),
    swings: float = 0.1,
    apart: float = 1.0,
    sources: dict[str, str] = SOURCES,
) -> list[Brought]:
    """Weeks as they may be: each source with its own factor, each week with its *swings*, and chance; times *factors*."""
    dice = np.random.default_rng(seed)
    own = {source: [_factor(dice, apart * spread) for spread in APART.values()] for source in sources}
    found = []
    for week in range(first, first + count):
        swing = [_factor(dice, swings) for _ in MEASURES]
        for source, kind in sources.items():
            of = (float(items * WORDS), *[float(items)] * 3)
            means = np.array(SHARES[kind]) * of * own[source] * swing * factors
            # words come in clumps: as many times 2.5
            seen = (2.5 * dice.poisson(means[0] / 2.5), *dice.poisson(means[1:]))
            found.append(Brought(f"2026-W{week:02d}", source, kind, items, tuple(map(float, seen)), of))
    return found


def _factor(dice: np.random.Generator, spread: float) -> float:
    return float(dice.gamma(1 / spread**2, spread**2)) if spread else 1.0


def _line(found: Drift, kind: str, measure: str) -> Verdict:
    return next(line.verdict for line in found.lines if (line.kind, line.measure) == (kind, measure))


def test_quiet_weeks_are_left_in_peace(usual: Usual) -> None:
    """Sources differ as those of the training, weeks swing, and what is usual is known from few blocks: few findings of 300."""
    dice = np.random.default_rng(0)
    states = []
    for n in range(300):
        shares = {
            kind: {name: share * _factor(dice, APART[name] / usual.weight[kind] ** 0.5) for name, share in of.items()}
            for kind, of in usual.shares.items()
        }
        known = replace(usual, shares=shares)
        states.append(drift(known, MEASURES, weeks(n, first=9, swings=0.3), weeks(n, count=8, swings=0.3)).state)
    assert sum(state is not State.FINE for state in states) <= 15


@pytest.mark.parametrize(
    ("factors", "state"),
    [
        ((1.6, 1, 1, 1), State.RETRAIN),
        ((1, 2, 1, 1), State.RETRAIN),
        ((1, 0.3, 1, 1), State.RETRAIN),
        ((1, 1, 2, 1), State.CHECK),
        ((1, 1, 1, 2.5), State.CHECK),
        ((0.4, 1, 1, 1), State.FINE),
    ],
)
def test_planted_drift_is_found(usual: Usual, factors: Sequence[float], state: State) -> None:
    """More words unknown, or other doubt: retrain. Other rates: check first. Fewer words unknown is no harm."""
    states = [drift(usual, MEASURES, weeks(n, first=9, factors=factors), weeks(n, count=8)).state for n in range(40)]
    assert sum(found is state for found in states) >= 36


def test_another_mix_of_sources_is_no_drift(usual: Usual) -> None:
    """When government feeds take over, labels triple as they should; the same rate in news alone is a finding."""
    ministries = {f"ministerie{n}": "overheid" for n in range(8)}
    moved = drift(usual, MEASURES, weeks(1, first=9, sources=ministries, apart=0), weeks(1, count=8, apart=0))
    assert moved.state is State.FINE
    (line,) = (one for one in moved.lines if (one.kind, one.measure) == (ALL, "yes"))
    assert line.share == pytest.approx(0.2, rel=0.2)
    papers = {f"krant{n}": "nieuws" for n in range(8)}
    grown = drift(
        usual, MEASURES, weeks(1, first=9, sources=papers, factors=(1, 1, 0.2 / 0.06, 1)), weeks(1, count=8, sources=papers)
    )
    assert grown.state is State.CHECK


def test_bursty_weeks_widen_the_range(usual: Usual) -> None:
    """The same recent weeks are a finding after calm weeks, and none after weeks that swing wildly."""
    recent = weeks(3, first=13, factors=(1, 1, 2.2, 1), swings=0.0, apart=0.0)
    calm, wild = (drift(usual, MEASURES, recent, weeks(4, count=12, swings=s, apart=0.0)) for s in (0.0, 1.2))
    assert _line(calm, ALL, "yes") is Verdict.MORE
    assert _line(wild, ALL, "yes") is Verdict.USUAL


def test_one_kind_alone_can_drift(usual: Usual) -> None:
    """Words unknown in government feeds, a tenth of all: the finding names the kind."""
    papers = {source: kind for source, kind in SOURCES.items() if kind == "nieuws"}
    ministries = {f"ministerie{n}": "overheid" for n in range(4)}
    recent = weeks(5, sources=papers, items=900) + weeks(6, sources=ministries, items=100, factors=(3, 1, 1, 1))
    found = drift(usual, MEASURES, recent)
    assert _line(found, "overheid", "unknown") is Verdict.MORE
    assert _line(found, "nieuws", "unknown") is Verdict.USUAL
    assert found.state is State.RETRAIN
    assert found.reasons[0].startswith("overheid: ")


def test_a_kind_that_training_did_not_have_gets_more_room(usual: Usual) -> None:
    """It is expected to be as all of it, within the range of sources of any kind."""
    papers = dict.fromkeys(SOURCES, "nieuws")
    same, other = (
        drift(usual, MEASURES, *([replace(one, kind=kind) for one in weeks(n, sources=papers)] for n in (7, 8)))
        for kind in ("nieuws", "jongeren")
    )
    known, foreign = (next(line for line in found.lines if line.kind and line.measure == "unknown") for found in (same, other))
    assert (known.expected, foreign.expected) == (pytest.approx(0.08), pytest.approx(0.08))
    assert known.high is not None
    assert foreign.high is not None
    assert foreign.high - 0.08 > 1.5 * (known.high - 0.08)


def test_too_little_to_tell(usual: Usual) -> None:
    """No weeks, one or two weeks, or a handful of texts: no finding, and it is said; words can be told before rates."""
    assert drift(usual, MEASURES, []).state is State.UNTOLD
    assert drift(usual, MEASURES, weeks(1, count=2, factors=(3, 3, 3, 3))).state is State.UNTOLD
    few = drift(usual, MEASURES, weeks(1, items=5))
    assert few.state is State.UNTOLD
    assert _line(few, ALL, "unknown") is not Verdict.UNTOLD
    assert _line(few, ALL, "unsure") is Verdict.UNTOLD


def test_beside_a_written_corpus_only_words_are_compared(usual: Usual) -> None:
    """How often labels occur in it says nothing; unknown words still do."""
    written = replace(usual, natural=False, shares={ALL: {"unknown": 0.08}})
    quiet, changed = (
        drift(written, MEASURES, weeks(2, first=9, factors=f), weeks(2, count=8)) for f in ((1, 1, 9, 9), (4, 1, 1, 1))
    )
    assert {line.measure for line in quiet.lines} == {"unknown"}
    assert (quiet.state, changed.state) == (State.FINE, State.RETRAIN)


def test_texts_that_were_not_judged_count_for_words_alone(usual: Usual) -> None:
    """Weeks of which another model judged half: shares of labels are over what was judged."""
    half = [
        replace(one, of=(one.of[0], *(n / 2 for n in one.of[1:])), seen=(one.seen[0], *(n / 2 for n in one.seen[1:])))
        for one in weeks(9)
    ]
    whole, less = drift(usual, MEASURES, weeks(9)), drift(usual, MEASURES, half)
    assert [line.share for line in less.lines] == pytest.approx([line.share for line in whole.lines])
    nothing = [replace(one, of=(one.of[0], 0.0, 0.0, 0.0), seen=(one.seen[0], 0.0, 0.0, 0.0)) for one in weeks(9)]
    found = drift(usual, MEASURES, nothing)
    assert found.state is State.UNTOLD
    assert found.weeks["2026-W01"][ALL][1][1:] == (None, None, None)


def test_weeks_are_told_by_kind(usual: Usual) -> None:
    """Each recent week, all of it and each kind: how many texts, and every share."""
    found = drift(usual, MEASURES, weeks(1, first=9), weeks(1, count=8))
    assert list(found.weeks) == ["2026-W09", "2026-W10", "2026-W11", "2026-W12"]
    assert list(found.weeks["2026-W09"]) == [ALL, "nieuws", "overheid"]
    items, shares = found.weeks["2026-W09"]["overheid"]
    here = [one for one in weeks(1, first=9) if (one.week, one.kind) == ("2026-W09", "overheid")]
    assert items == 800
    assert shares[2] == pytest.approx(sum(one.seen[2] for one in here) / 800)
