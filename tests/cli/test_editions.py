"""Editions made again, revised and compared, as an analyst calls for them."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.home import MONDAY, Home

LATER = "2027-03-29T23:30+02:00"
WEEK = ("--week", "2026-W47")


def _change(home: Home, statement: str) -> None:
    with closing(sqlite3.connect(home.folder / "windwijzer.db")) as database:
        database.execute(statement)
        database.commit()


def _chatbot(home: Home) -> str:
    stories = home.command("digest", *WEEK, "--json").json["stories"]
    return next(story["signals"][0] for story in stories if "chatbot" in story["title"])


@pytest.fixture
def issued(home: Home) -> Home:
    """A home whose week has an edition."""
    assert home.command("run").code == 0
    return home


@pytest.mark.parametrize("form", ["html", "text", "json"])
def test_edition_is_the_same_in_another_place_and_on_another_day(issued: Home, form: str) -> None:
    """A fresh process with another time zone, locale, hash seed, folder and day makes the same bytes from what was frozen."""
    first = issued.command("digest", *WEEK, "--format", form).out
    elsewhere = os.environ | {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4242",
    }
    command = "import sys; from pipeline.cli.main import main; main()"
    before = ["--home", str(issued.folder), "--sources", str(issued.folder / "sources.json"), "--now", LATER]
    again = subprocess.run(
        [sys.executable, "-c", command, *before, "digest", *WEEK, "--format", form],
        env=elsewhere,
        cwd="/",
        capture_output=True,
        check=True,
    )
    assert again.stdout.decode() == first
    assert not again.stderr


def test_edition_speaks_english_when_asked(issued: Home) -> None:
    """The same edition in English, of the same numbers and titles of news; what is stored stays Dutch."""
    dutch, english = (issued.command("digest", *WEEK, "--json", *more).json for more in ((), ("--lang", "en")))
    assert (dutch["lang"], english["lang"]) == ("nl", "en")
    assert dutch["counts"] == english["counts"]
    assert [one["title"] for one in dutch["stories"]] == [one["title"] for one in english["stories"]]
    text = issued.command("digest", *WEEK, "--lang", "en").out
    assert "4 items → 3 stories" in text
    assert "IN SHORT" in text
    assert "IN HET KORT" in issued.command("digest", *WEEK).out
    assert '<html lang="en">' in issued.command("digest", *WEEK, "--format", "html", "--lang", "en").out


def test_edition_is_made_again_and_not_copied(issued: Home) -> None:
    """When the stored copy is not what its inputs make, that is an error; the copy can still be had."""
    _change(issued, "UPDATE editions SET text = CAST(replace(CAST(text AS TEXT), 'chatbot', 'kat') AS BLOB)")
    refused = issued.command("digest", *WEEK)
    assert (refused.code, "comes out otherwise" in refused.err) == (3, True)
    assert "balie door kat" in issued.command("digest", *WEEK, "--stored").out


def test_evidence_that_was_changed_is_found_out(issued: Home) -> None:
    """A signal that is not what it was when the edition was made stops the making again."""
    _change(issued, "UPDATE signals SET text = 'iets anders' WHERE title LIKE '%chatbot%'")
    refused = issued.command("digest", *WEEK)
    assert (refused.code, "has changed in the store" in refused.err) == (3, True)


def test_other_libraries_give_the_stored_copy_and_say_so(issued: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made with other versions that come out otherwise: what was issued is shown, with the versions."""
    from reports import inputs

    here = dict(inputs.libraries())
    monkeypatch.setattr(inputs, "libraries", lambda: tuple((here | {"jinja2": "9.9"}).items()))
    first = issued.command("digest", *WEEK, "--stored").out
    same = issued.command("digest", *WEEK)
    assert (same.out, same.err) == (first, "")
    _change(issued, "UPDATE editions SET text = CAST(replace(CAST(text AS TEXT), 'chatbot', 'kat') AS BLOB)")
    other = issued.command("digest", *WEEK)
    assert other.code == 0
    assert "balie door kat" in other.out
    assert f"stored copy: it was made with jinja2 {here['jinja2']} (here 9.9)" in other.err


def test_nothing_changed_makes_no_second_edition(issued: Home) -> None:
    """Asked to revise without a reason, the first edition stands."""
    asked = issued.command("digest", *WEEK, "--revise", "--json", now=LATER)
    assert asked.json["edition"] == 1
    assert "nothing that decides it has changed since edition 1" in asked.err


def test_correction_makes_edition_two_that_says_what_changed(issued: Home) -> None:
    """After a correction edition 2 has other counts, opens with them, and the first is still what it was."""
    first = issued.command("digest", *WEEK, "--json").out
    row = next(row for row in issued.command("digest", *WEEK, "--json").json["trends"] if row["id"] == "robotisering")
    assert row["count"] == 1
    said = issued.command("review", "set", _chatbot(issued), "robotisering", "wrong", "--by", "Noor", now=LATER)
    assert said.code == 0
    made = issued.command("digest", *WEEK, "--revise", "--json", now=LATER).json
    assert (made["edition"], made["revision"]["of"], made["revision"]["causes"]) == (2, 1, ["corrections"])
    (change,) = [c for c in made["revision"]["difference"]["counts"] if c["label"] == "robotisering"]
    assert (change["before"], change["after"]) == (1, 0)
    assert [story["lost"] for story in made["revision"]["difference"]["stories"]] == [["Robotisering"]]
    assert issued.command("digest", *WEEK, "--edition", "1", "--json").out == first
    assert issued.command("digest", *WEEK, "--json").json["edition"] == 2
    assert issued.command("digest", *WEEK, "--revise", "--json", now=LATER).json["edition"] == 2
    told = issued.command("digest", "diff", "2026-W47/1", "2026-W47/2").out
    assert "Robotisation: 1 -> 0" in told
    assert "- Robotisation" in told
    assert issued.command("digest", "diff", "2026-W47/2", "2026-W47/2").out == "no difference\n"


def test_late_signal_does_not_come_into_a_revision(issued: Home) -> None:
    """What came in after the week was closed stays out of its next edition."""
    issued.add("nakomer", ("Gemeente schrapt robot", "Mensen bellen weer met mensen.", "Wed, 18 Nov 2026 09:00:00 +0100"))
    assert issued.command("collect", now="2026-11-24T07:00+01:00").code == 0
    issued.command("review", "set", _chatbot(issued), "robotisering", "wrong", "--by", "Noor", now=LATER)
    made = issued.command("digest", *WEEK, "--revise", "--json", now=LATER).json
    assert made["edition"] == 2
    assert made["counts"]["signals"] == 4
    assert all("schrapt" not in story["title"] for story in made["stories"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("digest", *WEEK, "--edition", "7"), 2, "2026-W47 has no edition 7; its newest is 1"),
        (("digest", "diff", "2026-W47", "2026-W47/1"), 2, "write it as 2026-W47/1"),
        (("digest", "diff", "2026-W47/1", "2026-W47/2"), 2, "there is no edition 2026-W47/2"),
        (("digest", "diff", "2026-W60/1", "2026-W47/1"), 2, "2026 has 53 weeks"),
    ],
)
def test_unknown_editions_are_refused_with_the_remedy(issued: Home, arguments: tuple[str, ...], code: int, words: str) -> None:
    """An edition that is not there, or is not written as one, is named."""
    refused = issued.command(*arguments, now=MONDAY)
    assert refused.code == code
    assert words in refused.err
