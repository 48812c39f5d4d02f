"""review: people judge labels; what they say outranks the model, in the digest too, and is stored once; samples are counted."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from classifiers.taxonomy import load_taxonomy
from tests.cli.home import Home

WEEK = ("--week", "2026-W47")
CHATBOT = "Gemeente vervangt balie door chatbot"
TUESDAY = "2026-11-24T09:00+01:00"
LABELS = load_taxonomy().labels


@pytest.fixture
def judged(home: Home) -> Home:
    """A home whose week was collected and judged, and has no edition yet."""
    home.command("collect")
    home.command("classify")
    return home


def story(home: Home, title: str = CHATBOT) -> dict[str, Any]:
    """The story under a title, with the labels that count."""
    found: list[dict[str, Any]] = home.command("stories", "list", *WEEK, "--json").json
    return next(one for one in found if one["title"] == title)


def lead(home: Home, title: str = CHATBOT) -> str:
    """The signal that speaks for that story."""
    listed = home.command("signals", "list", *WEEK, "--json").json
    return next(one["id"] for one in listed if one["id"] in story(home, title)["signals"])


def rows(sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet."""
    return list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";"))


def filled(file: Path, *values: tuple[str, str, str]) -> None:
    """Fills in (signal, label, value), as somebody with a spreadsheet would; a label that is not there gets a row."""
    found = rows(file.read_text(encoding="utf-8"))
    for signal, label, value in values:
        there = [row for row in found if (row["signal"], row["label"]) == (signal, label)]
        if not there:
            there = [dict.fromkeys(found[0], "") | {"signal": signal, "label": label}]
            found += there
        there[0]["value"] = value
    with file.open("w", encoding="utf-8", newline="") as page:
        table = csv.DictWriter(page, list(found[0]), delimiter=",")
        table.writeheader()
        table.writerows(found)


def test_queue_shows_a_signal_of_each_story_with_its_words(judged: Home) -> None:
    """For people the title, text, source, label, probability and words; for machines the shape of docs/formats.md."""
    found = judged.command("review", "queue", *WEEK, "--json").json
    assert [list(one) for one in found] == [["signal", "week", "source", "title", "text", "url", "worth", "labels"]] * len(
        found
    )
    assert [one["signal"] for one in found].count(lead(judged)) == 1
    assert len({one["title"] for one in found}) == len(found)
    chatbot = next(one for one in found if one["title"] == CHATBOT)
    robot = next(one for one in chatbot["labels"] if one["label"] == "robotisering")
    assert list(robot) == ["label", "probability", "decision", "bearing", "because"]
    assert "chatbot" in robot["because"]
    doubts = [any(label["decision"] == "unsure" for label in one["labels"]) for one in found]
    assert doubts == sorted(doubts, reverse=True)
    told = judged.command("review", "queue", *WEEK).out
    assert f"signal {lead(judged)}, source dagblad, 2026-W47" in told
    assert f"- robotisering {robot['probability']:.2f} because of: {', '.join(robot['because'])}" in told
    assert len(judged.command("review", "queue", *WEEK, "-n", "1", "--json").json) == 1


def test_word_of_a_person_counts_and_is_not_asked_again(judged: Home) -> None:
    """A label called wrong is gone from the lists and the queue; the same word again is not stored."""
    assert "robotisering" in story(judged)["trends"]
    words = ("review", "set", lead(judged), "robotisering", "wrong", "--by", "Noor", "--json")
    assert judged.command(*words).json == {
        "new": 1,
        "corrections": [
            {
                "signal": lead(judged),
                "label": "robotisering",
                "value": "wrong",
                "bearing": None,
                "by": "Noor",
                "when": "2026-11-23T06:00:00+00:00",
            }
        ],
    }
    assert "robotisering" not in story(judged)["trends"]
    assert "nothing new: it was said before" in judged.command(*words[:-1]).out
    asked = {one["signal"]: one["labels"] for one in judged.command("review", "queue", *WEEK, "--json").json}
    assert "robotisering" not in [label["label"] for label in asked.get(lead(judged), ())]


def test_digest_shows_what_people_said_and_a_closed_edition_stays(judged: Home) -> None:
    """A label that was added stands in it with its bearing, noise does not; what is said later changes nothing."""
    derby = "Thuisploeg wint derby"
    added = judged.command("review", "set", lead(judged, derby), "een-arbeidspool", "wind-tegen", "--by", "Noor")
    assert added.out == f"{derby}: een-arbeidspool is missing, wind-tegen, says Noor\n"
    judged.command("review", "set", lead(judged), "*", "noise", "--by", "Noor")
    judged.command("run")
    first = judged.command("digest", *WEEK, "--format", "json").json
    told = {one["title"]: one for one in first["stories"]}
    assert [d["id"] + "/" + d["bearing"] for d in told[derby]["directions"]] == ["een-arbeidspool/wind-tegen"]
    assert CHATBOT not in told
    assert judged.command("review", "set", lead(judged, derby), "*", "noise", "--by", "Noor", now=TUESDAY).code == 0
    assert judged.command("digest", *WEEK, "--format", "json", now=TUESDAY).json == first
    assert story(judged, derby)["directions"] == {}


def test_word_does_not_hang_on_the_model(judged: Home) -> None:
    """What people said holds when the model that it was about is no longer in use."""
    judged.command("review", "set", lead(judged), "robotisering", "wrong", "--by", "Noor")
    judged.command("review", "set", lead(judged), "circulaire-economie", "missing", "--by", "Noor")
    (judged.folder / "models" / "current").unlink(missing_ok=True)
    trends = story(judged)["trends"]
    assert ("circulaire-economie" in trends, "robotisering" in trends) == (True, False)


def test_sheet_goes_round(judged: Home, tmp_path: Path) -> None:
    """Filled in and imported it counts; a second time it adds nothing; exported again it shows what was said."""
    file = tmp_path / "nazicht.csv"
    assert judged.command("review", "export", str(file), *WEEK, "--json").json["week"] == "2026-W47"
    signal = lead(judged)
    filled(file, (signal, "robotisering", "fout"), (signal, "feminisering", "gemist"))
    first = judged.command("review", "import", str(file), "--by", "Noor", "--json")
    assert (first.code, first.json) == (0, {"new": 2, "known": 0, "complaints": []})
    assert judged.command("review", "import", str(file), "--by", "Noor").out == "0 new corrections, 2 known, 0 rows not taken\n"
    again = rows(judged.command("review", "export", "-", *WEEK).out)
    said = {row["label"]: (row["value"], row["by"]) for row in again if row["signal"] == signal and row["value"]}
    assert said == {"robotisering": ("wrong", "Noor"), "feminisering": ("missing", "Noor")}
    file.write_text(judged.command("review", "export", "-", *WEEK).out, encoding="utf-8")
    assert judged.command("review", "import", str(file)).out == "0 new corrections, 2 known, 0 rows not taken\n"


def test_bad_rows_are_named_and_the_good_ones_kept(judged: Home, tmp_path: Path) -> None:
    """By file and line, with exit code 2."""
    file = tmp_path / "nazicht.csv"
    signal = lead(judged)
    lines = ["signal;label;value", f"{signal};feminisering;missing", f"{signal};feminisme;missing", "weg;*;ruis"]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = judged.command("review", "import", str(file), "--by", "Noor")
    assert found.code == 2
    assert f"{file} line 3: 'feminisme' is no label" in found.out
    assert f"{file} line 4: there is no signal weg; see `windwijzer signals list`" in found.out
    assert "1 new corrections, 0 known, 2 rows not taken" in found.out
    assert "feminisering" in story(judged)["trends"]


def test_sample_is_drawn_once_and_checked(judged: Home, tmp_path: Path) -> None:
    """The same again, with what was said since; a signal called checked has what was shown and not contradicted."""
    file = tmp_path / "steekproef.csv"
    told = judged.command("review", "sample", *WEEK, "-n", "3", "--seed", "5", "--out", str(file))
    assert told.out == f"{file}: 3 of 4 signals of 2026-W47, seed 5\n"
    drawn = judged.command("review", "sample", *WEEK, "-n", "3", "--seed", "5", "--json").json
    assert list(drawn) == ["week", "seed", "size", "population", "drawn", "signals"]
    found = rows(file.read_text(encoding="utf-8"))
    assert list(dict.fromkeys(row["signal"] for row in found)) == drawn["signals"]
    answers = [(row["signal"], row["label"], "wrong") for row in found if row["decision"] == "unsure"]
    filled(file, *((signal, "*", "checked") for signal in drawn["signals"]), *answers)
    assert judged.command("review", "import", str(file), "--by", "Noor").code == 0
    again = rows(judged.command("review", "sample", *WEEK, "-n", "3", "--seed", "5", now=TUESDAY).out)
    assert [row["signal"] for row in again] == [row["signal"] for row in found]
    expected = {"": "checked", "yes": "right", "unsure": "wrong"}
    assert [row["value"] for row in again] == [expected[row["decision"]] for row in again]
    queue = judged.command("review", "queue", *WEEK, "--json").json
    assert not {one["signal"] for one in queue} & set(drawn["signals"])


def test_checked_sample_gives_estimates(judged: Home, tmp_path: Path) -> None:
    """Of a week that was checked whole what is true; for machines the shape of docs/formats.md. Before, what to do."""
    none = judged.command("review", "estimate", *WEEK)
    assert (none.code, "no sample of 2026-W47 was drawn: draw one with `windwijzer review sample" in none.err) == (2, True)
    file = tmp_path / "steekproef.csv"
    judged.command("review", "sample", *WEEK, "-n", "4", "--out", str(file))
    half = judged.command("review", "estimate", *WEEK, "--json")
    assert (half.code, half.out) == (2, "")
    assert "0 stories are checked without a gap, 3 are needed: check on, in the order of the sheet, from signal" in half.err
    found = rows(file.read_text(encoding="utf-8"))
    wrong = (lead(judged), "robotisering", "wrong")
    answers = [(row["signal"], row["label"], "right") for row in found if row["decision"] == "unsure"]
    filled(file, *((row["signal"], "*", "checked") for row in found if row["label"] == "*"), *answers, wrong)
    assert judged.command("review", "import", str(file), "--by", "Noor").code == 0
    told = judged.command("review", "estimate", *WEEK, "--json").json
    assert list(told) == ["week", "stories", "checked", "earlier", "estimates"]
    assert [told[name] for name in ("week", "stories", "checked", "earlier")] == ["2026-W47", 3, 3, []]
    assert [list(one) for one in told["estimates"]] == [
        ["label", "counted", "estimate", "low", "high", "checked", "rule"]
    ] * len(told["estimates"])
    listed = judged.command("stories", "list", *WEEK, "--json").json
    held = {label: sum(label in [*one["trends"], *one["directions"]] for one in listed) for label in LABELS}
    assert {one["label"]: one["estimate"] for one in told["estimates"]} == held
    assert all(one["counted"] == one["low"] == one["high"] and one["rule"] == "known" for one in told["estimates"])
    shown = judged.command("review", "estimate", *WEEK).out
    assert "2026-W47: 3 stories, 3 of them drawn at random and checked\n" in shown
    assert re.search(rf"fast-slow-service +{held['fast-slow-service']} +{held['fast-slow-service']} +", shown)


def test_checked_by_hand_needs_an_answer_to_every_doubt(judged: Home) -> None:
    """Set to checked, a signal keeps what counts and its open labels are right."""
    signal = lead(judged)
    asked = {one["signal"]: one["labels"] for one in judged.command("review", "queue", *WEEK, "--json").json}[signal]
    unsure = [label["label"] for label in asked if label["decision"] == "unsure"]
    found = judged.command("review", "set", signal, "*", "checked", "--by", "Noor")
    assert found.code == (2 if unsure else 0)
    for label in unsure:
        assert label in found.err
        judged.command("review", "set", signal, label, "wrong", "--by", "Noor")
    said = judged.command("review", "set", signal, "*", "checked", "--by", "Sem", "--json").json["corrections"]
    assert (said[0]["label"], said[0]["value"]) == ("*", "checked")
    assert "robotisering" in story(judged)["trends"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "weg", "robotisering", "wrong", "--by", "Noor"), "there is no signal weg; see `windwijzer signals list`"),
        (("set", "LEAD", "robot", "wrong", "--by", "Noor"), "'robot' is no label; write one of flexibel-leven"),
        (("set", "LEAD", "robotisering", "wrong", "--by", " "), "say whose word it is, with --by NAME"),
        (("set", "LEAD", "robotisering", "missing", "--by", "Noor"), "write right or wrong"),
        (("import", "nergens.csv"), "cannot read nergens.csv"),
        (("import", "sources.json"), "sources.json: the first line must hold the column names signal, label and value"),
        (("export", "nergens/nazicht.csv", *WEEK), "cannot write nergens/nazicht.csv"),
        (("export", "-", *WEEK, "--json"), "name a file"),
        (("queue", "--week", "2026-W40"), "nothing was collected for 2026-W40"),
        (("sample", "--week", "2026-W40"), "nothing was collected for 2026-W40"),
        (("sample", "--week", "2026-W48"), "2026-W48 has not ended"),
    ],
)
def test_what_cannot_be_is_refused(judged: Home, words: tuple[str, ...], said: str) -> None:
    """With the thing and the remedy, and exit code 2."""
    found = judged.command("review", *(lead(judged) if word == "LEAD" else word for word in words))
    assert (found.code, said in found.err) == (2, True), found


def test_queue_of_what_was_not_judged_says_what_to_do(home: Home) -> None:
    """Collected is not judged."""
    home.command("collect")
    found = home.command("review", "queue", *WEEK)
    assert found.code == 2
    assert "has judged nothing of 2026-W47; run `windwijzer classify --week 2026-W47`" in found.err
