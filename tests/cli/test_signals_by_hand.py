"""signals add and signals import: what people bring, stored once and in the digest's week."""

from pathlib import Path

import pytest

from tests.cli.home import Home


@pytest.fixture
def hand(home: Home) -> Home:
    """A home with one source for what people bring."""
    home.add("werksessies", kind="werksessie", url=None)
    return home


def test_one_signal_is_entered_once(hand: Home) -> None:
    """It has its week and its source; entering it again adds nothing."""
    words = ("signals", "add", "Balie in het buurthuis trekt ouderen", "--date", "2026-11-19", "--text", "Zegt de wijkraad.")
    assert "werksessies: 1 new signals, 0 known" in hand.command(*words).out
    assert hand.command(*words, "--json").json == {
        "source": "werksessies",
        "new": 0,
        "known": 1,
        "dropped": {},
        "complaints": [],
    }
    (found,) = hand.command("signals", "list", "--week", "2026-W47", "--json").json
    assert (found["source"], found["title"], found["text"]) == (
        "werksessies",
        "Balie in het buurthuis trekt ouderen",
        "Zegt de wijkraad.",
    )


def test_table_is_entered_and_its_bad_rows_named(hand: Home, tmp_path: Path) -> None:
    """The good rows are stored, the bad ones told by line; a second import adds nothing."""
    file = tmp_path / "werksessie.csv"
    file.write_text("titel;datum\nEerste punt uit de zaal;19-11-2026\nTweede punt uit de zaal;gisteren\n", encoding="utf-8")
    first = hand.command("signals", "import", str(file))
    assert (first.code, "1 new signals" in first.out) == (2, True)
    assert f"{file} line 3: 'gisteren' is not a date" in first.out
    assert "0 new signals, 1 known" in hand.command("signals", "import", str(file)).out


def test_what_is_entered_is_in_the_digest(hand: Home) -> None:
    """It goes the same way as what feeds bring."""
    hand.command("signals", "add", "Chatbot van de gemeente geeft ouderen het verkeerde antwoord", "--date", "2026-11-19")
    hand.command("run")
    stories = hand.command("stories", "list", "--week", "2026-W47", "--json").json
    assert [s["title"] for s in stories if s["publishers"] == ["Werksessies"]] == [
        "Chatbot van de gemeente geeft ouderen het verkeerde antwoord"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("signals", "add", "x", "--source", "dagblad"), "name a source of kind werksessie with --source (werksessies)"),
        (("signals", "add", " "), "a signal needs a title or a text"),
        (("signals", "import", "nergens.csv"), "cannot read nergens.csv"),
    ],
)
def test_what_cannot_be_entered_is_refused(hand: Home, words: tuple[str, ...], said: str) -> None:
    """With the remedy, and exit code 2."""
    found = hand.command(*words)
    assert (found.code, said in found.err) == (2, True)


def test_without_such_a_source_the_remedy_is_said(home: Home) -> None:
    """A sources file with feeds alone needs one more entry first."""
    found = home.command("signals", "add", "x")
    assert found.code == 2
    assert "there is none yet" in found.err
