"""model drift: recent weeks beside what the model learned from, as a table, as JSON, and as an exit code."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import product

import pytest

from tests.cli.home import Home

FIRST = datetime.fromisoformat("2026-10-12T09:00+02:00")
KNOWN = (
    "Gemeente vervangt balie door chatbot en inwoners spreken voortaan met een robot",
    "Buren runnen samen de dorpswinkel en vrijwilligers staan er om de beurt",
    "De afrit van de ringweg is een nacht dicht door werk aan de weg",
    "De ploeg wint na rust met drie doelpunten en staat nu bovenaan",
)
SYLLABLES = ("vlom", "trak", "spie", "gorn", "plix", "duum", "hefs", "kwar")
FOREIGN = tuple("".join(word) for word in product(SYLLABLES, repeat=3))


@pytest.fixture
def weeks(home: Home) -> Home:
    """Six weeks of a paper in words that the model knows; collected, not judged."""
    _publish(home, "gewoon", lambda n: KNOWN[n % len(KNOWN)])
    home.command("collect")
    return home


def _publish(home: Home, ident: str, text: Callable[[int], str]) -> None:
    dates = [FIRST + timedelta(days=n % 7, weeks=n // 40, minutes=n) for n in range(240)]
    home.add(ident, *((f"Bericht {n} uit het dorp", text(n), format_datetime(date)) for n, date in enumerate(dates)))


def test_quiet_weeks(weeks: Home) -> None:
    """Signals are judged first. Words are as usual; how few are unsure cannot be told of forty signals a week."""
    found = weeks.command("model", "drift", "--week", "2026-W46", "--json")
    assert (found.code, found.json["state"], found.json["reasons"]) == (0, "unknown", [])
    assert list(found.json) == ["state", "reasons", "remedy", "compared", "weeks"]
    assert list(found.json["weeks"]) == ["2026-W43", "2026-W44", "2026-W45", "2026-W46"]
    week = found.json["weeks"]["2026-W44"]
    assert list(week) == ["all", "nieuws"]
    assert week["all"]["items"] == 40
    assert week["all"]["robotisering"] > 0.2
    words = found.json["compared"][0]
    assert list(words) == ["kind", "measure", "of", "share", "expected", "low", "high", "verdict"]
    assert (words["kind"], words["measure"], words["verdict"]) == ("all", "unknown", "usual")
    told = weeks.command("model", "drift", "--week", "2026-W46")
    assert "2026-W44" in told.out
    assert "too little to tell" in told.out


def test_other_words_propose_to_retrain(weeks: Home) -> None:
    """Feeds in words that the model never saw: a finding with its figures, the remedy, and exit code 3."""
    _publish(weeks, "vreemd", lambda n: " ".join(FOREIGN[(n * 11 + place * 7) % len(FOREIGN)] for place in range(16)))
    weeks.command("collect")
    told = weeks.command("model", "drift", "--week", "2026-W46", "--weeks", "5")
    assert told.code == 3
    assert "of words unknown to the model, where" in told.out
    assert "retrain" in told.out.splitlines()[-1]
    assert "windwijzer model train" in told.out


def test_without_signals_nothing_is_told(home: Home) -> None:
    """An empty store: too little to tell, which is no failure."""
    told = home.command("model", "drift")
    assert told.code == 0
    assert "too little to tell" in told.out
