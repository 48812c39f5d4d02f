"""run --from --to: a history is rebuilt week by week, kept where it is there, and mailed only when that is asked for."""

from pathlib import Path

import pytest

from pipeline.core.weeks import Week
from tests.cli.home import Home
from tests.cli.weeks import FIRST, LAST, ODD, digests, home_of_weeks, outcomes, told
from tests.servers import Answer, FeedServer

RANGE = ("run", "--from", str(FIRST), "--to", str(LAST))


@pytest.fixture
def place(tmp_path: Path, feed_server: FeedServer, models: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose feeds still hold several weeks."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    return home_of_weeks(tmp_path, feed_server, models)


def test_every_week_is_told_as_it_is_done(place: Home) -> None:
    """A line for each week in order, then the sum, what could not be done, and that nothing was mailed."""
    ran = place.command(*RANGE)
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [
        "week 1 of 8, 2026-W40: nothing stored",
        "week 2 of 8, 2026-W41: 1 signals, 1 stories, edition 1 made",
        "week 3 of 8, 2026-W42: nothing stored",
        "week 4 of 8, 2026-W43: 1 signals, 1 stories, edition 1 made",
        "week 5 of 8, 2026-W44: nothing stored",
        "week 6 of 8, 2026-W45: 1 signals, 1 stories, edition 1 made",
        "week 7 of 8, 2026-W46: nothing stored",
        "week 8 of 8, 2026-W47: 2 signals, 2 stories, edition 1 made",
        "history: weeks 8, editions made 4, there already 0, without signals 4",
        "  nothing is stored of 2026-W40, 2026-W42, 2026-W44, 2026-W46: feeds hold some weeks back, and no more",
        "delivered: nothing, a rebuilt history is mailed with --deliver only",
    ]
    assert not (place.folder / "outbox").exists()


def test_weeks_that_follow_one_another_are_told_as_one(place: Home) -> None:
    """A long time before the first signal takes one line of the sum."""
    ran = place.command("run", "--from", "2026-W30", "--to", "2026-W42")
    assert "  nothing is stored of 2026-W30 to 2026-W40, 2026-W42: feeds" in ran.out


def test_history_goes_on_where_it_stopped(place: Home) -> None:
    """A second run keeps the editions that are there to the byte, makes the others, and doubles nothing."""
    place.command("run", "--from", "2026-W40", "--to", "2026-W43")
    before = digests(place)
    again = place.command(*RANGE, "--json", now="2026-11-24T12:00+01:00")
    assert [outcomes(again)[str(week)] for week in ODD] == ["kept", "kept", "made", "made"]
    assert again.json["empty"] == ["2026-W40", "2026-W42", "2026-W44", "2026-W46"]
    assert (again.json["collect"]["new"], again.json["classified"], again.json["deliveries"]) == (0, 3, [])
    after = digests(place)
    assert ({week: after[week] for week in before}, list(after)) == (before, [str(week) for week in ODD])


def test_edition_says_that_it_was_made_afterwards(place: Home) -> None:
    """It is issued at the moment of the run, however long ago its week is."""
    ran = place.command("run", "--from", "2026-W41", "--to", "2026-W41", "--json")
    assert [(e["week"], e["number"], e["issued"]) for e in ran.json["editions"]] == [
        ("2026-W41", 1, "2026-11-23T06:00:00+00:00")
    ]


def test_who_was_not_heard_in_a_week_is_not_said_to_be(place: Home) -> None:
    """That a source answers, or fails, today says nothing of a week that its feed does not reach back into."""
    place.add("stuk", answer=Answer(500, b"broken"))
    assert place.command(*RANGE).code == 1
    assert "1 van 3 bronnen gehoord" in told(place, Week(2026, 43))
    assert "Niet gehoord: Ondiep (niet bevraagd), Stuk (niet bevraagd)" in told(place, Week(2026, 43))
    assert "2 van 3 bronnen gehoord" in told(place, LAST)
    assert "Niet gehoord: Stuk (gaf een foutmelding)" in told(place, LAST)


def test_nothing_is_collected_when_that_is_asked(place: Home) -> None:
    """--no-collect asks no source and goes by what is stored; so does a run without a range."""
    place.command("collect")
    asked = len(place.server.asked["/diep"])
    ran = place.command(*RANGE, "--no-collect", "--json")
    assert (ran.code, ran.json["collect"], len(ran.json["editions"])) == (0, None, 4)
    ran = place.command("run", "--no-collect", "--json")
    assert (ran.code, ran.json["collect"], [d["state"] for d in ran.json["deliveries"]]) == (0, None, ["sent"])
    assert len(place.server.asked["/diep"]) == asked


def test_no_edition_is_made_when_no_source_was_heard(place: Home) -> None:
    """It would close weeks of which feeds still hold something; --no-collect makes them all the same."""
    place.command("collect")
    answers = dict(place.server.answers)
    place.server.answers.update(dict.fromkeys(("/diep", "/ondiep"), Answer(500, b"broken")))
    ran = place.command(*RANGE)
    assert (ran.code, "or with --no-collect" in ran.err, digests(place)) == (3, True, {})
    place.server.answers.update(answers)
    assert place.command(*RANGE, "--no-collect").code == 0
    assert len(digests(place)) == 4


def test_deliver_mails_each_edition_once(place: Home) -> None:
    """Those that are made and those that are there; a second run sends nothing again."""
    place.command("run", "--from", "2026-W40", "--to", "2026-W43")
    ran = place.command(*RANGE, "--deliver", "--json")
    assert [(d["week"], d["state"], d["attempts"]) for d in ran.json["deliveries"]] == [(str(w), "sent", 1) for w in ODD]
    mails = {path.name: path.read_bytes() for path in (place.folder / "outbox").iterdir()}
    again = place.command(*RANGE, "--deliver", "--json")
    assert (again.code, [d["attempts"] for d in again.json["deliveries"]]) == (0, [1, 1, 1, 1])
    assert {path.name: path.read_bytes() for path in (place.folder / "outbox").iterdir()} == mails


def test_post_that_takes_nothing_does_not_stop_the_history(place: Home) -> None:
    """The editions are made, the week it began with is named, the code is 4; the next run delivers them."""
    (place.folder / "outbox").write_text("in the way", encoding="utf-8")
    ran = place.command(*RANGE, "--deliver")
    assert (ran.code, "2026-W41 and later are not delivered: cannot write the mail" in ran.err) == (4, True), ran.err
    assert len(digests(place)) == 4
    (place.folder / "outbox").unlink()
    again = place.command(*RANGE, "--deliver", "--json")
    assert [d["week"] for d in again.json["deliveries"]] == [str(week) for week in ODD]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--from", "2026-W40", "--to", "2026-W48"), 2, "--to 2026-W48 has not ended: a history goes up to 2026-W47"),
        (("--from", "2026-W48"), 2, "--from 2026-W48 comes after --to 2026-W47"),
        (("--from", "2026-W47", "--to", "2026-W40"), 2, "--from 2026-W47 comes after --to 2026-W40"),
        (("--from", "2026-W54"), 2, "--from: there is no week 2026-W54: 2026 has 53 weeks"),
        (("--from", "2026-W40", "--to", "W47"), 2, "--to: 'W47' is not a week; write it as 2026-W47"),
        (("--to", "2026-W40"), 2, "--to needs --from"),
        (("--week", "2026-W47", "--from", "2026-W40"), 2, "either --week, or --from and --to"),
        (("--deliver",), 2, "--deliver goes with --from"),
    ],
)
def test_bad_range_is_refused_before_anything_is_done(place: Home, arguments: tuple[str, ...], code: int, words: str) -> None:
    """One line that names the option and the remedy; no source is asked."""
    ended = place.command("run", *arguments)
    assert (ended.code, words in ended.err, place.server.asked.get("/diep")) == (code, True, None), ended.err


def test_history_without_any_signal_is_told_by_its_code(place: Home) -> None:
    """All weeks are empty: nothing could be made."""
    ran = place.command("run", "--from", "2026-W20", "--to", "2026-W22")
    assert (ran.code, "editions made 0, there already 0, without signals 3" in ran.out) == (3, True)


def test_a_history_ends_with_the_week_that_ended_at_the_moment_given(place: Home) -> None:
    """--now decides which weeks are over, and without --to the last of them is the end."""
    place.command("collect")
    ran = place.command("run", "--from", "2026-W44", "--no-collect", "--json", now="2026-11-15T23:59:59+01:00")
    assert list(outcomes(ran)) == ["2026-W44", "2026-W45"]
