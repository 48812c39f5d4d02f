"""model train: makes a model, measures it beside the one in use, and keeps the better."""

import json
from pathlib import Path

import pytest

from tests.cli.home import Home

WORD = ("review", "set")


@pytest.fixture
def judged(home: Home) -> Home:
    """A home whose week was collected and judged."""
    home.command("collect")
    home.command("classify")
    return home


def test_before_and_after_are_told(judged: Home) -> None:
    """Both are measured on held-out items; a model that is no worse is put in use."""
    told = judged.command("model", "train")
    assert told.code == 0
    assert "before" in told.out
    assert "trained and in use: model " in told.out
    found = judged.command("model", "train", "--json").json
    assert found["adopted"] is True
    assert found["held_out"]["before"]["trends"] == found["held_out"]["after"]["trends"]


def test_corrections_are_learned(judged: Home) -> None:
    """What people said goes into the next model, under another fingerprint, and counts among its examples."""
    before = judged.command("model", "train", "--json").json
    (signal, *_) = judged.command("signals", "list", "--week", "2026-W47", "--json").json
    judged.command(*WORD, signal["id"], "*", "noise", "--by", "Noor")
    after = judged.command("model", "train", "--json").json
    assert (before["corrected"], after["corrected"]) == (0, 1)
    assert after["card"]["fingerprint"] != before["card"]["fingerprint"]
    assert after["card"]["examples"] == before["card"]["examples"] + 1
    assert judged.command("model", "train", "--json").json["card"] == after["card"]


def test_worse_is_not_put_in_use(judged: Home) -> None:
    """A model of the corpus alone is worse: the one in use stays, the exit code tells; --anyway takes it."""
    judged.command("model", "train")
    current = judged.folder / "models" / "current"
    used = current.read_text()
    refused = judged.command("model", "train", "--alone")
    assert (refused.code, current.read_text()) == (3, used)
    assert "not put in use" in refused.out
    assert judged.command("model", "train", "--alone", "--anyway").code == 0
    assert current.read_text() != used


@pytest.mark.parametrize("harm", ["format", "damage"])
def test_training_is_the_remedy_for_a_model_that_cannot_be_read(judged: Home, harm: str) -> None:
    """Of another program, or damaged: commands name the remedy, and the remedy works."""
    judged.command("model", "train")
    place = judged.folder / "models" / (judged.folder / "models" / "current").read_text().strip()
    _harm(place, harm)
    assert "run `windwijzer model train`" in judged.command("model", "predict", "-").err
    assert judged.command("model", "train").code == 0
    assert judged.command("classify").code == 0


def _harm(place: Path, harm: str) -> None:
    if harm == "damage":
        (place / "arrays.npz").write_bytes(b"")
    else:
        card = json.loads((place / "card.json").read_text())
        (place / "card.json").write_text(json.dumps(card | {"format": 1}))
