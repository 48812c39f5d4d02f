"""The time of year is learned from a year of history, where it shows."""

import numpy as np
import pytest

from reports.season import season


def _weeks(many: int, wave: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A label with a wave and one without, by chance; the current week, of height, is the last."""
    ages = np.arange(many, -1, -1)
    means = np.stack([40 * np.exp(wave * np.cos(2 * np.pi * ages / 52.18)), np.full(many + 1, 40.0)])
    return np.random.default_rng(5).poisson(means).astype(float), np.full((2, many + 1), 40.0), ages


def test_a_wave_is_found_and_only_where_it_is() -> None:
    """The label with a season has its height now; the other keeps factors of 1, without any doubt about them."""
    factors, unsure = season(*_weeks(60, 0.5))
    assert factors[0, -1] == pytest.approx(np.exp(0.5), rel=0.1)
    assert 0 < unsure[0] < 0.02
    assert (factors[1] == 1).all()
    assert unsure[1] == 0


@pytest.mark.parametrize("dropped", [range(51, 61), range(17)])
def test_less_than_a_year_shows_no_season(dropped: range) -> None:
    """Neither 50 weeks, nor more than a year of which fewer than 40 weeks were heard."""
    counts, expected, ages = _weeks(60 if dropped[0] else 54, 0.5)
    kept = ~np.isin(ages, [age for age in dropped if age])
    factors, unsure = season(counts[:, kept], expected[:, kept], ages[kept])
    assert (factors == 1).all()
    assert (unsure == 0).all()


def test_a_label_told_less_than_once_a_week_has_no_season() -> None:
    """Too few stories to see a wave in."""
    counts, expected, ages = _weeks(60, 0.5)
    assert (season(np.minimum(counts, 1) * (ages % 2), expected, ages)[0] == 1).all()
